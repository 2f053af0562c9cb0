"""What a move would do, before anybody does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huichang.engines.dayplan import values
from huichang.engines.dayplan.moving import Verdict, move
from huichang.kernel.refusals import Missing
from huichang.planning import reading, rules, solving


@dataclass(frozen=True)
class Tried:
    """What a move would do: the verdict, and both plans (pushed to now, and after)."""

    verdict: Verdict
    before: values.Plan
    found: reading.Reading

    @property
    def cost(self) -> dict[str, int]:
        """How much more each part of the cost would be."""
        if self.verdict.plan_after is None:
            return {}
        return rules.difference(solving.cost_of(self.before), solving.cost_of(self.verdict.plan_after))


def tried(
    found: reading.Reading,
    key: str,
    *,
    technician_ids: Sequence[int],
    bay_id: int | None,
    starts_at: datetime,
) -> Tried:
    """The verdict on a move, nothing written. Raises Missing for a step that the store does not have (any more)."""
    if key not in found.steps:
        raise Missing("没有找到这项作业，可能已经完成或撤下，请刷新排程。")
    before = solving.pushed(found)
    verdict = move(
        found.without_hold(key),
        before,
        key,
        start=found.minute(starts_at),
        bay=bay_id,
        technicians=tuple(technician_ids),
    )
    return Tried(verdict, before, found)
