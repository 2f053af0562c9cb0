"""What orders ask of the store room, line by line (PARTS-13). Plain functions: the workshop calls them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from huichang.kernel.refusals import Refused
from huichang.parts import holds, ledger, rules, waiting
from huichang.parts.models import BackOrder, Hold, PickLine
from huichang.parts.waiting import Short

_ASK = f"""
WITH gate AS MATERIALIZED (SELECT pg_advisory_xact_lock(%(gate)s, %(store)s))
INSERT INTO {PickLine._meta.db_table} AS p
  (store_id, for_order, order_number, plate, promised_at, priority, asked_at, issued, is_open, for_line, part_id, asked)
SELECT %(store)s, %(order)s, %(number)s, %(plate)s, %(promised)s, %(priority)s, %(at)s, 0, true, w.line, w.part, w.asked
FROM unnest(%(lines)s::bigint[], %(parts)s::bigint[], %(asked)s::numeric[]) AS w (line, part, asked), gate
ON CONFLICT (for_line) DO UPDATE SET asked = excluded.asked, promised_at = excluded.promised_at,
  priority = excluded.priority, is_open = excluded.asked > p.issued
RETURNING for_line, part_id, asked - issued, xmax <> 0 OR EXISTS (
  SELECT 1 FROM {Hold._meta.db_table} h WHERE h.for_line = p.for_line AND h.state = 'held')
"""


@dataclass(frozen=True)
class Asked:
    """A line of an order asks for a part; `quantity` is all that the line needs, issued or not."""

    line_id: int
    part_id: int
    quantity: Decimal


def ask(
    *,
    store_id: int,
    order_id: int,
    order_number: str,
    plate: str,
    promised_at: datetime | None,
    lines: Sequence[Asked],
    at: datetime,
    priority: int = holds.ORDER_PRIORITY,
) -> list[Short]:
    """The order's lines were agreed to: put them on the pick list, keep what is free, and order the rest.

    Asking again for a line changes its quantity. At most six statements for new lines, however many. Returns what is
    short (also told by PartShort). Raises Refused for a quantity that the part does not come in, and (from the
    database) when less is asked than was issued.
    """
    if not lines:
        return []
    if wrong := next((each for each in lines if not rules.is_countable(each.quantity, is_whole=False)), None):
        raise Refused(
            f"配件数量不能是 {rules.plain(wrong.quantity)}，请填写大于零、最多三位小数的数量；不要了请取消这一行。"
        )
    lines = sorted(lines, key=lambda each: each.line_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _ASK,
            {
                "gate": ledger.GATE,
                "store": store_id,
                "order": order_id,
                "number": order_number,
                "plate": plate,
                "promised": promised_at,
                "priority": priority,
                "at": at,
                "lines": [each.line_id for each in lines],
                "parts": [each.part_id for each in lines],
                "asked": [each.quantity for each in lines],
            },
        )
        written = cursor.fetchall()
    book = ledger.open_book(store_id, (each.part_id for each in lines), entered=True)
    for each in lines:
        part = book.stock(each.part_id).part
        if not rules.is_countable(each.quantity, is_whole=part.is_whole):
            raise Refused(
                f"“{part.name}”的数量不对：{rules.plain(each.quantity)}。请填写大于零的{part.unit}数。"
            )
    needs = [
        holds.Need(
            part_id=part_id,
            quantity=left,
            line_id=line_id,
            order_id=order_id,
            plate=plate,
            priority=priority,
            needed_at=promised_at,
        )
        for line_id, part_id, left, _ in written
    ]
    fresh = not any(known for *_, known in written)
    short = holds.fit(book, needs, at=at, fresh=fresh)
    if not fresh:
        holds.serve(book, at=at)
    book.close(at=at, by_id=None)
    return short


def withdraw(*, store_id: int, line_ids: Iterable[int], at: datetime) -> None:
    """Lines are no longer wanted: they leave the pick list and what was kept for them goes to those who wait.

    Raises Refused while something of them is still out.
    """
    ledger.enter(store_id)
    lines = list(
        PickLine.objects.filter(store_id=store_id, for_line__in=list(line_ids))
        .select_related("part")
        .select_for_update(of=("self",))
        .order_by("for_line")
    )
    if not lines:
        return
    out = [line for line in lines if line.issued]
    if out:
        said = "、".join(f"“{line.part.name}” {rules.plain(line.issued)} {line.part.unit}" for line in out)
        raise Refused(f"{said}已经领出，请先到备件柜台退料，再取消。")
    book = ledger.open_book(store_id, (line.part_id for line in lines), entered=True)
    gone = [
        holds.Need(part_id=line.part_id, quantity=Decimal(0), line_id=line.for_line, order_id=line.for_order)
        for line in lines
    ]
    holds.fit(book, gone, at=at)
    PickLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
    holds.serve(book, at=at)
    book.close(at=at, by_id=None)


def promise_moved(order_id: int, promised_at: datetime | None) -> None:
    """The customer was told another time: the pick queue and the turn of those who wait follow it."""
    stores = PickLine.objects.filter(for_order=order_id).values_list("store_id", flat=True)
    store_id = stores.first()
    if store_id is None:
        return
    ledger.enter(store_id)
    PickLine.objects.filter(for_order=order_id).update(promised_at=promised_at)
    lines = PickLine.objects.filter(for_order=order_id).values("for_line")
    waiting_lines = BackOrder.objects.filter(for_line__in=lines, closed_at__isnull=True)
    parts = list(waiting_lines.values_list("part_id", flat=True))
    if parts:
        waiting_lines.update(needed_at=promised_at)
        waiting.redate(ledger.open_book(store_id, parts, entered=True), parts, at=None)
