"""When every payer's part is paid or on approved credit: the order is settled and its gate pass exists."""

from datetime import datetime

from huichang.billing.models import Statement
from huichang.billing.states import StatementState
from huichang.kernel.money import ZERO
from huichang.workshop import handover, settling

COVERED = (StatementState.PAID, StatementState.ON_CREDIT)


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
