"""Cars on the workshop floor as the signature leaves them: where the tests of dispatch, work and leaving begin."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from huichang.company import settings
from huichang.company.models import Bay, Grant, Member, Shift, Staff, StaffSkill
from huichang.company.roles import BayKind, Role, Skill
from huichang.kernel import pinyin
from huichang.kernel.actor import Actor
from huichang.parts.models import Part
from huichang.vehicles.models import Vehicle
from huichang.workshop import checklists, clock, dispatch, inspection, settling
from huichang.workshop.models import Answer, Job, Line, Order, Visit
from huichang.workshop.states import CheckLevel, LineKind, LineState, OrderState
from tests.world import NOON, TODAY, World


@dataclass(frozen=True)
class Work:
    """A job to be put on an order; `parts` are issued already unless `issued` says otherwise."""

    title: str = "更换机油机滤"
    repair_type: str = "maintenance"
    system: str = "maintenance"
    skill: str = Skill.MECHANICAL
    bay_kind: str = BayKind.GENERAL
    repair_class: str = "minor"
    minutes: int = 30
    price: Decimal = Decimal("100.00")
    parts: tuple[tuple[Part, int], ...] = ()
    issued: bool = True


OIL = Work()
BRAKES = Work(title="更换前制动片", repair_type="repair", system="brake", minutes=60, price=Decimal("200.00"))


def signed(
    world: World,
    *works: Work,
    vehicle: Vehicle | None = None,
    promised_at: datetime | None = None,
    waits: bool = True,
    wash: bool = True,
    signed_at: datetime = NOON,
) -> Order:
    """An order that the customer signed: every line authorised, nothing started. Waits at the north's adviser."""
    car = vehicle or world.car
    assert car.customer is not None
    adviser = world.staff(Role.ADVISER)
    visit = Visit.objects.create(
        store=world.north,
        vehicle=car,
        customer=car.customer,
        ticket=f"A{car.pk:03d}",
        arrived_at=signed_at - timedelta(minutes=30),
        greeted_at=signed_at - timedelta(minutes=29),
        received_at=signed_at - timedelta(minutes=25),
        waits=waits,
        adviser=adviser,
    )
    promised = promised_at or signed_at + timedelta(hours=4)
    order = Order.objects.create(
        store=world.north,
        number=f"RO260302{visit.pk:04d}",
        visit=visit,
        vehicle=car,
        customer=car.customer,
        adviser=adviser,
        repair_type=(works or (OIL,))[0].repair_type,
        concern="保养，刹车有点响",
        odometer=max(car.odometer, 45_210),
        state=OrderState.SIGNED,
        opened_at=signed_at - timedelta(minutes=20),
        signed_at=signed_at,
        promised_first_at=promised,
        promised_at=promised,
        wash=wash,
    )
    answer = Answer.objects.create(
        store=world.north,
        order=order,
        via="screen",
        name="王建国",
        at=signed_at,
        amount=Decimal(0),
        promised_at=promised,
    )
    for work in works or (OIL,):
        add_job(order, work, answer)
    total = sum(Line.objects.filter(order=order).values_list("amount", flat=True), Decimal(0))
    Answer.objects.filter(pk=answer.pk).update(amount=total)
    order.amount_signed = order.amount_agreed = total
    order.save()
    return order


def add_job(order: Order, work: Work, answer: Answer | None) -> Job:
    """One more job; its lines are authorised by `answer`, drafts without one."""
    state = LineState.AUTHORIZED if answer else LineState.DRAFT
    job = Job.objects.create(
        store=order.store,
        order=order,
        position=order.jobs.count() + 1,
        title=work.title,
        repair_type=work.repair_type,
        system=work.system,
        skill=work.skill,
        bay_kind=work.bay_kind,
        repair_class=work.repair_class,
        concern="刹车有点响",
        minutes=work.minutes,
    )
    Line.objects.create(
        store=order.store,
        order=order,
        job=job,
        kind=LineKind.LABOUR,
        code="MT0101RR",
        name=work.title,
        minutes=work.minutes,
        unit="工时",
        unit_price=work.price,
        amount=work.price,
        answer=answer,
        state=state,
    )
    for part, quantity in work.parts:
        Line.objects.create(
            store=order.store,
            order=order,
            job=job,
            kind=LineKind.PART,
            part=part,
            code=part.number,
            name=part.name,
            unit="件",
            quantity=quantity,
            unit_price=Decimal("38.00"),
            amount=Decimal("38.00") * quantity,
            issued=quantity if answer and work.issued else 0,
            answer=answer,
            state=state,
        )
    return job


def job_of(order: Order, position: int = 1) -> Job:
    """A job of the order, fresh from the table."""
    return Job.objects.get(order=order, position=position)


def bay(world: World, kind: str = BayKind.GENERAL, number: int = 1) -> Bay:
    """A bay of the north."""
    return world.bays[kind][number - 1]


