"""An owner asks to exchange or return the car: taken, answered in 10 working days, done in 20 (第二十二 to 二十九条)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from huichang.company import workdays
from huichang.customers import queries as customers
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.sanbao import certificates, clockwork, facts, permissions, rules, turns
from huichang.sanbao.models import Certificate, Request
from huichang.sanbao.queries import counting, terms
from huichang.sanbao.states import OPEN_REQUESTS, REQUEST, RequestKind
from huichang.vehicles import queries as vehicles
from huichang.vehicles import registration

OTHER = "other"
"""The owner names no clause that the clock has reached."""


@dataclass(frozen=True)
class Fees:
    """What the seller bears beside the car (第二十六条), in yuan."""

    registration: Decimal = Decimal(0)
    fittings: Decimal = Decimal(0)
    services: Decimal = Decimal(0)


@use_case(permissions.TAKE_REQUESTS, "受理换车退车要求")
def take_request(
    warrant: Warrant,
    store_id: int,
    *,
    vehicle_id: int,
    kind: str,
    words: str,
    asked_at: datetime,
    rule: str = OTHER,
    at: datetime,
) -> Request:
    """The owner's word, with both deadlines by the country's working calendar from the day it was said.

    `rule` is the count that the owner relies on. Raises Refused without words, for a car without an owner, or for a day ahead;
    Missing for an unknown car; OutOfTurn when one is open.
    """
    warrant.show_at(store_id)
    car = vehicles.cards([vehicle_id]).get(vehicle_id)
    if car is None:
        raise Missing("没有找到这辆车的档案，请检查链接或重新搜索。")
    turns.of_car(vehicle_id)
    if kind not in RequestKind.values:
        raise Refused("请选择客户要换车还是退车。", fields=("kind",))
    if not words.strip():
        raise Refused("请写下客户的要求和理由，尽量用客户的原话。", fields=("words",))
    if asked_at > at:
        raise Refused("提出时间不能晚于现在。", fields=("asked_at",))
    if car.customer_id is None or not customers.is_known(car.customer_id, store_id):
        raise Refused("这辆车还没有登记本店认识的车主，请先在车辆档案登记车主。")
    if Request.objects.filter(vehicle_id=vehicle_id, state__in=OPEN_REQUESTS).exists():
        raise OutOfTurn("这辆车已经有一个换退车要求在办理，请打开原来的那个。")
    law = terms.in_force(localdate(asked_at)).law
    named, article = _clause(vehicle_id, rule, at=at)
    asked_on = localdate(asked_at)
    row: Request = Request.objects.create(
        store_id=store_id,
        number=next_number(store_id, "SB", on=localdate(at)),
        vehicle_id=vehicle_id,
        customer_id=car.customer_id,
        kind=kind,
        rule=named,
        article=article,
        words=words.strip()[:500],
        asked_at=asked_at,
        answer_by_on=workdays.after(asked_on, law.answer_workdays),
        done_by_on=workdays.after(asked_on, law.done_workdays),
        taken_by_id=warrant.actor.staff_id,
    )
    warrant.about(row, f"{row.get_kind_display()}，{article or '未对应条款'}")
    return row


@use_case(permissions.ANSWER_REQUESTS, "同意换车退车")
def agree_request(
    warrant: Warrant,
    request_id: int,
    *,
    km: int,
    price: Decimal | None = None,
    use_factor: Decimal | None = None,
    fees: Fees | None = None,
    words: str = "",
    at: datetime,
    seen: int | None = None,
) -> Request:
    """Yes, with the arithmetic of who bears what. What is not told comes from the certificate; what neither says is asked for.

    `km` at the day of the exchange or return; amounts in yuan. Raises Refused for a missing price or n, negative amounts, km
    lower than at the last repair; OutOfTurn when it was answered; Changed for an old page.
    """
    row = _locked(request_id, warrant, seen)
    REQUEST.move(row, "agree")
    certificate = Certificate.objects.filter(vehicle_id=row.vehicle_id).first()
    paid = price or (certificate.price if certificate else None)
    free = row.rule in ("first_days", "early")
    factor = use_factor or (certificate.use_factor if certificate else None)
    if paid is None or paid <= 0:
        raise Refused("不知道车价款，请按购车发票填写。", fields=("price",))
    law = terms.in_force(localdate(at)).law
    if not free and factor is None:
        raise Refused("不知道使用补偿系数 n，请按三包凭证填写。", fields=("use_factor",))
    if factor is not None and not 0 < factor <= law.use_factor_most:
        raise Refused(
            f"使用补偿系数 n 要大于 0，不超过 {law.use_factor_most * 100:f}%（第二十七条）。",
            fields=("use_factor",),
        )
    last_km = _last_km(row.vehicle_id)
    if km < last_km:
        raise Refused(f"里程不能低于最近一次修理的 {last_km:,} 公里，请核对仪表。", fields=("km",))
    borne = fees or Fees()
    if min(borne.registration, borne.fittings, borne.services) < 0:
        raise Refused("费用不能是负数。", fields=("registration", "fittings", "services"))
    _reckon(row, price=paid, km=km, factor=factor or Decimal(0), fees=borne, law=law)
    row.answered_at, row.answered_by_id = at, warrant.actor.staff_id
    row.answer_words = words.strip()[:500]
    return _saved(row, warrant, at=at)


@use_case(permissions.ANSWER_REQUESTS, "拒绝换车退车")
def refuse_request(
    warrant: Warrant, request_id: int, *, words: str, at: datetime, seen: int | None = None
) -> Request:
    """No, with the reasons that the law asks for (第二十八条). Raises Refused without them, OutOfTurn when it was answered."""
    row = _locked(request_id, warrant, seen)
    REQUEST.move(row, "refuse")
    if len(words.strip()) < 10:
        raise Refused(
            "拒绝要书面说明理由（第二十八条），请写清楚哪一条不符合、依据是什么。", fields=("words",)
        )
    row.answered_at, row.answered_by_id, row.answer_words = at, warrant.actor.staff_id, words.strip()[:500]
    return _saved(row, warrant, at=at)


@use_case(permissions.ANSWER_REQUESTS, "重新答复换车退车")
def reconsider_request(
    warrant: Warrant, request_id: int, *, words: str, at: datetime, seen: int | None = None
) -> Request:
    """A refusal is looked at again; the days of the law go on from the owner's first word. Raises Refused without a reason."""
    row = _locked(request_id, warrant, seen)
    REQUEST.move(row, "reconsider")
    if not words.strip():
        raise Refused("请写明为什么重新答复（客户补充了什么）。", fields=("words",))
    row.answered_at = row.answered_by_id = None
    row.answer_words = ""
    warrant.note = words.strip()[:200]
    return _saved(row, warrant, at=at)


