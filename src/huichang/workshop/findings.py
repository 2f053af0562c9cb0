"""What the inspection finds: state, measured value, remaining life; taken up, declined, or left (LANE-13, LANE-16)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from huichang.company.roles import Role
from huichang.kernel import pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import facts, permissions, points, reasons
from huichang.workshop.models import CheckIn, Finding, Order
from huichang.workshop.states import OPEN_ORDER_STATES, LineState, PointState

MOST_PICTURES = 6
HANDS = frozenset({Role.TECHNICIAN, Role.TEAM_LEADER, Role.TECHNICAL_MANAGER, Role.INSPECTOR})
_WORSE = {"ok": 0, "soon": 1, "now": 2}


@use_case(permissions.RECORD_FINDINGS, "登记检查点")
def record_finding(
    warrant: Warrant,
    order_id: int,
    *,
    point: str,
    at: datetime,
    state: str = "",
    value: Decimal | None = None,
    with_technician: bool = False,
    photos: Sequence[bytes] = (),
) -> Finding:
    """The state of a point on this visit; a measured value proposes it, and what was seen may only make it worse.

    Raises Refused before the covers are on, for a red point without a technician's hands (or one standing by), for a
    value that cannot be, and for a state milder than the value means; Missing for a point that the car has not.
    """
    order = open_order_of(order_id, warrant)
    covers_are_on(order)
    known = points.by_code().get(point)
    if known is None or not any(known in zone.points for zone in points.for_car(order.vehicle.energy)):
        raise Missing("这辆车没有这个检查点，请刷新页面。")
    hands_on(known, warrant, with_technician=with_technician)
    kept = keep_photos(order, photos, at, warrant.actor.staff_id)
    finding = judge(order, known, state=state, value=value)
    finding.found_at, finding.found_by_id = at, warrant.actor.staff_id
    old = Finding.objects.select_for_update(of=("self",)).filter(order=order, point=point).first()
    if old is not None:
        finding.pk, finding.pictures = old.pk, [*old.pictures, *kept][:MOST_PICTURES]
        finding.outcome, finding.line_id = old.outcome, old.line_id
        finding.decline_reason, finding.declined_at = old.decline_reason, old.declined_at
        finding.declined_signature_id = old.declined_signature_id
    else:
        finding.pictures = kept
    finding.save()
    warrant.about(order, f"{known.name}：{PointState(finding.state).label}")
    return finding


@use_case(permissions.DECLINE_FINDINGS, "客户不做检查出的项目")
def decline_finding(
    warrant: Warrant,
    order_id: int,
    *,
    finding_ids: Sequence[int],
    reason: str,
    at: datetime,
    signature: str = "",
) -> list[Finding]:
    """The customer was told and does not want these points done now; the reason is kept, and for safety points one
    signature “已告知并拒修” is taken (PNG data URL).

    Raises Refused without a reason, for a point in order, and for a safety point without signature; OutOfTurn for one
    that is taken up in the order; Missing for one of another order.
    """
    order = open_order_of(order_id, warrant)
    why = reasons.words("decline", reason)
    if not why:
        raise Refused("请选择或写明客户不做的原因，下次提醒要用。")
    found: list[Finding] = list(
        Finding.objects.select_for_update(of=("self",)).filter(order=order, pk__in=finding_ids).order_by("pk")
    )
    if not found or len(found) != len(set(finding_ids)):
        raise Missing("有的检查点没有找到，请刷新页面后重试。")
    for finding in found:
        if finding.state == PointState.OK:
            raise Refused(f"{finding}是正常的，不用登记不做。")
        if finding.outcome == "ordered":
            raise OutOfTurn(f"{finding}已列入维修，客户不做请在委托书里登记。")
    risky = [finding for finding in found if finding.is_safety]
    if risky and not signature.strip():
        names = "、".join(str(finding) for finding in risky)
        raise Refused(f"{names}涉及行车安全，请客户在屏幕上签字“已告知并拒修”。")
    image = (
        pictures.keep_signature(signature, store_id=order.store_id, at=at, staff_id=warrant.actor.staff_id)
        if signature.strip()
        else None
    )
    for finding in found:
        finding.outcome, finding.decline_reason, finding.declined_at = "declined", why[:80], at
        finding.declined_signature = image if finding.is_safety else None
    Finding.objects.bulk_update(found, ["outcome", "decline_reason", "declined_at", "declined_signature"])
    warrant.about(order, "、".join(finding.name for finding in found)[:200])
    return found


@use_case(permissions.DECLINE_FINDINGS, "撤销客户不做的登记")
def reconsider_finding(warrant: Warrant, order_id: int, finding_id: int, *, at: datetime) -> Finding:
    """The customer thinks again: the point is open as before. Raises Missing, and OutOfTurn when it is not declined."""
    order = open_order_of(order_id, warrant)
    finding: Finding | None = (
        Finding.objects.select_for_update(of=("self",)).filter(order=order, pk=finding_id).first()
    )
    if finding is None:
        raise Missing("没有找到这个检查点，请刷新页面后重试。")
    if finding.outcome != "declined":
        raise OutOfTurn(f"{finding}没有登记过不做。")
    finding.outcome, finding.decline_reason, finding.declined_at = "open", "", None
    finding.declined_signature = None
    finding.save(update_fields=["outcome", "decline_reason", "declined_at", "declined_signature"])
    warrant.about(order, finding.name)
    return finding


def announce_left(order_id: int, *, at: datetime) -> int:
    """The car leaves: points whose line was done are repaired; every other amber or red one is announced as left, once.

    Called at delivery, and when a car leaves without a repair. Returns how many were left. Two or three statements.
    """
    found = list(
        Finding.objects.filter(order_id=order_id)
        .exclude(state=PointState.OK)
        .exclude(outcome="repaired")
        .select_related("order", "line")
        .order_by("pk")
    )
    mended = [each.pk for each in found if each.line is not None and each.line.state == LineState.DONE]
    if mended:
        Finding.objects.filter(pk__in=mended).update(outcome="repaired")
    left = [finding for finding in found if finding.pk not in mended]
    for finding in left:
        announce(
            facts.FindingLeft(
                store_id=finding.store_id,
                order_id=order_id,
                finding_id=finding.pk,
                vehicle_id=finding.vehicle_id,
                customer_id=finding.order.customer_id,
                name=finding.name,
                system=finding.system,
                state=finding.state,
                declined=finding.outcome == "declined",
                reason=finding.decline_reason,
                is_safety=finding.is_safety,
                remaining_days=finding.remaining_days,
                remaining_km=finding.remaining_km,
                at=at,
            )
        )
    return len(left)


def open_order_of(order_id: int, warrant: Warrant) -> Order:
    """The order with its car, locked, if the car is still with us. Raises Missing, NotAllowed, OutOfTurn."""
    order: Order = Order.objects.select_related("vehicle").locked(order_id, warrant)
    if order.state not in OPEN_ORDER_STATES:
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，不能再登记检查。")
    return order


def covers_are_on(order: Order) -> None:
    """Nothing is touched before seat, wheel and mat are covered (LANE-12). Raises Refused."""
    if not CheckIn.objects.filter(order=order, covers_on_at__isnull=False).exists():
        raise Refused("请先铺好座椅套、方向盘套和脚垫，再开始检查。")


def hands_on(point: points.Point, warrant: Warrant, *, with_technician: bool) -> None:
    """Red points are a technician's: by their own hands, or with one standing by. Raises Refused."""
    if point.touch == "red" and not with_technician and not HANDS & set(warrant.actor.roles):
        raise Refused(f"“{point.name}”是红色检查点，须由技师操作：请技师登记，或确认“技师在场”。")


