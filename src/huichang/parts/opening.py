"""The stock that a store begins with: a part's first lines in the ledger, many parts at once (PARTS-10).

Beside `ledger` the only writer of moves: a hundred thousand shelf places are brought in by a handful of statements, in the
store room's gate. Only for parts without a line in the store's ledger, so that there is no average to mix with, nothing
promised and nothing to lock.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from huichang.parts import holds, ledger
from huichang.parts.models import BackOrder, Batch, BatchStock, Bin, BinStock, Move, Stock
from huichang.parts.states import BatchState, MoveKind, Tracking

_MOVE, _STOCK, _LYING = Move._meta.db_table, Stock._meta.db_table, BinStock._meta.db_table
_SHORT = BackOrder._meta.db_table
_BATCH, _OF_BATCH, _BIN = Batch._meta.db_table, BatchStock._meta.db_table, Bin._meta.db_table
SHOWN = 200


def bring_in(
    store_id: int,
    source: str,
    *,
    document: str,
    note: str,
    at: datetime,
    by_id: int | None,
    tell: Callable[[str], None] = lambda doing: None,
) -> None:
    """Write the lines of a relation `source` (line, part_id, tracking, bin_id, quantity, value, batch, expires_on) as first
    moves of their parts, give each part its first bin as home, serve who waits. `tell` hears what is being done.

    The caller has entered the store room and made sure that no part has a move here.
    """
    with connection.cursor() as cursor:
        tell("写入批次和库存")
        cursor.execute(
            f"INSERT INTO {_BATCH} (store_id, part_id, number, is_serial, supplier, document, received_at, expires_on,"
            " certificate, code, checklist, state, note)"
            " SELECT %s, part_id, batch, tracking = %s, '', %s, %s, max(expires_on), '', '', '{}', %s, %s"
            f" FROM {source} WHERE batch <> '' AND tracking <> %s AND quantity > 0 GROUP BY part_id, batch, tracking"
            " ON CONFLICT DO NOTHING",
            [store_id, Tracking.SERIAL, document, at, BatchState.EXEMPT, note, Tracking.NONE],
        )
        cursor.execute(
            f"INSERT INTO {_STOCK} (store_id, part_id, on_hand, held, blocked, in_transit, value, home_bin_id, abc, xyz)"
            " SELECT %s, part_id, sum(quantity), 0, 0, 0, sum(value), (array_agg(bin_id ORDER BY line))[1], '', ''"
            f" FROM {source} GROUP BY part_id ORDER BY part_id ON CONFLICT (store_id, part_id) DO UPDATE SET"
            f" on_hand = excluded.on_hand, value = excluded.value,"
            f" home_bin_id = coalesce({_STOCK}.home_bin_id, excluded.home_bin_id)",
            [store_id],
        )
        tell("写入货位库存")
        cursor.execute(
            f"INSERT INTO {_LYING} (store_id, part_id, bin_id, quantity)"
            f" SELECT %s, part_id, bin_id, sum(quantity) FROM {source} WHERE quantity > 0 GROUP BY part_id, bin_id"
            " ON CONFLICT (bin_id, part_id) DO UPDATE SET quantity = excluded.quantity",
            [store_id],
        )
        cursor.execute(
            f"INSERT INTO {_OF_BATCH} (store_id, part_id, batch_id, bin_id, quantity, is_serial)"
            " SELECT %s, s.part_id, b.id, s.bin_id, sum(s.quantity), b.is_serial"
            f" FROM {source} s JOIN {_BATCH} b ON b.store_id = %s AND b.part_id = s.part_id AND b.number = s.batch"
            " WHERE s.quantity > 0 AND s.tracking <> %s GROUP BY s.part_id, b.id, s.bin_id, b.is_serial"
            " ON CONFLICT (bin_id, batch_id) DO UPDATE SET quantity = excluded.quantity",
            [store_id, store_id, Tracking.NONE],
        )
        tell("写入台账")
        cursor.execute(
            f"INSERT INTO {_MOVE} (store_id, part_id, bin_id, kind, quantity, value, on_hand_after, document, at, by_id,"
            " note, batch_id)"
            " SELECT %s, s.part_id, s.bin_id, %s, s.quantity, s.value,"
            " sum(s.quantity) OVER (PARTITION BY s.part_id ORDER BY s.line), %s, %s, %s, %s, b.id"
            f" FROM {source} s LEFT JOIN {_BATCH} b ON b.store_id = %s AND b.part_id = s.part_id AND b.number = s.batch"
            " AND s.tracking <> %s WHERE s.quantity > 0 ORDER BY s.line",
            [store_id, MoveKind.OPENING, document, at, by_id, note, store_id, Tracking.NONE],
        )
        cursor.execute(
            f"SELECT DISTINCT b.part_id FROM {_SHORT} b WHERE b.store_id = %s AND b.closed_at IS NULL"
            f" AND b.part_id IN (SELECT part_id FROM {source} s WHERE quantity > 0)",
            [store_id],
        )
        wanted = {key for (key,) in cursor.fetchall()}
    if wanted:
        book = ledger.open_book(store_id, wanted, entered=True)
        holds.serve(book, at=at)
        book.close(at=at, by_id=by_id)


def moved_since(store_id: int, document: str) -> list[str]:
    """Parts of an opening document that have moved, been promised or been counted since, a sentence each."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.number, p.name, count(m.id), s.held FROM {_STOCK} s JOIN parts_part p ON p.id = s.part_id"
            f" LEFT JOIN {_MOVE} m ON m.store_id = s.store_id AND m.part_id = s.part_id AND m.document <> %s"
            f" AND m.id > (SELECT min(id) FROM {_MOVE} WHERE store_id = %s AND document = %s)"
            f" WHERE s.store_id = %s AND s.part_id IN (SELECT part_id FROM {_MOVE} WHERE store_id = %s AND document = %s)"
            " GROUP BY p.number, p.name, s.held HAVING count(m.id) > 0 OR s.held > 0"
            f" ORDER BY p.number LIMIT {SHOWN}",
            [document, store_id, document, store_id, store_id, document],
        )
        return [
            f"{number} {name} 导入后已有 {moves} 笔出入库，请用盘点更正"
            if moves
            else f"{number} {name} 已预留给别的车，请先释放预留"
            for number, name, moves, _ in cursor.fetchall()
        ]


