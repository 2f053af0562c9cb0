"""“现在要做” of the parts store."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from huichang.company.roles import Role
from huichang.kernel import todo, wording
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.kernel.money import ZERO
from huichang.parts import permissions
from huichang.parts.models import BackOrder, BinStock, HoldRequest, Proof
from huichang.parts.queries import claims, counter, counts, pending, picks
from huichang.parts.states import PickState

NEAR = timedelta(minutes=30)
SHOWN_SHORTS = 3
Asked = tuple[QuerySet[Any, Any], ...]


@todo.source(Role.PARTS_CLERK, Role.PARTS_MANAGER)
def to_issue(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Orders with something ready to be handed out, by promise."""
    for order in picks.pick_queue(actor.here):
        if not order.ready:
            continue
        names = [line.name for line in order.lines if line.ready > 0]
        what = "、".join(names[:2]) + (f" 等 {len(names)} 种" if len(names) > 2 else "")
        near = order.promised_at is not None and order.promised_at - at <= NEAR
        yield Todo(
            act="发料",
            why=("客户在店等：" if order.asker.waits else "") + f"{what}可以发",
            url=f"/parts/counter/{order.order_id}/",
            plate=order.plate,
            kind=order.asker.plate_kind,
            name=" · ".join(filter(None, [order.order_number, order.asker.technician])),
            due=order.promised_at,
            since=order.asked_at,
            urgent=near and order.state != PickState.PARTLY,
            icon="package-export",
        )


def _in_their_bins(actor: Actor, at: datetime) -> Asked:
    return (counter.held_in_bins(actor.here, on=localdate(at)),)


@todo.asking(Role.PARTS_CLERK, Role.PARTS_MANAGER, asks=_in_their_bins)
def to_shelve(actor: Actor, at: datetime, rows: list[dict[str, Any]]) -> Iterator[Todo]:
    """Bookings of today and tomorrow whose parts still lie in their bins. The source of `askers`."""
    today = localdate(at)
    for booking in counter.laying_out(actor.here, rows):
        comes = booking.asker.at or booking.until
        yield Todo(
            act="备货",
            why=f"{wording.day(comes, today)}的预约，{booking.kinds} 种配件要上货架",
            url=f"/parts/counter/#shelf-{booking.appointment_id}",
            plate=booking.plate,
            kind=booking.asker.plate_kind,
            name=" · ".join(filter(None, [booking.asker.number, booking.asker.customer])),
            due=comes,
            icon="stack-2",
        )


def _on_the_shelf(actor: Actor, at: datetime) -> Asked:
    return (counter.on_the_shelf(actor.here),)


@todo.asking(Role.PARTS_CLERK, Role.PARTS_MANAGER, asks=_on_the_shelf)
def to_put_back(actor: Actor, at: datetime, lying: list[BinStock]) -> Iterator[Todo]:
    """What lies on the booking shelf and nobody is promised."""
    left = counter.without_promise(lying)
    if left:
        yield Todo(
            act="归位",
            why=f"预约货架上有 {len(left)} 种配件已释放，放回货位",
            url="/parts/counter/#left-over",
            icon="arrow-back-up",
        )


def _short(actor: Actor, at: datetime) -> Asked:
    return (counter.waiting(actor.here),)


@todo.asking(Role.PARTS_CLERK, Role.PARTS_MANAGER, asks=_short)
def to_chase(actor: Actor, at: datetime, rows: list[BackOrder]) -> Iterator[Todo]:
    """What is short and nobody knows when it comes, or it comes too late."""
    late = [short for short in counter.short_cards(rows) if short.is_late]
    for short in late[:SHOWN_SHORTS]:
        when = (
            "到货日未定"
            if short.expected_on is None
            else f"{wording.day(short.expected_on, localdate(at))} 才到"
        )
        yield Todo(
            act="催货",
            why=f"缺 {short.name} {wording.quantity(short.quantity, short.unit)}，{when}",
            url=f"/parts/part/{short.part_id}/",
            plate=short.plate,
            name=short.order_number or "预约",
            due=short.needed_at,
            since=short.asked_at,
            icon="truck-delivery",
        )


def _asked_for(actor: Actor, at: datetime) -> Asked:
    return (claims.open_requests(actor.here),) if actor.may(permissions.ANSWER_REQUESTS) else ()


