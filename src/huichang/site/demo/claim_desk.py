"""The demo's warranty desk: half a year of claims on the manufacturer, made of the warranty jobs that the past has.

What the manufacturer has paid on an order's statement was claimed and settled; younger claims are with it, came back, or wait
for the clerk. Written at once, like the rest of the past.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils.timezone import localdate

from huichang.billing.models import Statement
from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel import months
from huichang.site.demo import claim_papers, claim_words
from huichang.site.demo.claim_papers import DAY, ZERO, Desk
from huichang.warranty import rules
from huichang.warranty.models import (
    Claim,
    ClaimedPart,
    ClaimLine,
    FaultReport,
    PartMove,
    SettlementLine,
    Submission,
)
from huichang.warranty.states import (
    ClaimKind,
    ClaimState,
    Decision,
    Duty,
    Grade,
    Outcome,
    PartState,
    Remedy,
)
from huichang.workshop.models import Job, Line

MOST = 400
REASONS = ("工时超出标准", "缺少测量数据", "旧件供应商代码错误", "无故障现象或原因分析", "非主故障部位")
SUPPLIERS = ("10233", "10718", "20417", "31009", "40552")


def fill(store_ids: Iterable[int], now: datetime) -> None:
    """Claims of all stores, as of `now`."""
    for place, store_id in enumerate(store_ids):
        _store(store_id, now, Random(701 + place))


def _store(store_id: int, now: datetime, chance: Random) -> None:
    clerks, advisers = company.people(store_id, Role.WARRANTY_CLERK), company.people(store_id, Role.ADVISER)
    desk = Desk(store_id, clerks[0].id if clerks else None, advisers[0].id if advisers else None, chance, now)
    jobs = list(
        Job.objects.filter(
            store_id=store_id,
            payer="manufacturer",
            state="done",
            order__state__in=["checked", "settled", "delivered"],
            order__done_at__gte=now - 183 * DAY,
        )
        .select_related("order__vehicle", "order__customer")
        .prefetch_related("lines__operation")
        .order_by("-order__done_at")[:MOST]
    )
    paid = set(
        Statement.objects.filter(
            store_id=store_id, payer="manufacturer", state="paid", order_id__in=[job.order_id for job in jobs]
        ).values_list("order_id", flat=True)
    )
    for job in reversed(jobs):
        _claim(desk, job, is_paid=job.order_id in paid)
    claim_papers.write(desk)
    claim_words.write(desk)
    claim_papers.count(desk)


def _claim(desk: Desk, job: Job, *, is_paid: bool) -> None:
    order, car, chance = job.order, job.order.vehicle, desk.chance
    done = order.done_at
    lines = [row for row in job.lines.all() if row.payer == "manufacturer" and row.amount > 0]
    if done is None or not lines:
        return
    on, age = localdate(done), (desk.now - done).days
    asked = {
        kind: sum(
            (row.amount for row in lines if (row.kind if row.kind in ("labour", "part") else "") == kind),
            ZERO,
        )
        for kind in ("labour", "part", "")
    }
    state, again = _state(chance, age, is_paid=is_paid)
    total = sum(asked.values(), ZERO)
    is_out = state != ClaimState.READY
    claim = Claim(
        store_id=desk.store,
        number=desk.number("SPD", localdate(order.opened_at)),
        order=order,
        order_number=order.number,
        job=job,
        kind=ClaimKind.FREE_SERVICE if job.repair_type == "first" else ClaimKind.NORMAL,
        title=job.title,
        vehicle=car,
        plate=car.plate,
        vin=car.vin,
        model=(car.model or f"{car.brand} {car.series}")[:80],
        engine_number=car.engine_number,
        customer=(order.sender_name or order.customer.name)[:40],
        km=order.odometer,
        km_at_sale=chance.randint(3, 40),
        sold_on=car.sold_on,
        licensed_on=car.licensed_on,
        registered_at=done,
        failed_on=localdate(order.opened_at),
        repaired_on=on,
        concern=job.concern or order.concern or f"{job.title}：客户反映异常",
        cause=job.cause or "零件早期失效，拆检确认",
        correction=job.correction or f"{job.title}，试车正常",
        grade=chance.choice([Grade.B, Grade.C, Grade.C, Grade.C, Grade.D]),
        state=state,
        state_since=min(done + timedelta(days=6 if is_out else 0), desk.now),
        opened_at=order.opened_at,
        opened_by_id=order.adviser_id,
        decided_at=order.opened_at + timedelta(minutes=25),
        decided_by_id=desk.clerk,
        verdict="属零部件质量问题",
        due_on=rules.due_on(on) if not is_out else None,
        round=(2 if again else 1) if is_out else 0,
        asked_labour=asked["labour"],
        asked_parts=asked["part"],
        asked_other=asked[""],
        asked=total,
        paid=total if state == ClaimState.PAID else ZERO,
        their_number=f"CJ{claim_key(order.number)}" if is_out else "",
    )
    if state in (ClaimState.RETURNED, ClaimState.REFUSED):
        claim.answer_words = chance.choice(REASONS)
        claim.answered_at = desk.now - timedelta(days=chance.randint(1, 12))
        claim.due_on = localdate(claim.answered_at) + 30 * DAY
    desk.claims.append(claim)
    _lines(desk, claim, lines)
    if is_out:
        _submissions(desk, claim, total, done, again=again)
    _report(desk, claim, done)


def claim_key(number: str) -> str:
    """The digits of an order's number, for a number of the manufacturer's."""
    return number[-8:]


def _state(chance: Random, age: int, *, is_paid: bool) -> tuple[str, bool]:
    if is_paid:
        return ClaimState.PAID, chance.random() < 0.09
    if age <= 9:
        return ClaimState.READY, False
    if chance.random() < 0.06:
        return (ClaimState.RETURNED if chance.random() < 0.6 else ClaimState.REFUSED), False
    return (ClaimState.PASSED if age > 30 else ClaimState.SENT), False


def _lines(desk: Desk, claim: Claim, lines: list[Line]) -> None:
    chance = desk.chance
    causal = next((row for row in lines if row.kind == "part"), lines[0])
    clause, says = _promise(claim)
    for row in lines:
        supplier = chance.choice(SUPPLIERS) if row.kind == "part" else ""
        line = ClaimLine(
            store_id=desk.store,
            claim=claim,
            line=row,
            kind=row.kind,
            part_id=row.part_id,
            code=row.code,
            name=row.name,
            unit=row.unit,
            quantity=row.quantity,
            minutes=int(row.minutes * row.quantity),
            standard_minutes=int(row.minutes * row.quantity),
            unit_price=row.unit_price,
            amount=row.amount,
            asked=row.amount,
            decision=Decision.CLAIM,
            answer="covered",
            clause=clause,
            says=says,
            duty=Duty.CAUSAL if row is causal else Duty.SECONDARY,
            goes_back=row.kind == "part" and claim.kind == ClaimKind.NORMAL,
            supplier_code=supplier,
            old_code=row.code if row.kind == "part" else "",
        )
        desk.lines.append(line)
        if line.goes_back:
            _part(desk, claim, line)


def _promise(claim: Claim) -> tuple[str, str]:
    """By which promise the claim is covered, with its arithmetic: the whole car's first, else the one that was bought."""
    begun, on = claim.licensed_on or claim.sold_on, claim.repaired_on
    if begun is None or on is None:
        return "整车担保", ""
    within = on <= months.later(begun, 36) and claim.km <= 100_000
    name, most, far = ("整车担保", 36, "100,000") if within else ("延长担保", 72, "150,000")
    ends = months.later(begun, most)
    return name, f"自 {begun} 起 {most} 个月（至 {ends}）或 {far} 公里，里程 {claim.km:,} 公里在内。"


