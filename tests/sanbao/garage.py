"""A family car with repairs behind it, as orders leave them: where the tests of 三包 begin."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from huichang.company.models import Store
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.sanbao import certificates, clockwork, judging, reading
from huichang.sanbao.models import Certificate, Change, Fault, Repair, Standing
from huichang.vehicles.models import Vehicle
from huichang.workshop.models import Answer, Job, Line, Order, Visit
from huichang.workshop.states import JobState, LineKind, LineState, OrderState
from tests.world import NOON, World

BOUGHT = date(2025, 6, 1)
"""Nine months before the tests' day."""


def clerk(world: World, store: Store | None = None) -> Actor:
    """The warranty clerk."""
    return world.actor(Role.WARRANTY_CLERK, store)


def general(world: World) -> Actor:
    """The general manager."""
    return world.actor(Role.GENERAL_MANAGER)


def family_car(world: World, **said: Any) -> Vehicle:
    """The cast's car, as bought new for a family on `BOUGHT`; keywords go onto its certificate."""
    world.car.odometer = 0
    world.car.licensed_on = world.car.sold_on = None
    world.car.save()
    certified(world, world.car, **said)
    return world.car


def certified(world: World, car: Vehicle, **said: Any) -> Certificate:
    """What the certificate says of a car."""
    values: dict[str, Any] = {
        "use": "family",
        "invoice_on": BOUGHT,
        "price": Decimal(200_000),
        "use_factor": Decimal("0.005"),
        **said,
    }
    return certificates.keep_certificate(clerk(world), car.pk, at=NOON, **values)


def order(
    world: World,
    car: Vehicle,
    agreed_at: datetime,
    *,
    hours: float | None = 5,
    km: int = 10_000,
    words: str = "发动机异响",
    title: str = "检查发动机异响",
    system: str = "engine",
    repair_type: str = "warranty",
    payer: str = "manufacturer",
    parts: Sequence[str] = (),
    store: Store | None = None,
) -> Order:
    """A signed order with one job, done after so many hours (None: it runs still)."""
    where = store or world.north
    adviser = world.staff(Role.ADVISER, where)
    done_at = agreed_at + timedelta(hours=hours) if hours is not None else None
    visit = Visit.objects.create(
        store=where,
        vehicle=car,
        customer=car.customer,
        ticket="A001",
        arrived_at=agreed_at - timedelta(minutes=30),
        received_at=agreed_at - timedelta(minutes=20),
        adviser=adviser,
        left_at=done_at + timedelta(hours=30) if done_at else None,
    )
    row = Order.objects.create(
        store=where,
        number=f"RO{visit.pk:08d}",
        visit=visit,
        vehicle=car,
        customer=car.customer,
        adviser=adviser,
        repair_type=repair_type,
        concern=words,
        odometer=km,
        state=OrderState.DELIVERED if done_at else OrderState.IN_WORK,
        opened_at=agreed_at - timedelta(minutes=15),
        signed_at=agreed_at,
        done_at=done_at,
        delivered_at=done_at + timedelta(hours=30) if done_at else None,
    )
    answer = Answer.objects.create(
        store=where, order=row, via="screen", name="王建国", at=agreed_at, amount=Decimal(0)
    )
    job = Job.objects.create(
        store=where,
        order=row,
        position=1,
        title=title,
        repair_type=repair_type,
        payer=payer,
        system=system,
        concern=words,
        cause="零件失效",
        correction="更换后试车正常",
        state=JobState.DONE if done_at else JobState.WORKING,
        started_at=agreed_at,
        finished_at=done_at,
    )
    said = {"store": where, "order": row, "job": job, "payer": payer, "answer": answer}
    said["state"] = LineState.DONE if done_at else LineState.AUTHORIZED
    Line.objects.create(
        kind=LineKind.LABOUR,
        code="EN0101",
        name=title,
        minutes=60,
        unit_price=Decimal(200),
        amount=Decimal(200),
        **said,
    )
    for number, part in enumerate(parts, start=1):
        Line.objects.create(
            kind=LineKind.PART,
            code=f"P-{number}",
            name=part,
            unit="件",
            unit_price=Decimal(100),
            amount=Decimal(100),
            **said,
        )
    return row


def repaired(world: World, car: Vehicle, agreed_at: datetime, **how: Any) -> Repair:
    """The same, read into the clock."""
    row = order(world, car, agreed_at, **how)
    reading.take_orders([row.pk])
    clockwork.count([car.pk], at=NOON)
    return Repair.objects.get(order=row)


def fault_of(repair: Repair) -> Fault:
    """The repair's only fault, fresh from the table."""
    return Fault.objects.get(repair=repair)


def change_of(repair: Repair) -> Change:
    """The repair's only changed part."""
    return Change.objects.get(fault__repair=repair)


def same(world: World, *repairs: Repair) -> None:
    """A person says that they were all of one problem."""
    first = fault_of(repairs[0])
    for each in repairs[1:]:
        judging.judge_fault(clerk(world), fault_of(each).pk, quality="yes", same_as=str(first.pk), at=NOON)


def changed(world: World, repair: Repair) -> None:
    """A person says that the part is what its name says."""
    row = change_of(repair)
    judging.judge_change(clerk(world), row.pk, kind=row.kind, system=row.system, name=row.name, at=NOON)


def standing(car: Vehicle) -> Standing:
    """How the car stands by the last count."""
    return Standing.objects.get(vehicle=car)


def recalculated(
    world: World, store: Store | None = None, *, at: datetime = NOON, whole: bool = False
) -> int:
    """All cars of a store, as by night; how many were counted."""
    where = store or world.north
    night = clockwork.by_night(where.pk, at=at, whole=whole)
    return sum(clockwork.count_cars(clerk(world, where), where.pk, turn=turn, at=at) for turn in night)


def counted_anew(car: Vehicle, *, at: datetime = NOON) -> Standing:
    """How the car stands at a moment."""
    clockwork.count([car.pk], at=at)
    return standing(car)
