"""Complaints taken down while the customer is still there; the complaints desk will work them."""

from datetime import datetime

from huichang.care import permissions
from huichang.care.models import Complaint
from huichang.customers import queries as customers
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.vehicles import queries as vehicles


def open_complaint(
    *,
    store_id: int,
    customer_id: int,
    vehicle_id: int | None,
    order_id: int | None,
    text: str,
    wish: str,
    step: str,
    responsible_id: int | None,
    by_id: int | None,
    at: datetime,
) -> Complaint:
    """Write a complaint down. One statement."""
    return Complaint.objects.create(
        store_id=store_id,
        customer_id=customer_id,
        vehicle_id=vehicle_id,
        order_id=order_id,
        text=text[:500],
        wish=wish.strip()[:200],
        step=step,
        responsible_id=responsible_id,
        opened_at=at,
        opened_by_id=by_id,
    )


@use_case(permissions.TAKE_COMPLAINTS, "受理投诉")
def take_complaint(
    warrant: Warrant,
    store_id: int,
    *,
    customer_id: int,
    text: str,
    wish: str = "",
    vehicle_id: int | None = None,
    at: datetime,
) -> Complaint:
    """A complaint from any channel. Raises Refused for an empty one, Missing for a customer of another store and for an
    unknown car."""
    warrant.show_at(store_id)
    if not customers.is_known(customer_id, store_id):
        raise Missing("没有找到这位客户，请重新搜索。")
    if vehicle_id is not None and vehicle_id not in vehicles.cards([vehicle_id]):
        raise Missing("没有找到这辆车，请重新选择。")
    if not text.strip():
        raise Refused("请记下客户投诉的内容。")
    complaint = open_complaint(
        store_id=store_id,
        customer_id=customer_id,
        vehicle_id=vehicle_id,
        order_id=None,
        text=text.strip(),
        wish=wish,
        step="",
        responsible_id=None,
        by_id=warrant.actor.staff_id,
        at=at,
    )
    warrant.about(complaint)
    return complaint


@use_case(permissions.CLOSE_COMPLAINTS, "投诉结案")
def close_complaint(warrant: Warrant, complaint_id: int, *, at: datetime) -> Complaint:
    """The customer is content. Raises OutOfTurn for one that is closed."""
    complaint: Complaint = Complaint.objects.locked(complaint_id, warrant)
    if complaint.closed_at:
        raise OutOfTurn("这个投诉已经结案了。")
    complaint.closed_at = at
    complaint.save(update_fields=["closed_at"])
    return complaint
