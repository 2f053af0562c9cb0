"""Whom a campaign calls (WARR-20): cars that are still to be done, for whoever calls customers; and how the calls stand, told by
that room, which stands above this one."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from huichang.vehicles import campaign_hits, rules
from huichang.vehicles.models import Campaign, CampaignResult
from huichang.vehicles.states import CampaignKind, CampaignOutcome, CampaignState

SERVICE_WAITS = timedelta(days=180)
"""A service campaign waits for the next service for so long; a recall does not wait."""
SHORT = timedelta(days=30)
"""How long before its end a campaign calls those who have not come."""


@dataclass(frozen=True)
class ToCall:
    """A car that a campaign calls. `due_on`: a recall at once, another with the car's next service (`next_on`), in any case
    before its end."""

    campaign_id: int
    says: str
    is_recall: bool
    vehicle_id: int
    customer_id: int
    due_on: date
    next_on: date | None


@dataclass(frozen=True)
class Called:
    """How the call about a car stands, in words, and the day it was last spoken of."""

    says: str
    on: date | None


Answer = Callable[[int, Collection[int]], Mapping[int, Called]]
_SOURCES: list[Answer] = []


def source(answer: Answer) -> Answer:
    """Register who tells how the calls of a campaign (its id) about some cars stand, by car."""
    _SOURCES.append(answer)
    return answer


def called(campaign_id: int, vehicle_ids: Collection[int]) -> dict[int, Called]:
    """How the calls about some cars stand. One statement for each source."""
    found: dict[int, Called] = {}
    for answer in _SOURCES if vehicle_ids else ():
        found.update(answer(campaign_id, vehicle_ids))
    return found


def to_call(store_id: int, *, on: date) -> list[ToCall]:
    """Cars of a store's customers that open campaigns still wait for; quiet campaigns call nobody, and nobody is called who
    refused by signature. One statement, and one for each campaign."""
    rows = Campaign.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), state=CampaignState.OPEN, starts_on__lte=on
    ).exclude(kind=CampaignKind.QUIET)
    found = []
    for row in rows.order_by("kind", "starts_on", "pk"):
        settled = CampaignResult.objects.filter(campaign=row).exclude(outcome=CampaignOutcome.NO_PARTS)
        cars = (
            campaign_hits.cars_of(row.pk)
            .filter(customer__known_at__contains=[store_id])
            .exclude(vin__in=settled.values("vin"))
            .order_by("pk")
            .values_list("pk", "customer_id", "odometer", "odometer_on", "km_per_day")
        )
        is_recall = row.kind == CampaignKind.RECALL
        for vehicle_id, customer_id, km, read_on, per_day in cars:
            next_on = rules.next_service_on(rules.expected_km(km, read_on, per_day, on), per_day, on)
            due_on = on if is_recall else _with_the_service(next_on, row.ends_on, on)
            found.append(
                ToCall(
                    row.pk,
                    f"{row.get_kind_display()}：{row.name}",
                    is_recall,
                    vehicle_id,
                    customer_id,
                    due_on,
                    next_on,
                )
            )
    return found


def _with_the_service(next_on: date | None, ends_on: date | None, today: date) -> date:
    due_on = min(next_on or today + SHORT, today + SERVICE_WAITS)
    return due_on if ends_on is None else max(today, min(due_on, ends_on - SHORT))
