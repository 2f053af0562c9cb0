"""The delivery (交车, LANE-62, LANE-63): the work explained, old parts shown, the car handed back, the pass at the gate."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from huichang.company import settings
from huichang.kernel import freshness, numbering, pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.knowledge import lessons
from huichang.vehicles import notices
from huichang.workshop import facts, findings, guarantees, permissions, rules, states
from huichang.workshop.models import (
    Answer,
    Finding,
    GatePass,
    Handover,
    Job,
    Line,
    Order,
    Visit,
)
from huichang.workshop.queries import leaving
from huichang.workshop.states import JobState, LineKind, LineState, OldPart, OrderState

EVERY_POINT: Collection[str] | None = None
"""Instead of codes: everything on the delivery list was done."""
PASS_NUMBERS = "GP"
PASS_DAYS = settings.declare("workshop.gate_pass_days", 7, "出门证有效期", unit="天")


@use_case(permissions.DELIVER_CARS, "交车")
def deliver_car(
    warrant: Warrant,
    order_id: int,
    *,
    items: Collection[str] | None,
    old_parts: Mapping[int, str],
    next_service_on: date | None = None,
    next_service_km: int | None = None,
    score: int | None = None,
    score_words: str = "",
    instead: str = "",
    safety_signature: str = "",
    seen: int | None = None,
    at: datetime,
) -> Order:
    """The customer gets the car back, with everything explained and shown.

    `items` are the points of `rules.DELIVERY_POINTS` that were done; `old_parts` says for each part line what becomes
    of the part that came out (`OldPart`); `score` is 1 to 5, None when the customer would not say; `instead` is why
    somebody else than the adviser who took the car in explains the work; `safety_signature` (PNG data URL) is the customer's
    “advised and declined” for safety points that were declined without one, by phone for instance. Raises Refused for
    what is missing, OutOfTurn before settlement or while a notice about the car (an open recall) forbids the delivery.
    """
    order: Order = Order.objects.select_related("adviser", "vehicle", "customer").locked(order_id, warrant)
    freshness.check(order, seen)
    states.ORDER.move(order, "deliver")
    _notices_allow(order, at)
    done = _done(order, items)
    if warrant.actor.staff_id != order.adviser_id and not instead.strip():
        raise Refused(f"接车的服务顾问是{order.adviser.name}，由别人讲解交车请填写原因。")
    if score is not None and not 1 <= score <= 5:
        raise Refused("满意度请在 1 到 5 之间选择。")
    _safety_is_signed(order, safety_signature, warrant, at)
    _note_old_parts(order, old_parts)

    Handover.objects.create(
        store_id=order.store_id,
        order=order,
        items=done,
        explained_by_id=warrant.actor.staff_id or order.adviser_id,
        next_service_on=next_service_on,
        next_service_km=next_service_km,
        score=score,
        score_words=score_words.strip(),
        at=at,
        by_id=warrant.actor.staff_id,
    )
    guarantees.start_from_leaving(order, localtime(at).date())
    order.delivered_at = at
    freshness.bump(order)
    order.save(update_fields=["state", "delivered_at", "version"])
    warrant.note = instead.strip()
    _propose_lessons(order)
    findings.announce_left(order.pk, at=at)
    announce(
        facts.OrderDelivered(
            order.store_id,
            order.pk,
            order.vehicle_id,
            order.customer_id,
            order.adviser_id,
            order.repair_type,
            order.odometer,
            at,
        )
    )
    return order


def _notices_allow(order: Order, at: datetime) -> None:
    found = notices.stops(order.vehicle_id, store_id=order.store_id, at=at)
    if found:
        raise OutOfTurn(
            f"这辆车现在不能交车：{'；'.join(each.text for each in found)}。请先处理，再办理交车。"
        )


def _done(order: Order, items: Collection[str] | None) -> list[str]:
    """The points that were done. Raises Refused naming what is missing."""
    wanted = {code: text for code, text in rules.DELIVERY_POINTS if code != "washed" or order.wash}
    missing = [text for code, text in wanted.items() if items is not None and code not in items]
    if missing:
        raise Refused(f"交车前还要做：{'；'.join(missing)}。")
    return [code for code, _ in rules.DELIVERY_POINTS if code in (wanted if items is None else items)]


def _safety_is_signed(order: Order, signature: str, warrant: Warrant, at: datetime) -> None:
    """Safety points that stay unrepaired leave the house with the customer's signature only (LANE-16, LANE-62)."""
    if signature.strip():
        _sign_declined(order, signature, warrant, at)
    unsigned = (
        Finding.objects.filter(order=order, is_safety=True, declined_signature__isnull=True)
        .exclude(state="ok")
        .filter(outcome__in=["open", "declined"])
        .exclude(outcome="open", state="soon")
    )
    extras = leaving.unsigned_extras(order).order_by().values_list("what", flat=True)
    names = sorted(name[:30] for name in unsigned.values_list("name", flat=True).union(extras))
    if names:
        raise Refused(
            f"安全项目没有修，也没有客户签字：{'、'.join(names)}。请客户签“已告知不做”，或列入维修。"
        )


