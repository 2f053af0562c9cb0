"""What is bad about two plans, side by side and in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from huichang.planning import rules


@dataclass(frozen=True)
class CostPart:
    """One part of the cost, before and after."""

    says: str
    unit: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """How much more (less, below zero)."""
        return self.after - self.before

    @property
    def before_says(self) -> str:
        """With its unit: 2 小时 5 分, 3 台."""
        return rules.amount_words(self.before, self.unit)

    @property
    def after_says(self) -> str:
        """With its unit."""
        return rules.amount_words(self.after, self.unit)


def cost_parts(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[CostPart, ...]:
    """Every part of the cost of two plans, in the order in which it counts."""
    return tuple(
        CostPart(says, rules.COST_UNITS.get(part, "分"), before.get(part, 0), after.get(part, 0))
        for part, says in rules.COST_SAYS.items()
    )
