"""Bookings by the customer on a phone page (LANE-01): the same slots as the desk's, nobody else's data.

The customer comes by a signed link (`messages.page_of`); the actor of these use-cases is that link, which may do nothing
else.
"""

from dataclasses import replace
from datetime import datetime

from huichang.booking import appointments, messages, permissions, taking
from huichang.booking.models import Appointment
from huichang.booking.states import OPEN_STATES, AppointmentState, CameBy
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.vehicles import queries as vehicles

MOST_OPEN = 3


def visitor(store_id: int, name: str, *, address: str = "") -> Actor:
    """Who comes by a booking link: somebody who may book for themselves in this store, and nothing else."""
    return Actor(
        None,
        f"{name}（车主）",
        {store_id: frozenset({permissions.BOOK_BY_LINK})},
        store_id=store_id,
        door="link",
        address=address,
    )


@use_case(permissions.BOOK_BY_LINK, "车主预约")
def book_by_customer(
    warrant: Warrant,
    /,
    *,
    store_id: int,
    customer_id: int,
    caller: taking.Caller,
    wish: taking.Wish,
    starts_at: datetime,
    at: datetime,
) -> Appointment:
    """A customer books their own car: it holds its slot and hours, and waits to be confirmed by the store.

    Raises Missing for a car that is not theirs, Refused for more than three open bookings and for what is not filled in,
    OutOfTurn with the next offers when the time is not free (any more).
    """
    warrant.show_at(store_id)
    # Between the count of what is open and the booking nobody else books for this customer: three stay three.
    wait_for_turn(f"booking.customer:{store_id}:{customer_id}")
    own = vehicles.of_customers([customer_id]).get(customer_id, [])
    if caller.vehicle_id is not None and caller.vehicle_id not in {car.id for car in own}:
        raise Missing("没有找到这辆车，请选择您名下的车，或填写车牌。")
    if (
        Appointment.objects.filter(
            store_id=store_id, customer_id=customer_id, state__in=OPEN_STATES, slot__endswith__gte=at
        ).count()
        >= MOST_OPEN
    ):
        raise Refused(f"您已有 {MOST_OPEN} 个未到店的预约，请先取消或改期，或致电门店。")
    _, vehicle_id = taking.who(
        store_id,
        taking.Caller(customer_id=customer_id, vehicle_id=caller.vehicle_id, plate=caller.plate),
        at=at,
    )
    row = taking.make(
        store_id,
        customer_id,
        vehicle_id,
        replace(wish, channel=CameBy.PAGE, is_active=False),
        starts_at=starts_at,
        adviser_id=None,
        state=AppointmentState.ASKED,
        taken_by_id=None,
        at=at,
    )
    warrant.about(row)
    messages.tell(row, messages.ASKED, at=at)
    return row


@use_case(permissions.BOOK_BY_LINK, "车主改期")
def move_by_customer(
    warrant: Warrant,
    appointment_id: int,
    *,
    customer_id: int,
    starts_at: datetime,
    seen: int | None = None,
    at: datetime,
) -> Appointment:
    """A customer moves their own booking. Raises Missing for somebody else's, OutOfTurn when the time is not free, Changed
    when the store changed it since the page (`seen`) was opened."""
    row = _own(appointment_id, warrant, customer_id, seen)
    appointments.shift(row, starts_at=starts_at, adviser_id=None, at=at)
    warrant.note = "车主在手机上改期"
    return row


@use_case(permissions.BOOK_BY_LINK, "车主取消预约")
def cancel_by_customer(
    warrant: Warrant,
    appointment_id: int,
    *,
    customer_id: int,
    reason: str,
    seen: int | None = None,
    at: datetime,
) -> Appointment:
    """A customer cancels their own booking. Raises Missing for somebody else's, Refused without a reason, OutOfTurn,
    Changed for an old page."""
    row = _own(appointment_id, warrant, customer_id, seen)
    appointments.call_off(row, reason=reason, at=at)
    return row


@use_case(permissions.SEND_LINK, "发送预约链接")
def send_link(warrant: Warrant, customer_id: int, *, store_id: int, at: datetime) -> None:
    """Send a customer the address of their own booking page. Raises Missing for one that this store does not know."""
    warrant.show_at(store_id)
    if not customers.is_known(customer_id, store_id):
        raise Missing("没有找到这位客户，请重新搜索。")
    messages.send_page(customer_id, store_id, at=at)
    warrant.subject = f"customers.customer:{customer_id}"


def _own(appointment_id: int, warrant: Warrant, customer_id: int, seen: int | None) -> Appointment:
    row = appointments.locked(appointment_id, warrant, seen)
    if row.customer_id != customer_id or row.state not in (*OPEN_STATES, AppointmentState.MISSED):
        raise Missing("没有找到这个预约，可能已经取消或到店。")
    return row
