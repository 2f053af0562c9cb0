"""Who owns or uses a car, from when to when (CARE-02)."""

from datetime import date, datetime

from huichang.customers import cards, queries
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.vehicles import permissions
from huichang.vehicles.models import Ownership, Vehicle


@use_case(permissions.CHANGE_OWNERS, "登记车主或使用人")
def set_person(
    warrant: Warrant,
    vehicle_id: int,
    *,
    customer_id: int,
    role: str,
    since: date,
    at: datetime,
    seen: int | None = None,
) -> Ownership:
    """A customer owns (`owner`) or uses (`user`) the car from a day on; a new owner ends the time of the one before.

    Raises Missing for a customer that this store does not know, Refused for a role or a day that cannot be.
    """
    vehicle: Vehicle = Vehicle.objects.locked(vehicle_id, warrant)
    freshness.check(vehicle, seen)
    if role not in ("owner", "user"):
        raise Refused("请选择是车主还是使用人。")
    if not queries.is_known(customer_id, warrant.actor.here):
        raise Missing("没有找到这位客户，请先建立客户档案。")
    if role == "user":
        freshness.bump(vehicle)
        vehicle.save(update_fields=["version"])
        return _begin(vehicle, customer_id, role, since)
    last = (
        Ownership.objects.filter(vehicle=vehicle, role="owner", until__isnull=True).order_by("-since").first()
    )
    if last is not None and last.since > since:
        raise Refused(f"现在的车主从 {last.since:%Y-%m-%d} 起，新车主的日期不能更早，请核对。")
    return own(vehicle, customer_id, since)


@use_case(permissions.CHANGE_OWNERS, "结束车辆使用关系")
def end_person(
    warrant: Warrant, vehicle_id: int, ownership_id: int, *, until: date, at: datetime
) -> Ownership:
    """Somebody does not own or use the car any more. Raises Missing; Refused for a day before the beginning."""
    vehicle: Vehicle = Vehicle.objects.locked(vehicle_id, warrant)
    person: Ownership | None = Ownership.objects.filter(
        pk=ownership_id, vehicle=vehicle, until__isnull=True
    ).first()
    if person is None or not queries.is_known(person.customer_id, warrant.actor.here):
        raise Missing("没有找到这条车主或使用人记录，可能已经结束。")
    if until < person.since:
        raise Refused("结束日期不能早于开始日期，请核对。")
    person.until = until
    person.save(update_fields=["until"])
    if person.role == "owner" and vehicle.customer_id == person.customer_id:
        vehicle.customer = None
    freshness.bump(vehicle)
    vehicle.save(update_fields=["customer", "version"])
    return person


def own(vehicle: Vehicle, customer_id: int, since: date) -> Ownership:
    """Make a customer the owner of a locked car."""
    open_owners = Ownership.objects.filter(vehicle=vehicle, role="owner", until__isnull=True)
    same: Ownership | None = open_owners.filter(customer_id=customer_id).first()
    if same is not None:
        return same
    open_owners.update(until=since)
    vehicle.customer_id = customer_id
    freshness.bump(vehicle)
    vehicle.save(update_fields=["customer", "version"])
    return _begin(vehicle, customer_id, "owner", since)


def put_on_file(vehicle: Vehicle, customer_id: int | None, *, since: date) -> None:
    """Keep the file of a new car, with its first owner if one is known."""
    vehicle.customer_id = customer_id
    vehicle.save(force_insert=True)
    if customer_id is not None:
        _begin(vehicle, customer_id, "owner", since)


def ensure_owner(vehicle_id: int, customer_id: int, *, store_id: int, since: date) -> None:
    """Give a car without an owner this one (a walk-in's short card); a known owner stays."""
    vehicle = Vehicle.objects.select_for_update().get(pk=vehicle_id)
    cards.ensure_known(customer_id, store_id)
    if vehicle.customer_id is None:
        own(vehicle, customer_id, since)


def _begin(vehicle: Vehicle, customer_id: int, role: str, since: date) -> Ownership:
    return Ownership.objects.create(vehicle=vehicle, customer_id=customer_id, role=role, since=since)
