"""Showing: cards, figures, courses, lists of acts, and what to say when there is nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import RequestContext
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from huichang.kernel import car_drawing, cards, stages, wording
from huichang.kernel.templatetags import house_acts, house_words

register = template.Library()


@register.simple_block_tag
def card(
    content: SafeString, title: str = "", icon: str = "", sub: object = "", name: str = ""
) -> SafeString:
    """A box with a title line; `sub` stands quietly at the right of the title."""
    head = mark_safe("")
    if title:
        head = format_html(
            '<header class="box-head"><h2>{}{}</h2>{}</header>',
            house_words.icon(icon) if icon else "",
            title,
            format_html('<span class="muted">{}</span>', sub) if sub not in ("", None) else "",
        )
    return format_html(
        '<section class="box"{}>{}{}</section>', format_html(' id="{}"', name) if name else "", head, content
    )


@register.simple_tag
def person(name: str, sub: str = "") -> SafeString:
    """A person: first character as a face, the name, and what they are here."""
    return format_html(
        '<span class="person"><i aria-hidden="true">{}</i><span>{}{}</span></span>',
        name[:1],
        name,
        format_html("<small>{}</small>", sub) if sub else "",
    )


_NOTICE_ICONS = {"act": "alert-triangle", "watch": "alert-circle", "info": "info-circle"}


@register.simple_tag
def notice(words: str, tone: str = "info", detail: str = "", href: str = "", icon: str = "") -> SafeString:
    """One short thing that one should know now; `tone`: act (red), watch (amber), info."""
    tag = "a" if href else "div"
    return format_html(
        '<{0}{1} class="notice notice-{2}">{3}<span><b>{4}</b>{5}</span>{6}</{0}>',
        mark_safe(tag),
        format_html(' href="{}"', href) if href else "",
        tone,
        house_words.icon(icon or _NOTICE_ICONS.get(tone, "info-circle")),
        words,
        format_html("<small>{}</small>", detail) if detail else "",
        house_words.icon("chevron-right", "notice-go") if href else "",
    )


@register.simple_tag
def tile(
    label: str, number: object, unit: str = "", sub: str = "", href: str = "", tone: str = "", icon: str = ""
) -> SafeString:
    """One figure, large, with its unit and what it is measured by."""
    shown = wording.grouped(number) if isinstance(number, int) else str(number)
    return format_html(
        '<{0}{1} class="tile {2}"><span class="tile-label">{3}{4}</span><span class="tile-number">{5}{6}</span>{7}</{0}>',
        mark_safe("a" if href else "div"),
        format_html(' href="{}"', href) if href else "",
        f"tile-{tone}{' tile-long' if len(shown) > 8 else ''}"
        if tone
        else "tile-long"
        if len(shown) > 8
        else "",
        house_words.icon(icon) if icon else "",
        label,
        shown,
        format_html("<small>{}</small>", unit) if unit else "",
        format_html('<span class="tile-sub">{}</span>', sub) if sub else "",
    )


@register.inclusion_tag("kernel/pieces/amounts.html")
def amounts(first: Decimal | None, amended: Decimal | None, now: Decimal | None) -> dict[str, object]:
    """The three amounts of an order: as first signed, as amended, as it stands; and what changed since the signature."""
    change = now - first if first is not None and now is not None else None
    return {"first": first, "amended": amended, "now": now, "change": change}


@register.inclusion_tag("kernel/pieces/empty.html", takes_context=True)
def empty(
    context: RequestContext,
    words: str,
    *,
    act: str = "",
    href: str = "",
    opens: str = "",
    icon: str = "inbox",
) -> dict[str, object]:
    """Nothing here yet: what belongs here, and the first act."""
    return {"words": words, "act": act, "href": href, "opens": opens, "icon": icon}


@register.inclusion_tag("kernel/pieces/steps.html")
def steps(items: Iterable[cards.Step]) -> dict[str, object]:
    """The course of something: what is done, where it stands, what is left."""
    return {"steps": list(items)}


@register.inclusion_tag("kernel/pieces/tabs.html")
def tabs(items: Iterable[cards.Tab]) -> dict[str, object]:
    """Tabs that are links."""
    return {"tabs": items}


@register.inclusion_tag("kernel/pieces/timeline.html")
def timeline(events: Iterable[cards.Event]) -> dict[str, object]:
    """What happened, in the order given."""
    return {"events": events}


@register.inclusion_tag("kernel/pieces/history.html")
def history(kind: str, key: int) -> dict[str, object]:
    """What happened to a record that has been declared (`kernel.records`), fetched when it comes into sight."""
    return {"kind": kind, "key": key}


@register.inclusion_tag("kernel/pieces/photos.html")
def photos(items: Iterable[cards.Photo]) -> dict[str, object]:
    """A strip of photos; a touch shows one large, arrows go on."""
    return {"photos": items}


@dataclass(frozen=True)
class _Bar:
    load: Any
    part: int
    tone: str
    words: str


@register.inclusion_tag("kernel/pieces/load_bars.html")
def load_bars(loads: Iterable[cards.Load]) -> dict[str, object]:
    """How full days or people are: booked against available hours, with the word for full."""
    bars = []
    for load in loads:
        ratio = load.booked / load.available if load.available else (1.0 if load.booked else 0.0)
        tone = "over" if ratio > 1 else "full" if ratio >= 0.85 else ""
        said = f"{wording.quantity(round(Decimal(load.booked) / 60, 1))} / {wording.labour_hours(load.available)}"
        bars.append(_Bar(load, min(100, round(ratio * 100)), tone, said if load.available else "不排班"))
    return {"bars": bars}


@register.inclusion_tag("kernel/pieces/promise.html")
def promise(
    *, first: datetime | None, told: datetime | None = None, forecast: datetime | None = None
) -> dict[str, object]:
    """The promise of an order: as first given, as last told to the customer, the present forecast, and the slack."""
    due = told or first
    slack = wording.minutes_between(forecast, due) if due and forecast else None
    return {
        "first": first,
        "told": told if told and told != first else None,
        "due": due,
        "forecast": forecast,
        "slack": slack,
        "tone": ""
        if slack is None
        else "late"
        if slack < 0
        else "near"
        if slack <= wording.NEAR_MINUTES
        else "good",
    }


@register.inclusion_tag("kernel/pieces/queue.html", takes_context=True)
def queue(
    context: RequestContext, todos: Iterable[cards.Todo], *, nothing: str = "现在没有要做的事。"
) -> dict[str, object]:
    """“现在要做”: the acts of this role, most urgent first, each with why, and done from here."""
    return {"todos": list(todos), "nothing": nothing, "csrf_token": context.get("csrf_token", "")}


@register.simple_tag(takes_context=True)
def todo_fields(context: RequestContext, todo: cards.Todo) -> SafeString:
    """The hidden fields of an act in the queue."""
    return house_acts.hidden(context, todo.values.items())


@register.simple_tag
def more(url: str, *, rows: str, columns: int, words: str = "再显示一些") -> SafeString:
    """The last row of a long table: fetches the next page of rows in its own place. Nothing without `url`."""
    if not url:
        return mark_safe("")
    return format_html(
        '<tr class="more"><td colspan="{}"><button type="button" class="btn" hx-get="{}" hx-target="closest tr"'
        ' hx-swap="outerHTML" hx-select="{} > tr">{}</button></td></tr>',
        columns,
        url,
        rows,
        words,
    )


@register.simple_tag
def all_stages() -> list[stages.Stage]:
    """Every stage in the order of the lane, for keys of plots and boards."""
    return list(stages.STAGES.values())


@register.simple_tag(takes_context=True)
def repeat_block(context: RequestContext, name: str) -> SafeString:
    """What a block of the page says, once more: the title is also the heading unless the screen draws its own."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return block.render(context) if block else mark_safe("")


