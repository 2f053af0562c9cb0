"""Checks before a claim goes out (WARR-12): those of the trade, and those that the store made of past refusals.

They are shown from the write-up on; what stops must be mended before the claim can be sent, what only warns is kept with it.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from huichang.warranty import rules
from huichang.warranty.dossier import Dossier
from huichang.warranty.models import Check, Claim
from huichang.warranty.rules import Condition, Finding, hits
from huichang.warranty.states import CheckState, ClaimKind, ClaimState, Decision, EvidenceKind, Severity

PHOTOS_NEEDED = (EvidenceKind.FAULT, EvidenceKind.PART, EvidenceKind.VIN, EvidenceKind.ODOMETER)
SERVICE_PHOTOS = (EvidenceKind.VIN, EvidenceKind.ODOMETER)
"""Of a free service: nothing has failed."""
TWIN_STOPS_DAYS = 3


def conditions(check: Check) -> list[Condition]:
    """The conditions of a check."""
    return [Condition(each["field"], each["compare"], each.get("value", "")) for each in check.conditions]


def photos_missing(claim: Claim, photos: Collection[str], *, of_part: bool) -> list[EvidenceKind]:
    """What the manufacturer wants to see and nobody has taken, by the kinds of the `photos` that there are; a diagnosis report
    where a fault code is claimed. `of_part`: a part is claimed."""
    wanted = SERVICE_PHOTOS if claim.kind == ClaimKind.FREE_SERVICE else PHOTOS_NEEDED
    wanted = (*wanted, EvidenceKind.PRINTOUT) if claim.fault_code else wanted
    return [kind for kind in wanted if kind not in photos and (of_part or kind != EvidenceKind.PART)]


def own_checks(store_id: int) -> list[Check]:
    """The checks of a store that are in force. One statement."""
    return list(Check.objects.filter(store_id=store_id, state=CheckState.ON).order_by("pk"))


def findings(dossier: Dossier, own: Iterable[Check], *, on: date, is_through: bool) -> list[Finding]:
    """All that is wrong with a claim, what stops first. `is_through`: the order's final check is passed."""
    found = [
        *_of_inspection(dossier),
        *_of_cover(dossier),
        *_of_car(dossier, on),
        *_of_lines(dossier),
        *_of_time(dossier, on),
        *_of_evidence(dossier),
        *_of_course(dossier, is_through),
        *_of_own(dossier, own, on),
    ]
    return sorted(found, key=lambda each: not each.stops)


def _stop(rule: str, says: str) -> Finding:
    return Finding(rule, says)


def _of_inspection(dossier: Dossier) -> Iterator[Finding]:
    claim = dossier.claim
    if claim.state == ClaimState.INSPECT:
        yield _stop("鉴定", "还没有鉴定，请索赔员先判定每一行。")
    wanted = {
        "故障现象": claim.concern,
        "原因分析": claim.cause,
        "处理结果": claim.correction,
        "故障日期": claim.failed_on,
        "维修日期": claim.repaired_on,
    }
    for name, value in wanted.items():
        if not value:
            who = "请技师补写维修报告" if name in ("处理结果", "维修日期") else "请在鉴定里补写"
            yield _stop("必填项", f"缺{name}，{who}。")
    if len(claim.cause.strip()) < 4 <= 4 * bool(claim.cause):
        yield _stop("必填项", "原因分析太短，厂家会以“无故障现象或原因分析”扣款，请写明检查步骤。")
    if dossier.taken and dossier.causal is None:
        yield _stop("主因件", "没有指明主因件，请在鉴定里选一个。")
    if claim.state not in (ClaimState.OWN, ClaimState.VOID) and not dossier.taken and claim.decided_at:
        yield _stop("索赔明细", "没有一行属于索赔。")


def _of_cover(dossier: Dossier) -> Iterator[Finding]:
    for line in dossier.taken:
        if line.decision == Decision.CLAIM and line.answer == "not_covered":
            yield _stop("质保范围", f"“{line.name}”不在质保内：{line.says}")
        elif line.decision == Decision.CLAIM and line.answer == "to_judge" and not line.why:
            yield _stop("质保范围", f"“{line.name}”要人判断，请写明判定理由。")
        elif line.decision == Decision.GOODWILL and line.asked <= 0:
            yield _stop("善意索赔", f"“{line.name}”是善意分担，申请还没有批准。")


