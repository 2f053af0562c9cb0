"""Orders, and quoting them, as JSON."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.timezone import now
from ninja import Router, Schema

from huichang.customers import queries as customers
from huichang.kernel.money import Money
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request
from huichang.parts import queries as parts
from huichang.pricebook import queries as pricebook
from huichang.workshop import amending, promise, quoting
from huichang.workshop.models import Job, Line, Order
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.queries import order as order_cards
from huichang.workshop.queries import orders as register
from huichang.workshop.queries.order_card import OrderCard
from huichang.workshop.states import LineKind

router = Router()


class LineIn(Schema):
    """A line: labour by operation (id or code), a part (id or number), or a charge with name and price."""

    kind: str = ""
    operation_id: int | None = None
    operation_code: str = ""
    part_id: int | None = None
    part_number: str = ""
    quantity: Decimal = Decimal(1)
    name: str = ""
    unit: str = ""
    unit_price: Decimal | None = None
    payer: str = ""
    own_part: bool = False


class JobIn(Schema):
    """A job with all its lines; what is empty comes from its first operation, the order, the repair type."""

    title: str = ""
    repair_type: str = ""
    payer: str = ""
    concern: str = ""
    lines: list[LineIn] = []


class JobsIn(Schema):
    """Jobs to add in one request, to the order or to extra work; `finding_id`: the point that the first one mends."""

    jobs: list[JobIn]
    extra_id: int | None = None
    finding_id: int | None = None
    seen: int | None = None


class LinesIn(Schema):
    """Lines to add to a job."""

    lines: list[LineIn]
    seen: int | None = None


class PackageIn(Schema):
    """A package to add."""

    package_id: int
    extra_id: int | None = None
    seen: int | None = None


class SeenIn(Schema):
    """The version of the order that was seen."""

    seen: int | None = None


class ChangeIn(SeenIn):
    """What to change of a line."""

    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    name: str | None = None
    own_part: bool | None = None


class PriceIn(SeenIn):
    """Another amount for a line, and why."""

    amount: Decimal
    reason: str


class DiscountIn(SeenIn):
    """Per cent off the customer's own lines, and why."""

    percent: Decimal
    reason: str
    kinds: list[str] = [LineKind.LABOUR, LineKind.PART]


class PayerIn(SeenIn):
    """Who pays some jobs or lines."""

    payer: str
    job_ids: list[int] = []
    line_ids: list[int] = []


class WordsIn(SeenIn):
    """The words of a job (3C)."""

    title: str | None = None
    concern: str | None = None
    cause: str | None = None
    correction: str | None = None


class TypeIn(SeenIn):
    """A repair type."""

    repair_type: str


class OrderWordsIn(SeenIn):
    """The words and wishes of an order."""

    concern: str | None = None
    sender_name: str | None = None
    sender_phone: str | None = None
    wash: bool | None = None
    takes_old_parts: bool | None = None


def _wanted(lines: list[LineIn]) -> tuple[WantedLine, ...]:
    """Lines with ids, codes and numbers looked up. One statement for codes, one for numbers. Raises Refused."""
    operations = pricebook.operations_by_code([line.operation_code for line in lines if line.operation_code])
    known = parts.by_number([line.part_number for line in lines if line.part_number])
    made = []
    for line in lines:
        operation_id, part_id = line.operation_id, line.part_id
        if line.operation_code:
            if line.operation_code not in operations:
                raise Refused(f"价目里没有工时项目 {line.operation_code}，请核对代码。")
            operation_id = operations[line.operation_code].id
        if line.part_number:
            if line.part_number not in known:
                raise Refused(f"配件目录里没有 {line.part_number}，请核对编码。")
            part_id = known[line.part_number].id
        kind = line.kind or (LineKind.LABOUR if operation_id else LineKind.PART if part_id else "")
        if kind not in LineKind.values:
            raise Refused("每条明细要有工时项目、配件，或写明类别（外包、辅料、拖车、停车保管）。")
        price = None if line.unit_price is None else Money(line.unit_price)
        made.append(
            WantedLine(
                kind,
                operation_id,
                part_id,
                line.quantity,
                line.name,
                line.unit,
                price,
                line.payer,
                line.own_part,
            )
        )
    return tuple(made)


def of_order(order: Order) -> dict[str, Any]:
    """What an act answers with: how the order stands now."""
    return {
        "id": order.pk,
        "number": order.number,
        "state": order.state,
        "version": order.version,
        "promised_at": order.promised_at,
        "amount_signed": order.amount_signed,
        "amount_agreed": order.amount_agreed,
    }


def _of_job(job: Job) -> dict[str, Any]:
    return {"id": job.pk, "title": job.title, "state": job.state, "minutes": job.minutes, "payer": job.payer}


def _of_line(line: Line) -> dict[str, Any]:
    return {
        "id": line.pk,
        "job_id": line.job_id,
        "kind": line.kind,
        "code": line.code,
        "name": line.name,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "discount": line.discount,
        "amount": line.amount,
        "rule": line.rule,
        "payer": line.payer,
        "state": line.state,
    }


def _price(amount: Decimal | None) -> Money | None:
    return None if amount is None else Money(amount)


@router.get("/orders", response=register.Register, summary="工单列表")
def listed(
    request: Request, text: str = "", state: str = "open", mine: bool = False, after: str = ""
) -> register.Register:
    """One page of orders."""
    return register.register(request.actor, text=text, state=state, mine=mine, after=after, at=now())


