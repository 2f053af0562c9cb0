"""One order as its page, its papers and the customer see it, in a fixed number of statements."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils.timezone import localdate

from huichang.customers import queries as customers
from huichang.kernel import pictures, wording
from huichang.kernel.actor import Actor
from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.parts import queries as parts
from huichang.vehicles import queries as vehicles
from huichang.workshop import amounts, permissions
from huichang.workshop.models import (
    Answer,
    Assignment,
    Clock,
    CustomerLink,
    ExtraWork,
    Finding,
    Job,
    Line,
    Order,
    QualityCheck,
)
from huichang.workshop.queries.cards import (
    AnswerCard,
    Assigned,
    Clocked,
    ExtraCard,
    JobCard,
    LineCard,
    LinkCard,
)
from huichang.workshop.queries.order_card import CheckCard, OrderBrief, OrderCard, PointCard
from huichang.workshop.states import CheckLevel, OrderState, PointState, Stage, stage_of


def order_card(actor: Actor, order_id: int) -> OrderCard:
    """The order with jobs, lines, answers, extra work, parts state, checks. Seven statements.

    Raises Missing for another store's order, NotAllowed without the right to see orders.
    """
    found = _orders().filter(pk=order_id, store_id__in=actor.stores).first()
    if found is None:
        raise Missing("没有找到这张工单，请检查单号或重新搜索。")
    if not actor.may(permissions.SEE_ORDERS, found.store_id):
        raise NotAllowed("您的岗位不能查看委托书，请找服务顾问。")
    return _card(found)


def order_brief(actor: Actor, order_id: int, *, job_id: int | None = None) -> OrderBrief:
    """An order's few facts for quoting; the repair type is that of a job when one is named. One statement, or two.

    Raises Missing for another store's order, NotAllowed without the right to see orders.
    """
    row = Order.objects.seen_by(actor).select_related("vehicle").filter(pk=order_id).first()
    if row is None:
        raise Missing("没有找到这张工单，请检查单号或重新搜索。")
    if not actor.may(permissions.SEE_ORDERS, row.store_id):
        raise NotAllowed("您的岗位不能查看委托书，请找服务顾问。")
    repair_type = row.repair_type
    if job_id is not None:
        jobs = Job.objects.filter(order_id=order_id, pk=job_id).values_list("repair_type", flat=True)
        repair_type = jobs.first() or repair_type
    car = row.vehicle
    return OrderBrief(
        row.pk,
        row.store_id,
        row.version,
        repair_type,
        row.odometer,
        car.series,
        car.energy,
        car.rate_class,
        vehicles.months_between(car.licensed_on or car.sold_on, localdate(row.opened_at)),
    )


def order_of(actor: Actor, kind: str, pk: int) -> int:
    """The id of the order that a job, a line or an extra work (`kind`) belongs to. Raises Missing."""
    tables: dict[str, Any] = {"job": Job, "line": Line, "extra": ExtraWork}
    found = tables[kind].objects.seen_by(actor).filter(pk=pk).values_list("order_id", flat=True).first()
    if found is None:
        raise Missing("没有找到这一项，可能已被撤下，请刷新委托书。")
    return int(found)


def customers_order(store_id: int, order_id: int) -> OrderCard:
    """The same for the customer's own page, whose link has proved the right to this one order."""
    found = _orders().filter(pk=order_id, store_id=store_id).first()
    if found is None:
        raise Missing("没有找到这次服务的记录，请联系您的服务顾问。")
    return _card(found)


@lru_cache(1)
def _orders() -> Any:
    """Orders with car, customer, adviser and visit, and their few links and checks. Put together once: who narrows it
    down gets a query of their own."""
    links = CustomerLink.objects.filter(order=OuterRef("pk")).order_by("-pk")[:40]
    checks = QualityCheck.objects.filter(order=OuterRef("pk")).order_by("pk")
    link_fields = ("purpose", "extra_work_id", "made_at", "expires_at", "opened_at", "used_at", "void_at")
    return Order.objects.select_related("adviser", "visit", "parked_at", "customer", "vehicle").annotate(
        links_json=ArraySubquery(links.values(json=JSONObject(**{name: name for name in link_fields}))),
        checks_json=ArraySubquery(
            checks.values(
                json=JSONObject(level="level", passed="passed", at="at", by="by__name", cause="cause")
            )
        ),
    )


