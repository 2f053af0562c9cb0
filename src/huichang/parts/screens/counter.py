"""/parts/counter/ : who waits for parts, the booking shelf of today and tomorrow, what is short, who asks for what is held."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import finder, toasts
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request
from huichang.parts import part_acts, permissions, queries, rules, shelf
from huichang.parts.queries import PickList, reading, scans


def show(request: Request) -> HttpResponse:
    """The counter; `?code=` opens what was scanned: an order's pick list, or a part."""
    actor, moment = request.actor, now()
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    queue = queries.pick_queue(store_id)
    code = request.GET.get("code", "").strip()
    if code:
        return redirect(_opened_by(actor, code, queue))
    today = localdate(moment)
    shelves = queries.booking_shelf(store_id, on=today)
    shorts = queries.shorts(store_id)
    return render(
        request,
        "parts/screens/counter.html",
        {
            "queue": queue,
            "ready": sum(1 for order in queue if order.state == "ready"),
            "days": _by_day(shelves),
            "to_shelve": sum(1 for booking in shelves if booking.to_shelve),
            "left": queries.left_on_shelf(store_id),
            "shorts": shorts,
            "late": sum(1 for short in shorts if short.is_late),
            "requests": queries.requests(actor),
            "may_issue": actor.may(permissions.ISSUE_PARTS),
            "may_shelve": actor.may(permissions.KEEP_SHELF),
            "more_acts": part_acts.of(actor),
        },
    )


@dataclass(frozen=True)
class Day:
    """The booking shelf of one day."""

    on: object
    bookings: list[queries.BookingShelf]


def _by_day(shelves: list[queries.BookingShelf]) -> list[Day]:
    days: dict[object, list[queries.BookingShelf]] = {}
    for booking in shelves:
        days.setdefault(booking.on, []).append(booking)
    return [Day(on, bookings) for on, bookings in days.items()]


def _opened_by(actor: Actor, code: str, queue: list[PickList]) -> str:
    """The address of what a scanned or typed code means. Raises Refused when it means nothing, or too much.

    A part that exactly one order waits for opens that order; an order that has had all its parts opens, too (they may come
    back); the number of any document that this person may see opens that document.
    """
    key = rules.key_of(code).removeprefix("LL")
    found = scans.meaning(actor.here, code)
    if found.part is not None:
        wanting = [
            order
            for order in queue
            if any(line.part_id == found.part.id and line.left for line in order.lines)
        ]
        if len(wanting) == 1:
            return f"/parts/counter/{wanting[0].order_id}/"
        return f"/parts/part/{(found.newer or found.part).id}/"
    if found.bin_id is not None:
        return "/parts/places/"
    meant = [order for order in queue if key and rules.key_of(order.order_number).endswith(key)]
    meant = meant or [order for order in queue if key and rules.key_of(order.plate).endswith(key)]
    ids = [order.order_id for order in meant] or [order.id for order in found.orders]
    if len(ids) == 1:
        return f"/parts/counter/{ids[0]}/"
    if ids:
        raise Refused(f"“{code}”对应 {len(ids)} 张领料单，请多输入几位，或在队列里点选。")
    if finder.is_number(found.code):
        papers = {
            hit.url for hit in finder.find(actor, found.code) if _begins(hit.text, rules.key_of(found.code))
        }
        if len(papers) == 1:
            return papers.pop()
    if queries.search(actor, code, on=localdate(now()), limit=1):
        return f"/parts/stock/?{urlencode({'q': code})}"
    raise Refused(
        f"没有找到“{code}”对应的工单、单据、车牌、货位或配件，请核对后重新扫描；新配件请先建立资料。",
        url=f"/parts/stock/?{urlencode({'q': code})}",
    )


def _begins(text: str, key: str) -> bool:
    """Whether a hit is the document of that number: its words begin with it."""
    return bool(key) and rules.key_of(text.partition(" ")[0]) == key


@require_POST
def shelve(request: Request, appointment_id: int) -> HttpResponse:
    """Lay out a booking."""
    place = shelf.shelve_for_booking(request.actor, appointment_id, at=now())
    toasts.told(request, f"已备到货架 {place}")
    return redirect("parts:counter")


@require_POST
def put_back(request: Request) -> HttpResponse:
    """Carry back what nobody is promised."""
    carried = shelf.put_back(request.actor, request.actor.here, at=now())
    toasts.told(request, f"{carried} 种配件已放回货位")
    return redirect("parts:counter")
