"""The parts plan of a campaign (WARR-20): what the store's open cars will take, beside what the store room has; the stock is told
by the room that keeps it, which stands above this one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.vehicles import campaign_hits, permissions, rules
from huichang.vehicles.models import CampaignPart, CampaignResult
from huichang.vehicles.states import CampaignOutcome

SOON = timedelta(days=90)
"""The plan names what is wanted within this time beside the whole."""


@dataclass(frozen=True)
class InStock:
    """What a store has of a part: free to take, on its way, and when the next delivery comes."""

    name: str
    free: Decimal
    in_transit: Decimal
    expected_on: date | None


@dataclass(frozen=True)
class PartPlan:
    """A part of a campaign for the store's cars that are still to be done. `soon`: for those whose next service falls within 90
    days; `stock` is None for a part that the catalogue does not know."""

    number: str
    each: Decimal
    cars: int
    needed: Decimal
    soon: Decimal
    stock: InStock | None

    @property
    def short(self) -> Decimal:
        """What is neither there nor on its way."""
        there = self.stock.free + self.stock.in_transit if self.stock else Decimal(0)
        return max(Decimal(0), self.needed - there)


Answer = Callable[[int, Collection[str]], Mapping[str, InStock]]
_SOURCES: list[Answer] = []


def source(answer: Answer) -> Answer:
    """Register who knows a store's stock: (store, part numbers) → stock by number."""
    _SOURCES.append(answer)
    return answer


def plan(
    actor: Actor, campaign_id: int, *, on: date, takes: Sequence[tuple[str, Decimal]] | None = None
) -> tuple[PartPlan, ...]:
    """The parts that a campaign will take of the actor's store; `takes` are those of one car where they are known. At most two
    statements, and those of the stock. Raises NotAllowed."""
    if not actor.may(permissions.SEE_CAMPAIGNS):
        raise NotAllowed("您的岗位不能查看召回和服务活动。")
    if takes is None:
        rows = CampaignPart.objects.filter(campaign_id=campaign_id).order_by("pk")
        takes = list(rows.values_list("number", "quantity"))
    if not takes:
        return ()
    settled = CampaignResult.objects.filter(campaign_id=campaign_id).exclude(
        outcome__in=[CampaignOutcome.REFUSED, CampaignOutcome.NO_PARTS]
    )
    cars = (
        campaign_hits.cars_of(campaign_id)
        .filter(customer__known_at__contains=[actor.here])
        .exclude(vin__in=settled.values("vin"))
        .values_list("odometer", "odometer_on", "km_per_day")
    )
    due = [
        rules.next_service_on(rules.expected_km(km, read_on, per_day, on), per_day, on)
        for km, read_on, per_day in cars
    ]
    soon = sum(1 for day in due if day is not None and day <= on + SOON)
    stock: dict[str, InStock] = {}
    for answer in _SOURCES:
        stock.update(answer(actor.here, [number for number, _ in takes]))
    return tuple(
        PartPlan(number, each, len(due), each * len(due), each * soon, stock.get(number))
        for number, each in takes
    )
