"""What a buyer makes of a suggestion: accepts it, changes the quantity, drops it, takes that back (PARTS-30)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Changed, OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.parts import queries as parts
from huichang.stocking import facts, permissions, suggesting
from huichang.stocking.models import Suggestion
from huichang.stocking.states import SUGGESTION, ChangeReason, DropReason, Kind, State
from huichang.supply import drafting, emergency
from huichang.supply.states import OrderKind

MOST = 500


@use_case(permissions.DECIDE_SUGGESTIONS, "采纳备货建议")
def accept_suggestions(
    warrant: Warrant,
    suggestion_ids: Sequence[int],
    *,
    at: datetime,
    supplier_id: int | None = None,
    kind: str = OrderKind.WEEKLY,
    seen: Mapping[int, int] | None = None,
) -> list[str]:
    """Do what some suggestions say, whole: orders go into one draft for each supplier, transfers are asked of the other
    store. What lies idle goes to the store that lacks it by such a request too, or is marked to be sent back, sold or
    scrapped. Returns the numbers of the purchase orders.

    `supplier_id` is who is to deliver where the suggestion names nobody; `seen` the versions that the page showed. Raises
    OutOfTurn when somebody has decided on one of them already, Changed when a quantity was worked out anew since, Refused
    for an order without a supplier.
    """
    rows = _open_rows(warrant, suggestion_ids)
    for row in rows:
        if row.state == State.OPEN and row.version != (seen or {}).get(row.pk, row.version):
            name = parts.parts([row.part_id])[row.part_id].name
            raise Changed(f"“{name}”的建议已经重新计算，数量变了，请刷新页面看过新的数量再采纳。")
        SUGGESTION.move(row, "accept")
        row.decided_quantity = row.quantity
    return _carry_out(warrant, rows, at=at, supplier_id=supplier_id, kind=kind)


@use_case(permissions.DECIDE_SUGGESTIONS, "改数采纳备货建议")
def change_suggestion(
    warrant: Warrant,
    suggestion_id: int,
    *,
    quantity: Decimal,
    reason: str,
    at: datetime,
    words: str = "",
    supplier_id: int | None = None,
    kind: str = OrderKind.WEEKLY,
    seen: int | None = None,
) -> list[str]:
    """Do what a suggestion says, with another quantity. Raises Refused for an impossible quantity, the same one, or without
    a reason; Changed for an old page."""
    row: Suggestion = Suggestion.objects.locked(suggestion_id, warrant)
    freshness.check(row, seen)
    brief = parts.parts([row.part_id])[row.part_id]
    drafting.check_quantity(brief, quantity)
    if reason not in ChangeReason.values:
        raise Refused("请选择为什么改数量。", fields=("reason",))
    if reason == ChangeReason.OTHER and not words.strip():
        raise Refused("选“其他”时请写明原因。", fields=("words",))
    if quantity == row.quantity:
        raise Refused("数量和建议一样，请直接点“采纳”。", fields=("quantity",))
    SUGGESTION.move(row, "change")
    row.decided_quantity, row.reason, row.words = quantity, reason, words.strip()[:120]
    return _carry_out(warrant, [row], at=at, supplier_id=supplier_id, kind=kind)


@use_case(permissions.DECIDE_SUGGESTIONS, "不采纳备货建议")
def drop_suggestion(
    warrant: Warrant,
    suggestion_id: int,
    *,
    reason: str,
    at: datetime,
    words: str = "",
    seen: int | None = None,
) -> Suggestion:
    """Nothing is done; the suggestion rests for a while. Raises Refused without a reason, Changed for an old page."""
    row: Suggestion = Suggestion.objects.locked(suggestion_id, warrant)
    freshness.check(row, seen)
    if reason not in DropReason.values:
        raise Refused("请选择为什么不采纳。", fields=("reason",))
    if reason == DropReason.OTHER and not words.strip():
        raise Refused("选“其他”时请写明原因。", fields=("words",))
    SUGGESTION.move(row, "drop")
    row.decided_at, row.decided_by_id = at, warrant.actor.staff_id
    row.reason, row.words = reason, words.strip()[:120]
    freshness.bump(row)
    row.save()
    announce(facts.SuggestionDecided(row.store_id, row.pk, row.part_id, row.kind, Decimal(0), at))
    return row


@use_case(permissions.DECIDE_SUGGESTIONS, "撤回不采纳")
def reopen_suggestion(warrant: Warrant, suggestion_id: int, *, at: datetime) -> Suggestion:
    """A suggestion that was dropped by mistake is open again. Raises OutOfTurn when a newer one took its place."""
    row: Suggestion = Suggestion.objects.locked(suggestion_id, warrant)
    wait_for_turn(suggesting.turn_of(row.store_id))
    newer = Suggestion.objects.filter(
        store_id=row.store_id, part_id=row.part_id, kind=row.kind, state=State.OPEN
    )
    if newer.exists():
        raise OutOfTurn("这个配件已经有新的建议，请处理新的那条。")
    SUGGESTION.move(row, "reopen")
    row.decided_at = row.decided_by_id = row.decided_quantity = None
    row.reason = row.words = ""
    row.refreshed_at = at
    freshness.bump(row)
    row.save()
    return row


def _open_rows(warrant: Warrant, suggestion_ids: Sequence[int]) -> list[Suggestion]:
    if not suggestion_ids:
        raise Refused("请至少选择一条建议。")
    if len(suggestion_ids) > MOST:
        raise Refused(f"一次最多处理 {MOST} 条建议，请分几次。")
    return list(Suggestion.objects.all_locked(suggestion_ids, warrant))


def _carry_out(
    warrant: Warrant, rows: Sequence[Suggestion], *, at: datetime, supplier_id: int | None, kind: str
) -> list[str]:
    """Do it and write it down; the rows have moved on already."""
    by_supplier: dict[int, list[Suggestion]] = {}
    for row in rows:
        if row.kind == Kind.ORDER:
            from_whom = row.supplier_id or supplier_id
            if from_whom is None:
                raise Refused("有的建议没有供应商报价，请先选择供应商。", fields=("supplier",))
            by_supplier.setdefault(from_whom, []).append(row)
        elif row.kind in (Kind.TRANSFER, Kind.OFFER):
            _ask_for_transfer(warrant, row, at=at)
    numbers = [
        _draft(warrant, supplier, mine, at=at, kind=kind) for supplier, mine in sorted(by_supplier.items())
    ]
    for row in rows:
        row.decided_at, row.decided_by_id = at, warrant.actor.staff_id
        freshness.bump(row)
        row.save()
        done = row.decided_quantity or Decimal(0)
        announce(facts.SuggestionDecided(row.store_id, row.pk, row.part_id, row.kind, done, at))
    warrant.about(rows[0], "、".join(numbers) or f"{len(rows)} 条")
    return numbers


def _draft(warrant: Warrant, supplier_id: int, rows: Sequence[Suggestion], *, at: datetime, kind: str) -> str:
    order = drafting.draft(
        rows[0].store_id,
        supplier_id=supplier_id,
        kind=kind,
        lines=[
            drafting.Line(
                part_id=row.part_id,
                quantity=row.decided_quantity or row.quantity,
                price=None if row.supplier_id == supplier_id or not row.cost else row.cost,
                why=row.why,
                suggestion=row.pk,
            )
            for row in rows
        ],
        at=at,
        by_id=warrant.actor.staff_id,
        into_open=True,
    )
    for row in rows:
        row.purchase_order, row.document, row.supplier_id = order, order.number, supplier_id
    return order.number


def _ask_for_transfer(warrant: Warrant, row: Suggestion, *, at: datetime) -> None:
    """What lies idle here goes the same way as what is asked of another store: by a request that its owner grants."""
    assert row.other_store_id is not None
    offered = row.kind == Kind.OFFER
    ask = emergency.ask(
        row.part_id,
        store_id=row.other_store_id if offered else row.store_id,
        from_store_id=row.store_id if offered else row.other_store_id,
        quantity=row.decided_quantity or row.quantity,
        why="本店呆滞，调给要订货的门店" if offered else "备货调拨",
        at=at,
        by_id=warrant.actor.staff_id,
    )
    row.transfer_ask = ask.pk