def _sign_declined(order: Order, signature: str, warrant: Warrant, at: datetime) -> None:
    """One signature for all safety points that the customer declined without one."""
    image = pictures.keep_signature(
        signature, store_id=order.store_id, at=at, staff_id=warrant.actor.staff_id
    )
    Finding.objects.filter(
        order=order, is_safety=True, outcome="declined", declined_signature__isnull=True
    ).exclude(state="ok").update(declined_signature=image)
    Answer.objects.bulk_create(
        Answer(
            store_id=order.store_id,
            order=order,
            extra_work=extra,
            about="extra",
            via="screen",
            name=order.sender_name or order.customer.name[:40],
            at=at,
            amount=ZERO,
            words="已告知并拒修",
            signature=image,
            taken_by_id=warrant.actor.staff_id,
        )
        for extra in leaving.unsigned_extras(order)
    )


def _note_old_parts(order: Order, old_parts: Mapping[int, str]) -> None:
    lines = Line.objects.select_for_update(of=("self",)).filter(
        order=order, kind=LineKind.PART, state=LineState.DONE
    )
    changed = []
    for line in lines.order_by("pk"):
        said = old_parts.get(line.pk)
        if said is None:
            raise Refused(f"{line}的旧件去向还没有选：客户带走、放弃、索赔回收，或没有旧件。")
        if said not in OldPart.values:
            raise Refused(f"{line}的旧件去向不对，请重新选择。")
        if line.old_part != said:
            line.old_part = OldPart(said)
            changed.append(line)
    if changed:
        Line.objects.bulk_update(changed, ["old_part"])


def _propose_lessons(order: Order) -> None:
    """What the jobs taught may become knowledge (PEOPLE-30)."""
    taught = Job.objects.filter(order=order, state=JobState.DONE).exclude(cause="").exclude(correction="")
    for job in taught.order_by("position"):
        lessons.propose(
            order.store_id,
            job.pk,
            order.number,
            order.vehicle.model,
            job.system,
            job.concern or order.concern,
            job.cause,
            job.correction,
        )


# The gate pass (出门证): made when everything is paid or on approved credit, scanned once at the gate.


@dataclass(frozen=True)
class Leaving:
    """The car that may drive out, for the guard to compare with the one before the gate."""

    order_id: int
    order_number: str
    pass_number: str
    plate: str
    plate_kind: str
    model: str
    colour: str
    adviser: str
    at: datetime


def issue_gate_pass(order_id: int, *, at: datetime) -> GatePass:
    """The order's gate pass: the one it has, or a new one. Billing calls this inside its transaction when every
    payer's part is paid or on approved credit. Raises OutOfTurn while the order is not settled."""
    order: Order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.state not in (OrderState.SETTLED, OrderState.DELIVERED):
        raise OutOfTurn(f"{order} 还没有结清，不能开出门证。请收银员先收清或办理挂账。")
    valid = GatePass.objects.filter(order=order, void_at__isnull=True).first()
    return valid or GatePass.objects.create(
        store_id=order.store_id,
        order=order,
        number=numbering.next_number(order.store_id, PASS_NUMBERS, on=localtime(at).date()),
        token=secrets.token_urlsafe(18),
        issued_at=at,
    )


