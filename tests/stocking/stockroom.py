"""Short ways to stocking for its tests: a past, a supplier, a night's calculation."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from huichang.company.models import Store
from huichang.kernel.months import first_of
from huichang.parts.models import DemandHistory, Part, Stock
from huichang.stocking import suggesting
from huichang.stocking.models import Level, Suggestion
from huichang.stocking.states import State
from tests.world import NOON, TODAY, World


def past(
    world: World,
    part: Part,
    months: Sequence[int],
    *,
    lost: Sequence[int] = (),
    store: Store | None = None,
    today: date = TODAY,
) -> None:
    """Demand of the months before that of a day, the last of `months` being the one just before."""
    for back, pieces in enumerate(reversed(months), start=1):
        DemandHistory.objects.create(
            store=store or world.north,
            part=part,
            month=first_of(today, -back),
            quantity=pieces,
            lost=lost[-back] if back <= len(lost) else 0,
        )


def night(world: World, *, at: datetime = NOON, store: Store | None = None) -> int:
    """The calculation, as the parts manager would start it."""
    where = store or world.north
    return suggesting.make_suggestions(world.parts_manager, where.pk, at=at)


def suggested(world: World, part: Part, kind: str = "order") -> Suggestion:
    """The open suggestion for a part."""
    return Suggestion.objects.get(store=world.north, part=part, kind=kind, state=State.OPEN)


def level(world: World, part: Part) -> Level:
    """What was calculated for a part."""
    return Level.objects.get(store=world.north, part=part)


def elsewhere(world: World, part: Part, on_hand: int, *, up_to: int) -> None:
    """The south has so many, and needs so many."""
    Stock.objects.create(store=world.south, part=part, on_hand=on_hand, value=Decimal(100 * on_hand))
    Level.objects.create(
        store=world.south, part=part, computed_at=NOON, until=date(2026, 3, 1), up_to=up_to, reorder=up_to
    )
