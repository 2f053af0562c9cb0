"""Work that an insurer pays: its case and its assessment (定损), without which nothing is settled (LANE-60)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.money import money
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import drafting, permissions, settling
from huichang.workshop.models import InsurerCase
from huichang.workshop.states import BEFORE_SETTLEMENT, OrderState


@dataclass(frozen=True)
class Assessment:
    """What the insurer approved: the number of its paper, up to how much it pays (yuan, with tax), when, and who."""

    number: str
    amount: Decimal
    on: date
    by: str = ""


@use_case(permissions.NOTE_INSURER_CASES, "登记保险定损")
def note_insurer_case(
    warrant: Warrant,
    order_id: int,
    *,
    insurer: str,
    case_number: str,
    assessment: Assessment | None = None,
    seen: int | None = None,
    at: datetime,
) -> InsurerCase:
    """The insurer's case number, and its assessment once it has come; told anew, it is corrected.

    Raises Refused without insurer or case number, for an assessment without its number, below nothing or of a day to come,
    OutOfTurn once the order is settled, Changed for an old page.
    """
    order = drafting.order_locked(order_id, warrant, seen=seen)
    if order.state not in BEFORE_SETTLEMENT:
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，不能再改保险定损；已结算的请先反结算。")
    if order.state == OrderState.CHECKED:
        settling.refuse_billed(order)
    if not insurer.strip():
        raise Refused("请填写保险公司。", fields=("insurer",))
    if not case_number.strip():
        raise Refused("请填写报案号（保险公司给客户的案件编号）。", fields=("case_number",))
    if assessment is not None:
        _check(assessment, localdate(at))
    case, _ = InsurerCase.objects.update_or_create(
        order=order,
        defaults={
            "store_id": order.store_id,
            "insurer": insurer.strip()[:60],
            "case_number": case_number.strip()[:40],
            "assessment_number": assessment.number.strip()[:40] if assessment else "",
            "amount": money(assessment.amount) if assessment else None,
            "approved_on": assessment.on if assessment else None,
            "approved_by": assessment.by.strip()[:40] if assessment else "",
            "noted_by_id": warrant.actor.staff_id,
            "noted_at": at,
        },
    )
    warrant.note = f"{case}" + (f"，核定 ¥{case.amount:,.2f}" if case.amount is not None else "")
    drafting.changed(order)
    return case


def _check(assessment: Assessment, today: date) -> None:
    if not assessment.number.strip():
        raise Refused("请填写定损单号；还没有定损的，核定金额和日期也先空着。", fields=("assessment_number",))
    if assessment.amount < 0:
        raise Refused("核定金额不能是负数。", fields=("amount",))
    if assessment.on > today:
        raise Refused("核定日期不能晚于今天。", fields=("approved_on",))
