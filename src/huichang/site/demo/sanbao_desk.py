"""The demo's 三包: certificates of young cars; one car at a limit with its request, one near, one that waits for a word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO
from huichang.sanbao import clockwork, judging, repairs, requests, spare_cars
from huichang.sanbao.models import Certificate, Fault, Repair
from huichang.sanbao.permissions import KEEP_CLOCK
from huichang.vehicles.models import Mileage, Vehicle
from huichang.vehicles.states import Use
from huichang.workshop.models import Answer, Job, Line, Order, Visit
from huichang.workshop.states import JobState, LineKind, LineState, OrderState

PRICES = (109_800, 139_800, 168_800, 199_800, 239_800)
NOISE = (
    "起步时变速器有异响",
    "变速器起步响声大",
    "客户反映变速器起步还是异响",
    "起步变速器异响没有修好",
    "变速器异响",
)
STALLS = ("空调不制冷", "空调制冷差，开一会儿不凉", "空调有时不制冷")
A_DAY_KM = 32
OWED = 3
"""Of so many certificates one is not told yet: the house asks for it."""


@dataclass(frozen=True)
class Past:
    """A repair of the past: days ago, hours that it took, what was told, what was changed."""

    ago: int
    hours: int
    words: str
    system: str
    part: str = ""


LONG = (
    Past(160, 52, NOISE[0], "transmission"),
    Past(131, 170, NOISE[1], "transmission", "变速器总成"),
    Past(96, 74, NOISE[2], "transmission"),
    Past(61, 310, NOISE[3], "transmission", "变速器总成"),
    Past(22, 150, NOISE[4], "transmission"),
)
NEAR = (
    Past(120, 26, NOISE[0], "transmission"),
    Past(80, 98, NOISE[2], "transmission", "双离合器"),
    Past(33, 40, NOISE[3], "transmission"),
)
OPEN = tuple(Past(100 - 35 * number, 20, words, "aircon") for number, words in enumerate(STALLS))


def fill(store_ids: list[int], now: datetime) -> None:
    """All stores as of `now`: three stories each, the rest as the orders of half a year say."""
    taken: set[int] = set()
    for store_id in store_ids:
        cars = _cars(store_id, now, taken)
        taken |= {car.pk for car in cars}
        told = [
            [_repair(store_id, car, past, now) for past in story]
            for car, story in zip(cars, (LONG, NEAR, OPEN), strict=False)
        ]
        _certificates(store_id, now, told=[car.pk for car in cars])
        machine = Actor(None, "三包时钟", {store_id: frozenset({KEEP_CLOCK})}, store_id=store_id, door="job")
        _count(machine, store_id, now, whole=True)
        _certificates(store_id, now, told=[])
        if len(cars) == 3:
            _judge(store_id, cars[0], told[:2], now)
        _count(machine, store_id, now)


def _count(machine: Actor, store_id: int, now: datetime, *, whole: bool = False) -> None:
    for turn in clockwork.by_night(store_id, at=now, whole=whole):
        clockwork.count_cars(machine, store_id, turn=turn, at=now)


def _cars(store_id: int, now: datetime, taken: set[int]) -> list[Vehicle]:
    """Young family cars of the store that stand at home and have no story yet."""
    today = now.date()
    inside = Visit.objects.filter(left_at__isnull=True).values("vehicle_id")
    found = Vehicle.objects.filter(
        customer__known_at__contains=[store_id],
        use=Use.FAMILY,
        odometer__range=(4_000, 40_000),
        sold_on__range=(today - timedelta(days=640), today - timedelta(days=200)),
    )
    return list(found.exclude(pk__in=inside).exclude(plate="").exclude(pk__in=taken).order_by("pk")[:3])


def _certificates(store_id: int, now: datetime, *, told: list[int]) -> None:
    """Certificates of cars that have been repaired: of some nobody has asked yet."""
    repaired = Repair.objects.filter(store_id=store_id).values("vehicle_id")
    known = Certificate.objects.values("vehicle_id")
    rows = Vehicle.objects.filter(pk__in=told) if told else Vehicle.objects.filter(pk__in=repaired)
    cars = [
        car
        for car in rows.exclude(pk__in=known).filter(sold_on__isnull=False).order_by("pk")
        if told or car.pk % OWED
    ]
    for car in cars:
        car.invoiced_on = car.sold_on
    Vehicle.objects.bulk_update(cars, ["invoiced_on"], batch_size=1_000)
    made = [
        Certificate(
            vehicle=car,
            use="family" if car.use == Use.FAMILY else "business",
            price=Decimal(PRICES[car.pk % len(PRICES)]),
            use_factor=Decimal("0.005"),
            seller="原销售店",
            noted_at=now - timedelta(days=30),
        )
        for car in cars
    ]
    Certificate.objects.bulk_create(made)


def _reading(car: Vehicle, at: datetime) -> int:
    """What the odometer showed at a moment of the past (km), noted with the car: between its neighbours, never backwards."""
    readings = Mileage.objects.filter(vehicle=car)
    before = readings.filter(at__lte=at).order_by("-at", "-km").first()
    after = readings.filter(at__gt=at).order_by("at", "km").first()
    known, since = (before.km, before.at) if before else (0, at)
    if after:
        km = known + int((after.km - known) * ((at - since) / (after.at - since)))
    else:
        km = known + A_DAY_KM * (at - since).days
        car.odometer, car.odometer_on = max(car.odometer, km), at.date()
        car.save(update_fields=["odometer", "odometer_on"])
    Mileage.objects.create(vehicle=car, km=km, at=at)
    return km


def _repair(store_id: int, car: Vehicle, past: Past, now: datetime) -> int:
    """A visit of the past that was put right free of charge, as its order would have left it: the order's key."""
    agreed_at = (now - timedelta(days=past.ago)).replace(hour=9, minute=20)
    done_at = agreed_at + timedelta(hours=past.hours)
    advisers = company.people(store_id, Role.ADVISER)
    adviser = advisers[car.pk % len(advisers)]
    assert car.customer is not None
    km = _reading(car, agreed_at)
    visit = Visit.objects.create(
        store_id=store_id,
        vehicle=car,
        customer=car.customer,
        ticket="A090",
        arrived_at=agreed_at - timedelta(minutes=40),
        greeted_at=agreed_at - timedelta(minutes=39),
        received_at=agreed_at - timedelta(minutes=30),
        adviser_id=adviser.id,
        waits=False,
        left_at=done_at + timedelta(hours=5),
    )
    order = Order.objects.create(
        store_id=store_id,
        number=f"RO{agreed_at:%y%m%d}{9000 + visit.pk % 1000}",
        visit=visit,
        vehicle=car,
        customer=car.customer,
        adviser_id=adviser.id,
        repair_type="rework",
        concern=past.words,
        odometer=km,
        state=OrderState.DELIVERED,
        opened_at=agreed_at - timedelta(minutes=25),
        signed_at=agreed_at,
        promised_first_at=done_at,
        promised_at=done_at,
        amount_signed=ZERO,
        amount_agreed=ZERO,
        amount_settled=ZERO,
        done_at=done_at,
        checked_at=done_at,
        settled_at=done_at,
        delivered_at=done_at + timedelta(hours=4),
        last_job=1,
    )
    answer = Answer.objects.create(
        store_id=store_id,
        order=order,
        via="screen",
        name=str(car.customer)[:40],
        at=agreed_at,
        amount=ZERO,
        promised_at=done_at,
        taken_by_id=adviser.id,
    )
    job = Job.objects.create(
        store_id=store_id,
        order=order,
        position=1,
        title=f"返修：{past.words}"[:80],
        repair_type="rework",
        payer="internal",
        system=past.system,
        concern=past.words,
        cause="试车确认，拆检",
        correction=f"更换{past.part}，试车正常" if past.part else "调整，试车正常",
        state=JobState.DONE,
        minutes=120,
        started_at=agreed_at,
        finished_at=done_at,
    )
    said: dict[str, Any] = {
        "store_id": store_id,
        "order": order,
        "job": job,
        "payer": "internal",
        "state": LineState.DONE,
        "answer": answer,
        "unit_price": ZERO,
        "amount": ZERO,
    }
    Line.objects.create(kind=LineKind.LABOUR, name=job.title, unit="工时", minutes=120, **said)
    if past.part:
        Line.objects.create(kind=LineKind.PART, code="SB-01", name=past.part, unit="件", **said)
    return int(order.pk)


