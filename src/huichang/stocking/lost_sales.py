"""Somebody asked for a part and left without it: demand that the ledger never sees (PARTS-30)."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.parts import queries as parts
from huichang.stocking import permissions
from huichang.stocking.models import Asked
from huichang.stocking.states import AskedAt, LostReason

SAME_NEED_DAYS = settings.declare(
    "stocking.same_need_days",
    14,
    "同一个客户多少天内再问同一个件算同一次需求",
    unit="天",
    fits=settings.between(1, 90),
)


@use_case(permissions.RECORD_LOST, "登记缺货流失")
def record_lost(
    warrant: Warrant,
    part_id: int,
    *,
    store_id: int,
    quantity: Decimal,
    reason: str,
    at: datetime,
    asked_at: str = AskedAt.COUNTER,
    need: str = "",
    note: str = "",
) -> Asked:
    """Write down who asked for what and left. Raises Refused for an impossible quantity or reason, Missing for no part."""
    warrant.show_at(store_id)
    row = record(
        part_id,
        store_id=store_id,
        quantity=quantity,
        reason=reason,
        at=at,
        by_id=warrant.actor.staff_id,
        asked_at=asked_at,
        need=need,
        note=note,
    )
    warrant.about(row)
    return row


def record(
    part_id: int,
    *,
    store_id: int,
    quantity: Decimal,
    reason: str,
    at: datetime,
    by_id: int | None,
    asked_at: str = AskedAt.COUNTER,
    need: str = "",
    note: str = "",
) -> Asked:
    """The same for use-cases of rooms above (a quotation that was lost). Only what was not in stock is demand, and the same
    need (`need`: a plate, a phone, an order) asked again within some days is demand once; without `need` each counts."""
    brief = parts.parts([part_id]).get(part_id)
    if brief is None:
        raise Missing("没有找到这个配件，请重新搜索。")
    if not brief.is_countable(quantity):
        raise Refused(f"“{brief.name}”的数量请填大于零的{brief.unit}数。", fields=("quantity",))
    if reason not in LostReason.values or asked_at not in AskedAt.values:
        raise Refused("原因和来源请从列表里选择。", fields=("reason",))
    whose = "".join(need.split()).upper()[:60]
    row: Asked = Asked.objects.create(
        store_id=store_id,
        part_id=part_id,
        quantity=quantity,
        reason=reason,
        asked_at=asked_at,
        need=whose,
        counts=reason == LostReason.NO_STOCK and not _again(store_id, part_id, whose, at),
        at=at,
        by_id=by_id,
        note=note.strip()[:120],
    )
    return row


@use_case(permissions.RECORD_LOST, "撤回缺货流失登记")
def withdraw_lost(warrant: Warrant, asked_id: int, *, at: datetime) -> Asked:
    """It was written down by mistake: it is no demand. Raises OutOfTurn when it was withdrawn before, Refused on another day
    than that on which it was written down: the night has counted it."""
    row: Asked = Asked.objects.locked(asked_id, warrant)
    if row.withdrawn_at is not None:
        raise OutOfTurn("这条登记已经撤回。")
    if localdate(row.at) != localdate(at):
        raise Refused("只能撤回当天的登记，夜里已经按它算过需求。")
    row.counts, row.withdrawn_at = False, at
    row.save(update_fields=["counts", "withdrawn_at"])
    return row


def _again(store_id: int, part_id: int, need: str, at: datetime) -> bool:
    if not need:
        return False
    wait_for_turn(f"stocking.need:{store_id}:{part_id}:{need}")
    since = at - timedelta(days=settings.of(store_id, SAME_NEED_DAYS))
    return Asked.objects.filter(
        store_id=store_id, part_id=part_id, need=need, counts=True, at__gte=since
    ).exists()
