"""What people decide about a fault: a quality problem or not, the same as before or new, serious, what was changed (WARR-03).

Each decision is kept with what was before, who, when and why, and may be changed with a reason.
"""

from dataclasses import dataclass
from datetime import datetime

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.sanbao import clockwork, permissions, rules, turns
from huichang.sanbao.models import Change, Decision, Fault, Problem
from huichang.sanbao.states import ChangeKind, Early, Quality, Safety


@dataclass(frozen=True)
class Said:
    """One thing that was decided: what, before and after."""

    what: str
    before: str
    after: str


@use_case(permissions.JUDGE_FAULTS, "认定质量问题")
def judge_fault(
    warrant: Warrant,
    fault_id: int,
    *,
    quality: str,
    same_as: str = rules.NEW,
    is_safety: bool = False,
    early: str = "",
    reason: str = "",
    at: datetime,
    seen: int | None = None,
) -> Fault:
    """A person's word on a fault. `same_as`: `new`, or the id of an earlier or later fault of the car that is the same problem.

    The first word needs no reason where it follows the proposal; changing a word does. Raises Refused for what cannot be (a
    fault of another car, none at all), Missing for another store's, Changed for an old page.
    """
    fault: Fault = turns.fault_locked(fault_id, warrant)
    freshness.check(fault, seen)
    if quality not in (Quality.YES, Quality.NO):
        raise Refused("请选择是不是质量问题。", fields=("quality",))
    if early not in Early.values:
        raise Refused("请从给出的危险故障里选择。", fields=("early",))
    if fault.is_void:
        raise Refused("这个项目已经取消，不计入三包，不用认定。")
    is_quality = quality == Quality.YES
    problem = _problem(fault, same_as, at=at) if is_quality else None
    safety = Safety.YES if is_quality and is_safety else Safety.NO
    early = early if is_quality else Early.NONE
    said = [
        *_said("性质", fault.get_quality_display(), Quality(quality).label),
        *_said("同一质量问题", str(fault.problem or ""), str(problem or "")),
        *_said("严重安全性能故障", fault.get_safety_display(), Safety(safety).label),
        *_said("危险故障", fault.get_early_display(), Early(early).label),
    ]
    again = fault.decided_at is not None
    if again and not said:
        raise Refused("和原来的认定一样，没有改动。")
    if again and not reason.strip():
        raise Refused("更改认定请写明理由：记录会保留前后两次。", fields=("reason",))
    against = not again and fault.quality != Quality.OPEN and fault.quality != quality
    if against and not reason.strip():
        raise Refused("与系统的初步判断不同，请写明理由。", fields=("reason",))
    fault.quality, fault.problem, fault.safety, fault.early = quality, problem, safety, early
    fault.decided_by_id, fault.decided_at = warrant.actor.staff_id, at
    fault.like_key, fault.like_points, fault.like_why = None, 0, ""
    freshness.bump(fault)
    fault.save()
    told = said or [Said("认定", "", Quality(quality).label)]
    keep(fault.repair_id, told, store_id=fault.store_id, fault=fault, reason=reason, warrant=warrant, at=at)
    warrant.about(fault, "；".join(f"{each.what}：{each.after}" for each in told)[:200])
    clockwork.count([fault.vehicle_id], at=at)
    return fault


@use_case(permissions.JUDGE_FAULTS, "认定更换的零部件")
def judge_change(
    warrant: Warrant,
    change_id: int,
    *,
    kind: str,
    system: str = "",
    name: str = "",
    reason: str = "",
    at: datetime,
) -> Change:
    """What a changed part is for the law: an assembly, a main part of a system, or nothing that counts. Raises Refused for a
    kind without its system or name, and for changing a word without a reason."""
    change: Change = turns.change_locked(change_id, warrant)
    before = rules.words_of(change.kind, change.system, change.name)
    if kind not in ChangeKind.values:
        raise Refused("请选择更换的是总成、主要零部件，还是都不是。", fields=("kind",))
    if kind == ChangeKind.NONE:
        system = name = ""
    elif kind == ChangeKind.ASSEMBLY:
        if system not in rules.FOUR:
            raise Refused("总成只计发动机、变速器、动力蓄电池、行驶驱动电机。", fields=("system",))
        name = rules.NAMES[system]
    elif system not in rules.NAMES or not name.strip():
        raise Refused("主要零部件请选择所属系统并写明名称。", fields=("system", "name"))
    was = (change.kind, change.system, change.name)
    now_is = (kind, system, name.strip()[:40])
    if change.is_confirmed and was == now_is:
        raise Refused("和原来的认定一样，没有改动。")
    if change.is_confirmed and not reason.strip():
        raise Refused("更改认定请写明理由：记录会保留前后两次。", fields=("reason",))
    change.kind, change.system, change.name = now_is
    change.is_confirmed = True
    change.save()
    fault = change.fault
    told = [
        Said(f"零部件 {change.part}"[:40], before, rules.words_of(change.kind, change.system, change.name))
    ]
    keep(fault.repair_id, told, store_id=change.store_id, fault=fault, reason=reason, warrant=warrant, at=at)
    warrant.about(change, f"{change.part}：{rules.words_of(change.kind, change.system, change.name)}"[:200])
    clockwork.count([fault.vehicle_id], at=at)
    return change


def keep(
    repair_id: int,
    told: list[Said],
    *,
    store_id: int,
    fault: Fault | None,
    reason: str,
    warrant: Warrant,
    at: datetime,
) -> None:
    """Write down what was decided. One statement."""
    Decision.objects.bulk_create(
        Decision(
            store_id=store_id,
            repair_id=repair_id,
            fault=fault,
            what=each.what[:40],
            before=each.before[:160],
            after=each.after[:160],
            reason=reason.strip()[:200],
            by_id=warrant.actor.staff_id,
            at=at,
        )
        for each in told
    )


def _said(what: str, before: str, after: str) -> list[Said]:
    return [Said(what, before, after)] if before != after else []


def _problem(fault: Fault, same_as: str, *, at: datetime) -> Problem:
    """The problem that the fault is of: that of the fault named, or a new one of its own."""
    if same_as == rules.NEW:
        alone = fault.problem_id is not None and not (
            Fault.objects.filter(problem_id=fault.problem_id).exclude(pk=fault.pk).exists()
        )
        if alone and fault.problem is not None:
            return fault.problem
        made: Problem = Problem.objects.create(
            vehicle_id=fault.vehicle_id, words=fault.words[:120], made_at=at
        )
        return made
    other = (
        Fault.objects.filter(pk=int(same_as), vehicle_id=fault.vehicle_id, is_void=False)
        .exclude(pk=fault.pk)
        .select_related("problem")
        .first()
        if same_as.isdigit() and len(same_as) < 18
        else None
    )
    if other is None:
        raise Missing("没有找到要并入的那次故障，请从本车的故障里重新选择。")
    if other.repair_id == fault.repair_id:
        raise Refused("同一次修理里的两个项目只算一次，不用并在一起。", fields=("same_as",))
    if other.quality == Quality.NO:
        raise Refused("那一次已认定不是质量问题，不能并入。", fields=("same_as",))
    known: Problem | None = other.problem
    if known is not None:
        return known
    joined: Problem = Problem.objects.create(vehicle_id=fault.vehicle_id, words=other.words[:120], made_at=at)
    other.problem = joined
    other.quality, other.decided_at, other.decided_by_id = Quality.YES, at, None
    freshness.bump(other)
    other.save(update_fields=["problem", "quality", "decided_at", "decided_by", "version"])
    return joined
