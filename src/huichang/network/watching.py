"""The daily round: all claims of all stores judged, signals raised, kept up to date and faded."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
from django.utils.timezone import localdate
from numpy.typing import NDArray

from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.network import permissions, states
from huichang.network.gathering import COVER_MONTHS, Laid, lay_out
from huichang.network.models import Cars, Round, Signal
from huichang.network.states import SignalState
from huichang.warranty.queries import field

if TYPE_CHECKING:
    from huichang.engines.reliability import Watch

FALSE_ALARMS = settings.declare(
    "network.false_alarms",
    10,
    "质量预警一千个序列一年允许几次误报",
    unit="次",
    fits=settings.between(1, 100),
    of_network=True,
    is_shared=True,
)
MOST_CLAIMS = 200
"""Claims that a signal remembers, the newest."""


@use_case(permissions.WATCH_FIELD, "计算质量预警")
def watch_field(warrant: Warrant, store_id: int, *, at: datetime) -> Round | None:
    """Judge the field as of the last month that is over, once a day whatever store asks; None if it was done today.

    A new series becomes a signal; what is known is brought up to date while it stands out; what nobody judged fades when it
    stands out no more; what was set aside stays so. How many false alarms are allowed is one value
    of the whole network, whichever store's job comes first.
    """
    # The engine brings its compiler along, which only the worker needs.
    from huichang.engines import reliability

    warrant.show_at(store_id)
    on = localdate(at)
    wait_for_turn("network.watch")  # every store's job asks at the same hour
    if Round.objects.filter(on=on).exists():
        return None
    laid, left_out = lay_out(field.field_claims(), Cars.objects.order_by("pk"), on=on)
    known = {
        (row.model, row.part_code, row.part_name, row.failure): row
        for row in Signal.objects.select_for_update(of=("self",)).order_by("pk")
    }
    false_alarms = settings.shared(FALSE_ALARMS)
    standing = set()
    for each in laid:
        found = reliability.watch(
            each.claims,
            each.fleet,
            series=len(each.series),
            month=each.until,
            stores=each.shares,
            rate=false_alarms / 1000,
        )
        for place in np.flatnonzero(found.alarm):
            key = (each.model, *each.series[place])
            standing.add(key)
            _write(known.get(key), each, found, int(place), on)
    for key, row in known.items():
        if key not in standing and row.state == SignalState.NEW:
            states.SIGNAL.move(row, "fade")
            row.save(update_fields=["state"])
    made: Round = Round.objects.create(
        on=on,
        at=at,
        claims=sum(len(each.claims) for each in laid),
        left_out=left_out,
        series=sum(len(each.series) for each in laid),
    )
    warrant.about(made)
    return made


def _write(row: Signal | None, laid: Laid, found: Watch, place: int, on: date) -> None:
    """A signal with the evidence of this round."""
    from huichang.engines import reliability

    rests = reliability.evidence(found, laid.claims, laid.fleet, place)
    code, name, failure = laid.series[place]
    if row is None:
        row = Signal(model=laid.model, part_code=code, part_name=name, failure=failure, raised_on=on)
    elif row.state == SignalState.FADED:
        states.SIGNAL.move(row, "rise")
        row.raised_on = on
    row.seen_on = on
    row.score, row.rarity = float(found.score[place]), float(found.rarity[place])
    row.first_on, row.last_on, row.since_on = (
        laid.made(rests.first),
        laid.made(rests.last),
        laid.month(rests.since),
    )
    row.observed, row.expected = rests.observed, rests.expected
    row.ratio, row.ratio_low, row.ratio_high = rests.ratio.middle, rests.ratio.low, rests.ratio.high
    row.affected, row.built_count, row.reach = rests.affected, rests.built, rests.reach
    row.ahead, row.ahead_low, row.ahead_high = rests.ahead.middle, rests.ahead.low, rests.ahead.high
    row.ahead_usual, row.shape = rests.ahead_expected, float(found.shapes[place])
    row.months = [
        [f"{laid.month(month):%Y-%m}", round(seen, 1), round(meant, 2)]
        for month, (seen, meant) in enumerate(
            zip(rests.by_month.tolist(), rests.meant_by_month.tolist(), strict=True)
        )
    ]
    row.built = [
        [f"{laid.made(month):%Y-%m}", round(seen, 1), round(meant, 2)]
        for month, (seen, meant) in enumerate(
            zip(rests.by_produced.tolist(), rests.meant_by_produced.tolist(), strict=True)
        )
    ]
    row.life = life_of(found.hazards[place], row.ratio)
    mine = np.flatnonzero(
        (laid.claims.series == place)
        & (laid.claims.produced >= rests.first)
        & (laid.claims.produced <= rests.last)
    )
    assert laid.claims.store is not None
    counted = np.bincount(laid.claims.store[mine], minlength=len(laid.stores)).astype(np.float64)
    shares = laid.shares if laid.shares is not None else np.ones(len(laid.stores))
    row.stores = [
        [laid.stores[each.place], int(each.observed), round(each.expected, 1), round(each.chance, 6)]
        for each in reliability.origins(counted, shares)
    ]
    row.claim_ids = [laid.ids[index] for index in mine[-MOST_CLAIMS:]]
    row.save()


def life_of(hazards: NDArray[np.float64], ratio: float) -> list[list[float]]:
    """`[months in service, usual, window]`: of a thousand cars those that have failed by then, at hazards (claims a car and
    month) and at `ratio` times these, as far as a car is in cover. The distribution is one less the survival exp(−ΣH)."""
    usual = np.concatenate(([0.0], np.cumsum(hazards[:COVER_MONTHS])))
    return [
        [age, round(float(-1000 * np.expm1(-h)), 3), round(float(-1000 * np.expm1(-ratio * h)), 3)]
        for age, h in enumerate(usual)
    ]