def judge(order: Order, point: points.Point, *, state: str, value: Decimal | None) -> Finding:
    """A finding of a point, not saved: its state from what was measured and seen, and how long it lasts."""
    measured = ""
    if value is not None:
        if point.measure is None:
            raise Refused(f"“{point.name}”没有测量值，请选择正常、近期处理或立即处理。")
        if why := point.measure.problem(value):
            raise Refused(why)
        measured = point.measure.state(value)
    said = state or measured
    if said not in PointState.values:
        raise Refused(f"请选择“{point.name}”的状态：正常、近期处理或立即处理。")
    if measured and _WORSE[said] < _WORSE[measured]:
        unit = point.measure.unit if point.measure else ""
        raise Refused(
            f"测得 {value} {unit}，已到“{PointState(measured).label}”，不能登记为“{PointState(said).label}”。"
        )
    car = order.vehicle
    left = point.remaining(said, value, energy=car.energy, km_per_day=car.km_per_day)
    return Finding(
        store_id=order.store_id,
        order=order,
        vehicle_id=order.vehicle_id,
        point=point.code,
        name=point.name,
        system=point.system,
        state=said,
        value=value,
        unit=point.measure.unit if point.measure and value is not None else "",
        remaining_days=left.days,
        remaining_km=left.km,
        risk="" if said == PointState.OK else point.risk[:300],
        is_safety=point.is_safety,
    )


def keep_photos(order: Order, photos: Sequence[bytes], at: datetime, staff_id: int | None) -> list[int]:
    """Keep photos of the car; returns their ids. Raises Refused for more than six, for what is no picture or too large."""
    if len(photos) > MOST_PICTURES:
        raise Refused(f"一次最多 {MOST_PICTURES} 张照片，请分几次拍。")
    return [pictures.keep(photo, store_id=order.store_id, at=at, staff_id=staff_id).pk for photo in photos]