def _of_car(dossier: Dossier, on: date) -> Iterator[Finding]:
    claim = dossier.claim
    if claim.registered_at is None:
        yield _stop("车辆数据", "车辆数据还没有核对，请登记购车日期、行驶证日期和里程。")
        return
    for _, says in rules.vehicle_problems(
        vin=claim.vin,
        km=claim.km,
        km_at_sale=claim.km_at_sale,
        sold_on=claim.sold_on,
        licensed_on=claim.licensed_on,
        repaired_on=claim.repaired_on or on,
    ):
        yield _stop("车辆数据", says)


def _of_lines(dossier: Dossier) -> Iterator[Finding]:
    for line in dossier.taken:
        if line.kind == "labour" and line.standard_minutes and line.minutes > line.standard_minutes:
            over = f"“{line.name}”报 {line.minutes / 60:.1f} 工时，标准 {line.standard_minutes / 60:.1f} 工时"
            if line.why:
                yield Finding("标准工时", f"{over}，已写明理由：{line.why}", Severity.MIND)
            else:
                yield _stop("标准工时", f"{over}，请改回标准，或写明超出的理由。")
    for name in dossier.unfit:
        yield _stop("配件与车型", f"“{name}”不适用于{dossier.series}，请核对配件编码和车架号。")
    causal = dossier.causal
    if causal is not None and causal.part_id and not causal.supplier_code:
        yield _stop("供应商代码", f"主因件“{causal.name}”缺供应商代码，见旧件上的标记。")
    for number, days in dossier.twins:
        if days <= TWIN_STOPS_DAYS:
            yield _stop(
                "重复索赔", f"同一辆车同一主因件已有索赔单 {number}（{days} 天前），同一索赔不能报两次。"
            )
        else:
            yield Finding(
                "重复故障", f"{days} 天前已为同一件索赔过（{number}），请说明为什么再次损坏。", Severity.MIND
            )


def _of_time(dossier: Dossier, on: date) -> Iterator[Finding]:
    claim = dossier.claim
    if claim.due_on is None or claim.state not in (ClaimState.READY, *STILL_OURS):
        return
    left = (claim.due_on - on).days
    if left < 0:
        yield Finding(
            "上报期限",
            f"已超过期限 {claim.due_on}（{-left} 天），上报时要写明厂家谁同意受理。",
            Severity.MIND,
        )
    elif left <= 2:
        yield Finding("上报期限", f"期限 {claim.due_on}，还有 {left} 天。", Severity.MIND)


STILL_OURS = (ClaimState.RETURNED, ClaimState.REFUSED, ClaimState.SETTLING)


def _of_evidence(dossier: Dossier) -> Iterator[Finding]:
    claim = dossier.claim
    for kind in photos_missing(claim, dossier.photos, of_part=any(line.part_id for line in dossier.taken)):
        if kind == EvidenceKind.PRINTOUT:
            yield _stop("诊断报告", f"有故障代码 {claim.fault_code}，缺诊断报告的照片。")
        else:
            yield _stop("照片", f"缺“{kind.label}”的照片。")
    for name in dossier.unstored:
        yield _stop("旧件标签", f"“{name}”的旧件还没有扫标签入库。")
    if not dossier.has_report and claim.kind != ClaimKind.FREE_SERVICE:
        yield _stop("故障报告", "还没有写故障报告。")


def _of_course(dossier: Dossier, is_through: bool) -> Iterator[Finding]:
    claim = dossier.claim
    if not is_through:
        yield _stop("完工", "工单还没有终检合格，不能上报。")
    if claim.waits_for_word:
        yield _stop("预授权", "要厂家预授权，还没有通过。")
    if dossier.granted is not None and dossier.asked > dossier.granted:
        yield _stop(
            "预授权",
            f"申请 ¥{dossier.asked:,.2f} 超过授权的 ¥{dossier.granted:,.2f}，请减少金额或再申请预授权。",
        )


def _of_own(dossier: Dossier, own: Iterable[Check], on: date) -> Iterator[Finding]:
    checks = list(own)
    if not checks:
        return
    claim, lines = dossier.values(on), dossier.line_values()
    for check in checks:
        hit, name = hits(conditions(check), claim, lines)
        if hit:
            yield Finding(check.name, f"{check.says}{f'（{name}）' if name else ''}", check.severity)
