"""What of an order may still be written: a draft as a whole, later only extra work that nobody has answered (LANE-23).

Plain functions that lock and prove; the order is locked first, then the extra work, then what belongs to them.
"""

from dataclasses import dataclass
from datetime import datetime

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn
from huichang.workshop import states
from huichang.workshop.models import CustomerLink, ExtraWork, Job, Line, Order
from huichang.workshop.states import CHANGEABLE_LINES, ExtraState, LineState, OrderState


@dataclass
class Writable:
    """An order that may be written, locked with its car; `extra` is the extra work that it is written for."""

    order: Order
    extra: ExtraWork | None


def order_locked(
    order_id: int, warrant: Warrant, *, seen: int | None = None, with_customer: bool = False
) -> Order:
    """The order with its car and visit (and its customer), locked; `seen` is the version that the page showed.

    Raises Missing, NotAllowed, Changed. One statement.
    """
    joined = ("vehicle", "visit", "customer") if with_customer else ("vehicle", "visit")
    order: Order = Order.objects.select_related(*joined).locked(order_id, warrant)
    freshness.check(order, seen)
    return order


def writable(
    order_id: int, warrant: Warrant, *, extra_id: int | None = None, seen: int | None = None, at: datetime
) -> Writable:
    """The order in draft, or one of its unanswered extra works (whose question, if it was asked, is taken back).

    Raises OutOfTurn for a signed order without extra work.
    """
    order = order_locked(order_id, warrant, seen=seen)
    if extra_id is None:
        if order.state != OrderState.DRAFT:
            raise OutOfTurn(
                f"{order}现在是“{order.get_state_display()}”，客户签过字的内容不能直接改。请先登记增项，客户同意后生效。"
            )
        return Writable(order, None)
    extra = ExtraWork.objects.select_for_update(of=("self",)).filter(pk=extra_id, order_id=order_id).first()
    if extra is None:
        raise Missing("没有找到这个增项，请刷新委托书后重试。")
    take_back_question(extra, at)
    return Writable(order, extra)


def take_back_question(extra: ExtraWork, at: datetime) -> None:
    """The quote is being rewritten: the customer must not answer the old one, so its links are void and its lines
    are drafts again. Nothing happens while it was not asked. Raises OutOfTurn once it is answered or withdrawn."""
    was_asked = extra.state == ExtraState.ASKED
    states.EXTRA.move(extra, "reprice")
    if not was_asked:
        return
    extra.save(update_fields=["state"])
    Line.objects.filter(extra_work=extra, state=LineState.QUOTED).update(state=LineState.DRAFT)
    void_links(extra.order_id, at, extra_id=extra.pk)


def void_links(order_id: int, at: datetime, *, extra_id: int | None = None, purpose: str = "") -> int:
    """Links that still wait for an answer lead nowhere from now on (what they would say says why). Returns how many."""
    open_links = CustomerLink.objects.filter(order_id=order_id, used_at__isnull=True, void_at__isnull=True)
    open_links = open_links.filter(extra_work_id=extra_id) if extra_id else open_links.filter(purpose=purpose)
    return open_links.update(void_at=at)


def writable_job(
    job_id: int, warrant: Warrant, *, seen: int | None = None, at: datetime
) -> tuple[Writable, Job]:
    """The order of a job that may be written, and the job. Raises Missing, OutOfTurn. Three statements in draft."""
    found = (
        Job.objects.seen_by(warrant.actor).filter(pk=job_id).values_list("order_id", "extra_work_id").first()
    )
    if found is None:
        raise Missing("没有找到这个维修项目，可能已被撤下，请刷新委托书。")
    held = writable(found[0], warrant, extra_id=found[1], seen=seen, at=at)
    job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
    job.order = held.order
    return held, job


def writable_line(
    line_id: int, warrant: Warrant, *, seen: int | None = None, at: datetime
) -> tuple[Writable, Line]:
    """The order of a line that may be written, and the line. Raises Missing; OutOfTurn for an authorised line."""
    found = (
        Line.objects.seen_by(warrant.actor)
        .filter(pk=line_id)
        .values_list("order_id", "extra_work_id", "state", "name")
        .first()
    )
    if found is None:
        raise Missing("没有找到这条明细，可能已被撤下，请刷新委托书。")
    order_id, extra_id, state, name = found
    if state not in CHANGEABLE_LINES:
        warrant.show_at(Order.objects.values_list("store_id", flat=True).get(pk=order_id))
        raise _not_changeable(name, state)
    held = writable(order_id, warrant, extra_id=extra_id, seen=seen, at=at)
    line: Line = Line.objects.select_related("job").select_for_update(of=("self",)).get(pk=line_id)
    if line.state not in CHANGEABLE_LINES:
        raise _not_changeable(line.name, line.state)  # dropped while we waited for the order
    line.order = held.order
    return held, line


def _not_changeable(name: str, state: str) -> OutOfTurn:
    return OutOfTurn(
        f"“{name}”现在是“{LineState(state).label}”，不能改写。"
        + ("客户同意过的内容要改，请登记增项。" if state in states.WORKABLE_LINES else "请重新添加。")
    )


def changed(order: Order, *fields: str) -> None:
    """The order's content changed: the next writer with an older page is told. Saves `fields` too. One statement."""
    freshness.bump(order)
    order.save(update_fields=[*fields, "version"])
