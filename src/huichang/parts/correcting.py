"""Putting a line of the ledger right: by a new line that names it, never by an edit (PARTS-10).

The new line is written now and belongs to the time of the line that it corrects: the stock of that day can be asked as
it was known then and as it is known now.
"""

from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils.timezone import localdate

from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.money import Money
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.parts import holds, ledger, losing, permissions, places, rules
from huichang.parts.models import Move
from huichang.parts.states import MoveKind

ZERO = Decimal(0)
CORRECTED = frozenset(
    {MoveKind.RECEIPT, MoveKind.COUNT, MoveKind.SCRAP, MoveKind.INTERNAL, MoveKind.CORRECT, MoveKind.CLAIM}
)
"""What goes to an order, a customer, another store or on loan is put right there, by its own return."""
_LEAST = f"""
SELECT min(running) FROM (
  SELECT sum(quantity) OVER (ORDER BY coalesce(belongs_at, at), id) AS running, coalesce(belongs_at, at) AS moment
  FROM {Move._meta.db_table} WHERE store_id = %s AND part_id = %s
) s WHERE moment >= %s
"""


@use_case(permissions.CORRECT_LEDGER, "更正台账")
def correct_move(
    warrant: Warrant,
    move_id: int,
    *,
    quantity: Decimal,
    why: str,
    at: datetime,
    value: Money | None = None,
) -> Move:
    """Say what a line should have been: `quantity` (in positive, out negative) and, where the value was wrong, `value`.

    Writes the difference, back-dated. Raises Refused for kinds that have a return of their own, without a reason, when
    nothing differs, and when there would have been less than nothing at any moment since.
    """
    move: Move = Move.objects.locked(move_id, warrant)
    if move.kind not in CORRECTED:
        raise Refused(
            f"“{move.get_kind_display()}”不能在台账里更正，请用对应的单据办理（退料、退货、撤回调拨、归还）。"
        )
    if not why.strip():
        raise Refused("请写明更正的原因和依据，例如供应商的更正单号。", fields=("why",))
    book = ledger.open_book(move.store_id, [move.part_id], on=localdate(at))
    part = book.stock(move.part_id).part
    before = Move.objects.filter(corrects=move).values_list("quantity", "value")
    now_is = move.quantity + sum((each for each, _ in before), ZERO)
    worth_is = move.value + sum((each for _, each in before), ZERO)
    if quantity and (quantity > 0) != (move.quantity > 0):
        raise Refused("更正不能把入库变成出库，请核对数量的正负。", fields=("quantity",))
    if quantity and not rules.is_countable(abs(quantity), is_whole=part.is_whole):
        kind = "整数" if part.is_whole else "最多三位小数的"
        raise Refused(f"“{part.name}”的数量不对，只能是{kind}{part.unit}数。", fields=("quantity",))
    more = quantity - now_is
    worth = _worth(now_is, worth_is, quantity) if value is None else Decimal(value)
    if not more and worth == worth_is:
        raise Refused("数量和金额都没有变化，不用更正。")
    _refuse_below_nothing(move, more)
    bins = book.know_bins([move.bin_id])
    places.check_entry(warrant.actor, bins.values())
    stock = book.stock(move.part_id)
    left_value = stock.value + worth - worth_is
    if left_value < 0 or (stock.on_hand + more == 0 and left_value != 0):
        raise Refused(
            f"现在只剩 {rules.plain(stock.on_hand)} {part.unit}，这笔差额已经随发料转出，"
            "请在结算或采购差异里处理，不能再改库存金额。"
        )
    number = numbering.next_number(move.store_id, "GZ", on=localdate(at))
    book.move(
        ledger.Movement(
            part_id=move.part_id,
            bin_id=move.bin_id,
            kind=MoveKind.CORRECT,
            quantity=more,
            value=worth - worth_is,
            document=number,
            note=f"更正 {move.document}：{why.strip()}"[:120],
            batch_id=move.batch_id,
            corrects_id=move.pk,
            belongs_at=move.belongs_at or move.at,
        )
    )
    if more > 0:
        places.check_limits(book, {bin.warehouse_id for bin in bins.values()})
    losing.give_up(book, move.part_id, at=at)
    holds.serve(book, at=at)
    book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.about(move, f"{number} {why.strip()}"[:200])
    written: Move = Move.objects.filter(store_id=move.store_id, document=number).latest("pk")
    return written


def _worth(was: Decimal, value: Decimal, quantity: Decimal) -> Decimal:
    """What a line of another quantity is worth at the price of the line as it was."""
    return rules.at_average(was, value, quantity) if was else ZERO


def _refuse_below_nothing(move: Move, more: Decimal) -> None:
    """With the correction there never was less than nothing. Raises Refused."""
    if more >= 0:
        return
    with connection.cursor() as cursor:
        cursor.execute(_LEAST, [move.store_id, move.part_id, move.belongs_at or move.at])
        (least,) = cursor.fetchone()
    if least is not None and least + more < 0:
        raise Refused(
            f"更正后当时的库存会是 {rules.plain(least + more)}，少于零：后来已经发出去了。请先核对后面的出库。"
        )
