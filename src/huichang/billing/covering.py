"""When every payer's part is paid or on approved credit: the order is settled and its gate pass exists."""

from datetime import datetime

from huichang.billing.models import Statement
from huichang.billing.states import StatementState
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO
from huichang.workshop import handover, settling

COVERED = (StatementState.PAID, StatementState.ON_CREDIT)


@settling.billed_by
def is_billed(order_id: int) -> bool:
    """Whether statements of an order stand. One statement."""
    return Statement.objects.filter(order_id=order_id).exclude(state=StatementState.REVERSED).exists()


def statement_held(statement_id: int, warrant: Warrant) -> Statement:
    """The statement, locked after its order; the store and the right are proved. Raises Missing, NotAllowed."""
    order_id = (
        Statement.objects.seen_by(warrant.actor)
        .filter(pk=statement_id)
        .values_list("order_id", flat=True)
        .first()
    )
    if order_id is not None:
        settling.keep(order_id)
    statement: Statement = Statement.objects.locked(statement_id, warrant)
    return statement


def settle_when_covered(order_id: int, *, at: datetime) -> bool:
    """Mark the order settled and issue its gate pass when all its statements are covered; says whether it is so."""
    statements = list(
        Statement.objects.filter(order_id=order_id)
        .exclude(state=StatementState.REVERSED)
        .values_list("state", "total")
    )
    if not statements or any(state not in COVERED for state, _ in statements):
        return False
    settling.mark_settled(order_id, amount=sum((total for _, total in statements), ZERO), at=at)
    handover.issue_gate_pass(order_id, at=at)
    return True