@use_case(permissions.TAKE_REQUESTS, "客户撤回换退车要求")
def withdraw_request(
    warrant: Warrant, request_id: int, *, words: str, at: datetime, seen: int | None = None
) -> Request:
    """The owner no longer wants it. Raises Refused without how that was said, OutOfTurn when it is done."""
    row = _locked(request_id, warrant, seen)
    REQUEST.move(row, "withdraw")
    if not words.strip():
        raise Refused("请写明客户怎样撤回的（签字、短信、电话时间）。", fields=("words",))
    row.answer_words = f"客户撤回：{words.strip()}"[:500]
    return _saved(row, warrant, at=at)


@use_case(permissions.ANSWER_REQUESTS, "换车改为退车")
def turn_to_return(
    warrant: Warrant, request_id: int, *, words: str, at: datetime, seen: int | None = None
) -> Request:
    """No car can be given in exchange in time: the owner may demand the return (第二十八条). Raises Refused for what is a return
    already, OutOfTurn before it was agreed to."""
    row = _locked(request_id, warrant, seen)
    REQUEST.move(row, "turn")
    if row.kind == RequestKind.RETURN:
        raise Refused("已经是退车了。")
    if not words.strip():
        raise Refused("请写明为什么不能更换（没有同款车、客户同意退车）。", fields=("words",))
    row.kind = RequestKind.RETURN
    assert row.price is not None
    assert row.km is not None
    fees = Fees(row.registration, row.fittings, row.services)
    law = terms.in_force(localdate(at)).law
    _reckon(row, price=row.price, km=row.km, factor=row.factor or Decimal(0), fees=fees, law=law)
    warrant.note = words.strip()[:200]
    return _saved(row, warrant, at=at)


