"""How honest a certainty was, and what must be added so that it is: learned from what was foretold and what came. Pure.

A forecast leaves out what nobody models: cars that push in, parts that are late, people who are called away. What came
true says how much that is. The upper end of a forecast is moved by the quantile of its own past misses (split conformal
prediction: Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World, 2005; for quantiles: Romano, Patterson,
Candès, Conformalized Quantile Regression, 2019). Whatever the laws of the durations are, the claimed share then holds in
the long run. A miss is measured against the length of its forecast, because far things are foretold less exactly.
"""

from collections.abc import Sequence
from math import ceil

LEAST = 30
"""Below so many outcomes the forecast stands as it is: their quantile would say more of chance than of the house."""
SHORTEST = 60
"""Minutes: a forecast shorter than this is as uncertain as one of this length, the final check and washing alone take
more than half of it."""


def miss(foretold: float, came: float) -> float:
    """By how much of its length a forecast was missed (below zero: it came before). Both are minutes from when it was made."""
    return (came - foretold) / max(foretold, SHORTEST)


def stretch(misses: Sequence[float], certainty: float) -> float:
    """The part of its length by which a forecast is to be moved so that it holds with the certainty (0 < certainty < 1),
    judging by past misses; 0 while there are too few."""
    if len(misses) < LEAST:
        return 0.0
    rank = min(ceil((len(misses) + 1) * certainty), len(misses))
    return sorted(misses)[rank - 1]


def stretched(foretold: float, by: float) -> float:
    """The forecast (minutes from now) moved by a part of its length, never before now."""
    return max(foretold + by * max(foretold, SHORTEST), 0.0)