def take_out(store_id: int, document: str, *, at: datetime, by_id: int | None) -> int:
    """Take an opening document back by opposite lines. The caller has entered the store room and asked `moved_since`."""
    mine = f"(SELECT * FROM {_MOVE} WHERE store_id = %s AND document = %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_STOCK} s SET on_hand = 0, value = 0 WHERE store_id = %s"
            f" AND part_id IN (SELECT part_id FROM {mine} m)",
            [store_id, store_id, document],
        )
        cursor.execute(
            f"UPDATE {_LYING} l SET quantity = 0 FROM {mine} m WHERE l.bin_id = m.bin_id AND l.part_id = m.part_id",
            [store_id, document],
        )
        cursor.execute(
            f"UPDATE {_OF_BATCH} l SET quantity = 0 FROM {mine} m WHERE l.batch_id = m.batch_id",
            [store_id, document],
        )
        cursor.execute(
            f"INSERT INTO {_MOVE} (store_id, part_id, bin_id, kind, quantity, value, on_hand_after, document, at, by_id,"
            " note, batch_id, corrects_id)"
            " SELECT store_id, part_id, bin_id, %s, -quantity, -value,"
            " sum(quantity) OVER (PARTITION BY part_id ORDER BY id) - quantity, %s, %s, %s, '撤销期初导入', batch_id, id"
            f" FROM {mine} m ORDER BY id DESC",
            [MoveKind.OPENING, document, at, by_id, store_id, document],
        )
        return int(cursor.rowcount)