@router.get("/orders/{order_id}", response=OrderCard, summary="工单")
def card(request: Request, order_id: int) -> OrderCard:
    """An order with everything in it; phone numbers as this token's posts may see them."""
    actor = request.actor
    found = order_cards.order_card(actor, order_id)
    return replace(
        found,
        customer=replace(found.customer, phone=customers.phone_for(actor, found.customer.phone)),
        sender_phone=customers.phone_for(actor, found.sender_phone),
    )


@router.get("/orders/{order_id}/proposal", summary="推算交车时间")
def proposal(request: Request, order_id: int) -> dict[str, Any]:
    """The time to tell the customer for the open work, how sure it is (per cent) and what keeps it from being sooner."""
    found = order_cards.order_card(request.actor, order_id)
    at = now()
    honest = promise.honest(found.store_id, found.id, at=at)
    ready = honest.at if honest else promise.propose(found.store_id, found.minutes, at=at)
    return {
        "promised_at": ready,
        "certainty": honest.certainty if honest else None,
        "why": honest.why if honest else "",
    }


@router.post("/orders/{order_id}/jobs", summary="添加维修项目")
def add_jobs(request: Request, order_id: int, said: JobsIn) -> dict[str, Any]:
    """Jobs with all their lines, at the published prices."""
    lines = _wanted([line for job in said.jobs for line in job.lines])
    wanted, start = [], 0
    for job in said.jobs:
        mine = lines[start : start + len(job.lines)]
        start += len(job.lines)
        wanted.append(WantedJob(job.title, job.repair_type, job.payer, job.concern, mine))
    made = quoting.add_jobs(
        request.actor,
        order_id,
        jobs=wanted,
        extra_id=said.extra_id,
        finding_id=said.finding_id,
        seen=said.seen,
        at=now(),
    )
    return {"jobs": [_of_job(job) for job in made], "version": made[0].order.version}


@router.post("/jobs/{job_id}/lines", summary="添加明细")
def add_lines(request: Request, job_id: int, said: LinesIn) -> list[dict[str, Any]]:
    """Lines to a job."""
    made = quoting.add_lines(request.actor, job_id, lines=_wanted(said.lines), seen=said.seen, at=now())
    return [_of_line(line) for line in made]


@router.post("/orders/{order_id}/packages", summary="添加套餐")
def add_package(request: Request, order_id: int, said: PackageIn) -> dict[str, Any]:
    """A package with everything in it."""
    return _of_job(quoting.add_package(request.actor, order_id, at=now(), **said.dict()))


@router.post("/lines/{line_id}/change", summary="修改明细")
def change_line(request: Request, line_id: int, said: ChangeIn) -> dict[str, Any]:
    """Quantity, own part; name and price of a charge."""
    given = {**said.dict(), "unit_price": _price(said.unit_price)}
    return _of_line(amending.change_line(request.actor, line_id, at=now(), **given))


@router.post("/lines/{line_id}/price", summary="手工改价")
def change_price(request: Request, line_id: int, said: PriceIn) -> dict[str, Any]:
    """Another amount within the post's limit."""
    line = amending.change_price(
        request.actor, line_id, amount=Money(said.amount), reason=said.reason, seen=said.seen, at=now()
    )
    return _of_line(line)


@router.post("/lines/{line_id}/remove", summary="撤下明细")
def remove_line(request: Request, line_id: int, said: SeenIn) -> dict[str, Any]:
    """Drop a line."""
    return _of_line(amending.remove_line(request.actor, line_id, seen=said.seen, at=now()))


@router.post("/jobs/{job_id}/describe", summary="修改维修项目")
def describe_job(request: Request, job_id: int, said: WordsIn) -> dict[str, Any]:
    """Name, concern, cause, correction."""
    return _of_job(amending.describe_job(request.actor, job_id, at=now(), **said.dict()))


@router.post("/jobs/{job_id}/repair-type", summary="更改维修类型")
def change_type(request: Request, job_id: int, said: TypeIn) -> dict[str, Any]:
    """Another repair type; labour is priced anew."""
    return _of_job(amending.change_repair_type(request.actor, job_id, at=now(), **said.dict()))


@router.post("/jobs/{job_id}/remove", summary="撤下维修项目")
def remove_job(request: Request, job_id: int, said: SeenIn) -> dict[str, Any]:
    """Drop a job with its lines."""
    return _of_job(amending.remove_job(request.actor, job_id, seen=said.seen, at=now()))


@router.post("/orders/{order_id}/discount", summary="整单优惠")
def discount(request: Request, order_id: int, said: DiscountIn) -> list[dict[str, Any]]:
    """Per cent off the customer's own lines."""
    return [
        _of_line(line) for line in amending.give_discount(request.actor, order_id, at=now(), **said.dict())
    ]


@router.post("/orders/{order_id}/payer", summary="更改付费方")
def set_payer(request: Request, order_id: int, said: PayerIn) -> list[dict[str, Any]]:
    """Who pays some jobs or lines."""
    return [_of_line(line) for line in amending.set_payer(request.actor, order_id, at=now(), **said.dict())]


@router.post("/orders/{order_id}/describe", summary="修改委托书")
def describe_order(request: Request, order_id: int, said: OrderWordsIn) -> dict[str, Any]:
    """The order's words and wishes."""
    return of_order(amending.describe_order(request.actor, order_id, at=now(), **said.dict()))