def _card(order: Any) -> OrderCard:
    answers = _answers(order.pk)
    links = tuple(_link(each) for each in order.links_json)
    jobs = _jobs(order.pk)
    lines = [line for job in jobs for line in job.lines]
    stage = stage_of(order.state, left=order.visit.left_at is not None)
    return OrderCard(
        id=order.pk,
        store_id=order.store_id,
        version=order.version,
        number=order.number,
        state=order.state,
        state_says=order.get_state_display(),
        stage=Stage.CANCELLED if order.state == OrderState.CANCELLED else stage,
        waiting_for=order.waiting_for,
        repair_type=order.repair_type,
        repair_type_says=order.get_repair_type_display(),
        concern=order.concern,
        odometer=order.odometer,
        opened_at=order.opened_at,
        arrived_at=order.visit.arrived_at,
        signed_at=order.signed_at,
        promised_first_at=order.promised_first_at,
        promised_at=order.promised_at,
        done_at=order.done_at,
        checked_at=order.checked_at,
        settled_at=order.settled_at,
        delivered_at=order.delivered_at,
        told_at=order.told_at,
        promise_danger_at=order.promise_danger_at,
        cancelled_reason=order.cancelled_reason,
        wash=order.wash,
        takes_old_parts=order.takes_old_parts,
        waits=order.visit.waits,
        ticket=order.visit.ticket,
        sender_name=order.sender_name,
        sender_phone=order.sender_phone,
        adviser_id=order.adviser_id,
        adviser=order.adviser.name,
        adviser_phone=order.adviser.phone,
        visit_id=order.visit_id,
        appointment_id=order.visit.appointment_id,
        parked_at=order.parked_at.name if order.parked_at else "",
        customer=customers.brief(order.customer),
        car=vehicles.brief(order.vehicle),
        amounts=amounts.amounts(
            lines, signed=order.amount_signed, agreed=order.amount_agreed, settled=order.amount_settled
        ),
        jobs=jobs,
        extras=_extras(order.pk, jobs, answers, links),
        answers=answers,
        links=links,
        points=_points(order.pk),
        checks=tuple(_check(each) for each in order.checks_json),
    )


def _jobs(order_id: int) -> tuple[JobCard, ...]:
    """Jobs with lines, plan and clock, in their order. Three statements."""
    picks = parts.picks_of_order(order_id)
    by_job: dict[int, list[LineCard]] = {}
    for row in Line.objects.filter(order_id=order_id).order_by("pk"):
        by_job.setdefault(row.job_id, []).append(line_card(row, picks.get(row.pk)))
    return tuple(
        job_card(row, by_job.get(row.pk, ()), row.assigned_json, row.clocked_json)
        for row in _timed_jobs().filter(order_id=order_id).order_by("position")
    )


@lru_cache(1)
def _timed_jobs() -> Any:
    """Jobs with plan and clock. Put together once."""
    assigned = Assignment.objects.filter(job=OuterRef("pk"), is_open=True).order_by("pk")
    clocked = Clock.objects.filter(job=OuterRef("pk")).order_by("pk")
    span = {
        "who": "technician__name",
        "bay": "bay__name",
        "since": F("period__startswith"),
        "until": F("period__endswith"),
    }
    return Job.objects.annotate(
        assigned_json=ArraySubquery(assigned.values(json=JSONObject(**span))),
        clocked_json=ArraySubquery(clocked.values(json=JSONObject(**span, why="ended_by"))),
    )


def line_card(row: Line, pick: parts.PickCard | None = None) -> LineCard:
    """A row as its card."""
    return LineCard(
        row.pk,
        row.job_id,
        row.kind,
        row.get_kind_display(),
        row.code,
        row.name,
        row.unit,
        row.minutes,
        row.quantity,
        Money(row.unit_price),
        Money(row.amount + row.discount),
        Money(row.discount),
        row.rule,
        row.price_reason,
        Money(row.amount),
        row.payer,
        row.get_payer_display(),
        row.state,
        row.get_state_display(),
        row.issued,
        row.own_part,
        row.old_part,
        row.decline_reason,
        row.extra_work_id,
        row.answer_id,
        row.operation_id,
        row.part_id,
        row.tax_rate,
        pick,
        row.payer_percent,
    )


