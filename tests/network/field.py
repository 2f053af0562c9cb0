"""A field for the tests of the manufacturer's desk: cars of one model, claims of which one part fails in some months."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from huichang.engines.reliability import Claims
from huichang.network import fleet, watching
from huichang.network.gathering import day_of, number_of
from huichang.network.models import Cars, Round, Signal
from huichang.site.bench.fields import KINDS, Field, Size, field
from huichang.warranty.queries import called
from huichang.warranty.queries import field as told_claims
from huichang.warranty.queries.field import FieldClaim
from tests.world import NOON, World

MODEL = "远岚 R5 1.5T 豪华型"
MONTHS = 20
SINCE = number_of(date(2026, 3, 1)) - MONTHS
SIZE = Size(series=10, stores=4, produced=12, months=MONTHS, cars=9_000, planted=3, groups=2)


def simulated() -> Field:
    """Ten series of which three have a defect."""
    return field(KINDS[0], seed=9, size=SIZE)


def told(made: Field) -> list[FieldClaim]:
    """Its claims as the stores told them."""
    c: Claims = made.claims
    assert c.store is not None
    return [
        FieldClaim(
            id=place + 1,
            number=f"SP{place:05d}",
            store_id=int(c.store[place]) + 1,
            model=MODEL,
            part_code=f"P{c.series[place]:02d}",
            part_name=f"配件 {c.series[place]}",
            failure="E01",
            made_on=day_of(SINCE + int(c.produced[place])),
            sold_on=day_of(SINCE + int(c.failed[place] - c.age[place])),
            failed_on=day_of(SINCE + int(c.failed[place])),
            reported_on=day_of(SINCE + int(c.reported[place])),
        )
        for place in range(len(c))
    ]


def sheet(made: Field) -> str:
    """Its cars as lines to be pasted."""
    sold = made.fleet.sold
    return "\n".join(
        f"{MODEL},{day_of(SINCE + p):%Y-%m},{day_of(SINCE + m):%Y-%m},{sold[p, m]:.0f}"
        for p in range(sold.shape[0])
        for m in range(sold.shape[1])
        if sold[p, m]
    )


class Network:
    """The manufacturer's officer over a simulated field."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.made = world, simulated()
        self.claims = told(self.made)
        self.officer = world.actor("network_officer")
        monkeypatch.setattr(told_claims, "field_claims", lambda: iter(self.claims))
        monkeypatch.setattr(
            told_claims, "numbers_of", lambda ids: [(each.store_id, each.number) for each in self.known(ids)]
        )
        monkeypatch.setattr(called, "claims", lambda *, ids: self.known(ids))

    def known(self, ids: Iterable[int]) -> list[called.Known]:
        """Claims of the field by their keys: odd ones of the north, even ones of the south."""
        north, south = self.world.north.pk, self.world.south.pk
        return [called.Known(pk, north if pk % 2 else south, f"SP{pk - 1:05d}") for pk in sorted(ids)]

    def counted(self) -> "Network":
        """The cars are known."""
        fleet.keep_fleet(self.officer, self.world.north.pk, text=sheet(self.made))
        return self

    def watched(self, days: int = 0) -> Round | None:
        """The round some days later."""
        return watching.watch_field(
            self.world.administrator, self.world.north.pk, at=NOON + timedelta(days=days)
        )

    def signal(self) -> Signal:
        """The most striking signal after the first round."""
        if not Cars.objects.exists():
            self.counted().watched()
        found: Signal | None = Signal.objects.order_by("-score").first()
        assert found is not None
        return found
