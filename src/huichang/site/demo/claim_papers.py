"""What the demo's warranty desk has gathered for a store, and how it is written: shipments, dispatches, checks with it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils.timezone import localdate

from huichang.kernel.models import Counter
from huichang.warranty.models import (
    CallBack,
    Check,
    Claim,
    ClaimedPart,
    ClaimLine,
    Dispatch,
    FaultReport,
    PartMove,
    SettlementLine,
    Shipment,
    Submission,
)
from huichang.warranty.states import Deduction, PartState, ShipmentState
from huichang.workshop.models import Job

ZERO, DAY = Decimal("0.00"), timedelta(days=1)


@dataclass
class Desk:
    """What is gathered for a store before it is written."""

    store: int
    clerk: int | None
    adviser: int | None
    chance: Random
    now: datetime
    claims: list[Claim] = field(default_factory=list)
    lines: list[ClaimLine] = field(default_factory=list)
    sent: list[Submission] = field(default_factory=list)
    settled: list[SettlementLine] = field(default_factory=list)
    parts: list[ClaimedPart] = field(default_factory=list)
    moves: list[PartMove] = field(default_factory=list)
    reports: list[FaultReport] = field(default_factory=list)
    counters: dict[tuple[str, date], int] = field(default_factory=dict)

    def number(self, kind: str, on: date) -> str:
        """The next number of a kind of document on a day."""
        last = self.counters[kind, on] = self.counters.get((kind, on), 0) + 1
        return f"{kind}{on:%y%m%d}{last:04d}"


def write(desk: Desk) -> None:
    """Write all that was gathered for a store."""
    Claim.objects.bulk_create(desk.claims, batch_size=500)
    Job.objects.filter(pk__in=[claim.job_id for claim in desk.claims]).update(is_claimed=True)
    ClaimLine.objects.bulk_create(desk.lines, batch_size=500)
    Submission.objects.bulk_create(desk.sent, batch_size=500)
    SettlementLine.objects.bulk_create(desk.settled, batch_size=500)
    _ship(desk)
    ClaimedPart.objects.bulk_create(desk.parts, batch_size=500)
    PartMove.objects.bulk_create(desk.moves, batch_size=500)
    _dispatch(desk)
    FaultReport.objects.bulk_create(desk.reports, batch_size=500)
    _checks(desk)


def count(desk: Desk) -> None:
    """Keep the last numbers that were given out, so that the house counts on from there."""
    known = {(row.kind, row.on): row for row in Counter.objects.filter(store_id=desk.store)}
    Counter.objects.bulk_create(
        [
            Counter(store_id=desk.store, kind=kind, on=on, last=last)
            for (kind, on), last in desk.counters.items()
            if (kind, on) not in known
        ]
    )


def _ship(desk: Desk) -> None:
    """Parts older than four months went back; one order calls back some of the others."""
    old = [part for part in desk.parts if (desk.now - part.tagged_at).days > 120]
    months = sorted({part.tagged_at.strftime("%Y-%m") for part in old})
    for month in months:
        mine = [part for part in old if part.tagged_at.strftime("%Y-%m") == month]
        at = min(max(part.tagged_at for part in mine) + timedelta(days=75), desk.now - DAY)
        shipment = Shipment.objects.create(
            store_id=desk.store,
            number=desk.number("HY", localdate(at)),
            state=ShipmentState.AUDITED,
            opened_at=at,
            opened_by_id=desk.clerk,
            sent_at=at,
            carrier="顺丰 SF" + at.strftime("%y%m%d01"),
            audited_at=at + timedelta(days=9),
            audit_words="包装完好，清单相符",
        )
        for place, part in enumerate(mine):
            bad = desk.chance.random() < 0.04
            part.state = PartState.DEDUCTED if bad else PartState.ACCEPTED
            part.deduction = desk.chance.choice([Deduction.WRONG_SUPPLIER, Deduction.NO_FAULT]) if bad else ""
            part.deducted = part.claim_line.amount if bad else ZERO
            part.shipment, part.box = shipment, place // 12 + 1
            part.gone_at, part.gone_document = at, shipment.number
    here = [part for part in desk.parts if part.state == PartState.STORED][:5]
    if here:
        order = CallBack.objects.create(
            store_id=desk.store,
            their_number=f"ZH{desk.now:%y%m}07",
            received_on=localdate(desk.now) - 3 * DAY,
            due_on=localdate(desk.now) + 4 * DAY,
            words="质量分析用，请保持原样",
        )
        for part in here:
            part.call_back = order


def _dispatch(desk: Desk) -> None:
    weeks: dict[date, list[FaultReport]] = {}
    for report in desk.reports:
        if report.sent_at is not None:
            on = localdate(report.sent_at)
            weeks.setdefault(on - timedelta(days=on.weekday()), []).append(report)
    for rows in weeks.values():
        at = max(row.sent_at for row in rows if row.sent_at)
        dispatch = Dispatch.objects.create(
            store_id=desk.store,
            number=desk.number("JF", localdate(at)),
            sent_at=at,
            sent_by_id=desk.clerk,
            count=len(rows),
        )
        for row in rows:
            row.dispatch = dispatch


def _checks(desk: Desk) -> None:
    Check.objects.create(
        store_id=desk.store,
        name="发动机件要诊断报告",
        says="发动机系统的索赔请补拍诊断报告，写故障代码",
        severity="mind",
        conditions=[
            {"field": "line.system", "compare": "eq", "value": "发动机"},
            {"field": "printouts", "compare": "empty", "value": ""},
        ],
        kept_at=desk.now,
        kept_by_id=desk.clerk,
    )
