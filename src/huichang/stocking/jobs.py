"""What happens by itself in stocking."""

from datetime import datetime

from huichang.kernel import jobs
from huichang.kernel.actor import Actor
from huichang.stocking import permissions, suggesting


@jobs.every(
    "20 3 * * *", says="计算备货水平和建议", as_whom="备货计划", permissions=[permissions.MAKE_SUGGESTIONS]
)
def make_suggestions(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Levels and suggestions, after the ledger was proved and the classes were computed."""
    suggesting.make_suggestions(actor, store_id, at=at)