@todo.asking(Role.ADVISER, Role.SERVICE_MANAGER, Role.PARTS_MANAGER, asks=_asked_for)
def to_answer(actor: Actor, at: datetime, rows: list[HoldRequest]) -> Iterator[Todo]:
    """Somebody asks for a part that is held for one of my cars. The sources of `askers` while somebody asks."""
    for request in claims.request_cards(actor, rows):
        if request.is_mine:
            yield Todo(
                act="答复",
                why=f"{request.asked_by}想调用 {request.name}：{request.why}",
                url="/parts/requests/",
                plate=request.plate,
                kind=request.owner.plate_kind,
                name=request.owner.number,
                since=request.asked_at,
                urgent=True,
                icon="message-circle",
            )


def _last_proof(actor: Actor, at: datetime) -> Asked:
    return (Proof.objects.filter(store_id=actor.here).order_by("-at", "-pk")[:1],)


@todo.asking(Role.PARTS_MANAGER, asks=_last_proof)
def to_clear_up(actor: Actor, at: datetime, found: list[Proof]) -> Iterator[Todo]:
    """Last night's proof found a total that is not the sum of its ledger."""
    for last in found:
        if not last.wrong:
            return
        yield Todo(
            act="查看",
            why=f"库存台账有 {len(last.wrong)} 项不符：{last.wrong[0]}",
            url="/parts/stock/",
            since=last.at,
            urgent=True,
            icon="alert-triangle",
        )


def _counting(actor: Actor, at: datetime) -> Asked:
    return (counts.waiting_for(actor),) if actor.may(permissions.COUNT_STOCK) else ()


@todo.asking(Role.PARTS_CLERK, Role.PARTS_MANAGER, asks=_counting)
def to_count(actor: Actor, at: datetime, rows: list[tuple[int, str, str, int]]) -> Iterator[Todo]:
    """Counts that have something for this person to count."""
    for count_id, number, what, left in rows:
        yield Todo(
            act="盘点",
            why=f"{what}，还有 {left} 行待您盘",
            url=f"/parts/counts/{count_id}/round/",
            name=number,
            icon="clipboard-check",
        )


def _counted(actor: Actor, at: datetime) -> Asked:
    return (counts.to_approve(actor.here),) if actor.may(permissions.APPROVE_COUNTS) else ()


@todo.asking(Role.PARTS_MANAGER, Role.SERVICE_MANAGER, asks=_counted)
def to_approve_counts(actor: Actor, at: datetime, rows: list[Any]) -> Iterator[Todo]:
    """Counts whose differences wait for approval."""
    for row in rows:
        yield Todo(
            act="审批",
            why=f"{row.what}，差异合计 {wording.yuan(row.size or ZERO)}",
            url=f"/parts/counts/{row.pk}/",
            name=row.number,
            since=row.handed_in_at,
            icon="clipboard-check",
        )


@todo.source(Role.PARTS_CLERK, Role.PARTS_MANAGER)
def to_look_after(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Batches, transfers, write-offs and loans that wait for somebody. One statement."""
    waits = pending.pending(actor, on=localdate(at))
    said = (
        (
            waits.to_check,
            "验真",
            "个批次待检，在隔离区发不出去",
            "/parts/batches/?only=check",
            "shield-check",
        ),
        (waits.to_receive, "收货", "张调拨单应已到达", "/parts/transfers/?only=in", "transfer"),
        (
            waits.to_settle,
            "处理",
            "张调拨单对方收货有差异",
            "/parts/transfers/?only=differs",
            "alert-triangle",
        ),
        (waits.to_put_away, "上架", "种配件在收货区，等着上架", "/parts/put-away/", "package-import"),
        (waits.late_loans, "催还", "笔借料过了应还日期", "/parts/loans/", "arrow-back-up"),
    )
    for count, act, why, url, icon in said:
        if count:
            yield Todo(act=act, why=f"{count} {why}", url=url, icon=icon)
    if waits.to_answer and actor.may(permissions.APPROVE_SCRAP):
        yield Todo(
            act="审批", why=f"{waits.to_answer} 张报损单待批准", url="/parts/scraps/?only=asked", icon="trash"
        )
    if waits.expiring and actor.may(permissions.STOP_BATCHES):
        yield Todo(
            act="查看",
            why=f"{waits.expiring} 个批次临期或过期，先用、退货或报损",
            url="/parts/batches/?only=expiring",
            icon="calendar-x",
        )
