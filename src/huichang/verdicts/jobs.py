"""What happens by itself at the claim desk."""

from datetime import datetime

from huichang.kernel import jobs
from huichang.kernel.actor import Actor
from huichang.verdicts import judging, permissions, risks


@jobs.every(
    "40 3 * * *", says="按规则审核新上报的索赔", as_whom="系统·索赔审核", permissions=[permissions.JUDGE]
)
def judge_what_came(actor: Actor, store_id: int, *, at: datetime) -> None:
    """All that a store sent since yesterday, batch by batch."""
    while judging.judge_batch(actor, store_id, at=at):
        pass


@jobs.every("20 3 * * *", says="计算门店索赔风险", as_whom="系统·索赔审核", permissions=[permissions.SCORE])
def score_stores(actor: Actor, store_id: int, *, at: datetime) -> None:
    """The risk scores of this month, of all stores, once a day."""
    risks.score_stores(actor, store_id, at=at)
