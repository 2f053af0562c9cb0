"""Taking a booking: who books which car, what is wanted, the time claimed and written down. Shared by the desk, by customers
on their phones and by whoever books for them; the use-cases are in `appointments` and `by_customer`."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localdate

from huichang.booking import calls, capacity, estimate, facts, preparation, queries
from huichang.booking.estimate import Estimate, Items
from huichang.booking.models import Appointment, Need, PartNeed
from huichang.booking.states import OPEN_STATES, AppointmentState, BookedFor, CameBy
from huichang.customers import cards
from huichang.customers import queries as customers
from huichang.kernel import numbering, wording
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, Refused
from huichang.vehicles import owners, registration
from huichang.vehicles import queries as vehicles


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who books with which car: known ones by id, new ones by what is said on the phone."""

    customer_id: int | None = None
    vehicle_id: int | None = None
    name: str = ""
    phone: str = ""
    sex: str = "unknown"
    plate: str = ""
    vin: str = ""
    series: str = ""
    model: str = ""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is booked, and what the customer was told (LANE-02). `told_price` in yuan and `told_minutes` are those of the
    lists unless somebody told otherwise; `told_points` are codes of `words.json`."""

    concern: str
    repair_type: str = BookedFor.MAINTENANCE
    items: Items = field(default_factory=Items)
    waits: bool = True
    first_diagnosis: str = ""
    told_remedy: str = ""
    told_price: Decimal | None = None
    told_minutes: int | None = None
    told_points: tuple[str, ...] = ()
    sender: str = ""
    phone: str = ""
    channel: str = CameBy.PHONE
    is_active: bool = False
    from_due: int | None = None


def who(store_id: int, caller: Caller, *, at: datetime) -> tuple[int, int]:
    """(customer, car): those that are known, or new files from what was said. Raises Missing, and Refused for a phone,
    plate or VIN that cannot be."""
    if caller.customer_id is not None:
        if not customers.is_known(caller.customer_id, store_id):
            raise Missing("没有找到这位客户，请重新搜索，或按新客户登记。")
        customer_id = caller.customer_id
    else:
        customer_id = cards.record(
            store_id=store_id, phone=caller.phone, name=caller.name, sex=caller.sex, at=at
        )
    if caller.vehicle_id is not None:
        car = vehicles.cards([caller.vehicle_id]).get(caller.vehicle_id)
        if car is None:
            raise Missing("没有找到这辆车，请重新搜索，或按新车登记。")
        if car.customer_id is not None:
            cards.ensure_known(customer_id, store_id)
            return customer_id, car.id
        vehicle_id = car.id
    else:
        vehicle_id = registration.record(plate=caller.plate, vin=caller.vin, at=at)
        registration.complete(vehicle_id, {"series": caller.series, "model": caller.model})
    owners.ensure_owner(vehicle_id, customer_id, store_id=store_id, since=localdate(at))
    return customer_id, vehicle_id


def make(
    store_id: int,
    customer_id: int,
    vehicle_id: int,
    wish: Wish,
    *,
    starts_at: datetime,
    adviser_id: int | None,
    state: AppointmentState,
    taken_by_id: int | None,
    at: datetime,
) -> Appointment:
    """Claim the time and write the booking with its work and parts. Raises Refused, OutOfTurn (see `book`)."""
    if not wish.concern.strip():
        raise Refused("请记下客户的原话，例如“早上冷车抖”或“做保养”。", fields=("concern",))
    if wish.repair_type not in BookedFor.values:
        raise Refused("请选择维修类型。")
    car = vehicles.cards([vehicle_id])[vehicle_id]
    told = estimate.of(
        wish.items, store_id=store_id, car=car, repair_type=wish.repair_type, on=localdate(starts_at)
    )
    slot = capacity.claim(
        store_id,
        starts_at,
        adviser_id=adviser_id,
        needs=told.wants,
        part_needs=told.part_needs,
        waits=wish.waits,
        at=at,
    )
    _not_twice(store_id, vehicle_id, starts_at, at=at)
    row = Appointment.objects.create(
        store_id=store_id,
        number=numbering.next_number(store_id, "YY", on=localdate(at)),
        customer_id=customer_id,
        vehicle_id=vehicle_id,
        adviser_id=slot.adviser_id,
        slot=DateTimeTZRange(slot.starts_at, slot.ends_at),
        state=state,
        is_active=wish.is_active,
        channel=wish.channel,
        repair_type=wish.repair_type,
        concern=wish.concern.strip()[:500],
        fault_id=told.fault_id,
        first_diagnosis=(wish.first_diagnosis.strip() or told.diagnosis)[:300],
        told_remedy=(wish.told_remedy.strip() or told.remedy)[:300],
        told_price=wish.told_price if wish.told_price is not None else told.price,
        told_minutes=wish.told_minutes if wish.told_minutes is not None else told.minutes,
        told_points=list(wish.told_points),
        sender=wish.sender.strip()[:40],
        phone=calls.plain(wish.phone),
        waits=wish.waits,
        from_due=wish.from_due,
        taken_by_id=taken_by_id,
        taken_at=at,
    )
    _write_needs(row, told)
    return row


def _write_needs(row: Appointment, told: Estimate) -> None:
    on = localdate(row.slot.lower)
    Need.objects.bulk_create(
        Need(
            store_id=row.store_id,
            appointment=row,
            on=on,
            title=work.title,
            operation_id=work.operation_id,
            skill=work.skill,
            bay_kind=work.bay_kind,
            minutes=work.minutes,
            price=work.price,
        )
        for work in told.work
    )
    PartNeed.objects.bulk_create(
        PartNeed(
            store_id=row.store_id,
            appointment=row,
            part_id=part.part_id,
            quantity=part.quantity,
            price=part.price,
        )
        for part in told.parts
    )


def _not_twice(store_id: int, vehicle_id: int, starts_at: datetime, *, at: datetime) -> None:
    on = localdate(starts_at)
    for card in queries.of_vehicle(store_id, vehicle_id, at):
        if card.state in OPEN_STATES and localdate(card.starts_at) == on:
            when = wording.moment(card.starts_at, localdate(at))
            raise Refused(
                f"{card.car} {when} 已有预约（{card.number}），需要换时间请改期。", url=f"/booking/{card.id}/"
            )


def made_sure(row: Appointment, *, at: datetime) -> None:
    """The booking stands: the checklist begins, parts are kept, the rooms above hear of it."""
    preparation.prepare(row, at=at)
    row.save(update_fields=["alarm"])
    announce(facts.AppointmentMade(row.store_id, row.pk, row.vehicle_id, row.from_due, at))
