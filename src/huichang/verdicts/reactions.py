"""What the claim desk does when something was announced: a round of judging, as a job."""

from huichang.kernel.actor import Actor
from huichang.kernel.facts import on
from huichang.verdicts import judging, permissions
from huichang.verdicts.facts import JudgingAsked


@on(JudgingAsked, later=True)
def judge_all(fact: JudgingAsked) -> None:
    """Batch by batch, each in its own transaction: a worker that is killed goes on where it was. Until nothing is left."""
    grants = {fact.store_id: frozenset({permissions.JUDGE})}
    house = Actor(None, "系统·索赔审核", grants, store_id=fact.store_id, door="job")
    while judging.judge_batch(house, fact.store_id, round_id=fact.round_id, at=fact.at):
        pass
