"""The risk score of a store: how far its claims stand out from the network's, in seven figures. Pure.

A figure is a share of two counts or sums, drawn to the network's as if so many of the network's own had been seen beside the
store's: few claims say little. Points grow from the network's figure to three times of it; the weights add up to 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from huichang.verdicts.states import Reason

WEIGHTS = {
    Reason.FREQUENCY: 15,
    Reason.AMOUNT: 15,
    Reason.TURNED_DOWN: 25,
    Reason.LATE: 10,
    Reason.REPEAT: 15,
    Reason.PARTS: 10,
    Reason.PHOTOS: 10,
}
DRAWN = {
    Reason.FREQUENCY: 200.0,
    Reason.AMOUNT: 0.0,
    Reason.TURNED_DOWN: 20.0,
    Reason.LATE: 20.0,
    Reason.REPEAT: 20.0,
    Reason.PARTS: 20.0,
    Reason.PHOTOS: 20.0,
}
"""How many visits, claims or parts of the network's kind stand beside the store's own; of amounts see `AMOUNT_CLAIMS`."""
AMOUNT_CLAIMS = 20.0
"""Claims of the network's mean that stand beside the store's own amounts."""
FULL = 3.0
"""At so many times the network's figure a reason has all its points."""
RISKY = 50
"""From this score on a store is marked."""


@dataclass(frozen=True)
class Seen:
    """What was seen: so much of so much (claims of visits, late claims of claims, yuan of expected yuan)."""

    part: float
    whole: float

    @property
    def figure(self) -> float:
        """The share; zero of nothing."""
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True)
class Told:
    """One reason of a score: the store's figure, drawn to the network's, the network's, and the points of its weight."""

    reason: str
    figure: float
    drawn: float
    network: float
    weight: int
    points: float


def tell(reason: str, store: Seen, network: Seen, *, drawn_by: float) -> Told:
    """One reason. `network` counts the store, too; where the network has nothing, nobody stands out."""
    usual = network.figure
    weight = WEIGHTS[Reason(reason)]
    if usual <= 0 or store.whole + drawn_by <= 0:
        return Told(reason, store.figure, store.figure, usual, weight, 0.0)
    drawn = (store.part + drawn_by * usual) / (store.whole + drawn_by)
    beyond = min(max((drawn / usual - 1) / (FULL - 1), 0.0), 1.0)
    return Told(reason, store.figure, drawn, usual, weight, weight * beyond)


def score(store: Mapping[str, Seen], network: Mapping[str, Seen], *, claims: int) -> tuple[float, list[Told]]:
    """The score of a store, 0 to 100, with its reasons, the weightiest first. `claims` of the store in the time that is
    looked at: its mean amount for drawing is that of what was expected of it."""
    told = []
    for reason in WEIGHTS:
        mine, all_of_it = store.get(reason, Seen(0, 0)), network.get(reason, Seen(0, 0))
        drawn_by = DRAWN[reason]
        if reason == Reason.AMOUNT:
            drawn_by = AMOUNT_CLAIMS * mine.whole / claims if claims else 0.0
        told.append(tell(reason, mine, all_of_it, drawn_by=drawn_by))
    told.sort(key=lambda each: -each.points)
    return round(sum(each.points for each in told), 1), told
