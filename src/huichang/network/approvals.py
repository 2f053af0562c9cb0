"""The pre-approval desk (WARR-30): the manufacturer's people answer what stores ask before work."""

from datetime import datetime
from decimal import Decimal

from huichang.kernel import wording
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.network import permissions
from huichang.warranty import approvals


@use_case(permissions.ANSWER_APPROVALS, "审批预授权")
def answer(
    warrant: Warrant,
    approval_id: int,
    *,
    answer: str,
    granted: Decimal | None = None,
    words: str = "",
    at: datetime,
) -> None:
    """The manufacturer's word (`grant`, `send_back`, `refuse`); granted, the store may begin at once, up to `granted` yuan.

    Raises Missing; Refused for more than was asked for, and as `warranty.approvals.take_answer` does; OutOfTurn when a
    colleague or the store's clerk was first.
    """
    warrant.show_at(warrant.actor.here)
    approval = approvals.held(approval_id)
    if answer == "grant" and granted is not None and granted > approval.estimate:
        raise Refused(
            f"门店最多申请 {wording.yuan(approval.estimate)}，授权金额不能更高。", fields=("granted",)
        )
    approvals.take_answer(
        approval,
        answer=answer,
        granted=granted if answer == "grant" else None,
        their_number=f"SQ{approval.pk:06d}" if answer == "grant" else "",
        words=words,
        by_id=warrant.actor.staff_id,
        from_desk=True,
        at=at,
    )
    warrant.about(approval, f"{approval.number} {approvals.ANSWERS[answer]}")