def _submissions(desk: Desk, claim: Claim, total: Decimal, done: datetime, *, again: bool) -> None:
    at = min(done + timedelta(days=6), desk.now)
    for place in (1, 2) if again else (1,):
        number = claim.number if place == 1 else f"{claim.number}-2"
        sent = Submission(
            store_id=desk.store,
            claim=claim,
            round=place,
            number=number,
            asked=total,
            words="补充测量数据和照片" if place == 2 else "",
            sent_at=at,
            sent_by_id=desk.clerk,
        )
        desk.sent.append(sent)
        if claim.state == ClaimState.PAID:
            _settle(desk, claim, sent, is_paid=not again or place == 2)
        elif claim.state == ClaimState.PASSED and desk.chance.random() < 0.6:
            _to_book(desk, claim, sent)
        at = min(at + timedelta(days=24), desk.now)


def _settle(desk: Desk, claim: Claim, sent: Submission, *, is_paid: bool) -> None:
    month = (localdate(sent.sent_at).replace(day=1) + 20 * DAY).replace(day=1)
    at = min(sent.sent_at + timedelta(days=20), desk.now)
    desk.settled.append(
        SettlementLine(
            store_id=desk.store,
            month=month,
            list_number=f"JS{month:%Y%m}",
            claim_number=sent.number,
            vin=claim.vin,
            parts=sent.asked if is_paid else ZERO,
            paid=sent.asked if is_paid else ZERO,
            reason="" if is_paid else desk.chance.choice(REASONS),
            claim=claim,
            submission=sent,
            asked=sent.asked,
            outcome=Outcome.PAID if is_paid else Outcome.REJECTED,
            remedy=Remedy.NONE if is_paid else Remedy.RESUBMITTED,
            remedy_words="" if is_paid else f"已补充依据，{claim.number}-2",
            remedied_at=None if is_paid else at,
            booked_at=at,
            read_at=at,
        )
    )


