"""Fields: one look for what a form asks, and the controls that hands need (plate keys, drawing, signature, photos)."""

import json
from collections.abc import Iterable, Mapping

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huichang.kernel import car_drawing
from huichang.kernel.templatetags import house_words

register = template.Library()

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


@register.inclusion_tag("kernel/pieces/field.html")
def field(
    bound: BoundField,
    *,
    label: str = "",
    unit: str = "",
    hint: str = "",
    wide: bool = False,
    autofocus: bool = False,
) -> dict[str, object]:
    """A Django form field with label, unit, hint and what is wrong with it."""
    widget = bound.field.widget
    described = f"{bound.auto_id}-said" if bound.errors or hint or bound.help_text else ""
    attrs: dict[str, str | bool] = {"aria-describedby": described} if described else {}
    if autofocus:
        attrs["autofocus"] = True
    if bound.errors:
        attrs["aria-invalid"] = "true"
    kind = "control"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "chips"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "switch"
        attrs["class"] = "form-check-input"
    elif isinstance(widget, forms.Select):
        attrs["class"] = "form-select"
    else:
        attrs["class"] = "form-control"
    if isinstance(widget, forms.NumberInput):
        attrs["inputmode"] = "decimal" if isinstance(bound.field, forms.DecimalField) else "numeric"
    if isinstance(widget, forms.Textarea):
        attrs.setdefault("rows", "3")
    return {
        "bound": bound,
        "kind": kind,
        "control": bound.as_widget(attrs=attrs) if kind != "chips" else "",
        "label": label or bound.label,
        "unit": unit,
        "hint": hint or bound.help_text,
        "described": described,
        "wide": wide or isinstance(widget, forms.Textarea),
        "optional": not bound.field.required and kind == "control",
    }


@register.inclusion_tag("kernel/pieces/plate_field.html")
def plate_field(
    name: str,
    value: str = "",
    *,
    label: str = "车牌",
    required: bool = True,
    autofocus: bool = False,
    home: str = "川",
    lookup: str = "",
    into: str = "",
    reads: str = "",
) -> dict[str, object]:
    """A plate to enter: typed on a desk, by keys of its own on a screen to touch.

    `home` is the province first offered, and added to a plate typed without one. With `lookup` every change asks
    that address (GET, the plate under `name`) and puts the answer `into` the element of that selector. With `reads`
    a photo can be sent there (POST `photo`, answer in JSON: `text`, `sure`, `why`); what it says can be corrected.
    """
    return {
        "home": home,
        "lookup": lookup,
        "into": into,
        "reads": reads,
        "name": name,
        "value": value or "",
        "label": label,
        "required": required,
        "autofocus": autofocus,
        "provinces": home + PROVINCES.replace(home, ""),
        "letters": ["1234567890", "QWERTYUP", "ASDFGHJKL", "ZXCVBNM", "学警港澳领挂"],
    }


@register.inclusion_tag("kernel/pieces/keypad_field.html")
def keypad_field(
    name: str,
    value: int | None = None,
    *,
    label: str = "",
    unit: str = "",
    at_least: int | None = None,
    hint: str = "",
    required: bool = True,
    reason: str = "",
    reason_given: str = "",
    decimals: bool = False,
) -> dict[str, object]:
    """A whole number by big keys; with `decimals` also one with up to three places.

    `at_least` warns at once below it and, with `reason`, asks for one under that name; the rule itself stays with the
    use-case.
    """
    return dict(locals())


@register.inclusion_tag("kernel/pieces/vin_field.html")
def vin_field(
    name: str,
    value: str = "",
    *,
    label: str = "车架号（VIN）",
    required: bool = True,
    lookup: str = "",
    into: str = "",
    reads: str = "",
    reason: str = "",
    reason_given: str = "",
) -> dict[str, object]:
    """A VIN to enter: counts its places, says at once when letters or the check digit are in doubt.

    `lookup`, `into` and `reads` as with a plate. With `reason` a doubtful number asks for one under that name.
    """
    return dict(locals())


