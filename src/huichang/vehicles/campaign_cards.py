"""What screens and other rooms may ask about campaigns: the list, one campaign with its progress, whom to invite, what
parts will be wanted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, TruncWeek
from django.utils.timezone import localdate

from huichang.customers import queries as customers
from huichang.kernel import finder, together
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.vehicles import campaign_calls, campaign_hits, campaign_shown, permissions, queries, rules
from huichang.vehicles.campaign_hits import Hit
from huichang.vehicles.models import (
    Campaign,
    CampaignPart,
    CampaignRange,
    CampaignResult,
    CampaignVin,
    CampaignWork,
)
from huichang.vehicles.queries import VehicleBrief
from huichang.vehicles.states import CampaignOutcome, CampaignState

SHOWN_CARS = 200
MOST_FOUND = 5


@dataclass(frozen=True)
class CampaignRow:
    """A campaign in the list. `cars`: those of our files that it hits; `listed`: what its list names everywhere."""

    id: int
    number: str
    kind_says: str
    name: str
    brand: str
    state: str
    state_says: str
    starts_on: date
    ends_on: date | None
    listed: int
    ranges: int
    cars: int
    done: int

    @property
    def percent(self) -> int:
        """How many per cent of our cars are done."""
        return round(100 * self.done / self.cars) if self.cars else 0


@dataclass(frozen=True)
class Week:
    """A week of a campaign, from its Monday: how many cars were done in it, and how many up to its end."""

    starts_on: date
    done: int
    total: int
    percent: int


@dataclass(frozen=True)
class RangeCard:
    """A range of VINs."""

    id: int
    vin_from: str
    vin_until: str


@dataclass(frozen=True)
class HitCar:
    """A car of our files that a campaign hits, and how it stands. `called`: how the call to its owner stands, in words."""

    car: VehicleBrief
    outcome: str
    outcome_says: str
    on: date | None
    words: str
    order_id: int | None
    order_number: str
    owner: str
    phone: str
    due_on: date | None
    called: str


@dataclass(frozen=True)
class CampaignPage:
    """A campaign whole."""

    id: int
    version: int
    number: str
    kind: str
    kind_says: str
    name: str
    brand: str
    state: str
    state_says: str
    stop: str
    stop_says: str
    filed_number: str
    defect: str
    risk: str
    remedy: str
    made_from: date | None
    made_until: date | None
    announced_on: date | None
    starts_on: date
    ends_on: date | None
    contact: str
    minutes: int
    works: tuple[str, ...]
    parts: tuple[tuple[str, Decimal], ...]
    ranges: tuple[RangeCard, ...]
    listed: int
    cars: int
    by_outcome: tuple[tuple[str, str, int], ...]
    weeks: tuple[Week, ...]

    @property
    def done(self) -> int:
        """Cars that are done."""
        return sum(count for code, _, count in self.by_outcome if code == CampaignOutcome.DONE)

    @property
    def open(self) -> int:
        """Cars of our files about which nothing was recorded."""
        return max(0, self.cars - sum(count for _, _, count in self.by_outcome))

    @property
    def percent(self) -> int:
        """Done, in per cent of our cars."""
        return round(100 * self.done / self.cars) if self.cars else 0


@dataclass(frozen=True)
class PartWanted:
    """Parts that a campaign will take of a store; `cars`: how many of its customers' cars they are for."""

    number: str
    quantity: Decimal
    campaign: str
    cars: int


