"""What people say about a repair as a whole: time that is not counted (第二十四条第三款), and grounds of 第三十二条."""

from datetime import datetime

from django.utils.timezone import localtime

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.sanbao import clockwork, judging, permissions, turns
from huichang.sanbao.models import LeftOut, Repair
from huichang.sanbao.states import Blame, LeftOutKind


@use_case(permissions.JUDGE_FAULTS, "登记扣除时间")
def leave_out(
    warrant: Warrant,
    repair_id: int,
    *,
    kind: str,
    since: datetime,
    until: datetime,
    words: str,
    at: datetime,
) -> LeftOut:
    """A stretch in which a part made for the VIN or the battery was on its way, or the rescue drove: it is taken off for
    第二十四条第一款第四项 only. Raises Refused without evidence, and for a stretch outside the repair."""
    repair: Repair = turns.repair_locked(repair_id, warrant)
    if kind not in LeftOutKind.values:
        raise Refused("请选择扣除的种类：特制件运输、动力蓄电池运输或救援路途。", fields=("kind",))
    if not words.strip():
        raise Refused("请写明凭据（运单号、救援单号），没有凭据不能扣除。", fields=("words",))
    if until <= since:
        raise Refused("结束时间要晚于开始时间。", fields=("until",))
    if until > at:
        raise Refused("结束时间还没有到，到货或救援结束后再登记。", fields=("until",))
    ends = repair.done_at or at
    if until <= repair.agreed_at or since >= ends:
        raise Refused(
            f"这段时间不在修理期间（{localtime(repair.agreed_at):%Y-%m-%d %H:%M} 至 {localtime(ends):%Y-%m-%d %H:%M}），"
            "不影响计算，不用扣除。",
            fields=("since",),
        )
    row: LeftOut = LeftOut.objects.create(
        store_id=repair.store_id,
        repair=repair,
        kind=kind,
        since=since,
        until=until,
        words=words.strip()[:200],
        by_id=warrant.actor.staff_id,
        at=at,
    )
    told = [judging.Said("扣除时间", "", said_of(row))]
    judging.keep(
        repair.pk, told, store_id=repair.store_id, fault=None, reason=row.words, warrant=warrant, at=at
    )
    warrant.about(row, said_of(row))
    clockwork.count([repair.vehicle_id], at=at)
    return row


@use_case(permissions.JUDGE_FAULTS, "撤销扣除时间")
def count_again(warrant: Warrant, left_out_id: int, *, reason: str, at: datetime) -> LeftOut:
    """The stretch is counted after all. Raises Refused without a reason, OutOfTurn when it is taken back already."""
    row: LeftOut = turns.left_out_locked(left_out_id, warrant)
    if row.taken_back_at is not None:
        raise OutOfTurn("这段扣除时间已经撤销了。")
    if not reason.strip():
        raise Refused("请写明为什么撤销。", fields=("reason",))
    row.taken_back_at = at
    row.save(update_fields=["taken_back_at"])
    told = [judging.Said("撤销扣除", said_of(row), "照常计算")]
    judging.keep(
        row.repair_id, told, store_id=row.store_id, fault=None, reason=reason, warrant=warrant, at=at
    )
    clockwork.count([row.repair.vehicle_id], at=at)
    return row


@use_case(permissions.JUDGE_FAULTS, "认定免责情形")
def establish_blame(
    warrant: Warrant, repair_id: int, *, ground: str, words: str, at: datetime, seen: int | None = None
) -> Repair:
    """A ground of 第三十二条 was established (or, empty, was not after all): nothing of the repair counts then. That maintenance
    was done elsewhere is no ground. Raises Refused without evidence or without a change, Changed for an old page."""
    repair: Repair = turns.repair_locked(repair_id, warrant)
    freshness.check(repair, seen)
    if ground not in Blame.values:
        raise Refused("请从第三十二条列出的情形里选择；在别处保养不是免责情形。", fields=("ground",))
    if ground == repair.blame:
        raise Refused("和原来的认定一样，没有改动。", fields=("ground",))
    if not words.strip():
        raise Refused("请写明依据（鉴定、照片、客户签字的单据）。", fields=("words",))
    before = repair.get_blame_display() if repair.blame else "没有"
    repair.blame, repair.blame_words = ground, words.strip()[:200] if ground else ""
    freshness.bump(repair)
    repair.save(update_fields=["blame", "blame_words", "version"])
    told = [judging.Said("免责情形", before, str(Blame(ground).label))]
    judging.keep(repair.pk, told, store_id=repair.store_id, fault=None, reason=words, warrant=warrant, at=at)
    warrant.about(repair, f"{before} → {Blame(ground).label}")
    clockwork.count([repair.vehicle_id], at=at)
    return repair


def said_of(row: LeftOut) -> str:
    """A stretch in words."""
    return (
        f"{row.get_kind_display()} {localtime(row.since):%m-%d %H:%M} 至 {localtime(row.until):%m-%d %H:%M}"
    )
