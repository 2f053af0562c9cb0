"""The customer's word, and what follows from it: lines authorised or declined, parts asked for, the promise kept or moved.

Plain functions for signing (`orders`) and extra work (`extra_work`): lines become authorised here and nowhere else, and
only through an `Answer` that says who agreed, how, when, and to which amount and time (LANE-22, LANE-23).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from huichang.kernel import pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.models import Picture
from huichang.kernel.money import ZERO, Money
from huichang.kernel.refusals import Refused
from huichang.parts import holds, picking
from huichang.vehicles import campaign_work
from huichang.workshop import amounts, facts, guarantees, reasons, states
from huichang.workshop.models import Answer, ExtraWork, Finding, Job, Line, Order
from huichang.workshop.states import (
    CHANGEABLE_LINES,
    WORKABLE_LINES,
    JobState,
    LineKind,
    LineState,
    RepairType,
)

VIA = dict(Answer._meta.get_field("via").flatchoices)
WITH_SIGNATURE = ("screen", "link")


@dataclass(frozen=True)
class Said:
    """What somebody said: who, by which way, with which signature (PNG data URL), and why which lines are not wanted."""

    name: str
    via: str
    at: datetime
    signature: str = ""
    declined: Mapping[int, str] = field(default_factory=dict)

    def reason(self, line_id: int) -> str:
        """Why a line is not wanted, in words."""
        return reasons.words("decline", self.declined.get(line_id, ""))[:80]


def check(said: Said, lines: Sequence[Line], *, needs_signature: bool) -> None:
    """Refuse an answer that is incomplete: no name, unknown way, no signature, a refusal without reason, foreign lines."""
    if not said.name.strip():
        raise Refused("请填写答复人的姓名。")
    if said.via not in VIA:
        raise Refused("请选择客户答复的方式：平板签字、手机页、电话、微信、纸质。")
    if needs_signature and not said.signature:
        raise Refused("还没有签名，请客户在屏幕上签字后再提交。")
    known = {line.pk for line in lines}
    for line_id, reason in said.declined.items():
        if line_id not in known:
            raise Refused("有的项目已经变动，请刷新后看最新内容再答复。")
        if not reason.strip():
            raise Refused("请选择暂不做的原因。")


def open_lines(order: Order, extra: ExtraWork | None) -> list[Line]:
    """The lines that an answer is about, locked, with their jobs, job by job. One statement."""
    mine = Line.objects.filter(order_id=order.pk, extra_work=extra, state__in=CHANGEABLE_LINES)
    found = guarantees.looked_up(mine.select_related("job").select_for_update(of=("self",)), order)
    return sorted(found.order_by("pk"), key=lambda line: (line.job.position, line.pk))


def record(
    warrant: Warrant, order: Order, lines: Sequence[Line], said: Said, *, extra: ExtraWork | None = None
) -> tuple[Answer, list[Line]]:
    """Write the answer and move the lines: agreed ones are authorised and their parts asked for, others declined.

    The caller has locked the order (with its vehicle) and saves it with its promise and amounts. Returns the answer and
    what was agreed to.
    """
    declined = [line for line in lines if line.pk in said.declined]
    agreed = [line for line in lines if line.pk not in said.declined]
    promised_at = extra.promised_at if extra is not None else order.promised_at
    answer = Answer.objects.create(
        store_id=order.store_id,
        order=order,
        extra_work=extra,
        about="extra" if extra is not None else "sign",
        via=said.via,
        name=said.name.strip()[:40],
        at=said.at,
        amount=amounts.total(agreed),
        promised_at=promised_at,
        signature=signature_of(order, said),
        taken_by_id=warrant.actor.staff_id,
    )
    _authorize(agreed, answer)
    _decline(order, declined, said, answer, extra)
    dropped = _settle_jobs(lines)
    _refuse_campaigns(
        order, [job for job in dropped if job.repair_type == RepairType.RECALL], declined, said, answer
    )
    if agreed and extra is not None and extra.promised_at is not None:
        order.promised_at = extra.promised_at
    ask_for_parts(order, agreed, at=said.at)
    return answer, agreed


def signature_of(order: Order, said: Said) -> Picture | None:
    """The stroke that came with an answer, kept as a picture."""
    if not said.signature:
        return None
    return pictures.keep_signature(said.signature, store_id=order.store_id, at=said.at)


def _authorize(lines: Sequence[Line], answer: Answer) -> None:
    for line in lines:
        states.LINE.move(line, "authorize")
        line.answer = answer
    if lines:
        ids = [line.pk for line in lines]
        Line.objects.filter(pk__in=ids).update(state=LineState.AUTHORIZED, answer=answer)


def _decline(
    order: Order, lines: Sequence[Line], said: Said, answer: Answer, extra: ExtraWork | None
) -> None:
    """What is not wanted is remembered with its reason (LANE-16) and told upwards."""
    if not lines:
        return
    for line in lines:
        states.LINE.move(line, "decline")
        line.decline_reason = said.reason(line.pk)
    Line.objects.bulk_update(lines, ["state", "decline_reason"])
    findings = list(Finding.objects.select_for_update(of=("self",)).filter(line__in=lines))
    for finding in findings:
        finding.outcome, finding.declined_at = "declined", said.at
        finding.decline_reason = next(line.decline_reason for line in lines if line.pk == finding.line_id)
        finding.declined_signature = answer.signature
    Finding.objects.bulk_update(findings, ["outcome", "decline_reason", "declined_at", "declined_signature"])
    safety = {finding.line_id for finding in findings if finding.is_safety}
    if extra is not None and extra.is_safety:
        safety |= {line.pk for line in lines}
    announce_declined(order, lines, safety=safety, at=said.at)


def announce_declined(
    order: Order, lines: Iterable[Line], *, safety: Iterable[int | None] = (), at: datetime
) -> None:
    """One fact per job: what is not done, for how much, and why."""
    marked = set(safety)
    for _, group in groupby(lines, key=lambda line: line.job_id):
        mine = list(group)
        first = next((line for line in mine if line.kind == LineKind.LABOUR), mine[0])
        announce(
            facts.LineDeclined(
                order.store_id,
                order.pk,
                first.pk,
                order.vehicle_id,
                order.customer_id,
                first.job.title if len(mine) > 1 else first.name,
                first.job.system,
                amounts.total(mine),
                first.decline_reason,
                any(line.pk in marked for line in mine),
                at,
            )
        )


def _refuse_campaigns(
    order: Order, jobs: Sequence[Job], lines: Iterable[Line], said: Said, answer: Answer
) -> None:
    """Declined work of recalls and service campaigns is their signed refusal (WARR-20). Without a signature (on the phone)
    nothing is settled: the campaign goes on asking, and holds the delivery until somebody signs."""
    if not jobs or answer.signature_id is None:
        return
    ids = [job.pk for job in jobs]
    why = dict.fromkeys(said.reason(line.pk) for line in lines if line.job_id in ids)
    campaign_work.refused_on_order(
        order.pk,
        ids,
        campaign_work.Refusal(answer.name, answer.signature_id),
        words=f"{VIA[said.via]}：{'、'.join(why)}",
        order_number=order.number,
        store_id=order.store_id,
        staff_id=answer.taken_by_id,
        at=said.at,
    )


def _settle_jobs(lines: Sequence[Line]) -> list[Job]:
    """A job of which nothing is wanted is dropped; one of extra work that is wanted waits for its technician. Returns those
    that were dropped."""
    dropped = []
    for _, group in groupby(lines, key=lambda line: line.job_id):
        mine = list(group)
        job, wanted = mine[0].job, any(line.state == LineState.AUTHORIZED for line in mine)
        if wanted and job.state == JobState.PROPOSED:
            states.JOB.move(job, "approve")
        elif not wanted and not _has_work(job, mine):
            states.JOB.move(job, "drop")
            dropped.append(job)
        else:
            continue
        job.save(update_fields=["state"])
    return dropped


def _has_work(job: Job, mine: Sequence[Line]) -> bool:
    others = Line.objects.filter(job=job, state__in=WORKABLE_LINES).exclude(pk__in=[line.pk for line in mine])
    return others.exists()


def ask_for_parts(order: Order, lines: Iterable[Line], *, at: datetime) -> None:
    """The agreed parts go on the pick list and are kept for this car; what the booking had kept moves to the lines."""
    wanted = [line for line in lines if line.kind == LineKind.PART and line.part_id and not line.own_part]
    if not wanted:
        return
    appointment_id = order.visit.appointment_id
    if appointment_id is not None:
        kept: dict[int, int] = {}
        for line in wanted:
            kept.setdefault(line.part_id or 0, line.pk)
        holds.move_to_lines(appointment_id=appointment_id, lines=kept, at=at)
    picking.ask(
        store_id=order.store_id,
        order_id=order.pk,
        order_number=order.number,
        plate=order.vehicle.plate,
        promised_at=order.promised_at,
        lines=[picking.Asked(line.pk, line.part_id or 0, line.quantity) for line in wanted],
        at=at,
    )


def agreed_now(order: Order) -> Money:
    """What the customer has agreed to by now, over all payers. One statement."""
    standing = Line.objects.filter(order_id=order.pk, state__in=WORKABLE_LINES)
    return Money(sum(standing.values_list("amount", flat=True), ZERO))
