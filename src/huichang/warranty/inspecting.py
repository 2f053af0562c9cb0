"""The clerk's inspection (steps 2 and 3 of WARR-10): evidence, a decision for every line, the car's data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from huichang.company import settings
from huichang.engines.coverage.values import CIRCUMSTANCE_SAYS
from huichang.kernel import pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import covering, finishing, permissions, rules, states
from huichang.warranty.models import Claim, ClaimLine, Evidence, Measurement
from huichang.warranty.states import (
    ApprovalReason,
    ClaimState,
    Decision,
    Duty,
    EvidenceKind,
    FaultNature,
    Grade,
    PartState,
    Way,
)
from huichang.workshop import bearing
from huichang.workshop.queries import claimed_work

MOST_PHOTOS, MOST_MEASUREMENTS = 30, 30
APPROVAL_YUAN = settings.declare("warranty.approval_yuan", 5000, "索赔超过多少要厂家预授权", unit="元")
REPEAT_MONTHS = settings.declare("warranty.repeat_months", 12, "多久内同一项目再次索赔要预授权", unit="个月")


@dataclass(frozen=True)
class Measured:
    """Something measured: `limit` is what it should be."""

    name: str
    value: str
    limit: str = ""


@dataclass(frozen=True)
class Judged:
    """What the clerk says of a line (`line_id`: of the claim)."""

    line_id: int
    decision: str
    why: str = ""
    duty: str = Duty.SECONDARY
    way: str = Way.REPLACE
    goes_back: bool = True
    supplier_code: str = ""
    old_code: str = ""
    serial: str = ""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """What the inspection found: symptom, cause, what kind of fault, and what of the exclusions applies."""

    concern: str
    cause: str
    verdict: str = ""
    fault_code: str = ""
    nature: str = FaultNature.PART
    grade: str = Grade.C
    failed_on: date | None = None
    circumstances: Sequence[str] = field(default_factory=tuple)


@use_case(permissions.INSPECT, "登记索赔鉴定证据")
def add_evidence(
    warrant: Warrant,
    claim_id: int,
    *,
    photos: Mapping[str, Sequence[bytes]],
    measured: Sequence[Measured] = (),
    at: datetime,
) -> Claim:
    """Photos by what they show, and what was measured. Raises Refused for none, too many, or a kind that does not exist."""
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if claim.state in (ClaimState.PAID, ClaimState.CLOSED, *states.DEAD):
        raise OutOfTurn(f"{claim}现在是“{claim.get_state_display()}”，不能再补证据。")
    taken = [(kind, photo) for kind, several in photos.items() for photo in several]
    if any(kind not in EvidenceKind.values for kind in photos):
        raise Refused("照片内容请从列表里选择。")
    told = [each for each in measured if each.name.strip() or each.value.strip()]
    if not taken and not told:
        raise Refused("请拍照或填写测量值。")
    if any(not (each.name.strip() and each.value.strip()) for each in told):
        raise Refused("测量值要有测量项和实测值。")
    if claim.evidence.count() + len(taken) > MOST_PHOTOS:
        raise Refused(f"一张索赔单最多 {MOST_PHOTOS} 张照片。")
    if claim.measurements.count() + len(told) > MOST_MEASUREMENTS:
        raise Refused(f"一张索赔单最多 {MOST_MEASUREMENTS} 个测量值。")
    for kind, photo in taken:
        picture = pictures.keep(
            photo, store_id=claim.store_id, kind="claim", at=at, staff_id=warrant.actor.staff_id
        )
        Evidence.objects.create(store_id=claim.store_id, claim=claim, kind=kind, picture=picture, at=at)
    Measurement.objects.bulk_create(
        [
            Measurement(
                store_id=claim.store_id,
                claim=claim,
                name=each.name.strip()[:40],
                value=each.value.strip()[:30],
                limit=each.limit.strip()[:30],
            )
            for each in told
        ]
    )
    return claim


@use_case(permissions.INSPECT, "索赔鉴定")
def decide_claim(
    warrant: Warrant, claim_id: int, *, judged: Sequence[Judged], found: Diagnosis, at: datetime
) -> Claim:
    """Every line is decided, with the cover's answer of this moment kept beside it; covered lines become the manufacturer's.

    A line that no policy covers can only be a goodwill one; one that has to be judged, or that is decided against its answer,
    needs the reason. Where nothing is left, the claim ends here. Raises Refused, OutOfTurn, Missing.
    """
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    _must_allow(claim, "decide")
    _check_found(found, claim, localdate(at))
    lines: dict[int, ClaimLine] = {
        row.pk: row
        for row in ClaimLine.objects.select_for_update(of=("self",))
        .filter(claim=claim, live=True)
        .order_by("pk")
    }
    said = {each.line_id: each for each in judged}
    if set(said) - set(lines):
        raise Missing("有的明细不在这张索赔单里，请刷新页面。")
    if undecided := [row.name for pk, row in lines.items() if pk not in said]:
        raise Refused(f"“{undecided[0]}”还没有判定，每一行都要判定。")
    work = claimed_work.work([claim.order_id])[claim.order_id]
    told = covering.answers(claim, list(lines.values()), work, found.circumstances, at=at)
    for pk, row in lines.items():
        _judge(row, said[pk], told[pk])
    taken = [row for row in lines.values() if row.decision in (Decision.CLAIM, Decision.GOODWILL)]
    if taken and sum(row.duty == Duty.CAUSAL for row in taken) != 1:
        raise Refused(
            "请指明一个主因件（没有换件时指明主要工时），只能有一个，其余是次因。", fields=("duty",)
        )
    covering.keep(claim, lines, told, by_id=warrant.actor.staff_id, at=at)
    claim.concern, claim.cause = found.concern.strip()[:300], found.cause.strip()[:300]
    claim.verdict, claim.fault_code = found.verdict.strip()[:300], found.fault_code.strip()[:40]
    claim.nature, claim.grade = found.nature, found.grade
    claim.failed_on = found.failed_on or claim.failed_on
    claim.circumstances = list(found.circumstances)
    claim.policy = next((row.clause for row in taken if row.clause), "")[:200]
    claim.decided_at, claim.decided_by_id, claim.state_since = at, warrant.actor.staff_id, at
    states.CLAIM.move(claim, "decide" if taken else "deny")
    claim.word_reasons = reasons_for_word(claim, taken, work) if taken else []
    claim.waits_for_word = bool(claim.word_reasons)
    ClaimLine.objects.bulk_update(lines.values(), LINE_FIELDS)
    own = [row for row in lines.values() if row.decision == Decision.OWN]
    ClaimLine.objects.filter(pk__in=[row.pk for row in own]).update(live=False)
    claim.save()
    _, ours = bearing.put_on_manufacturer(
        warrant,
        claim.order_id,
        [row.line_id for row in taken if row.decision == Decision.CLAIM],
        job_id=claim.job_id,
        percents={row.line_id: row.share_percent for row in taken},
        at=at,
    )
    _, bound = bearing.put_on_customer(
        warrant, claim.order_id, [row.line_id for row in lines.values() if row not in taken], at=at
    )
    warrant.note = _to_ask(ours, bound)
    if taken:
        # Looked at anew now that the order is held: of work that was done before, or while this was being decided, no later
        # fact would tell.
        work = claimed_work.work([claim.order_id])[claim.order_id]
        if work.done_on is not None:
            finishing.finish(claim, work, at=at)
    return claim


def _to_ask(ours: Sequence[str], bound: Sequence[str]) -> str:
    """What the customer was told to be free and is not: they have to be asked first."""
    told = [f"{'、'.join(bound)}不属索赔：请服务顾问登记增项，请客户确认付费"] if bound else []
    if ours:
        told.append(f"{'、'.join(ours)}厂家只承担一部分，客户已被告知免费：余下由本店承担，或请客户另行确认")
    return "；".join(told)[:200]


@use_case(permissions.INSPECT, "重新鉴定")
def reopen_inspection(warrant: Warrant, claim_id: int, *, why: str, at: datetime) -> Claim:
    """A line was judged wrongly: every line is decided anew, what is on the order follows the new decision.

    Raises Refused without a reason, while the manufacturer is asked for something, or when parts lie in the store already;
    OutOfTurn once the claim went out.
    """
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    states.CLAIM.move(claim, "reopen")
    if not why.strip():
        raise Refused("请写明为什么重新鉴定。", fields=("why",))
    if claim.approvals.filter(state="asked").exists() or claim.goodwills.filter(state="asked").exists():
        raise Refused("这张索赔单还在申请预授权或善意索赔，请先撤回申请。")
    # Held before they are looked at: nobody scans one of them into the store while its tag goes.
    parts = list(claim.parts.select_for_update(of=("self",)).order_by("pk"))
    if any(part.state != PartState.TAGGED for part in parts):
        raise Refused("旧件已经入库，判定不能再改。请作废这张索赔单后重新申请。")
    claim.parts.all().delete()
    taken = ClaimLine.objects.filter(live=True, line_id=OuterRef("line_id"))
    ClaimLine.objects.filter(claim=claim, live=False).exclude(Exists(taken)).update(live=True)
    claim.state_since, claim.waits_for_word, claim.word_reasons = at, False, []
    claim.save(update_fields=["state", "state_since", "waits_for_word", "word_reasons"])
    warrant.note = why.strip()[:200]
    return claim


def _must_allow(claim: Claim, verb: str) -> None:
    if not states.CLAIM.allows(claim.state, verb):
        states.CLAIM.move(claim, verb)


LINE_FIELDS = [
    "decision",
    "why",
    "answer",
    "clause",
    "says",
    "answer_ref",
    "duty",
    "way",
    "goes_back",
    "supplier_code",
    "old_code",
    "serial",
    "share_percent",
    "asked",
]


def _check_found(found: Diagnosis, claim: Claim, on: date) -> None:
    if not found.concern.strip():
        raise Refused("请写明故障现象。", fields=("concern",))
    if not found.cause.strip():
        raise Refused("请写明检查步骤和原因分析，厂家按它审核。", fields=("cause",))
    if found.nature not in FaultNature.values or found.grade not in Grade.values:
        raise Refused("故障性质和故障属性请从列表里选择。", fields=("nature", "grade"))
    if set(found.circumstances) - {str(each) for each in CIRCUMSTANCE_SAYS}:
        raise Refused("排除情形请从列表里选择。", fields=("circumstances",))
    if found.failed_on and found.failed_on > on:
        raise Refused("故障日期不能在今天以后。", fields=("failed_on",))
    if found.failed_on and claim.sold_on and found.failed_on < claim.sold_on:
        raise Refused(f"故障日期不能早于购车日期 {claim.sold_on}。", fields=("failed_on",))


def _judge(row: ClaimLine, said: Judged, answer: covering.Told) -> None:
    if said.decision not in (Decision.CLAIM, Decision.GOODWILL, Decision.OWN):
        raise Refused(f"“{row.name}”还没有判定，请选择厂家索赔、善意分担或不属索赔。")
    if said.duty not in Duty.values or said.way not in Way.values:
        raise Refused("责任性质和维修方式请从列表里选择。")
    why = said.why.strip()
    if said.decision == Decision.CLAIM and answer.verdict == "not_covered":
        raise Refused(f"“{row.name}”不在质保内：{answer.says}要争取请选“善意分担”。")
    if said.decision == Decision.CLAIM and answer.verdict == "to_judge" and not why:
        raise Refused(
            f"“{row.name}”要人来判断（{answer.says.rstrip('。')}）：请写明判定理由。", fields=("why",)
        )
    if said.decision == Decision.OWN and answer.verdict == "covered" and not why:
        raise Refused(f"“{row.name}”在质保内，判不属索赔要写明理由。", fields=("why",))
    row.decision, row.why = said.decision, why[:200]
    row.answer, row.clause, row.says = answer.verdict, answer.clause[:120], answer.says[:300]
    row.duty, row.way = said.duty, said.way
    row.goes_back = said.goes_back and row.part_id is not None and said.way == Way.REPLACE
    row.supplier_code = said.supplier_code.strip().upper()[:30]
    row.old_code = said.old_code.strip().upper()[:40] or row.old_code
    row.serial = said.serial.strip().upper()[:40]
    row.share_percent = answer.share_percent if said.decision == Decision.CLAIM else 100
    row.asked = finishing.asked_of(row) if said.decision == Decision.CLAIM else money(0)


def reasons_for_word(claim: Claim, taken: Sequence[ClaimLine], work: claimed_work.OrderWork) -> list[str]:
    """Why the manufacturer's word is needed before work (WARR-11). One statement."""
    job = work.job(claim.job_id)
    safe = {line.id for line in job.lines if line.is_safety} if job else set()
    found: list[str] = []
    if any(row.line_id in safe for row in taken):
        found.append(ApprovalReason.SAFETY)
    if sum((row.amount for row in taken), Decimal(0)) > settings.of(claim.store_id, APPROVAL_YUAN):
        found.append(ApprovalReason.AMOUNT)
    if any(row.decision == Decision.GOODWILL for row in taken):
        found.append(ApprovalReason.GOODWILL)
    since = claim.opened_at - timedelta(days=31 * settings.of(claim.store_id, REPEAT_MONTHS))
    codes = {row.code for row in taken if row.duty == Duty.CAUSAL and row.code}
    again = (
        ClaimLine.objects.filter(
            claim__vehicle_id=claim.vehicle_id, claim__opened_at__gte=since, code__in=codes, duty=Duty.CAUSAL
        )
        .exclude(claim__state__in=states.DEAD)
        .exclude(claim=claim)
    )
    if codes and again.exists():
        found.append(ApprovalReason.REPEAT)
    return [str(each) for each in found]


