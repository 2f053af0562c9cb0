"""Readings of the odometer: never lower than the last one without a reason (LANE-12)."""

from datetime import datetime

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.vehicles import permissions, rules
from huichang.vehicles.models import Mileage, Vehicle


@use_case(permissions.CHANGE_VEHICLES, "登记里程")
def take_reading(warrant: Warrant, vehicle_id: int, *, km: int, at: datetime, reason: str = "") -> Vehicle:
    """Keep a reading that was told outside a visit (on the phone, at the counter). Refuses as `record` does."""
    vehicle: Vehicle = Vehicle.objects.locked(vehicle_id, warrant)
    record(vehicle_id, km, at=at, reason=reason)
    vehicle.refresh_from_db()
    return vehicle


def record(vehicle_id: int, km: int, *, at: datetime, reason: str = "") -> int:
    """Keep a reading and work out the kilometres a day anew; the same reading on the same day is kept once.

    Returns the kilometres kept. Raises Refused for a reading that is lower than the last one, or higher than anybody
    can have driven since, unless `reason` says why; Missing for an unknown car.
    """
    vehicle = Vehicle.objects.select_for_update().filter(pk=vehicle_id).first()
    if vehicle is None:
        raise Missing("没有找到这辆车的档案。")
    today = localdate(at)
    doubt = rules.implausible(km, last=vehicle.odometer, last_on=vehicle.odometer_on, today=today)
    if doubt and (not reason.strip() or not 0 <= km <= rules.MOST_KM):
        raise Refused(doubt)
    if km == vehicle.odometer and vehicle.odometer_on == today:
        return km
    Mileage.objects.create(vehicle=vehicle, km=km, at=at, reason=reason.strip()[:80] if doubt else "")
    kept = Mileage.objects.filter(vehicle=vehicle).order_by("-at")[:40].values_list("km", "at", "reason")
    readings = [rules.Reading(value, when, bool(why)) for value, when, why in kept]
    vehicle.odometer, vehicle.odometer_on = km, today
    vehicle.km_per_day = rules.km_per_day(readings) or (None if doubt else vehicle.km_per_day)
    vehicle.version += 1
    vehicle.save(update_fields=["odometer", "odometer_on", "km_per_day", "version"])
    return km
