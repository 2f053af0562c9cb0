"""What happens by itself in selling parts."""

from datetime import datetime

from huichang.kernel.actor import Actor
from huichang.kernel.jobs import every
from huichang.trade import bills, permissions


@every(
    "20 5 * * *",
    says="对账日后出配件月结对账单",
    as_whom="系统·配件月结",
    permissions=[permissions.RUN_STATEMENTS],
)
def run_statements(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Every morning: on the one after the billing day there is something to bill, on all others nothing is left."""
    bills.run_statements(actor, store_id, at=at)
