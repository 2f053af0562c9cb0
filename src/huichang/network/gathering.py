"""Claims and cars of one model, laid out for the engine: months from one first month, series by part and failure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from huichang.network.models import Cars
from huichang.warranty.queries.field import FieldClaim

if TYPE_CHECKING:
    from huichang.engines.reliability import Claims, Fleet

COVER_MONTHS = 36
"""Months that a car is watched after its sale: the least that the law has covered (第十八条)."""
_FEWEST_MONTHS = 6

Series = tuple[str, str, str]
"""Part number, part, failure code."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """One model's field. `months` and `produced` are the first months of both calendars."""

    model: str
    series: tuple[Series, ...]
    claims: Claims
    fleet: Fleet
    shares: NDArray[np.float64] | None
    stores: tuple[int, ...]
    ids: tuple[int, ...]
    """The claim of each place in `claims`."""
    since: int
    produced_since: int
    until: int

    def month(self, place: int) -> date:
        """A place in the calendar as the first day of the month."""
        return day_of(self.since + place)

    def made(self, place: int) -> date:
        """A place among the months of production."""
        return day_of(self.produced_since + place)


def number_of(on: date) -> int:
    """Months since the year nought."""
    return on.year * 12 + on.month - 1


def day_of(month: int) -> date:
    """The first day of such a month."""
    return date(month // 12, month % 12 + 1, 1)


def lay_out(told: Iterable[FieldClaim], cars: Iterable[Cars], *, on: date) -> tuple[list[Laid], int]:
    """The fields of all models whose cars are known, as of the last month that is over; and how many claims were left out.

    A claim is left out without its month of production, its sale or the day of the failure, or of a car that nobody counted.
    """
    by_model: dict[str, list[Cars]] = defaultdict(list)
    for row in cars:
        by_model[row.model].append(row)
    usable: dict[str, list[FieldClaim]] = defaultdict(list)
    left_out = 0
    for claim in told:
        model = model_of(claim.model, by_model)
        if model is not None and _is_dated(claim):
            usable[model].append(claim)
        else:
            left_out += 1
    until = number_of(on) - 1
    found = []
    for model, rows in by_model.items():
        laid = _lay(model, usable[model], rows, until)
        if laid is not None:
            found.append(laid)
            left_out += len(usable[model]) - len(laid.claims)
        else:
            left_out += len(usable[model])
    return found, left_out


def model_of(told: str, known: Container[str]) -> str | None:
    """The model under which a car is counted: its own, or the longest beginning of its words that is counted (cars may be
    counted without their trim); None for a car that nobody counted."""
    words = told.split()
    beginnings = (told, *(" ".join(words[:length]) for length in range(len(words), 0, -1)))
    return next((each for each in beginnings if each in known), None)


def _is_dated(claim: FieldClaim) -> bool:
    made, sold, failed = claim.made_on, claim.sold_on, claim.failed_on
    return (
        made is not None
        and sold is not None
        and failed is not None
        and made <= sold <= failed <= claim.reported_on
    )


def _lay(model: str, told: list[FieldClaim], rows: list[Cars], until: int) -> Laid | None:
    from huichang.engines.reliability import Claims, Fleet

    since = min(number_of(row.sold_on) for row in rows)
    produced_since = min(number_of(row.produced_on) for row in rows)
    months = until - since + 1
    if months < _FEWEST_MONTHS:
        return None
    made = max(number_of(row.produced_on) for row in rows) - produced_since + 1
    sold = np.zeros((made, months))
    for row in rows:
        if number_of(row.sold_on) <= until:
            sold[number_of(row.produced_on) - produced_since, number_of(row.sold_on) - since] += row.count
    names: dict[Series, int] = {}
    stores: dict[int, int] = {}
    lines, ids = [], []
    for claim in told:
        assert claim.made_on is not None
        assert claim.sold_on is not None
        assert claim.failed_on is not None
        produced = number_of(claim.made_on) - produced_since
        failed, reported = number_of(claim.failed_on) - since, number_of(claim.reported_on) - since
        if not 0 <= produced < made or failed < 0 or reported >= months:
            continue
        series = names.setdefault((claim.part_code, claim.part_name, claim.failure), len(names))
        age = number_of(claim.failed_on) - number_of(claim.sold_on)
        lines.append(
            (series, produced, age, failed, reported, stores.setdefault(claim.store_id, len(stores)))
        )
        ids.append(claim.id)
    columns = np.array(lines, dtype=np.int64).reshape(-1, 6).T
    claims = Claims(*columns)
    shares = np.bincount(columns[5], minlength=len(stores)) / max(len(lines), 1) if len(stores) > 2 else None
    fleet = Fleet(sold, np.ones(min(months, COVER_MONTHS)))
    return Laid(
        model,
        tuple(names),
        claims,
        fleet,
        shares,
        tuple(stores),
        tuple(ids),
        since,
        produced_since,
        months - 1,
    )
