"""What happens by itself in the figures."""

from datetime import datetime

from huichang.insights import permissions, summing
from huichang.kernel import jobs
from huichang.kernel.actor import Actor


@jobs.every("50 3 * * *", says="汇总备件指标", as_whom="系统·指标汇总", permissions=[permissions.SUM_FIGURES])
def sum_months(actor: Actor, store_id: int, *, at: datetime) -> None:
    """The months that are over, after the ledger was proved."""
    summing.sum_months(actor, store_id, at=at)
