"""Claimed parts that the manufacturer's own desk calls back: opened at a store, withdrawn while nothing has left (WARR-30).

Plain functions for the rooms above; what a store registers by hand from a letter is `keeping.call_back_parts`.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.warranty.models import CallBack, Claim, ClaimedPart
from huichang.warranty.states import GONE, IN_HOUSE

_MOST_NAMED = 6


def call_back(
    store_id: int,
    part_ids: Iterable[int],
    *,
    their_number: str,
    due_on: date,
    is_urgent: bool = False,
    words: str = "",
    at: datetime,
) -> CallBack:
    """A call-back order of the desk for parts that lie at a store; it stands in the store's claimed-parts store at once.

    `their_number` is the desk's own number, once per store. Raises Refused for a day in the past, for no parts, and naming
    the parts that have left or that another order calls back already: all or nothing.
    """
    on, wanted = localdate(at), set(part_ids)
    if due_on < on:
        raise Refused("回运期限不能早于今天。", fields=("due_on",))
    rows: list[ClaimedPart] = list(
        ClaimedPart.objects.select_for_update(of=("self",))
        .filter(store_id=store_id, pk__in=wanted)
        .select_related("call_back")
        .order_by("pk")
    )
    if not wanted or len(rows) != len(wanted):
        raise Refused("没有要召回的旧件，请重新查找后再发。")
    taken = [part.tag for part in rows if part.state not in IN_HOUSE or part.call_back_id]
    if taken:
        raise Refused(
            f"这些旧件已经离库，或已被召回：{'、'.join(taken[:_MOST_NAMED])}。请重新查找后再发。",
        )
    order: CallBack = CallBack.objects.create(
        store_id=store_id,
        their_number=their_number.strip()[:40],
        is_urgent=is_urgent,
        is_theirs=True,
        received_on=on,
        due_on=due_on,
        words=words.strip()[:200],
    )
    for part in rows:
        part.call_back = order
    ClaimedPart.objects.bulk_update(rows, ["call_back"])
    return order


def call_back_claim(
    claim_id: int,
    *,
    their_number: str,
    due_on: date,
    is_urgent: bool = False,
    words: str = "",
    at: datetime,
) -> CallBack:
    """All parts of one claim that still lie at its store and that nothing calls back yet, as `call_back`.

    Raises Missing for an unknown claim; Refused when no such part is there, saying what became of them.
    """
    claim = Claim.objects.filter(pk=claim_id).first()
    if claim is None:
        raise Missing("没有找到这张索赔单，请刷新页面。")
    parts = list(ClaimedPart.objects.filter(claim=claim).select_related("call_back").order_by("pk"))
    free = [part.pk for part in parts if not why_not(part)]
    if not free:
        says = "、".join(dict.fromkeys(why_not(part) for part in parts)) or "没有挂签的旧件"
        raise Refused(f"{claim}没有能召回的旧件：{says}。")
    return call_back(
        claim.store_id,
        free,
        their_number=their_number,
        due_on=due_on,
        is_urgent=is_urgent,
        words=words,
        at=at,
    )


def withdraw_call_back(call_back_id: int, *, why: str, at: datetime) -> CallBack:
    """The manufacturer does not want the parts any more: they lie in the store as before.

    Raises Missing; OutOfTurn when one of them has left, or for the second time.
    """
    order: CallBack | None = (
        CallBack.objects.select_for_update(of=("self",)).filter(pk=call_back_id, is_theirs=True).first()
    )
    if order is None:
        raise Missing("没有找到这个召回指令，请刷新页面。")
    if order.withdrawn_at is not None:
        raise OutOfTurn(f"{order}已经撤回了。")
    parts = list(ClaimedPart.objects.select_for_update(of=("self",)).filter(call_back=order).order_by("pk"))
    if sent := [part.tag for part in parts if part.state in GONE]:
        raise OutOfTurn(f"{order}的旧件 {'、'.join(sent[:_MOST_NAMED])} 已经离库，不能再撤回。")
    for part in parts:
        part.call_back = None
    ClaimedPart.objects.bulk_update(parts, ["call_back"])
    order.withdrawn_at, order.withdrawn_words = at, why.strip()[:200]
    order.save(update_fields=["withdrawn_at", "withdrawn_words"])
    return order


def why_not(part: ClaimedPart) -> str:
    """Why a part cannot be called back, or nothing."""
    if part.call_back is not None:
        return f"已在召回指令 {part.call_back.their_number} 里"
    if part.state in GONE:
        return f"{part.get_state_display()}（{part.gone_document}）"
    return ""
