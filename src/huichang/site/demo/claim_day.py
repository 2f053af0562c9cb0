"""The warranty desk today, through the use-cases: a car that waits for its inspection, one in repair, goodwill on its way, a
serious fault, last month's list booked with its differences. Whatever the day's orders do not offer is left out."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.site.demo import drawings
from huichang.site.demo.claim_papers import DAY
from huichang.site.demo.claim_words import DRAWN, MEASURED
from huichang.warranty import approvals, covering, goodwill, inspecting, reports, settling, splitting
from huichang.warranty.inspecting import Diagnosis, Judged, Measured
from huichang.warranty.models import Claim, SettlementLine
from huichang.warranty.states import (
    ClaimState,
    Danger,
    Decision,
    Duty,
    EvidenceKind,
    Opinion,
    Outcome,
    Remedy,
)
from huichang.workshop.models import Order
from huichang.workshop.queries import claimed_work
from huichang.workshop.states import OrderState

OPEN = (OrderState.DRAFT, OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING, OrderState.DONE)
Job = tuple[claimed_work.OrderWork, claimed_work.WorkJob]


def fill(store_ids: Iterable[int], now: datetime) -> None:
    """The day of each store."""
    for store_id in store_ids:
        _Day(store_id, now).tell()


class _Day:
    def __init__(self, store_id: int, now: datetime) -> None:
        self.store, self.now = store_id, now
        self.clerk, self.adviser, self.manager = (
            self._one(role) for role in (Role.WARRANTY_CLERK, Role.ADVISER, Role.SERVICE_MANAGER)
        )

    def _one(self, role: Role) -> Actor | None:
        there = company.people(self.store, role)
        return company.actor_of(there[0].id, store_id=self.store) if there else None

    def tell(self) -> None:
        """All of it."""
        if not (self.clerk and self.adviser and self.manager):
            return
        covered, outside = self._jobs()
        stories: list[tuple[Iterator[Job], Callable[[Job], None]]] = [
            (covered, self._waiting),
            (covered, self._repairing),
            (outside, self._asked_for),
            (outside, self._half_agreed),
        ]
        for jobs, story in stories:
            for job in jobs:
                if self._went(story, job):
                    break
        for act in (self._serious, self._listed):
            act()

    def _went(self, story: Callable[[Job], None], job: Job) -> bool:
        try:
            story(job)
        except (Refused, OutOfTurn, Missing, NotAllowed):
            return False
        return True

    def _jobs(self) -> tuple[Iterator[Job], Iterator[Job]]:
        """Repairs of today's orders: those with something covered, those outside every promise."""
        ids = (
            Order.objects.filter(store_id=self.store, state__in=OPEN)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        covered, outside = [], []
        for work in claimed_work.work(ids).values():
            for job in work.jobs:
                if not any(line.part_id and line.payer == "customer" for line in job.lines):
                    continue
                if all(line.use_class in ("wear", "consumable") for line in job.lines if line.part_id):
                    continue
                told = covering.of_lines(work, job.lines).values()
                kinds = {each.verdict for each in told}
                if "covered" in kinds:
                    covered.append((work, job))
                elif kinds == {"not_covered"}:
                    outside.append((work, job))
        covered.sort(key=lambda each: each[0].state == OrderState.DONE)
        return iter(covered), iter(outside)

    def _ask(self, job: Job, minutes: int, words: str) -> Claim:
        work, mine = job
        assert self.adviser is not None
        return splitting.ask_inspection(
            self.adviser,
            mine.id,
            order_id=work.id,
            words=words,
            at=self.now - timedelta(minutes=minutes),
        )

    def _inspect(self, claim: Claim, job: Job, minutes: int, *, outside: bool) -> None:
        """Photos, one measurement, a decision for every line; the dearest part is causal."""
        assert self.clerk is not None
        name, value, limit = MEASURED[claim.pk % len(MEASURED)]
        at = self.now - timedelta(minutes=minutes)
        shown = drawings.photo(DRAWN.get(job[1].system, "leak"))
        inspecting.add_evidence(
            self.clerk,
            claim.pk,
            photos={
                str(EvidenceKind.FAULT): [shown],
                str(EvidenceKind.VIN): [drawings.plate_of("VIN", claim.vin)],
                str(EvidenceKind.ODOMETER): [drawings.plate_of("ODO", f"{claim.km:,} km")],
            },
            measured=[Measured(name, value, limit)],
            at=at,
        )
        rows = list(claim.lines.order_by("pk"))
        told = covering.of_lines(job[0], job[1].lines)
        own = {row.pk for row in rows if not outside and told[row.line_id].verdict == "not_covered"}
        causal = max(rows, key=lambda row: (row.pk not in own, row.part_id is not None, row.amount))
        said = [
            Judged(
                row.pk,
                Decision.GOODWILL if outside else Decision.OWN if row.pk in own else Decision.CLAIM,
                why="" if told[row.line_id].verdict == "covered" else "随主因件必须一起更换",
                duty=Duty.CAUSAL if row is causal else Duty.SECONDARY,
                supplier_code="20417" if row.part_id else "",
            )
            for row in rows
        ]
        cause = "拆检确认零件早期失效，测量值超出标准，没有外力和改装痕迹"
        found = Diagnosis(
            concern=claim.concern or f"{claim.title}：客户反映异常", cause=cause, verdict="属零部件质量问题"
        )
        inspecting.decide_claim(self.clerk, claim.pk, judged=said, found=found, at=at)

    def _waiting(self, job: Job) -> None:
        self._ask(job, 35, "客户说上周开始的，请看是否属质保")

    def _repairing(self, job: Job) -> None:
        claim = self._ask(job, 150, "行驶中出现，故障灯亮")
        self._inspect(claim, job, 120, outside=False)

    def _goodwill(self, job: Job, minutes: int) -> int:
        claim = self._ask(job, minutes, "刚过保，客户要求厂家承担")
        self._inspect(claim, job, minutes - 20, outside=True)
        assert self.adviser is not None
        asked = goodwill.ask_goodwill(
            self.adviser,
            claim.pk,
            happened_on=self.now.date(),
            topic=f"刚过保，{claim.title}"[:80],
            complaint="客户一直在本店保养，刚过保就出现故障，要求厂家承担一半费用。",
            share_percent=50,
            at=self.now - timedelta(minutes=minutes - 40),
        )
        return asked.pk

    def _asked_for(self, job: Job) -> None:
        self._goodwill(job, 90)

    def _half_agreed(self, job: Job) -> None:
        """Three of six have agreed."""
        key = self._goodwill(job, 240)
        claim = Claim.objects.get(goodwills=key)
        assert self.clerk is not None
        approvals.ask_approval(
            self.clerk,
            claim.pk,
            estimate=sum(claim.lines.values_list("amount", flat=True), Decimal(0)),
            words=f"{claim.concern}；{claim.cause}，拟{claim.title}"[:300],
            at=self.now - timedelta(minutes=190),
        )
        signers = {Opinion.SERVICE_MANAGER: "", Opinion.REGION: "周启明", Opinion.DIRECTOR: "何锦程"}
        for place, (step, who) in enumerate(signers.items()):
            actor = self.manager if step == Opinion.SERVICE_MANAGER else self.clerk
            assert actor is not None
            goodwill.give_opinion(
                actor,
                key,
                step=step,
                agrees=True,
                words="老客户，保养齐全，同意",
                who=who,
                at=self.now - timedelta(minutes=180 - 40 * place),
            )

    def _serious(self) -> None:
        """A class A fault of this week: out at once, with the alarm."""
        assert self.clerk is not None
        rows = Claim.objects.filter(store_id=self.store, state=ClaimState.READY, report__isnull=True)
        claim = rows.exclude(kind="free_service").order_by("-asked").first()
        if claim is None:
            return
        told = reports.Told(
            topic=f"行驶中失去动力，{claim.title}"[:80],
            failed_on=claim.failed_on or self.now.date(),
            complaint="高速行驶中动力突然中断，靠边停车后无法再次起动，拖车进店。",
            analysis=f"{claim.cause}；读取故障码、复测后确认，同批次零件请厂家排查。",
            measure=claim.correction or "更换后试车正常",
            dangers=(Danger.POWER,),
            conditions=("accelerate", "hot"),
            speed="95 km/h",
            road="高速公路",
            weather="晴",
        )
        reports.write_report(self.clerk, claim.pk, told=told, at=self.now - timedelta(hours=3))

    def _listed(self) -> None:
        """Last month's list is booked, with what was cut and refused; it also pays somebody unknown, and one claim twice."""
        assert self.clerk is not None
        month = (self.now.replace(day=1) - DAY).date().replace(day=1)
        mine = SettlementLine.objects.filter(
            store_id=self.store, booked_at__isnull=True, submission__sent_at__lt=self.now - 30 * DAY
        )
        rows = list(mine.order_by("pk")[:8])
        if len(rows) < 3:
            return
        number = f"JS{month:%Y%m}-2"
        for place, row in enumerate(rows):
            row.month, row.list_number = month, number
            if place in (0, 1):
                row.paid = row.parts = (row.asked * Decimal("0.8")).quantize(Decimal("0.01")) * (place == 0)
                row.outcome = Outcome.CUT if place == 0 else Outcome.REJECTED
                row.reason = "工时超出标准" if place == 0 else "旧件供应商代码错误"
                row.remedy = Remedy.OPEN
        SettlementLine.objects.bulk_update(
            rows, ["month", "list_number", "paid", "parts", "outcome", "reason", "remedy"]
        )
        settling.book_month(self.clerk, self.store, month=month, at=self.now - 2 * DAY)
        last = rows[-1]
        SettlementLine.objects.bulk_create(
            [
                SettlementLine(
                    store_id=self.store,
                    month=month,
                    list_number=number,
                    claim_number=f"SPD{month:%y%m}990007",
                    parts=Decimal(420),
                    paid=Decimal(420),
                    outcome=Outcome.UNKNOWN,
                    read_at=self.now - 2 * DAY,
                ),
                SettlementLine(
                    store_id=self.store,
                    month=month,
                    list_number=f"{number}B",
                    claim_number=last.claim_number,
                    vin=last.vin,
                    parts=last.paid,
                    paid=last.paid,
                    claim_id=last.claim_id,
                    submission_id=last.submission_id,
                    asked=last.asked,
                    outcome=Outcome.TWICE,
                    read_at=self.now - 2 * DAY,
                ),
            ]
        )