def another_technician(world: World, login: str = "n.li", name: str = "李强", *skills: str) -> Actor:
    """A second technician of the north, on shift today."""
    from huichang.company import queries as company

    person = Staff.objects.create(login=login, name=name, pinyin=pinyin.full(name))
    Grant.objects.create(store=world.north, staff=person, role=Role.TECHNICIAN)
    Member.objects.create(store=world.north, staff=person, team=world._team)
    for skill in skills or (Skill.MECHANICAL,):
        StaffSkill.objects.create(store=world.north, staff=person, skill=skill, level=2)
    Shift.objects.create(
        store=world.north,
        staff=person,
        on=TODAY,
        starts_at=NOON - timedelta(hours=3),
        ends_at=NOON + timedelta(hours=6),
    )
    actor = company.actor_of(person.pk)
    assert actor is not None
    return actor


def given(world: World, job: Job, *, technician: Actor | None = None, at: datetime = NOON) -> Job:
    """The job, dispatched to the technician in the first lift."""
    who = technician or world.technician
    assert who.staff_id is not None
    dispatch.assign_job(
        world.dispatcher, job.pk, technician_id=who.staff_id, bay_id=bay(world).pk, starts_at=at, at=at
    )
    return job


def present(world: World, *roles: Role) -> datetime:
    """Everybody of these posts (and of the floor) is on shift around the real now, which is returned: screens, API and
    jobs read the clock."""
    at = now()
    for role in (Role.TECHNICIAN, Role.TEAM_LEADER, *roles):
        world.staff(role)
    Shift.objects.update(
        on=localdate(at),
        starts_at=at - timedelta(hours=6),
        ends_at=at + timedelta(hours=6),
        break_minutes=0,
    )
    world.north.opens_at, world.north.closes_at = time(0), time(23, 59)
    world.north.settings = {**world.north.settings, "workshop.break_minutes": 0}
    world.north.save()
    settings.forget()
    return at


def self_points(job: Job) -> list[str]:
    """Codes of the self-check that the job asks for."""
    return [point.code for point in checklists.points([(job.repair_type, job.system)], CheckLevel.SELF)]


def peer_points(job: Job) -> list[str]:
    """Codes of the peer check that the job asks for."""
    return [point.code for point in checklists.points([(job.repair_type, job.system)], CheckLevel.PEER)]


def final_points(order: Order) -> list[str]:
    """Codes of the final check that the order's jobs ask for."""
    work = [(job.repair_type, job.system) for job in order.jobs.all()]
    return [point.code for point in checklists.points(work, CheckLevel.FINAL)]


def worked(world: World, order: Order, *, at: datetime = NOON) -> Order:
    """The order with every job dispatched, started, finished: it waits for its check."""
    for job in order.jobs.order_by("position"):
        given(world, job, at=at)
        clock.clock_on(world.technician, job.pk, at=at)
        at += timedelta(minutes=job.minutes)
        finish(world, job, at=at)
    order.refresh_from_db()
    return order


def finish(world: World, job: Job, *, technician: Actor | None = None, at: datetime) -> Job:
    """The job finished by its technician."""
    return clock.finish_job(
        technician or world.technician,
        job.pk,
        cause="正常磨损",
        correction="更换，试车正常",
        checked=self_points(job),
        at=at,
    )


def checked(world: World, order: Order, *, at: datetime, place: int = 1) -> Order:
    """The order through peer and final check, parked in a finished place."""
    for job in order.jobs.all():
        inspection.pass_peer_check(world.team_leader, job.pk, checked=peer_points(job), at=at)
    technician = world.technician.staff_id
    assert technician is not None
    inspection.pass_final_check(
        world.inspector,
        order.pk,
        checked=final_points(order),
        lines=[line.pk for line in order.lines.filter(state=LineState.DONE)],
        road_test=inspection.RoadTest(technician, order.odometer, order.odometer + 5, "制动平顺，无异响"),
        parked_at_id=bay(world, BayKind.FINISHED, place).pk,
        washed=True,
        at=at,
    )
    order.refresh_from_db()
    return order


def settled(world: World, *works: Work, at: datetime = NOON + timedelta(hours=2)) -> Order:
    """An order that is worked, checked and settled."""
    order = checked(world, worked(world, signed(world, *works)), at=at)
    with transaction.atomic():
        settling.mark_settled(order.pk, amount=order.amount_agreed or Decimal(0), at=at)
    order.refresh_from_db()
    return order


@contextmanager
def statements(at_most: int) -> Iterator[None]:
    """Fails when more than so many statements are sent (savepoints not counted)."""
    with CaptureQueriesContext(connection) as caught:
        yield
    sent = [each["sql"] for each in caught if "SAVEPOINT" not in each["sql"]]
    assert len(sent) <= at_most, f"{len(sent)} statements:\n" + "\n".join(text[:160] for text in sent)
