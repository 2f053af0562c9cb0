"""What the editor of a policy takes, and how its words become terms."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from huichang.kernel.refusals import Refused
from huichang.kernel.web import number_of
from huichang.vehicles.states import CoverKind, CoverStart, PartClass
from huichang.vehicles.systems import systems

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CHOSEN = ("uses", "energies", "systems", "part_classes", "not_systems", "voids")
_APART = re.compile(r"[,，、;；\n\r]+")


class Terms(forms.Form):
    """A policy as its editor has it; lists that are chosen from chips are read apart."""

    code = forms.CharField(label="政策编号", max_length=24, required=False)
    policy = forms.IntegerField(required=False)
    seen = forms.IntegerField(required=False)
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="种类", choices=CoverKind.choices)
    brand = forms.CharField(label="品牌", max_length=30, required=False)
    series = forms.CharField(label="车系", max_length=200, required=False)
    car_models = forms.CharField(label="车型", max_length=400, required=False)
    sold_from = forms.DateField(label="购车不早于", required=False, widget=DAY)
    sold_until = forms.DateField(label="购车不晚于", required=False, widget=DAY)
    parts = forms.CharField(
        label="配件编码", required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    not_parts = forms.CharField(
        label="不含配件编码", required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    start = forms.ChoiceField(label="起算", choices=CoverStart.choices)
    months = forms.IntegerField(label="月数", required=False, min_value=1, max_value=600)
    km = forms.IntegerField(label="公里数", required=False, min_value=1, max_value=2_000_000)
    shares = forms.CharField(
        label="分担", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    capacity = forms.IntegerField(label="电池容量限值", required=False, min_value=1, max_value=99)
    clause = forms.CharField(label="条款", max_length=200, required=False)
    from_on = forms.DateField(label="执行日期", widget=DAY)
    is_withdrawn = forms.BooleanField(label="从执行日期起停用", required=False)


class Published(forms.Form):
    """What has been changed, for the stores."""

    reason = forms.CharField(label="这次修订了什么", max_length=120, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Tried(forms.Form):
    """A car and what is asked about it."""

    car = forms.CharField(label="车牌或 VIN 后 6 位", max_length=20)
    on = forms.DateField(label="日期", required=False, widget=DAY)
    km = forms.IntegerField(label="里程", required=False, min_value=0, max_value=2_000_000)
    part_number = forms.CharField(label="问哪个配件", max_length=40, required=False)
    system = forms.ChoiceField(label="系统", required=False, choices=lambda: [("", "—"), *systems().items()])
    part_class = forms.ChoiceField(label="配件用途", required=False, choices=[("", "—"), *PartClass.choices])
    capacity = forms.IntegerField(label="实测容量", required=False, min_value=0, max_value=100)


def terms_said(said: Mapping[str, Any], posted: QueryDict) -> dict[str, Any]:
    """The terms that the editor says. Raises Refused for shares that cannot be read."""
    terms = {name: value for name, value in said.items() if name not in ("code", "policy", "seen")}
    for name in ("series", "car_models", "parts", "not_parts"):
        terms[name] = [each.strip() for each in _APART.split(terms[name]) if each.strip()]
    for name in CHOSEN:
        terms[name] = list(posted.getlist(name))
    terms["shares"] = [share for line in terms["shares"].splitlines() if (share := share_said(line))]
    return terms


def share_said(line: str) -> dict[str, int | None] | None:
    """One share as it is written: months, kilometres, per cent (`36,60000,100`); None for an empty line.

    Raises Refused for anything else.
    """
    if not line.strip():
        return None
    cells = [each.strip().replace(" ", "").rstrip("%") for each in re.split(r"[,，]", line)]
    if len(cells) != 3 or not cells[2] or not all(not each or number_of(each) is not None for each in cells):
        raise Refused("分担每行写“月数,公里数,比例”，例如 36,60000,100；不限的留空。", fields=("shares",))
    months, km, percent = (int(each) if each else None for each in cells)
    return {"months": months, "km": km, "percent": percent}


def parts_said(text: str) -> list[tuple[str, Decimal]]:
    """Parts as they are written, one a line: the number, and how many of it (`BR-1001 2`; one when left out).

    Raises Refused for a quantity that is none.
    """
    found = []
    for line in text.splitlines():
        words = re.split(r"[\s,，×]+", line.strip())
        if not words[0]:
            continue
        said = words[1] if len(words) > 1 and words[1] else "1"
        if not re.fullmatch(r"\d{1,5}(\.\d{1,3})?", said):
            raise Refused(
                f"“{line.strip()}”的数量看不懂，请写“编码 数量”，例如 BR-1001 2。", fields=("parts",)
            )
        found.append((words[0], Decimal(said)))
    return found
