"""The walk round the car with the customer (环检, LANE-12): every step saves at once, and can go on at another tablet."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from huichang.kernel import car_drawing, pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Changed, Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.vehicles import mileage, registration
from huichang.vehicles import queries as vehicles
from huichang.workshop import findings, permissions, points, reasons, walk
from huichang.workshop.models import CheckIn, Finding, Order, Visit

MOST_MARKS = 60
MOST_PHOTOS = 40


@use_case(permissions.CHECK_IN_CARS, "铺好车内防护")
def covers_on(warrant: Warrant, order_id: int, *, items: Collection[str], at: datetime) -> CheckIn:
    """Seat, wheel and mat are covered: before anything else is accepted. Raises Refused while one is missing."""
    _, check_in = _open(order_id, warrant)
    missing = [word for key, word in walk.COVERS if key not in items]
    if missing:
        raise Refused(f"还没有铺好：{'、'.join(missing)}。三样都铺好再开始环检。")
    check_in.covers_on_at = check_in.covers_on_at or at
    return _done(check_in, walk.COVERS_STEP, warrant, at)


@use_case(permissions.CHECK_IN_CARS, "核对车架号、车牌和里程")
def record_identity(
    warrant: Warrant,
    order_id: int,
    *,
    vin: str,
    odometer: int,
    at: datetime,
    plate: str = "",
    vin_reason: str = "",
    odometer_reason: str = "",
    special_reason: str = "",
    seen: str | None = None,
) -> CheckIn:
    """VIN, plate and odometer as they stand on the car.

    Raises Refused for a VIN of wrong length (always) or wrong check digit (without `vin_reason`), for a plate of
    unknown form (without `special_reason`), and for fewer kilometres than last time (without `odometer_reason`); Changed
    when somebody saved this step since the page (`seen`) was opened.
    """
    order, check_in = _open(order_id, warrant)
    _covers_first(check_in)
    _as_seen(check_in, walk.IDENTITY_STEP, seen)
    why_vin = reasons.words("vin_override", vin_reason)
    _the_same_car(order, registration.read_vin(vin, reason=why_vin), at)
    registration.take_vin(order.vehicle_id, vin=vin, reason=why_vin)
    if plate.strip():
        registration.take_plate(order.vehicle_id, plate=plate, special_reason=special_reason, at=at)
    why_lower = reasons.words("mileage_lower", odometer_reason)
    order.odometer = mileage.record(order.vehicle_id, odometer, at=at, reason=why_lower)
    order.version += 1
    order.save(update_fields=["vehicle", "odometer", "version"])
    check_in.odometer_reason = why_lower[:80]
    return _done(check_in, walk.IDENTITY_STEP, warrant, at)


@use_case(permissions.CHECK_IN_CARS, "记录油量或电量")
def record_level(
    warrant: Warrant,
    order_id: int,
    *,
    fuel_eighths: int | None = None,
    battery_percent: int | None = None,
    seen: str | None = None,
    at: datetime,
) -> CheckIn:
    """Fuel in eighths, battery in per cent (a plug-in hybrid may have both). Raises Refused outside 0–8 and 0–100, Changed
    when somebody saved this step since the page (`seen`) was opened."""
    _, check_in = _open(order_id, warrant)
    _covers_first(check_in)
    _as_seen(check_in, walk.LEVEL_STEP, seen)
    if fuel_eighths is None and battery_percent is None:
        raise Refused("请记录油量或电量。")
    if fuel_eighths is not None and not 0 <= fuel_eighths <= 8:
        raise Refused("油量请在 0 到 8 格之间选择。")
    if battery_percent is not None and not 0 <= battery_percent <= 100:
        raise Refused("电量请在 0 到 100% 之间选择。")
    check_in.fuel_eighths, check_in.battery_percent = fuel_eighths, battery_percent
    return _done(check_in, walk.LEVEL_STEP, warrant, at)


@use_case(permissions.CHECK_IN_CARS, "标记车身外观")
def mark_damage(
    warrant: Warrant,
    order_id: int,
    *,
    marks: Sequence[Mapping[str, Any]],
    photos: Sequence[bytes] = (),
    seen: str | None = None,
    at: datetime,
) -> CheckIn:
    """The marks on the drawing of the car (side, x, y, kind; none: nothing to see), with photos.

    Raises Refused for marks that are not on the drawing and for more than 60, Changed when somebody saved this step
    since the page (`seen`) was opened.
    """
    order, check_in = _open(order_id, warrant)
    _covers_first(check_in)
    _as_seen(check_in, walk.DAMAGE_STEP, seen)
    if len(marks) > MOST_MARKS:
        raise Refused(f"最多标记 {MOST_MARKS} 处，相邻的损伤请合并为一处。")
    check_in.damages = [_mark(each) for each in marks]
    _keep(check_in, order, walk.DAMAGE_STEP, photos, warrant, at)
    return _done(check_in, walk.DAMAGE_STEP, warrant, at)


@use_case(permissions.CHECK_IN_CARS, "检查一个区域")
def record_zone(
    warrant: Warrant,
    order_id: int,
    *,
    zone: str,
    at: datetime,
    rest_ok: bool = True,
    later: bool = False,
    with_technician: bool = False,
    photos: Sequence[bytes] = (),
) -> CheckIn:
    """A zone was walked: points without a finding are in order (`rest_ok`), red ones only with a technician; `later`
    leaves the zone to the technician on the lift. Raises Missing for an unknown zone."""
    order, check_in = _open(order_id, warrant)
    _covers_first(check_in)
    here = next((each for each in points.for_car(order.vehicle.energy) if each.code == zone), None)
    if here is None:
        raise Missing("没有这个检查区域，请刷新页面。")
    hands = with_technician or bool(findings.HANDS & set(warrant.actor.roles))
    if rest_ok and not later:
        known = set(
            Finding.objects.filter(order=order, point__in=[point.code for point in here.points]).values_list(
                "point", flat=True
            )
        )
        fresh = [
            findings.judge(order, point, state="ok", value=None)
            for point in here.points
            if point.code not in known and (point.touch != "red" or hands)
        ]
        for finding in fresh:
            finding.found_at, finding.found_by_id = at, warrant.actor.staff_id
        Finding.objects.bulk_create(fresh)
    _keep(check_in, order, zone, photos, warrant, at)
    return _done(check_in, zone, warrant, at, later=later)


@use_case(permissions.CHECK_IN_CARS, "清点随车物品")
def record_belongings(
    warrant: Warrant,
    order_id: int,
    *,
    items: Collection[str],
    note: str = "",
    seen: str | None = None,
    at: datetime,
) -> CheckIn:
    """What lies in the car; `note` names what is valuable. Raises Refused for a thing that is not on the list, Changed
    when somebody saved this step since the page (`seen`) was opened."""
    _, check_in = _open(order_id, warrant)
    _covers_first(check_in)
    _as_seen(check_in, walk.BELONGINGS_STEP, seen)
    known = dict(walk.BELONGINGS)
    if wrong := [item for item in items if item not in known]:
        raise Refused(f"清单里没有“{wrong[0]}”，请写在说明里。")
    check_in.belongings = [key for key in known if key in items]
    check_in.belongings_note = note.strip()[:200]
    return _done(check_in, walk.BELONGINGS_STEP, warrant, at)


@use_case(permissions.CHECK_IN_CARS, "客户签字确认环检")
def sign_check_in(
    warrant: Warrant, order_id: int, *, signature: str, name: str = "", at: datetime
) -> CheckIn:
    """The customer signs on the screen what was found on the walk (`signature`: PNG data URL).

    Raises Refused for an empty signature, and naming what was not walked yet.
    """
    order, check_in = _open(order_id, warrant)
    _covers_first(check_in)
    left = [
        step.word
        for step in walk.steps_of(order.vehicle.energy)
        if step.key not in check_in.steps and step.key != walk.SIGN_STEP
    ]
    if left:
        raise Refused(f"还没有做完：{'、'.join(left)}。需要上举升机的区域可以先选“稍后由技师检查”。")
    image = pictures.keep_signature(
        signature, store_id=order.store_id, at=at, staff_id=warrant.actor.staff_id
    )
    check_in.signature, check_in.signed_at = image, at
    check_in.signed_name = (name.strip() or order.sender_name)[:40]
    return _done(check_in, walk.SIGN_STEP, warrant, at)


def begin(order: Order) -> CheckIn:
    """An empty check-in for a fresh order."""
    made: CheckIn = CheckIn.objects.create(store_id=order.store_id, order=order)
    return made


def _open(order_id: int, warrant: Warrant) -> tuple[Order, CheckIn]:
    order = findings.open_order_of(order_id, warrant)
    check_in = CheckIn.objects.select_for_update(of=("self",)).filter(order=order).first() or begin(order)
    if check_in.signed_at is not None:
        raise OutOfTurn("客户已经在环检单上签字，不能再改；新发现的问题请登记检查点或增项。")
    return order, check_in


def _covers_first(check_in: CheckIn) -> None:
    if check_in.covers_on_at is None:
        raise Refused("请先铺好座椅套、方向盘套和脚垫，再开始检查。")


def _as_seen(check_in: CheckIn, step: str, seen: str | None) -> None:
    """Two tablets may walk round one car: what the other has saved is not overwritten unseen. `seen` is when the page knew
    the step to be saved (ISO 8601; empty: not yet)."""
    saved = check_in.steps.get(step)
    if saved is None or seen is None or seen == saved["at"]:
        return
    when = localtime(datetime.fromisoformat(saved["at"]))
    raise Changed(f"{saved['by']}在 {when:%H:%M} 已经保存过这一步，请先看最新内容再保存（您填写的还在）。")


def _done(check_in: CheckIn, step: str, warrant: Warrant, at: datetime, **more: object) -> CheckIn:
    """Note the step with who and when, and save: the page may be closed now."""
    check_in.steps = {
        **check_in.steps,
        step: {"at": at.isoformat(), "by": warrant.actor.name, **{k: v for k, v in more.items() if v}},
    }
    check_in.save()
    return check_in


def _keep(
    check_in: CheckIn, order: Order, step: str, photos: Sequence[bytes], warrant: Warrant, at: datetime
) -> None:
    if len(check_in.pictures) + len(photos) > MOST_PHOTOS:
        raise Refused(f"一次环检最多 {MOST_PHOTOS} 张照片。")
    kept = findings.keep_photos(order, photos, at, warrant.actor.staff_id)
    check_in.pictures = [*check_in.pictures, *({"id": picture_id, "step": step} for picture_id in kept)]


def _mark(given: Mapping[str, Any]) -> dict[str, Any]:
    side, kind, x, y = (given.get(key) for key in ("side", "kind", "x", "y"))
    on_drawing = all(isinstance(value, int | float) and 0 <= value <= 1 for value in (x, y))
    if side not in car_drawing.SIDES or kind not in car_drawing.KINDS or not on_drawing:
        raise Refused("有的损伤标记不在车身图上，请重新标记。")
    return {"side": side, "kind": kind, "x": x, "y": y, "note": str(given.get("note", ""))[:60]}


def _the_same_car(order: Order, vin: str, at: datetime) -> None:
    """A file made at the gate for a new plate, and an old file with this VIN, are one car: the old file goes on."""
    other = vehicles.by_vin(vin)
    if other is None or other.id == order.vehicle_id or order.vehicle.vin:
        return
    dropped = order.vehicle_id
    if Visit.objects.filter(store_id=order.store_id, vehicle_id=other.id, left_at__isnull=True).exists():
        raise Refused(f"这个车架号登记的 {other.plate} 已经在店里，请核对行驶证和车架钢印。")
    Visit.objects.filter(pk=order.visit_id).update(vehicle_id=other.id)
    Finding.objects.filter(order=order).update(vehicle_id=other.id)
    Order.objects.filter(pk=order.pk).update(vehicle_id=other.id)
    registration.unite(other.id, dropped, at=at)
    order.vehicle_id = other.id
