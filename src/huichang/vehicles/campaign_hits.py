"""Which campaigns hit a car, and which cars a campaign hits: by the list of VINs and by ranges without the check digit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Concat, Left, Substr

from huichang.vehicles.models import Campaign, CampaignRange, CampaignResult, CampaignVin, Vehicle
from huichang.vehicles.states import (
    SETTLED_OUTCOMES,
    CampaignKind,
    CampaignOutcome,
    CampaignState,
    CampaignStop,
)


@dataclass(frozen=True)
class Hit:
    """An open campaign that hits a car, and how it stands: `outcome` is empty while nothing was done about it.

    `not_sold`: nobody has bought the car yet, as far as its file knows.
    """

    campaign_id: int
    number: str
    kind: str
    kind_says: str
    name: str
    risk: str
    remedy: str
    minutes: int
    stop: str
    outcome: str
    outcome_says: str
    on: date | None
    not_sold: bool

    @property
    def key(self) -> str:
        """The campaign's id in text, as sheets carry it."""
        return str(self.campaign_id)

    @property
    def is_open(self) -> bool:
        """Something is still to be done."""
        return self.outcome not in (*SETTLED_OUTCOMES, CampaignOutcome.SOLD_AWAY)

    @property
    def blocks(self) -> bool:
        """The car may not be handed over now: its campaign is neither done, nor refused by signature, nor short of parts
        (RULES A4); one that stops the sale holds a car that nobody has bought until it is done."""
        if not self.is_open or self.stop == CampaignStop.NONE:
            return False
        if self.stop == CampaignStop.SALE and self.not_sold:
            return True
        return self.outcome not in (CampaignOutcome.REFUSED, CampaignOutcome.NO_PARTS)

    @property
    def is_told(self) -> bool:
        """Customers are told of it; a quiet one is done when the car is here anyway."""
        return self.kind != CampaignKind.QUIET


def key_of(vin: str) -> str:
    """A VIN without its check digit: what ranges are compared by.

    >>> key_of("LSVAL41Z882104202")
    'LSVAL41Z82104202'
    """
    return vin[:8] + vin[9:]


def hits_of(vehicle_id: int, *, on: date) -> list[Hit]:
    """Open campaigns that hit a car on a day, with what became of each; none for a car without a VIN. One statement."""
    car = Vehicle.objects.filter(pk=vehicle_id).exclude(vin="")
    key = car.annotate(key=Concat(Left("vin", 8), Substr("vin", 10))).values("key")
    listed = CampaignVin.objects.filter(vin__in=car.values("vin")).values("campaign_id")
    ranged = CampaignRange.objects.filter(from_key__lte=Subquery(key), until_key__gte=Subquery(key))
    result = CampaignResult.objects.filter(campaign=OuterRef("pk"), vin__in=car.values("vin"))
    rows = (
        Campaign.objects.filter(Q(pk__in=listed) | Q(pk__in=ranged.values("campaign_id")))
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), state=CampaignState.OPEN, starts_on__lte=on)
        .annotate(
            outcome=Subquery(result.values("outcome")[:1]),
            outcome_on=Subquery(result.values("on")[:1]),
            sold=Subquery(car.values(bought=Coalesce("sold_on", "invoiced_on"))[:1]),
            licensed=Subquery(car.values("licensed_on")[:1]),
        )
        .order_by("kind", "starts_on", "pk")
    )
    return [
        Hit(
            row.pk,
            row.number,
            row.kind,
            row.get_kind_display(),
            row.name,
            row.risk,
            row.remedy,
            row.minutes,
            row.stop,
            row.outcome or "",
            CampaignOutcome(row.outcome).label if row.outcome else "",
            row.outcome_on,
            row.sold is None and row.licensed is None,
        )
        for row in rows
    ]


def is_hit(campaign_id: int, vin: str) -> bool:
    """Whether a campaign names a VIN, in its list or in a range. At most two statements."""
    key = key_of(vin)
    return (
        CampaignVin.objects.filter(campaign_id=campaign_id, vin=vin).exists()
        or CampaignRange.objects.filter(
            campaign_id=campaign_id, from_key__lte=key, until_key__gte=key
        ).exists()
    )


def cars_of(campaign_id: int) -> QuerySet[Vehicle]:
    """The cars in our files that a campaign hits."""
    listed = CampaignVin.objects.filter(campaign_id=campaign_id).values("vin")
    ranged = CampaignRange.objects.filter(
        campaign_id=campaign_id, from_key__lte=OuterRef("key"), until_key__gte=OuterRef("key")
    )
    found: QuerySet[Vehicle] = (
        Vehicle.objects.exclude(vin="")
        .annotate(key=Concat(Left("vin", 8), Substr("vin", 10)))
        .filter(Q(vin__in=listed) | Exists(ranged))
    )
    return found


def counts(campaign_ids: Iterable[int]) -> dict[int, int]:
    """How many cars of our files each campaign hits, by list or range, each once. One statement."""
    ids = list(campaign_ids)
    if not ids:
        return {}
    vins, ranges, cars = (each._meta.db_table for each in (CampaignVin, CampaignRange, Vehicle))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT campaign_id, count(*) FROM ("
            f"SELECT l.campaign_id, v.id FROM {cars} v JOIN {vins} l ON l.vin = v.vin"
            " WHERE v.vin <> '' AND l.campaign_id = ANY(%s)"
            f" UNION SELECT r.campaign_id, v.id FROM {ranges} r JOIN {cars} v ON v.vin <> ''"
            ' AND (left(v.vin, 8) || substr(v.vin, 10)) COLLATE "C" BETWEEN r.from_key AND r.until_key'
            " WHERE r.campaign_id = ANY(%s)) hit GROUP BY campaign_id",
            [ids, ids],
        )
        return {int(campaign_id): int(count) for campaign_id, count in cursor.fetchall()}
