"""What a simulated month came to, as it goes from the process that lived it to the page. Knows no Django: the page's side
has none."""

from collections.abc import Sequence
from dataclasses import dataclass

WEEK = 7


@dataclass
class CarFound:
    """One car: minutes by which it was ready after its promise (below zero: before), minutes from the signature to the
    promise and to ready; by how much the product foretold it too early (None: it foretold nothing); its week."""

    week: int
    late: int
    promised: int
    stayed: int
    waits: bool
    short: bool
    kept_of_foretold: bool | None = None
    certainty: int = 0
    over: int | None = None
    """Minutes beyond the time that was foretold with certainty."""
    middle: bool | None = None
    """Ready by the middle of what was foretold?"""


@dataclass
class Found:
    """The month of one way of working."""

    way: str
    cars: list[CarFound]
    not_ready: int
    turned_away: int
    stayed_away: int
    present: int
    worked: int
    bay_open: int
    bay_used: int
    learned: int
    plans: int = 0
    accepted: int = 0
    refused: int = 0
    pulled: int = 0


def percentile(sorted_values: Sequence[int], share: float) -> int:
    """The value that this share of all is not above; 0 for none."""
    if not sorted_values:
        return 0
    return sorted_values[min(len(sorted_values) - 1, max(0, round(share * len(sorted_values)) - 1))]