@register.inclusion_tag("kernel/pieces/fuel_field.html")
def fuel_field(
    name: str, value: int | None = None, *, electric: bool = False, label: str = ""
) -> dict[str, object]:
    """Fuel in eighths (0–8), or battery in per cent (0–100), to drag or to set by arrow keys."""
    return {
        "name": name,
        "value": value,
        "electric": electric,
        "most": 100 if electric else 8,
        "label": label or ("电量" if electric else "油量"),
    }


@register.simple_tag
def fuel_view(value: int | None, electric: bool = False) -> SafeString:
    """Fuel or battery as a small bar with its words: 油量 4/8, 电量 76%."""
    if value is None:
        return format_html('<span class="muted">{}未记</span>', "电量" if electric else "油量")
    most = 100 if electric else 8
    return format_html(
        '<span class="fuel-view">{}<svg class="load-bar" aria-hidden="true"><rect class="load-all" width="100%" height="100%"'
        ' rx="3"/><rect class="load-part" width="{}%" height="100%" rx="3"/></svg>{}</span>',
        house_words.icon("battery-charging" if electric else "gas-station"),
        round(100 * value / most),
        f"{value}%" if electric else f"{value}/8",
    )


def _marks(marks: str | Iterable[Mapping[str, object]] | None) -> list[dict[str, object]]:
    given = json.loads(marks) if isinstance(marks, str) and marks else marks or []
    return [dict(mark) for mark in given if isinstance(mark, Mapping)]


@register.inclusion_tag("kernel/pieces/damage.html")
def damage_field(
    name: str, marks: str | Iterable[Mapping[str, object]] | None = None, *, label: str = "车身外观"
) -> dict[str, object]:
    """The car from five sides to mark damage on with a finger; posts JSON of side, x, y (0–1) and kind."""
    kept = _marks(marks)
    return {
        "name": name,
        "label": label,
        "json": json.dumps(kept, ensure_ascii=False),
        "views": car_drawing.views(kept),
        "kinds": list(car_drawing.KINDS.items()),
        "marks": car_drawing.listed(kept),
        "edit": True,
    }


@register.inclusion_tag("kernel/pieces/damage.html")
def damage_view(marks: str | Iterable[Mapping[str, object]] | None = None) -> dict[str, object]:
    """The same drawing to look at: marks numbered, with their list."""
    kept = _marks(marks)
    return {
        "views": car_drawing.views(kept),
        "marks": car_drawing.listed(kept),
        "edit": False,
        "label": "车身外观",
    }


@register.inclusion_tag("kernel/pieces/signature_field.html")
def signature_field(
    name: str, *, label: str = "客户签名", words: str = "", required: bool = True
) -> dict[str, object]:
    """A signature on the screen, posted as a PNG data URL. `words` is what is signed, shown above the line."""
    return {"name": name, "label": label, "words": words, "required": required}


@register.inclusion_tag("kernel/pieces/photo_field.html")
def photo_field(
    name: str, *, label: str = "拍照", at_most: int = 6, hint: str = "", required: bool = False
) -> dict[str, object]:
    """Photos by camera or from the album, made small (≤ 1600 px JPEG) before they are sent."""
    return {"name": name, "label": label, "at_most": at_most, "hint": hint, "required": required}


@register.inclusion_tag("kernel/pieces/scan_field.html")
def scan_field(
    name: str,
    value: str = "",
    *,
    label: str = "扫码",
    placeholder: str = "扫码或输入后回车",
    autofocus: bool = True,
) -> dict[str, object]:
    """A code by scanner (types and ends with Enter), by camera where the device can, or by hand."""
    return {"name": name, "value": value, "label": label, "placeholder": placeholder, "autofocus": autofocus}


@register.simple_tag
def car_outline(side: str) -> SafeString:
    """The outline of one side of the car, as SVG paths for pages that draw their own marks."""
    return car_drawing.outline(side)