@use_case(permissions.ANSWER_REQUESTS, "办结换车退车")
def complete_request(
    warrant: Warrant,
    request_id: int,
    *,
    done_on: date,
    new_vin: str = "",
    vin_reason: str = "",
    at: datetime,
    seen: int | None = None,
) -> Request:
    """Done: the certificate 换车退车证明 gets its number, the old car is marked for whoever sells it again, and the car given in
    exchange begins both periods anew (第二十八、二十九、三十三条).

    Raises Refused for a day that cannot be, an exchange without the new car's VIN; OutOfTurn before it was agreed to.
    """
    row = _locked(request_id, warrant, seen)
    turns.of_car(row.vehicle_id)
    REQUEST.move(row, "complete")
    if not localdate(row.asked_at) <= done_on <= localdate(at):
        raise Refused("办结日期要在客户提出之后、今天之前。", fields=("done_on",))
    row.proof = next_number(row.store_id, "HT", on=localdate(at))
    row.done_at = at
    old = certificates.put_mark(
        row.vehicle_id,
        returned_on=done_on,
        reason=f"{row.get_kind_display()}，{row.article}：{row.words}",
        at=at,
        by_id=warrant.actor.staff_id,
    )
    if row.kind == RequestKind.EXCHANGE:
        if not new_vin.strip():
            raise Refused("请填写换给客户的新车车架号：三包从更换之日重新计算。", fields=("new_vin",))
        if (known := vehicles.by_vin(new_vin)) is not None:
            turns.of_car(known.id)
        new_id = registration.record(vin=new_vin, vin_reason=vin_reason, at=at)
        if new_id == row.vehicle_id:
            raise Refused("新车的车架号和原车一样，请核对。", fields=("new_vin",))
        row.new_vin = vehicles.cards([new_id])[new_id].vin
        certificates.begin_anew(new_id, like=old, on=done_on, at=at, by_id=warrant.actor.staff_id)
    saved = _saved(row, warrant, at=at)
    clockwork.count([row.vehicle_id], at=at)
    return saved


def _locked(request_id: int, warrant: Warrant, seen: int | None) -> Any:
    row = Request.objects.locked(request_id, warrant)
    freshness.check(row, seen)
    return row


def _saved(row: Request, warrant: Warrant, *, at: datetime) -> Request:
    freshness.bump(row)
    row.save()
    warrant.about(row, warrant.note or row.get_state_display())
    announce(facts.RequestDecided(row.store_id, row.pk, row.vehicle_id, row.state, at))
    return row


def _reckon(row: Request, *, price: Decimal, km: int, factor: Decimal, fees: Fees, law: Any) -> None:
    found = rules.reckon(
        kind=row.kind,
        rule=row.rule,
        price=price,
        km=km,
        factor=factor,
        fees=rules.Fees(fees.registration, fees.fittings, fees.services),
        law=law,
    )
    row.price, row.km, row.factor = price, km, factor or None
    row.registration, row.fittings, row.services = fees.registration, fees.fittings, fees.services
    row.compensation, row.refund, row.sums = found.compensation, found.refund, list(found.sums)


def _clause(vehicle_id: int, rule: str, *, at: datetime) -> tuple[str, str]:
    """The count that the owner relies on, with its article. Raises Refused for one that the car does not have."""
    if rule == OTHER:
        return OTHER, ""
    numbers = terms.in_force(localdate(at))
    (history,) = counting.histories([vehicle_id])
    read = counting.count(history, numbers, at=at).decided
    found = next((each for each in read.counts if each.rule == rule), None) if read else None
    if found is None:
        raise Refused("这辆车没有这一项计数，请重新选择依据的条款。", fields=("rule",))
    return found.rule[:120], found.article


def _last_km(vehicle_id: int) -> int:
    (history,) = counting.histories([vehicle_id])
    return max((repair.km for repair in history.repairs), default=0)