def valid_until(gate_pass: GatePass) -> datetime:
    """Until when a pass opens the gate."""
    return gate_pass.issued_at + timedelta(days=settings.of(gate_pass.store_id, PASS_DAYS))


@use_case(permissions.DELIVER_CARS, "重开出门证")
def renew_gate_pass(warrant: Warrant, order_id: int, *, at: datetime) -> GatePass:
    """A pass that was lost or has expired is void, another takes its place. Raises OutOfTurn when the order is not
    settled or the car has left."""
    order: Order = Order.objects.locked(order_id, warrant)
    held = GatePass.objects.filter(order=order, void_at__isnull=True)
    if held.filter(used_at__isnull=False).exists():
        raise OutOfTurn(f"{order} 的车已经放行，不用再开出门证。")
    held.update(void_at=at)
    return issue_gate_pass(order.pk, at=at)


@use_case(permissions.SCAN_GATE_PASSES, "扫出门证放行")
def scan_gate_pass(warrant: Warrant, code: str, *, at: datetime) -> Leaving:
    """The guard lets the car out. Works once: a second scan is refused with when and by whom it was used.

    Raises Missing for a code that this store does not know, OutOfTurn for a pass that is used or void, and for a car
    that is not settled or not handed over.
    """
    seen = GatePass.objects.seen_by(warrant.actor).filter(token=code.strip())
    found = seen.values_list("pk", "order_id").first()
    if found is None:
        raise Missing("本店没有这张出门证，请不要放行。请核对二维码，或联系服务顾问。")
    order: Order = Order.objects.select_related("vehicle", "adviser").locked(found[1], warrant)
    gate_pass = GatePass.objects.select_for_update(of=("self",)).select_related("used_by").get(pk=found[0])
    _may_leave(gate_pass, order, at)
    gate_pass.used_at, gate_pass.used_by_id = at, warrant.actor.staff_id
    gate_pass.save(update_fields=["used_at", "used_by"])
    Visit.objects.filter(pk=order.visit_id).update(left_at=at)
    if order.parked_at_id is not None:
        order.parked_at = None
        order.save(update_fields=["parked_at"])
    announce(facts.CarLeft(order.store_id, order.pk, order.visit_id, at))
    car = order.vehicle
    return Leaving(
        order.pk,
        order.number,
        gate_pass.number,
        car.plate,
        car.plate_kind,
        car.model,
        car.colour,
        order.adviser.name,
        at,
    )


def _may_leave(gate_pass: GatePass, order: Order, at: datetime) -> None:
    call = f"请拦下车辆，联系服务顾问{order.adviser.name}。"
    if gate_pass.used_at is not None:
        who = gate_pass.used_by.name if gate_pass.used_by else "系统"
        when = localtime(gate_pass.used_at)
        raise OutOfTurn(f"这张出门证已在 {when:%m月%d日 %H:%M} 由{who}放行过，不能再用。{call}")
    if gate_pass.void_at is not None and order.state in (OrderState.SETTLED, OrderState.DELIVERED):
        raise OutOfTurn(f"这张出门证已经作废，{order} 另开了新的。{call}")
    if gate_pass.void_at is not None or order.state not in (OrderState.SETTLED, OrderState.DELIVERED):
        raise OutOfTurn(f"这张出门证已经作废：{order} 的结算被撤销。{call}")
    if order.state == OrderState.SETTLED:
        raise OutOfTurn(f"{order} 已结清，但还没有办理交车。{call}")
    if at > valid_until(gate_pass):
        raise OutOfTurn(
            f"这张出门证已过有效期（{localtime(valid_until(gate_pass)):%m月%d日 %H:%M}），请服务顾问重开。"
        )