@use_case(permissions.KEEP_CLAIMS, "登记索赔车辆数据")
def register_vehicle(
    warrant: Warrant,
    claim_id: int,
    *,
    vin: str,
    km: int,
    km_at_sale: int,
    sold_on: date | None,
    licensed_on: date | None,
    at: datetime,
    engine_number: str = "",
) -> Claim:
    """The car's data as on its papers. Raises Refused, with all that is wrong at once, for a VIN that cannot be, a distance
    below that at the sale, dates that contradict each other or the repair."""
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if claim.state in (ClaimState.PAID, ClaimState.CLOSED, *states.DEAD, *states.WITH_THEM):
        raise OutOfTurn(f"{claim}现在是“{claim.get_state_display()}”，不能再改车辆数据。")
    on = claim.repaired_on or localdate(at)
    wrong = rules.vehicle_problems(
        vin=vin, km=km, km_at_sale=km_at_sale, sold_on=sold_on, licensed_on=licensed_on, repaired_on=on
    )
    if wrong:
        raise Refused("".join(says for _, says in wrong), fields=tuple(dict(wrong)))
    claim.vin, claim.km, claim.km_at_sale = vin.strip().upper(), km, km_at_sale
    claim.sold_on, claim.licensed_on = sold_on, licensed_on
    claim.engine_number = engine_number.strip().upper()[:30] or claim.engine_number
    claim.registered_at = at
    claim.save(
        update_fields=["vin", "km", "km_at_sale", "sold_on", "licensed_on", "engine_number", "registered_at"]
    )
    return claim