def _judge(store_id: int, worst: Vehicle, stories: list[list[int]], now: datetime) -> None:
    """What people have decided so far of the first two stories (the keys of their orders); the third waits."""
    clerk, adviser = _somebody(store_id, Role.WARRANTY_CLERK), _somebody(store_id, Role.ADVISER)
    if clerk is None or adviser is None:
        return
    for orders in stories:
        faults = list(Fault.objects.filter(repair__order_id__in=orders).order_by("agreed_at"))
        for fault in faults[1:]:
            judging.judge_fault(clerk, fault.pk, quality="yes", same_as=str(faults[0].pk), at=now)
        for fault in faults:
            for change in fault.changes.all():
                judging.judge_change(
                    clerk,
                    change.pk,
                    kind=change.kind,
                    system=change.system,
                    name=change.name,
                    at=now,
                )
    longest = Repair.objects.get(order_id=stories[0][3])
    repairs.leave_out(
        clerk,
        longest.pk,
        kind="parts",
        since=longest.agreed_at + timedelta(hours=20),
        until=longest.agreed_at + timedelta(hours=68),
        words="防盗系统按车架号订制，运单 SF3381902",
        at=now,
    )
    spare_cars.provide_spare(
        adviser,
        longest.pk,
        kind="money",
        since=longest.agreed_at + timedelta(days=5),
        amount=Decimal(480),
        words="交通补偿，客户签收单",
        at=now,
    )
    requests.take_request(
        adviser,
        store_id,
        vehicle_id=worst.pk,
        kind="exchange",
        rule="repair_days",
        words="变速器修了五次还是响，要求换一台新车。",
        asked_at=now - timedelta(days=4),
        at=now,
    )


def _somebody(store_id: int, role: Role) -> Actor | None:
    people = company.people(store_id, role)
    return company.actor_of(people[0].id, store_id=store_id) if people else None
