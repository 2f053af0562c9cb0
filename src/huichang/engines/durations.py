"""How long work really takes, learned from what was clocked. Pure.

The ratio of the time taken to the standard time is taken as lognormal, so its logarithm as normal. Thin data is shrunk
to what is known without it: the conjugate normal–inverse-gamma update in its plainest form, the prior counting as
`weight` observations (Gelman et al., Bayesian Data Analysis, 3rd ed., 3.3). What is known of an operation is the prior
for each level of skill, and that the prior for each series of cars.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

LEAST_RATIO, MOST_RATIO = 0.2, 5.0
"""Beyond these the clock was forgotten, not the work unusual."""
USUAL_SPREAD = 0.25
"""Standard deviation of the logarithm before anything was clocked: two thirds of all work within −22 % and +28 %."""


@dataclass(frozen=True, slots=True)
class Clocked:
    """One piece of work: minutes taken against the standard minutes, by somebody of a level, on a series of cars."""

    operation: str
    level: int
    series: str
    standard: int
    taken: int

    @property
    def ratio(self) -> float:
        """Time taken over standard time."""
        return self.taken / self.standard


@dataclass(frozen=True, slots=True)
class Learned:
    """Median of the ratio, standard deviation of its logarithm, and from how many pieces of work."""

    factor: float
    spread: float
    samples: int = 0


LONGEST_NAME = 40


def together(codes: Iterable[str]) -> str:
    """The name under which several operations done in one go are learned: what is done together takes less, or more, than
    the sum of its parts. Empty for none, and for more than a name can hold."""
    name = "+".join(sorted(codes))
    return name if len(name) <= LONGEST_NAME else ""


STANDARD = Learned(1.0, USUAL_SPREAD)
Key = tuple[str, int, str]
"""Operation, level (0: all), series (empty: all)."""


def shrink(ratios: Sequence[float], prior: Learned, *, weight: float) -> Learned:
    """The ratios together with the prior, which counts as `weight` of them. Raises ValueError for a weight ≤ 0."""
    if weight <= 0:
        raise ValueError("the prior must count for something")
    used = [log(ratio) for ratio in ratios if LEAST_RATIO <= ratio <= MOST_RATIO]
    count = len(used)
    if not count:
        return Learned(prior.factor, prior.spread, 0)
    before, mean = log(prior.factor), sum(used) / count
    together = (weight * before + count * mean) / (weight + count)
    scatter = sum((each - mean) ** 2 for each in used)
    between = weight * count / (weight + count) * (mean - before) ** 2
    variance = (weight * prior.spread**2 + scatter + between) / (weight + count)
    return Learned(exp(together), sqrt(variance), count)


def learn(past: Iterable[Clocked], *, weight: float) -> dict[Key, Learned]:
    """What is known of every operation, of each level at it, and of each level on each series. Work without a standard
    time teaches nothing."""
    of_operation: dict[str, list[Clocked]] = defaultdict(list)
    for each in past:
        if each.standard > 0 and each.taken > 0:
            of_operation[each.operation].append(each)
    found: dict[Key, Learned] = {}
    for operation, work in of_operation.items():
        whole = shrink([each.ratio for each in work], STANDARD, weight=weight)
        found[operation, 0, ""] = whole
        for level, at_level in _by(work, lambda each: each.level).items():
            able = shrink([each.ratio for each in at_level], whole, weight=weight)
            found[operation, level, ""] = able
            for series, on_series in _by(at_level, lambda each: each.series).items():
                if series:
                    found[operation, level, series] = shrink(
                        [each.ratio for each in on_series], able, weight=weight
                    )
    return found


def best_known(known: Mapping[Key, Learned], operation: str, level: int, series: str) -> Learned | None:
    """The most particular thing known: level on series, level, operation; None when nothing was ever clocked of it."""
    for key in ((operation, level, series), (operation, level, ""), (operation, 0, "")):
        if key in known:
            return known[key]
    return None


def _by(work: Sequence[Clocked], key: Callable[[Clocked], K]) -> dict[K, list[Clocked]]:
    found: dict[K, list[Clocked]] = defaultdict(list)
    for each in work:
        found[key(each)].append(each)
    return found
