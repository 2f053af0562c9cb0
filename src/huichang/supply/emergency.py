"""A car stands and a part is missing: another store of the group is asked for it (PARTS-51).

Which stores and suppliers could have it, ranked by time and cost, is `queries.emergency_plan`.
"""

from datetime import datetime
from decimal import Decimal

from huichang.company import queries as company
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import queries as parts
from huichang.supply import drafting, permissions, states
from huichang.supply.models import TransferAsk


@use_case(permissions.SEND_ORDERS, "向兄弟店申请调拨")
def ask_store(
    warrant: Warrant,
    part_id: int,
    *,
    store_id: int,
    from_store_id: int,
    quantity: Decimal,
    why: str,
    at: datetime,
    plate: str = "",
) -> TransferAsk:
    """Ask another store for a part that it could give. Raises Refused when it has not so many free, or without a reason."""
    warrant.show_at(store_id)
    row = ask(
        part_id,
        store_id=store_id,
        from_store_id=from_store_id,
        quantity=quantity,
        why=why,
        at=at,
        by_id=warrant.actor.staff_id,
        plate=plate,
    )
    warrant.about(row)
    return row


def ask(
    part_id: int,
    *,
    store_id: int,
    from_store_id: int,
    quantity: Decimal,
    why: str,
    at: datetime,
    by_id: int | None,
    plate: str = "",
) -> TransferAsk:
    """The same for use-cases of rooms above. Raises Refused and Missing as `ask_store` does."""
    if from_store_id == store_id:
        raise Refused("这是本店，请选择别的门店。")
    there = company.store_card(from_store_id)
    brief = parts.parts([part_id]).get(part_id)
    if brief is None:
        raise Missing("没有找到这个配件，请重新搜索。")
    drafting.check_quantity(brief, quantity)
    if not why.strip():
        raise Refused("请写明为什么要调，例如“车辆停驶待件”。", fields=("why",))
    free = parts.availability(from_store_id, [part_id])[part_id].free
    if quantity > free:
        raise Refused(
            f"{there.name}的“{brief.name}”可用 {free.normalize():f} {brief.unit}，不够，请减少数量或换一家。",
            fields=("quantity",),
        )
    row: TransferAsk = TransferAsk.objects.create(
        store_id=from_store_id,
        for_store_id=store_id,
        part_id=part_id,
        quantity=quantity,
        why=why.strip()[:120],
        plate=plate.strip()[:10],
        asked_at=at,
        asked_by_id=by_id,
    )
    return row


@use_case(permissions.SEND_ORDERS, "答复调拨申请")
def answer_store(warrant: Warrant, ask_id: int, *, granted: bool, words: str, at: datetime) -> TransferAsk:
    """What another store asked for is given (the goods then leave by a transfer), or not. Raises Refused for a no without its
    reason."""
    ask: TransferAsk = TransferAsk.objects.locked(ask_id, warrant)
    states.ASK.move(ask, "grant" if granted else "refuse")
    if not granted and not words.strip():
        raise Refused("不能调拨请写明原因，对方要另想办法。", fields=("words",))
    ask.answered_at, ask.answered_by_id = at, warrant.actor.staff_id
    ask.answer_words = words.strip()[:120]
    ask.save(update_fields=["state", "answered_at", "answered_by", "answer_words"])
    return ask


@use_case(permissions.SEND_ORDERS, "撤回调拨申请")
def withdraw_ask(warrant: Warrant, ask_id: int, *, store_id: int) -> TransferAsk:
    """The part is not needed of the other store any more. Raises Missing for somebody else's request."""
    warrant.show_at(store_id)
    ask: TransferAsk | None = (
        TransferAsk.objects.select_for_update(of=("self",)).filter(pk=ask_id, for_store_id=store_id).first()
    )
    if ask is None:
        raise Missing("没有找到这份调拨申请，请刷新页面。")
    states.ASK.move(ask, "withdraw")
    ask.save(update_fields=["state"])
    warrant.about(ask)
    return ask