def _to_book(desk: Desk, claim: Claim, sent: Submission) -> None:
    """This month's list was read and waits to be booked: some of it is cut."""
    month = localdate(desk.now).replace(day=1)
    cut = desk.chance.random() < 0.15
    paid = (sent.asked * Decimal("0.7")).quantize(Decimal("0.01")) if cut else sent.asked
    desk.settled.append(
        SettlementLine(
            store_id=desk.store,
            month=month,
            list_number=f"JS{month:%Y%m}",
            claim_number=sent.number,
            vin=claim.vin,
            parts=paid,
            paid=paid,
            reason=desk.chance.choice(REASONS) if cut else "",
            claim=claim,
            submission=sent,
            asked=sent.asked,
            outcome=Outcome.CUT if cut else Outcome.PAID,
            remedy=Remedy.OPEN if cut else Remedy.NONE,
            read_at=desk.now,
        )
    )


def _part(desk: Desk, claim: Claim, line: ClaimLine) -> None:
    tagged = claim.state_since if claim.state == ClaimState.READY else claim.decided_at or desk.now
    on = localdate(tagged)
    fresh = claim.state == ClaimState.READY and (desk.now - tagged).days < 1
    part = ClaimedPart(
        store_id=desk.store,
        tag=desk.number("JJ", on),
        claim=claim,
        claim_line=line,
        code=line.old_code,
        name=line.name,
        quantity=line.quantity,
        supplier_code=line.supplier_code,
        state=PartState.TAGGED if fresh else PartState.STORED,
        tagged_at=tagged,
        stored_at=None if fresh else tagged + timedelta(hours=3),
        place="" if fresh else f"SP-{desk.chance.randint(1, 6):02d}-{desk.chance.randint(1, 4)}",
        keep_until=months.later(on, 3),
    )
    desk.parts.append(part)
    if not fresh:
        desk.moves.append(
            PartMove(
                store_id=desk.store,
                part=part,
                what="入库",
                document=claim.number,
                place=part.place,
                at=part.stored_at or tagged,
                by_id=desk.clerk,
            )
        )


def _report(desk: Desk, claim: Claim, done: datetime) -> None:
    if claim.kind == ClaimKind.FREE_SERVICE or (
        claim.state == ClaimState.READY and desk.chance.random() < 0.5
    ):
        return
    sent = done + timedelta(days=5)
    causal = next(
        (line for line in reversed(desk.lines) if line.claim is claim and line.duty == Duty.CAUSAL), None
    )
    desk.reports.append(
        FaultReport(
            store_id=desk.store,
            number=desk.number("GZ", localdate(done)),
            claim=claim,
            grade=claim.grade,
            topic=claim.title,
            made_on=claim.sold_on - 45 * DAY if claim.sold_on else None,
            failed_on=claim.failed_on or localdate(done),
            use="家用",
            serviced_in_time=True,
            conditions=[desk.chance.choice(list(rules.CONDITIONS))],
            failed_part=f"{causal.code} {causal.name}"[:80] if causal else "",
            supplier_code=causal.supplier_code if causal else "",
            complaint=claim.concern[:300],
            analysis=claim.cause,
            measure=claim.correction,
            written_at=done,
            written_by_id=desk.clerk,
            sent_at=sent if sent < desk.now else None,
        )
    )