def campaigns(actor: Actor, *, words: str = "", state: str = "") -> list[CampaignRow]:
    """Campaigns, open ones first; those in preparation for who may open them. Six statements. Raises NotAllowed."""
    _may_see(actor)
    rows = campaign_shown.shown_to(actor)
    text = words.strip()
    if text:
        rows = rows.filter(
            Q(number__icontains=text) | Q(name__icontains=text) | Q(initials__istartswith=text)
        )
    if state:
        rows = rows.filter(state=state)
    found = list(rows.order_by("-starts_on", "-pk")[:100])
    ids = [row.pk for row in found]
    listed = _counts(CampaignVin.objects.filter(campaign_id__in=ids))
    ranges = _counts(CampaignRange.objects.filter(campaign_id__in=ids))
    done = _counts(CampaignResult.objects.filter(campaign_id__in=ids, outcome=CampaignOutcome.DONE))
    cars = campaign_hits.counts(ids)
    order = {CampaignState.OPEN: 0, CampaignState.DRAFT: 1, CampaignState.CLOSED: 2}
    found.sort(key=lambda row: order[CampaignState(row.state)])
    return [
        CampaignRow(
            row.pk,
            row.number,
            row.get_kind_display(),
            row.name,
            row.brand,
            row.state,
            row.get_state_display(),
            row.starts_on,
            row.ends_on,
            listed.get(row.pk, 0),
            ranges.get(row.pk, 0),
            cars.get(row.pk, 0),
            done.get(row.pk, 0),
        )
        for row in found
    ]


def campaign_page(actor: Actor, campaign_id: int, *, on: date) -> CampaignPage:
    """A campaign with its remedy, its ranges and its progress. Three statements. Raises Missing, NotAllowed."""
    _may_see(actor)
    row = campaign_shown.one(actor, campaign_id)
    results = CampaignResult.objects.filter(campaign=row)
    done = results.filter(outcome=CampaignOutcome.DONE).annotate(week=Cast(TruncWeek(F("on")), DateField()))
    by_week, counted, works, parts, ranges, listed = together.read(
        [
            done.values_list("week").annotate(count=Count("pk")),
            results.values_list("outcome").annotate(count=Count("pk")),
            CampaignWork.objects.filter(campaign=row).order_by("pk").values_list("code"),
            CampaignPart.objects.filter(campaign=row).order_by("pk").values_list("number", "quantity"),
            CampaignRange.objects.filter(campaign=row)
            .order_by("from_key")
            .values_list("pk", "vin_from", "vin_until")[:100],
            CampaignVin.objects.filter(campaign=row).values_list("campaign_id").annotate(count=Count("pk")),
        ]
    )
    outcomes = dict(counted)
    cars = campaign_hits.counts([row.pk]).get(row.pk, 0)
    return CampaignPage(
        row.pk,
        row.version,
        row.number,
        row.kind,
        row.get_kind_display(),
        row.name,
        row.brand,
        row.state,
        row.get_state_display(),
        row.stop,
        row.get_stop_display(),
        row.filed_number,
        row.defect,
        row.risk,
        row.remedy,
        row.made_from,
        row.made_until,
        row.announced_on,
        row.starts_on,
        row.ends_on,
        row.contact,
        row.minutes,
        tuple(code for (code,) in works),
        tuple((number, quantity) for number, quantity in parts),
        tuple(RangeCard(*each) for each in ranges),
        listed[0][1] if listed else 0,
        cars,
        tuple((str(each), each.label, outcomes[each]) for each in CampaignOutcome if outcomes.get(each)),
        _weeks(dict(by_week), cars, until=on),
    )


def cars(
    actor: Actor,
    campaign_id: int,
    *,
    at: datetime,
    only_open: bool = False,
    mine: bool = True,
    at_most: int | None = SHOWN_CARS,
) -> list[HitCar]:
    """Cars of our files that a campaign hits: those still to be done first, whose next service is nearest before others.

    `mine`: only cars whose owners this store knows; `at_most`: None for all of them. None of a campaign that the asker may not
    know of. Three statements. Raises NotAllowed.
    """
    _may_see(actor)
    result = CampaignResult.objects.filter(campaign_id=campaign_id, vin=OuterRef("vin"))
    fields = ("outcome", "on", "words", "order_id", "order_number")
    # What is annotated is unknown to the type of a car.
    rows: QuerySet[Any] = campaign_hits.cars_of(campaign_id).annotate(
        **{f"r_{name}": Subquery(result.values(name)[:1]) for name in fields}
    )
    if only_open:
        rows = rows.filter(
            Q(r_outcome__isnull=True) | Q(r_outcome__in=[CampaignOutcome.REFUSED, CampaignOutcome.NO_PARTS])
        )
    rows = rows.filter(Exists(campaign_shown.shown_to(actor).filter(pk=campaign_id)))
    if mine:
        rows = rows.filter(customer__known_at__contains=[actor.here])
    found = list(rows)
    owners = customers.known_cards([row.customer_id for row in found], actor.here)
    calls = campaign_calls.called(campaign_id, [row.pk for row in found])
    may_name = actor.may("customers.see_customers")
    today = localdate(at)
    made = []
    for row in found:
        owner = owners.get(row.customer_id or 0)
        km = rules.expected_km(row.odometer, row.odometer_on, row.km_per_day, today)
        made.append(
            HitCar(
                queries.brief(row),
                row.r_outcome or "",
                CampaignOutcome(row.r_outcome).label if row.r_outcome else "未处理",
                row.r_on,
                row.r_words or "",
                row.r_order_id,
                row.r_order_number or "",
                owner.name if owner and may_name else "",
                owner.phone if owner and may_name else "",
                rules.next_service_on(km, row.km_per_day, today),
                calls[row.pk].says if row.pk in calls else "",
            )
        )
    made.sort(key=lambda each: (each.outcome != "", each.due_on or date.max, each.car.plate))
    return made[:at_most]


