"""Fault reports (WARR-13, RULES D14): written from the order every day, sent weekly; serious ones at once, with an alarm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import facts, permissions, states
from huichang.warranty.models import Claim, ClaimLine, Dispatch, FaultReport
from huichang.warranty.rules import CONDITIONS
from huichang.warranty.states import ClaimState, Danger, Duty, Grade
from huichang.workshop import alarms


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a report says beyond the claim. `dangers`: what makes it a serious one, always class A."""

    topic: str
    failed_on: date
    complaint: str
    analysis: str
    measure: str
    grade: str = Grade.C
    dangers: Sequence[str] = ()
    gearbox_number: str = ""
    made_on: date | None = None
    use: str = ""
    serviced_in_time: bool | None = None
    conditions: Sequence[str] = ()
    speed: str = ""
    revs: str = ""
    road: str = ""
    weather: str = ""
    leaks: str = ""
    nth: int = 1
    in_batches: bool = False
    fault_code: str = ""
    advice: str = ""


@use_case(permissions.WRITE_REPORTS, "填写故障报告")
def write_report(warrant: Warrant, claim_id: int, *, told: Told, at: datetime) -> FaultReport:
    """The report of a claim; written again until it is out. What burns, does not brake or steer, or hurts somebody is class A:
    it goes out at once and the service manager gets an alarm.

    Raises Refused for what is missing or not in its list, OutOfTurn once it is out or the claim is none.
    """
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if claim.state in (ClaimState.INSPECT, *states.DEAD):
        raise OutOfTurn(f"{claim}现在是“{claim.get_state_display()}”，鉴定为索赔后才写故障报告。")
    _check(told, localdate(at))
    report = FaultReport.objects.select_for_update(of=("self",)).filter(claim=claim).first()
    if report is not None and report.sent_at is not None:
        raise OutOfTurn(f"{report}已经报出，不能再改。有新情况请写在索赔单的补充说明里。")
    grade = Grade.A if told.dangers else told.grade
    if report is None:
        report = FaultReport(
            store_id=claim.store_id,
            number=numbering.next_number(claim.store_id, "GZ", on=localdate(at)),
            claim=claim,
        )
    causal = ClaimLine.objects.filter(claim=claim, duty=Duty.CAUSAL, live=True).first()
    for name in TEXTS:
        value = getattr(told, name)
        setattr(report, name, value.strip() if isinstance(value, str) else value)
    report.grade, report.dangers, report.conditions = grade, list(told.dangers), list(told.conditions)
    report.failed_part = f"{causal.code} {causal.name}".strip()[:80] if causal else ""
    report.supplier_code = causal.supplier_code if causal else ""
    report.written_at, report.written_by_id = at, warrant.actor.staff_id
    if grade == Grade.A:
        report.sent_at = at
    report.save()
    if claim.grade != grade:
        claim.grade = grade
        claim.save(update_fields=["grade"])
    if grade == Grade.A:
        why = "、".join(str(Danger(each).label) for each in told.dangers) or "A 类"
        alarms.open_alarm(
            claim.store_id,
            "serious_fault",
            key=f"report:{report.pk}",
            text=f"{claim.plate or claim.vin[-6:]} 重大故障报告 {report.number}：{why}，{report.topic}",
            at=at,
        )
    announce(facts.ReportWritten(claim.store_id, report.pk, grade, at))
    warrant.about(report, f"{report.number} {grade}")
    return report


TEXTS = (
    "topic",
    "failed_on",
    "complaint",
    "analysis",
    "measure",
    "gearbox_number",
    "made_on",
    "use",
    "serviced_in_time",
    "speed",
    "revs",
    "road",
    "weather",
    "leaks",
    "nth",
    "in_batches",
    "fault_code",
    "advice",
)


def _check(told: Told, on: date) -> None:
    for name, says in (
        ("topic", "主题"),
        ("complaint", "客户抱怨"),
        ("analysis", "检查步骤及原因分析"),
        ("measure", "措施及结果"),
    ):
        if not getattr(told, name).strip():
            raise Refused(f"请填写{says}。", fields=(name,))
    if told.grade not in Grade.values or set(told.dangers) - set(Danger.values):
        raise Refused("故障属性和重大故障请从列表里选择。", fields=("grade",))
    if set(told.conditions) - set(CONDITIONS):
        raise Refused("故障出现时的情况请从列表里选择。", fields=("conditions",))
    if told.failed_on > on:
        raise Refused("故障日期不能在今天以后。", fields=("failed_on",))
    if told.made_on and told.made_on > told.failed_on:
        raise Refused("生产日期不能在故障日期以后。", fields=("made_on",))
    if not 1 <= told.nth <= 99:
        raise Refused("同车同故障次数从 1 开始。", fields=("nth",))


@use_case(permissions.SEND_REPORTS, "寄发故障报告")
def send_reports(warrant: Warrant, store_id: int, *, at: datetime) -> Dispatch:
    """All reports that are written and not out go together (每周一次). Raises Refused when there is none."""
    warrant.show_at(store_id)
    rows: list[FaultReport] = list(
        FaultReport.objects.select_for_update(of=("self",))
        .filter(store_id=store_id, sent_at__isnull=True)
        .order_by("pk")
    )
    if not rows:
        raise Refused("没有待寄发的故障报告。")
    dispatch: Dispatch = Dispatch.objects.create(
        store_id=store_id,
        number=numbering.next_number(store_id, "JF", on=localdate(at)),
        sent_at=at,
        sent_by_id=warrant.actor.staff_id,
        count=len(rows),
    )
    for row in rows:
        row.sent_at, row.dispatch = at, dispatch
    FaultReport.objects.bulk_update(rows, ["sent_at", "dispatch"])
    warrant.about(dispatch, f"{dispatch.number} {len(rows)} 份")
    return dispatch
