"""Words, numbers, the car, the stage, the time: what stands in the lines of every screen."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from huichang.kernel import capitals, money, stages, wording

register = template.Library()


@register.filter
def yuan(amount: Decimal | int | None) -> str:
    """¥1,234.50."""
    return wording.yuan(amount)


@register.filter
def unit_yuan(amount: Decimal | int | None) -> str:
    """A price per unit: ¥34,902.65, with up to four places where it has them."""
    return wording.unit_price(amount)


@register.filter
def capital(amount: Decimal) -> str:
    """The amount in capital figures, as statements and receipts carry it."""
    return capitals.in_capitals(money.money(amount))


@register.filter
def qty(amount: Decimal | int | float | None, unit: str = "") -> str:
    """A quantity without trailing zeros, with its unit."""
    return wording.quantity(amount, unit)


@register.filter
def count(number: int | None) -> str:
    """A whole number with thousands separators."""
    return wording.grouped(number)


@register.filter
def km(number: int | None) -> str:
    """A mileage: 45,210 公里."""
    return wording.NOTHING if number is None else f"{wording.grouped(number)} 公里"


@register.filter
def hours(minutes: int | None) -> str:
    """Minutes of labour as 工时."""
    return wording.labour_hours(minutes)


@register.filter
def span(minutes: int | None) -> str:
    """Minutes as a length of time: 1 小时 30 分."""
    return wording.NOTHING if minutes is None else wording.span(minutes)


@register.filter
def day(value: date | datetime | None) -> str:
    """今天, 明天, 11月23日 周一."""
    return wording.day(value, timezone.localdate())


@register.filter
def hm(value: datetime | None) -> str:
    """The time of day: 16:30."""
    return wording.clock_time(value)


@register.filter
def moment(value: datetime | None) -> str:
    """今天 16:30."""
    return wording.moment(value, timezone.localdate())


@register.filter
def vin(number: str | None) -> SafeString:
    """A VIN in fixed pitch; the last six, which the trade calls a car by, strong."""
    if not number:
        return mark_safe(wording.NOTHING)
    return format_html('<span class="vin">{}<b>{}</b></span>', number[:-6], number[-6:])


@register.filter
def phone(number: str | None) -> str:
    """A phone number in groups."""
    return wording.phone(number or "")


@register.simple_tag(takes_context=True)
def phone_link(context: RequestContext, number: str | None, css: str = "") -> SafeString:
    """A customer's number to touch and call; masked, and nothing to touch, for who does not call customers (CARE-03)."""
    actor = context.get("actor")
    if not number:
        return mark_safe("")
    if "*" in number or actor is None or not actor.may("customers.see_phones"):
        return format_html(
            '<span class="num nowrap">{}</span>', phone_masked(number) if "*" not in number else number
        )
    link = '<a class="{}" href="tel:{}" hx-boost="false">{} {}</a>'
    return format_html(link, css or "nowrap", number, icon("phone"), phone(number))


@register.simple_tag
def call_link(number: str | None) -> SafeString:
    """The number of a firm or a store to touch and call: nobody's private one, so everybody may see it."""
    if not number:
        return mark_safe("")
    link = '<a class="nowrap" href="tel:{}" hx-boost="false">{} {}</a>'
    return format_html(link, number, icon("phone"), phone(number))


@register.filter
def phone_masked(number: str | None) -> str:
    """A phone number with its middle hidden."""
    return wording.phone(number or "", masked=True)


@register.simple_tag
def icon(name: str, cls: str = "") -> SafeString:
    """A Tabler outline icon out of the sprite; decoration only, so readers of the screen skip it."""
    return _icon(name, cls)


