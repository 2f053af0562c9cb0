"""Lessons: what closed orders and solved help requests teach, reviewed before it becomes knowledge (PEOPLE-30)."""

from datetime import datetime
from decimal import Decimal

from django.db import connection

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.knowledge import faults, permissions, rules, states
from huichang.knowledge.models import Cause, Fault, Lesson


def propose(
    store_id: int,
    job_id: int,
    order_number: str,
    car: str,
    system: str,
    concern: str,
    cause: str,
    correction: str,
) -> None:
    """Propose the concern–cause–correction of a closed job as knowledge; told again, a proposal not yet reviewed takes
    the new words. Nothing is proposed without a cause and a correction. One statement.
    """
    if not (concern.strip() and cause.strip() and correction.strip()):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Lesson._meta.db_table} AS l"
            " (store_id, for_job, order_number, car, system, codes, concern, cause, correction, state, reason)"
            " VALUES (%s, %s, %s, %s, %s, '', %s, %s, %s, 'proposed', '')"
            " ON CONFLICT (for_job) DO UPDATE SET concern = excluded.concern, cause = excluded.cause,"
            " correction = excluded.correction WHERE l.state = 'proposed'",
            [
                store_id,
                job_id,
                order_number,
                car[:60],
                system,
                concern.strip()[:500],
                cause.strip()[:300],
                correction.strip()[:1000],
            ],
        )


@use_case(permissions.WRITE_KNOWLEDGE, "经验采纳为新现象")
def take_as_case(warrant: Warrant, lesson_id: int, *, text: faults.FaultText, at: datetime) -> Lesson:
    """The lesson becomes a case of its own. Raises OutOfTurn when it was reviewed already, Refused as `write_fault`."""
    lesson = _take(warrant, lesson_id, at)
    fault = Fault(source=_source(lesson))
    faults.write(fault, text)
    Cause.objects.filter(
        pk=Cause.objects.filter(fault=fault).order_by("-likelihood", "pk").values("pk")[:1]
    ).update(confirmed=1)
    lesson.fault = fault
    lesson.save()
    return lesson


@use_case(permissions.WRITE_KNOWLEDGE, "经验归入已有现象")
def take_into_case(
    warrant: Warrant,
    lesson_id: int,
    *,
    fault_id: int,
    cause_id: int | None = None,
    new_cause: str = "",
    at: datetime,
) -> Lesson:
    """The lesson confirms a cause of a case, or adds one (`new_cause`); either way the likelihoods move by one case, and
    the customer's words become a saying under which the case is found.

    Raises Missing for an unknown case or cause, Refused when neither cause nor new cause is named.
    """
    lesson = _take(warrant, lesson_id, at)
    fault: Fault | None = Fault.objects.select_for_update().filter(pk=fault_id).first()
    if fault is None:
        raise Missing("没有找到要归入的现象，请重新搜索。")
    causes = list(Cause.objects.select_for_update().filter(fault=fault).order_by("pk"))
    if cause_id is not None:
        hit = next((at_ for at_, cause in enumerate(causes) if cause.pk == cause_id), None)
        if hit is None:
            raise Missing("这个现象下没有所选的原因，请刷新后重新选择。")
    elif new_cause.strip():
        if any(cause.name == new_cause.strip() for cause in causes):
            raise Refused("这个现象下已经有同名的原因，请直接选择它。")
        causes.append(
            Cause(fault=fault, name=new_cause.strip()[:120], likelihood=Decimal(0), remedy=lesson.correction)
        )
        hit = len(causes) - 1
    else:
        raise Refused("请选择归入哪个原因，或写一个新的原因。")
    counted = sum(cause.confirmed for cause in causes)
    for cause, share in zip(
        causes, rules.moved([cause.likelihood for cause in causes], hit, cases=counted), strict=True
    ):
        cause.likelihood = share
        cause.confirmed += cause is causes[hit]
        cause.save()
    learn_saying(fault, lesson.concern, [cause.name for cause in causes])
    lesson.fault = fault
    lesson.save()
    return lesson


@use_case(permissions.WRITE_KNOWLEDGE, "不采纳经验")
def drop(warrant: Warrant, lesson_id: int, *, reason: str, at: datetime) -> Lesson:
    """The lesson teaches nothing new. Raises Refused without a reason, OutOfTurn when it was reviewed already."""
    lesson: Lesson = Lesson.objects.locked(lesson_id, warrant)
    states.LESSON.move(lesson, "drop")
    if not reason.strip():
        raise Refused("请选择不采纳的原因，提出的同事会看到。")
    lesson.reason, lesson.reviewed_at, lesson.reviewed_by_id = (
        reason.strip()[:120],
        at,
        warrant.actor.staff_id,
    )
    lesson.save()
    return lesson


def learn_saying(fault: Fault, concern: str, causes: list[str]) -> None:
    """Keep how a customer put it, when it is short and new, so that the same words find the case next time."""
    saying = concern.strip(" 。，！？,.!?")
    if 2 <= len(saying) <= 20 and saying not in fault.sayings and len(fault.sayings) < 40:
        fault.sayings = [*fault.sayings, saying]
    fault.words = faults.words_of(fault.title, fault.sayings, causes, fault.codes)
    fault.save(update_fields=["sayings", "words"])


def _take(warrant: Warrant, lesson_id: int, at: datetime) -> Lesson:
    lesson: Lesson = Lesson.objects.locked(lesson_id, warrant)
    states.LESSON.move(lesson, "take")
    lesson.reviewed_at, lesson.reviewed_by_id = at, warrant.actor.staff_id
    return lesson


def _source(lesson: Lesson) -> str:
    if lesson.order_number:
        return f"本店维修经验，工单 {lesson.order_number}"
    return f"本店技术求助，{lesson.proposed_at:%Y-%m-%d}"