def job_card(
    row: Job,
    lines: Iterable[LineCard] = (),
    assigned: Sequence[dict[str, Any]] = (),
    clocked: Sequence[dict[str, Any]] = (),
) -> JobCard:
    """A row with its lines as a card."""
    return JobCard(
        id=row.pk,
        position=row.position,
        title=row.title,
        repair_type=row.repair_type,
        repair_type_says=row.get_repair_type_display(),
        payer=row.payer,
        payer_says=row.get_payer_display(),
        system=row.system,
        repair_class=row.repair_class,
        concern=row.concern,
        cause=row.cause,
        correction=row.correction,
        minutes=row.minutes,
        state=row.state,
        state_says=row.get_state_display(),
        started_at=row.started_at,
        finished_at=row.finished_at,
        pause_reason=row.pause_reason,
        extra_id=row.extra_work_id,
        lines=tuple(lines),
        assigned=tuple(
            Assigned(each["who"], each["bay"] or "", _moment(each["since"]), _moment(each["until"]))
            for each in assigned
        ),
        clocked=tuple(
            Clocked(
                each["who"], each["bay"] or "", _moment(each["since"]), _maybe(each["until"]), each["why"]
            )
            for each in clocked
        ),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _answers(order_id: int) -> tuple[AnswerCard, ...]:
    rows = Answer.objects.filter(order_id=order_id).select_related("taken_by").order_by("pk")
    return tuple(
        AnswerCard(
            row.pk,
            row.about,
            row.get_about_display(),
            row.extra_work_id,
            row.via,
            row.get_via_display(),
            row.name,
            row.at,
            Money(row.amount),
            row.promised_at,
            row.words,
            row.signature_id,
            pictures.link(row.signature_id) if row.signature_id else "",
            row.taken_by.name if row.taken_by else "",
        )
        for row in rows
    )


def _link(each: dict[str, Any]) -> LinkCard:
    return LinkCard(
        each["purpose"],
        each["extra_work_id"],
        _moment(each["made_at"]),
        _moment(each["expires_at"]),
        _maybe(each["opened_at"]),
        _maybe(each["used_at"]),
        _maybe(each["void_at"]),
    )


def _extras(
    order_id: int, jobs: Sequence[JobCard], answers: Sequence[AnswerCard], links: Sequence[LinkCard]
) -> tuple[ExtraCard, ...]:
    rows = ExtraWork.objects.filter(order_id=order_id).select_related("found_by").order_by("position")
    return tuple(
        ExtraCard(
            id=row.pk,
            position=row.position,
            what=row.what,
            system=row.system,
            point_state=row.point_state,
            risk=row.risk,
            is_safety=row.is_safety,
            photos=tuple(pictures.links(row.pictures)),
            photo_ids=tuple(row.pictures),
            state=row.state,
            state_says=row.get_state_display(),
            found_by=row.found_by.name if row.found_by else "",
            found_at=row.found_at,
            promised_at=row.promised_at,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
            ended_reason=row.ended_reason,
            jobs=tuple(job for job in jobs if job.extra_id == row.pk),
            answer=next((each for each in reversed(answers) if each.extra_id == row.pk), None),
            link=next((each for each in links if each.extra_id == row.pk), None),
        )
        for row in rows
    )


def _points(order_id: int) -> tuple[PointCard, ...]:
    """Points in state soon or now, the urgent ones first."""
    rows = Finding.objects.filter(order_id=order_id).exclude(state=PointState.OK).order_by("state", "pk")
    return tuple(
        PointCard(
            row.pk,
            row.name,
            row.system,
            row.state,
            wording.quantity(row.value, row.unit) if row.value is not None else "",
            remaining_says(row.remaining_days, row.remaining_km),
            row.risk,
            row.is_safety,
            row.outcome,
            row.get_outcome_display(),
            row.decline_reason,
            tuple(pictures.links(row.pictures)),
        )
        for row in rows
    )


def remaining_says(days: int | None, km: int | None) -> str:
    """How long something probably lasts, in words; empty when nobody can say."""
    said = [f"约 {days} 天" if days is not None else "", f"约 {km:,} 公里" if km is not None else ""]
    return " 或 ".join(part for part in said if part)


def _check(each: dict[str, Any]) -> CheckCard:
    return CheckCard(
        CheckLevel(each["level"]).label, each["passed"], _moment(each["at"]), each["by"], each["cause"]
    )
