"""Spare cars: who is due one, which are out, what was given lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from huichang.engines.sanbao import days
from huichang.kernel.actor import Actor
from huichang.sanbao.models import Certificate, Repair, SpareCar
from huichang.sanbao.queries import seeing, terms
from huichang.sanbao.queries.repair import SpareCard, spare_card
from huichang.sanbao.states import Quality

LATELY = timedelta(days=90)
LATE = timedelta(days=4)
"""A repair that has run so long may pass the fifth day tomorrow."""


@dataclass(frozen=True)
class DueRow:
    """A repair whose owner is due a spare car or money, or will be: `is_due` when the days are past; `over` when the work is done
    and nothing was written down."""

    repair_id: int
    number: str
    plate: str
    plate_kind: str
    adviser: str
    agreed_at: datetime
    days: int
    is_due: bool
    over: bool


@dataclass(frozen=True)
class GivenRow:
    """What an owner got."""

    repair_id: int
    number: str
    plate: str
    plate_kind: str
    card: SpareCard


@dataclass(frozen=True)
class SparesPage:
    """The desk of spare cars."""

    spare_days: int
    due: tuple[DueRow, ...]
    out: tuple[GivenRow, ...]
    given: tuple[GivenRow, ...]


def spares_page(actor: Actor, *, at: datetime) -> SparesPage:
    """The desk of spare cars of the store where one works. Four statements."""
    store_id = seeing.store_for(actor)
    spare_days = terms.in_force(localdate(at)).law.spare_days
    running = list(
        Repair.objects.filter(pk__in=[row.pk for row in running_long(store_id, at=at)]).select_related(
            "vehicle", "adviser"
        )
    )
    done = _for_the_owner(store_id).filter(
        done_at__gte=at - LATELY, faults__quality=Quality.YES, faults__is_void=False
    )
    forgotten = [
        row
        for row in done.select_related("vehicle", "adviser").distinct()
        if row.done_at and days.repair_days(row.agreed_at, row.done_at) > spare_days
    ]
    rows = SpareCar.objects.seen_by(actor).filter(store_id=store_id)
    given = [
        GivenRow(
            row.repair_id,
            row.repair.number,
            row.repair.vehicle.plate or row.repair.vehicle.vin[-6:],
            row.repair.vehicle.plate_kind,
            spare_card(row),
        )
        for row in rows.select_related("repair__vehicle", "by").order_by("-at", "-pk")[:80]
    ]
    return SparesPage(
        spare_days,
        tuple(_due(row, spare_days, at=at) for row in [*running, *forgotten]),
        tuple(each for each in given if each.card.is_out),
        tuple(each for each in given if not each.card.is_out),
    )


def _due(row: Repair, spare_days: int, *, at: datetime) -> DueRow:
    lasted = days.repair_days(row.agreed_at, row.done_at or at)
    return DueRow(
        row.pk,
        row.number,
        row.vehicle.plate or row.vehicle.vin[-6:],
        row.vehicle.plate_kind,
        row.adviser.name,
        row.agreed_at,
        lasted,
        lasted > spare_days,
        row.done_at is not None,
    )


def running_long(store_id: int, *, at: datetime) -> Iterable[Repair]:
    """Repairs that run for more than four days without a spare car, money or another word. One statement."""
    rows = _for_the_owner(store_id).filter(
        done_at__isnull=True,
        agreed_at__lt=at - LATE,
        faults__quality__in=[Quality.YES, Quality.OPEN],
        faults__is_void=False,
    )
    return rows.select_related("vehicle").order_by("agreed_at", "pk").distinct()


def _for_the_owner(store_id: int) -> QuerySet[Repair]:
    """Repairs for which nothing was written down yet, where something may be due at all: not for what the owner has caused,
    nor for a car that was bought for business."""
    business = Certificate.objects.filter(use="business").values("vehicle_id")
    found: QuerySet[Repair] = Repair.objects.filter(
        store_id=store_id, is_void=False, blame="", spares__isnull=True
    )
    return found.exclude(vehicle_id__in=business)