@register.inclusion_tag("kernel/pieces/steps.html")
def road(items: Iterable[cards.Step]) -> dict[str, object]:
    """The course of a visit as its owner sees it: the car stands where it is now."""
    return {"steps": list(items), "car": car_drawing.outline("right")}


@dataclass(frozen=True)
class _Placed:
    bar: cards.DayBar
    at: float
    long: float


@register.inclusion_tag("kernel/pieces/day_board.html")
def day_board(rows: Iterable[cards.DayRow], opens: int = 8, closes: int = 18) -> dict[str, object]:
    """Bays or people along one day, from `opens` to `closes` o'clock, with a line at the present time.

    Work outside these hours is drawn up to the edge; a bar is never narrower than can be touched.
    """
    whole = (closes - opens) * 60

    def part(at: datetime) -> float:
        local = timezone.localtime(at)
        return min(100.0, max(0.0, (local.hour * 60 + local.minute - opens * 60) / whole * 100))

    placed = [
        (row, [_Placed(bar, part(bar.start), max(2.0, part(bar.end) - part(bar.start))) for bar in row.bars])
        for row in rows
    ]
    return {
        "rows": placed,
        "hours": [(hour, (hour - opens) * 6000 / whole) for hour in range(opens, closes)],
        "opens": opens,
        "closes": closes,
        "now": part(timezone.now()),
    }
