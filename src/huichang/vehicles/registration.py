"""Which car it is: registered by VIN and plate, re-plated, corrected (CARE-02, LANE-12)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import ProtectedError, Q
from django.utils.timezone import localdate

from huichang.customers import queries as customers
from huichang.engines import plates
from huichang.engines import vin as vins
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.vehicles import facts, kinds, owners, permissions
from huichang.vehicles.models import (
    CampaignTask,
    CoverContract,
    Mileage,
    Ownership,
    PlateHistory,
    Vehicle,
)
from huichang.vehicles.states import Energy, RateClass, Use

Value = str | int | date | Decimal | None
CHANGEABLE = (
    "brand", "series", "model", "model_year", "engine_number", "colour", "energy", "rate_class", "use", "sold_on",
    "invoiced_on", "delivered_on", "licensed_on", "insurance_ends_on", "inspection_ends_on",
)  # fmt: skip


@use_case(permissions.CHANGE_VEHICLES, "建立车辆档案")
def register_vehicle(
    warrant: Warrant,
    /,
    *,
    store_id: int,
    at: datetime,
    plate: str = "",
    vin: str = "",
    vin_reason: str = "",
    special_reason: str = "",
    large: bool = False,
    customer_id: int | None = None,
    **more: Value,
) -> Vehicle:
    """Open a car's file; `more` takes its other particulars (`CHANGEABLE`).

    Refuses as `record` does, and a car whose file exists already. Raises Missing for a customer that the store does
    not know.
    """
    warrant.show_at(store_id)
    text, kind, number = _names(plate, vin, vin_reason=vin_reason, special_reason=special_reason, large=large)
    known = _known(text, number)
    if known:
        raise Refused(f"{known[0]} 已经有档案了，请搜索后打开原来的档案修改。")
    if customer_id is not None and not customers.is_known(customer_id, store_id):
        raise Missing("没有找到这位客户，请先建立客户档案。")
    vehicle = _file(text, kind, number, vin_reason)
    _set(vehicle, more)
    owners.put_on_file(vehicle, customer_id, since=localdate(at))
    warrant.about(vehicle)
    return vehicle


@use_case(permissions.CHANGE_VEHICLES, "修改车辆档案")
def change_vehicle(
    warrant: Warrant, vehicle_id: int, *, changes: Mapping[str, Value], at: datetime, seen: int | None = None
) -> Vehicle:
    """Change particulars of the car. Raises Missing, Changed on an old page, Refused for a wrong value."""
    vehicle: Vehicle = Vehicle.objects.locked(vehicle_id, warrant)
    freshness.check(vehicle, seen)
    before = vehicle.invoiced_on, vehicle.delivered_on
    _set(vehicle, changes)
    if max(vehicle.invoiced_on or date.min, vehicle.delivered_on or date.min) > localdate(at):
        raise Refused("开票日期和交付日期不能晚于今天，请核对。", fields=("invoiced_on", "delivered_on"))
    freshness.bump(vehicle)
    vehicle.save()
    if before != (vehicle.invoiced_on, vehicle.delivered_on):
        announce(facts.SaleTold(vehicle.pk, at))
    return vehicle


@use_case(permissions.CHANGE_VEHICLES, "办理换牌")
def change_plate(
    warrant: Warrant,
    vehicle_id: int,
    *,
    plate: str,
    at: datetime,
    large: bool = False,
    special_reason: str = "",
    taken_over: bool = False,
    seen: int | None = None,
) -> Vehicle:
    """The car carries another plate from now on; the old one stays in its history.

    A plate that another car carries is refused unless it was taken over (`taken_over`): that car then has none.
    """
    vehicle: Vehicle = Vehicle.objects.locked(vehicle_id, warrant)
    freshness.check(vehicle, seen)
    text, kind = read_plate(plate, large=large, special_reason=special_reason)
    if text == vehicle.plate:
        raise Refused("车牌没有变化，不用换牌。")
    other = Vehicle.objects.select_for_update().filter(plate=text).first()
    if other is not None:
        if not taken_over or not other.vin:
            raise Refused(
                f"车牌 {text} 登记在另一辆车（{other.vin[-6:] or '车架号未登记'}）上，请核对行驶证。"
            )
        _retire(other, localdate(at))
        other.plate, other.plate_kind = "", ""
        other.save(update_fields=["plate", "plate_kind"])
    _put_plate(vehicle, text, kind, localdate(at))
    return vehicle


@use_case(permissions.CHANGE_VEHICLES, "登记车架号")
def set_vin(warrant: Warrant, vehicle_id: int, *, vin: str, at: datetime, reason: str = "") -> Vehicle:
    """Keep or correct the VIN. Refuses as `take_vin` does, and a reason that is too long."""
    kinds.check(Vehicle, "vin_reason", reason)
    vehicle: Vehicle = Vehicle.objects.locked(vehicle_id, warrant)
    take_vin(vehicle.pk, vin=vin, reason=reason)
    vehicle.refresh_from_db()
    return vehicle


def record(
    *,
    plate: str = "",
    vin: str = "",
    at: datetime,
    vin_reason: str = "",
    special_reason: str = "",
    large: bool = False,
) -> int:
    """The id of the car with this plate and/or VIN, of a new file if there is none.

    Raises Refused for a plate of unknown form (unless `special_reason` says what it is), for a VIN that cannot be, for
    one with a wrong check digit without `vin_reason`, and when plate and VIN belong to two cars.
    """
    text, kind, number = _names(plate, vin, vin_reason=vin_reason, special_reason=special_reason, large=large)
    by_vin = Vehicle.objects.select_for_update().filter(vin=number).first() if number else None
    by_plate = Vehicle.objects.select_for_update().filter(plate=text).first() if text else None
    if by_vin is not None and by_plate is not None and by_vin.pk != by_plate.pk:
        raise Refused(f"车牌 {text} 和车架号 {number[-6:]} 登记在两辆不同的车上，请核对行驶证。")
    if by_plate is not None and number and by_plate.vin and by_plate.vin != number:
        raise Refused(f"车牌 {text} 登记的车架号尾号是 {by_plate.vin[-6:]}，与填写的不同，请核对行驶证。")
    if by_vin is not None:
        if text and by_vin.plate != text:
            _put_plate(by_vin, text, kind, localdate(at))
        return int(by_vin.pk)
    if by_plate is not None:
        if number and not by_plate.vin:
            by_plate.vin, by_plate.vin_reason = number, vin_reason.strip()[:80]
            by_plate.save(update_fields=["vin", "vin_reason"])
        return int(by_plate.pk)
    return _create(text, kind, number, vin_reason)


def read_plate(raw: str, *, large: bool = False, special_reason: str = "") -> tuple[str, str]:
    """(plate as it is kept, colour of its ground). Raises Refused with the reason in words; with `special_reason` a
    text of unknown form is kept as a special plate."""
    try:
        plate = plates.parse(raw, large=large)
    except plates.InvalidPlate as invalid:
        text = plates.normalise(raw)
        if special_reason.strip() and 3 <= len(text) <= 10:
            return text, "white"
        raise Refused(f"{invalid}（确为特殊号牌，请选择“仍按特殊号牌登记”并写明原因）") from invalid
    return plate.text, str(plate.colour)


def read_vin(raw: str, *, reason: str = "") -> str:
    """A VIN as it is kept. Raises Refused when it cannot be one, or is doubted and nobody says why it is right."""
    text = vins.normalise(raw)
    if why := vins.problem(text):
        raise Refused(why)
    doubts = vins.Vin(text).doubts()
    if doubts and not reason.strip():
        raise Refused(doubts[0])
    return text


def take_vin(vehicle_id: int, *, vin: str, reason: str = "") -> str:
    """Keep the VIN that was read at the car; returns it. Raises Refused as `read_vin`, and when another car has it."""
    number = read_vin(vin, reason=reason)
    vehicle = Vehicle.objects.select_for_update().get(pk=vehicle_id)
    if vehicle.vin == number:
        return number
    other = Vehicle.objects.filter(vin=number).exclude(pk=vehicle_id).first()
    if other is not None:
        raise Refused(f"这个车架号登记在 {other.plate or '一辆未上牌的车'} 名下，请核对行驶证和车架钢印。")
    if vehicle.vin and not reason.strip():
        raise Refused(f"档案里的车架号尾号是 {vehicle.vin[-6:]}，与车上的不同；请核对，确认更正请填写原因。")
    vehicle.vin, vehicle.vin_reason = number, reason.strip()[:80]
    freshness.bump(vehicle)
    vehicle.save(update_fields=["vin", "vin_reason", "version"])
    return number


def take_plate(
    vehicle_id: int, *, plate: str, at: datetime, special_reason: str = "", large: bool = False
) -> str:
    """Keep the plate that was seen on the car; returns it. Raises Refused as `read_plate`, and when another car has it."""
    text, kind = read_plate(plate, special_reason=special_reason, large=large)
    vehicle = Vehicle.objects.select_for_update().get(pk=vehicle_id)
    if vehicle.plate == text:
        return text
    if Vehicle.objects.filter(plate=text).exists():
        raise Refused(f"车牌 {text} 登记在另一辆车上，请核对行驶证，再到车辆档案办理换牌。")
    _put_plate(vehicle, text, kind, localdate(at))
    return text


def complete(vehicle_id: int, values: Mapping[str, Value]) -> None:
    """Fill in particulars that are now known (empty ones are left as they are). Raises Refused for a wrong value."""
    given = {name: value for name, value in values.items() if value not in (None, "")}
    if not given:
        return
    vehicle: Vehicle = Vehicle.objects.select_for_update().get(pk=vehicle_id)
    _set(vehicle, given)
    freshness.bump(vehicle)
    vehicle.save()


def take_sale(vehicle_id: int, *, invoiced_on: date | None, delivered_on: date | None) -> None:
    """The days of the purchase as a paper says them (None: it does not): a plain function for whoever keeps that paper. Two
    statements. Raises Refused for a day that does not fit the others."""
    vehicle: Vehicle = Vehicle.objects.select_for_update(of=("self",)).get(pk=vehicle_id)
    if (vehicle.invoiced_on, vehicle.delivered_on) == (invoiced_on, delivered_on):
        return
    _set(vehicle, {"invoiced_on": invoiced_on, "delivered_on": delivered_on})
    freshness.bump(vehicle)
    vehicle.save(update_fields=["invoiced_on", "delivered_on", "version"])


def unite(keep_id: int, drop_id: int, *, at: datetime) -> None:
    """Two files are one car (a new plate at the gate, an old file by VIN): the kept one takes all that hangs on it.

    The caller has already moved its own rows. Raises Missing, and Refused when something else still needs the file.
    """
    rows = {
        row.pk: row
        for row in Vehicle.objects.select_for_update().filter(pk__in=[keep_id, drop_id]).order_by("pk")
    }
    if len(rows) != 2:
        raise Missing("没有找到要合并的车辆档案。")
    keep, drop = rows[keep_id], rows[drop_id]
    if drop.vin and keep.vin and drop.vin != keep.vin:
        raise Refused("两份档案的车架号不同，不能合并，请核对行驶证。")
    Mileage.objects.filter(vehicle=drop).update(vehicle=keep)
    Ownership.objects.filter(vehicle=drop).update(vehicle=keep)
    PlateHistory.objects.filter(vehicle=drop).update(vehicle=keep)
    CoverContract.objects.filter(vehicle=drop).update(vehicle=keep)
    CampaignTask.objects.filter(vehicle=drop).update(vehicle=keep)
    text, kind = drop.plate, drop.plate_kind
    try:
        drop.delete()
    except ProtectedError as error:
        raise Refused("这辆车的临时档案已经有预约或工单在用，请联系系统管理员合并两份档案。") from error
    if text and text != keep.plate:
        _put_plate(keep, text, kind, localdate(at))


def _names(
    plate: str, vin: str, *, vin_reason: str, special_reason: str, large: bool
) -> tuple[str, str, str]:
    text, kind = read_plate(plate, large=large, special_reason=special_reason) if plate.strip() else ("", "")
    number = read_vin(vin, reason=vin_reason) if vin.strip() else ""
    if not text and not number:
        raise Refused("请填写车牌或车架号，至少一项。")
    return text, kind, number


def _file(text: str, kind: str, number: str, vin_reason: str) -> Vehicle:
    energy = plates.parse(text).energy if text and plates.problem(text) is None else None
    return Vehicle(
        plate=text,
        plate_kind=kind,
        vin=number,
        vin_reason=vin_reason.strip()[:80],
        energy=energy or Energy.PETROL,
    )


def _create(text: str, kind: str, number: str, vin_reason: str) -> int:
    # Two desks may register the same car at once: the second takes the file that the first has made.
    Vehicle.objects.bulk_create([_file(text, kind, number, vin_reason)], ignore_conflicts=True)
    wanted = Vehicle.objects.filter(plate=text) if text else Vehicle.objects.filter(vin=number)
    found = wanted.values_list("pk", flat=True).first()
    if found is None:
        raise Refused("这个车架号已经有档案了，请搜索后打开原来的档案。")
    return int(found)


def _put_plate(vehicle: Vehicle, text: str, kind: str, today: date) -> None:
    if vehicle.plate:
        _retire(vehicle, today)
    vehicle.plate, vehicle.plate_kind = text, kind
    freshness.bump(vehicle)
    vehicle.save(update_fields=["plate", "plate_kind", "version"])


def _retire(vehicle: Vehicle, today: date) -> None:
    PlateHistory.objects.create(vehicle=vehicle, plate=vehicle.plate, until=today)


def _known(plate: str, vin: str) -> list[str]:
    same = (Q(plate=plate) if plate else Q()) | (Q(vin=vin) if vin else Q())
    found = list(Vehicle.objects.filter(same).values_list("plate", "vin"))
    known = [f"车牌 {plate}" for each, _ in found if plate and each == plate]
    return known + [f"车架号 {vin[-6:]}" for _, each in found if vin and each == vin]


def _set(vehicle: Vehicle, values: Mapping[str, Value]) -> None:
    words = {field.name: field for field in Vehicle._meta.concrete_fields}
    for name, given in values.items():
        if name not in CHANGEABLE:
            raise Refused(f"车辆档案没有“{name}”这一项。")
        kinds.check(Vehicle, name, given)
        value: Any = given.strip() if isinstance(given, str) else given
        choices = {"energy": Energy, "use": Use, "rate_class": RateClass}.get(name)
        if choices is not None and value not in choices.values:
            raise Refused(f"“{words[name].verbose_name}”请从给出的选项中选择。")
        if name == "model_year" and value is not None and not 1980 <= int(str(value)) <= 2100:
            raise Refused("年款不对，请填写四位年份。")
        setattr(vehicle, name, value)
    if vehicle.sold_on and vehicle.licensed_on and vehicle.licensed_on < vehicle.sold_on:
        raise Refused("上牌日期不能早于购车日期，请核对。")
    if vehicle.delivered_on and not vehicle.invoiced_on:
        raise Refused("只有交付日期不够：起算日以发票为准，请填写开票日期。", fields=("invoiced_on",))
