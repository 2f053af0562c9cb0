"""When a counted number stands, how much is counted a day, what is due first (PARTS-14). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import ceil

CATCHING_UP = 1.2
"""So much more than the mere share of a day is counted, so that a day missed is made good within a week."""
NEVER = 10.0
"""How urgent it is (in cycles) to count what was never counted: all of it before anything else, A before B before C."""


def is_beyond(
    book: Decimal, difference: Decimal, worth: Decimal, *, most_worth: Decimal, most_share: int
) -> bool:
    """Whether a difference is too large to rest on one person: by its amount, or by its share (percent) of the book.

    What is found where the book has nothing is beyond any share.

    >>> is_beyond(Decimal(20), Decimal(-1), Decimal("-8"), most_worth=Decimal(200), most_share=20)
    False
    """
    if not difference:
        return False
    return abs(worth) >= most_worth or abs(difference) * 100 >= most_share * book


def stands(takes: Sequence[tuple[int, Decimal]], *, beyond: bool) -> bool:
    """Whether the last of several numbers (person, difference to the book at its moment) stands.

    One person's number stands within the limits. Where several people counted, the last number stands when another
    person's newest number says the same.
    """
    *_, (person, difference) = takes
    others = {who: said for who, said in takes if who != person}
    return difference in others.values() if others else not beyond


def lines_a_day(sizes: Mapping[str, int], days: Mapping[str, int], *, most: int) -> int:
    """How many lines a day bring every class round in its days: `sizes` and `days` by class.

    >>> lines_a_day({"A": 300, "B": 900, "C": 3650}, {"A": 30, "B": 90, "C": 365}, most=60)
    36
    """
    share = sum(count / days[each] for each, count in sizes.items())
    return min(most, ceil(share * CATCHING_UP - 1e-9))


@dataclass(frozen=True)
class Lying:
    """A part in a bin: its class, and when it was counted last."""

    bin_id: int
    part_id: int
    abc: str
    last: datetime | None


def due(
    lying: Sequence[Lying], days: Mapping[str, int], *, at: datetime, most: int | None = None
) -> list[Lying]:
    """What is to be counted now: whatever was counted longer ago than its class allows, the most overdue first."""

    def urgency(each: Lying) -> float:
        if each.last is None:
            return NEVER + 1 / days[each.abc]
        return (at - each.last).total_seconds() / 86_400 / days[each.abc]

    ranked = sorted(((urgency(each), each) for each in lying), key=lambda pair: -pair[0])
    return [each for how, each in ranked if how >= 1][:most]


def shares(weights: Sequence[int], people: int) -> list[int]:
    """Who goes to which of some bins that lie in walking order: the index of a person for each bin.

    Everybody walks one stretch, and the stretches weigh about the same.

    >>> shares([1, 1, 1, 1], 2)
    [0, 0, 1, 1]
    """
    whole, before, given = sum(weights), 0, []
    for weight in weights:
        middle = before + weight / 2
        given.append(min(people - 1, int(middle * people / whole)) if whole else 0)
        before += weight
    return given