@lru_cache(512)
def _icon(name: str, cls: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        cls,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def plate(text: str | None, kind: str = "", size: str = "m", href: str = "", file: str = "") -> SafeString:
    """A number plate drawn as one. `href` is what a click opens (the visit), `file` the car's own file."""
    return _drawn(text, kind, size, href, file)


# Boards draw the same plates every ten seconds.
@lru_cache(4096)
def _drawn(text: str | None, kind: str, size: str, href: str, file: str) -> SafeString:
    if not text:
        return mark_safe('<span class="plate plate-none">未上牌</span>')
    head, rest = wording.plate_parts(text)
    painted = format_html("<b>{}</b><i></i><b>{}</b>", head, rest) if head else format_html("<b>{}</b>", rest)
    return _plate(painted, kind or wording.plate_kind(text), size, href, file, text)


@register.simple_tag
def plate_masked(text: str | None, kind: str = "", size: str = "m") -> SafeString:
    """A plate for walls: enough for its owner to find the car, not enough for anybody else."""
    if not text:
        return mark_safe('<span class="plate plate-none">未上牌</span>')
    hidden = wording.masked_plate(text)
    head, _, rest = hidden.rpartition("·")
    painted = format_html("<b>{}</b><i></i><b>{}</b>", head, rest) if head else format_html("<b>{}</b>", rest)
    return _plate(painted, kind or wording.plate_kind(text), size, "", "", hidden)


def _plate(painted: SafeString, kind: str, size: str, href: str, file: str, spoken: str) -> SafeString:
    classes = f"plate plate-{kind} plate-{size}"
    if not href and not file:
        return format_html('<span class="{}">{}</span>', classes, painted)
    chip = format_html(
        '<a class="{}" href="{}" aria-label="{}"{}>{}</a>',
        classes,
        href or file,
        spoken,
        format_html(' data-file="{}"', file) if file else "",
        painted,
    )
    if not (href and file):
        return chip
    return format_html(
        '<span class="plate-pair">{}<a class="plate-file" href="{}" aria-label="{} 车辆档案" title="车辆档案">{}</a></span>',
        chip,
        file,
        spoken,
        icon("chevron-right"),
    )


@register.simple_tag
def stage(key: str, waits_for: str = "", size: str = "m") -> SafeString:
    """The stage of a visit: one colour, one icon, one word. A key that nobody knows is shown as it is, in grey."""
    return _stage(key, waits_for, size)


@lru_cache(512)
def _stage(key: str, waits_for: str, size: str) -> SafeString:
    known = stages.STAGES.get(key)
    word, picture = (known.word, known.icon) if known else (key, "dots")
    word, picture = stages.WAITING_FOR.get(waits_for, (word, picture))
    return format_html('<span class="stage stage-{} stage-{}">{}{}</span>', key, size, icon(picture), word)


@register.simple_tag
def light(state: str, word: bool = True) -> SafeString:
    """The state of an inspection point: a dot and its word; without the word it is still spoken."""
    said = stages.LIGHTS.get(state, "未检")
    if word:
        return format_html('<span class="light light-{}"><i></i>{}</span>', state or "none", said)
    return format_html(
        '<span class="light light-{}" role="img" aria-label="{}" title="{}"><i></i></span>',
        state or "none",
        said,
        said,
    )


@register.simple_tag
def server_now() -> int:
    """The server's time in milliseconds: pages count from it, whatever a tablet's own clock says."""
    return int(timezone.now().timestamp() * 1000)


@register.simple_tag
def clock(due: datetime | None, done: datetime | None = None) -> SafeString:
    """A time and what it means; runs on the page until it is `done`."""
    if due is None:
        return mark_safe('<span class="clock muted">未定</span>')
    now = timezone.now()
    face = wording.clock_time(due)
    if timezone.localtime(due).date() != timezone.localdate():
        face = wording.moment(due, timezone.localdate())
    if done is not None:
        said, how = wording.kept(due, done)
        return format_html(
            '<span class="clock clock-done {}"><time>{}</time> <span>{}</span></span>', how, face, said
        )
    said, how = wording.time_left(due, now)
    return format_html(
        '<span class="clock {}" data-clock="{}"><time datetime="{}">{}</time> <span>{}</span></span>',
        how,
        int(due.timestamp() * 1000),
        due.isoformat(),
        face,
        said,
    )


@register.simple_tag
def since(start: datetime | None, amber: int = 0, red: int = 0) -> SafeString:
    """Minutes since `start`; runs on the page, and changes colour at `amber` and `red` minutes when given."""
    if start is None:
        return mark_safe('<span class="since muted">—</span>')
    minutes = max(0, wording.minutes_between(start, timezone.now()))
    how = "late" if red and minutes >= red else "near" if amber and minutes >= amber else ""
    return format_html(
        '<span class="since {}" data-since="{}" data-amber="{}" data-red="{}" title="自 {} 起">{}</span>',
        how,
        int(start.timestamp() * 1000),
        amber,
        red,
        wording.moment(start, timezone.localdate()),
        wording.span(minutes),
    )