def of_car(actor: Actor, vehicle_id: int, *, at: datetime) -> list[Hit]:
    """Open campaigns that hit a car, and how each stands. One statement. Raises NotAllowed."""
    _may_see(actor)
    return campaign_hits.hits_of(vehicle_id, on=localdate(at))


def parts_wanted(store_id: int, *, on: date, until: date) -> list[PartWanted]:
    """What open campaigns will take of a store's parts by a day: for cars of its customers that are still to be done and
    whose next service falls until then. One statement, and one for each open campaign that takes parts."""
    parts = CampaignPart.objects.filter(
        Q(campaign__ends_on__isnull=True) | Q(campaign__ends_on__gte=on), campaign__state=CampaignState.OPEN
    ).select_related("campaign")
    wanted: dict[int, list[CampaignPart]] = {}
    for part in parts.order_by("campaign_id", "pk"):
        wanted.setdefault(part.campaign_id, []).append(part)
    found = []
    for campaign_id, takes in wanted.items():
        settled = CampaignResult.objects.filter(campaign_id=campaign_id).exclude(
            outcome__in=[CampaignOutcome.REFUSED, CampaignOutcome.NO_PARTS]
        )
        driven = (
            campaign_hits.cars_of(campaign_id)
            .filter(customer__known_at__contains=[store_id])
            .exclude(vin__in=settled.values("vin"))
            .values_list("odometer", "odometer_on", "km_per_day")
        )
        due = (
            rules.next_service_on(rules.expected_km(km, read_on, per_day, on), per_day, on)
            for km, read_on, per_day in driven
        )
        coming = sum(1 for day in due if day is not None and day <= until)
        found += [
            PartWanted(each.number, each.quantity * coming, each.campaign.number, coming)
            for each in takes
            if coming
        ]
    return found


def _papers(actor: Actor, text: str) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.SEE_CAMPAIGNS):
        return ()
    rows = campaign_shown.shown_to(actor).filter(number__icontains=text)
    return (rows.order_by("-pk")[:MOST_FOUND],)


@finder.papers(_papers, rank=68)
def found(rows: list[Campaign]) -> Iterable[finder.Found]:
    """Recalls and service campaigns by their number."""
    for row in rows:
        yield finder.Found(
            row.get_kind_display(),
            f"{row.number} {row.name}",
            row.get_state_display(),
            f"/vehicles/campaigns/{row.pk}/",
        )


def _weeks(counted: Mapping[date, int], cars: int, *, until: date) -> tuple[Week, ...]:
    """Cars that were done by week (from its Monday), every week from the first to this one."""
    if not counted:
        return ()
    monday, total = min(counted), 0
    found: list[Week] = []
    while monday <= until and len(found) < 260:
        total += counted.get(monday, 0)
        found.append(Week(monday, counted.get(monday, 0), total, round(100 * total / cars) if cars else 0))
        monday += timedelta(days=7)
    return tuple(found)


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.values_list("campaign_id").annotate(count=Count("pk")))


def _may_see(actor: Actor) -> None:
    if not actor.may(permissions.SEE_CAMPAIGNS):
        raise NotAllowed("您的岗位不能查看召回和服务活动。")
