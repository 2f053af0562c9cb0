"""What the cover says of the lines of a claim; the answers that were acted on are kept (WARR-02)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from huichang.engines.coverage.values import WORN, Answer, Asked, Kind, Verdict
from huichang.vehicles import cover_answers
from huichang.warranty.models import Claim, ClaimLine
from huichang.workshop.queries import claimed_work


@dataclass(frozen=True)
class Told:
    """An answer for a line, as the manufacturer's claim desk would read it."""

    verdict: str
    clause: str
    says: str
    share_percent: int
    asked: Asked
    answer: Answer


def told(asked: Asked, answer: Answer) -> Told:
    """The answer for a claim: a guarantee of the store's own repair is nothing that the manufacturer pays."""
    verdict, says, share = answer.verdict, answer.says, answer.share_percent
    if verdict == Verdict.COVERED and answer.kind == Kind.REPAIR:
        verdict, says, share = Verdict.NOT_COVERED, f"属本店维修质量保证，由本店承担，厂家不付。{says}", 0
    return Told(verdict.value, answer.clause, says, share or 100, asked, answer)


def asked_of(
    line: claimed_work.WorkLine, about: claimed_work.WorkLine | None, circumstances: Iterable[str] = ()
) -> Asked:
    """The question about a line of an order. Labour and charges are asked about with the part that the job is about
    (`about`): fitting a wear part is covered as little as the part."""
    part = line if line.part_id else about
    return Asked(
        key=str(line.id),
        part_id=part.part_id if part else None,
        part_number=part.code if part else "",
        part_class=part.use_class if part else "",
        system=(part.system if part else "") or line.system,
        operation_code=line.code if line.kind == "labour" else "",
        is_wear=part is not None and part.use_class in WORN,
        circumstance=tuple(circumstances),
    )


def of_lines(
    work: claimed_work.OrderWork,
    lines: Sequence[claimed_work.WorkLine],
    circumstances: Iterable[str] = (),
) -> dict[int, Told]:
    """Answers for lines of an order, by the line's key: all in one pass."""
    parts = {job.id: [each for each in job.lines if each.part_id] for job in work.jobs}
    about = {key: max(mine, key=lambda each: each.amount, default=None) for key, mine in parts.items()}
    said = tuple(circumstances)
    asked = [asked_of(line, about.get(line.job_id), said) for line in lines]
    answered = cover_answers.answers(
        work.vehicle_id, on=work.opened_on, km=work.odometer, asked=asked, store_id=work.store_id
    )
    return {line.id: told(each, answer) for line, each, answer in zip(lines, asked, answered, strict=True)}


def answers(
    claim: Claim,
    rows: Sequence[ClaimLine],
    work: claimed_work.OrderWork,
    circumstances: Iterable[str],
    *,
    at: datetime,
) -> dict[int, Told]:
    """Answers for the lines of a claim, by the claim line's key; labour goes with the system of the part that it fits."""
    job = work.job(claim.job_id)
    known = {line.id: line for line in job.lines} if job else {}
    lines = [known[row.line_id] for row in rows if row.line_id in known]
    found = of_lines(work, lines, circumstances)
    gone = Told(
        "not_covered", "", "这一行已从工单撤下。", 100, Asked(key=""), Answer("", Verdict.NOT_COVERED, "")
    )
    return {row.pk: found.get(row.line_id, gone) for row in rows}


def keep(
    claim: Claim,
    lines: Mapping[int, ClaimLine],
    said: Mapping[int, Told],
    *,
    by_id: int | None,
    at: datetime,
) -> None:
    """Keep the answers beside the lines; `answer_ref` of each names its record. One statement."""
    acted = [(pk, said[pk]) for pk in lines if said[pk].asked.key]
    ids = cover_answers.keep(
        claim.vehicle_id,
        [(each.asked, each.answer) for _, each in acted],
        store_id=claim.store_id,
        order_id=claim.order_id,
        on=claim.failed_on or at.date(),
        km=claim.km,
        by=by_id,
        at=at,
    )
    for (pk, _), kept in zip(acted, ids, strict=True):
        lines[pk].answer_ref = kept
