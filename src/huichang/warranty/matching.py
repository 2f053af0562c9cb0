"""How a line of the manufacturer's list is matched with what we sent: the same for a file and for a list published in the house.

SQL over a table of lines: line, list_number, month, claim_number, vin, labour, parts, other, paid, reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from huichang.kernel.refusals import Refused
from huichang.kernel.turns import wait_for_turn
from huichang.warranty.models import Claim, SettlementLine, Submission
from huichang.warranty.states import Outcome

LINE, _CLAIM, _SENT = SettlementLine._meta.db_table, Claim._meta.db_table, Submission._meta.db_table
PUBLISHED_ROWS = "published_rows"
OUTCOME = """CASE WHEN m.submission_id IS NULL THEN 'unknown' WHEN m.used OR m.nth > 1 THEN 'twice'
    WHEN r.paid >= m.asked THEN CASE WHEN r.paid = m.asked THEN 'paid' ELSE 'unknown' END
    WHEN r.paid = 0 THEN 'rejected' ELSE 'cut' END"""


def hold(store_id: int) -> None:
    """Lists of a store are taken over one after another, by file or from the house: no line twice. One statement."""
    wait_for_turn(f"warranty.lists:{store_id}")


def matched(rows: str) -> str:
    """The lines of a table with the submission that each names; one parameter: the store."""
    return f"""
    SELECT r.line, r.claim_number, s.id AS submission_id, s.claim_id, s.asked, c.vin AS our_vin,
        row_number() OVER (PARTITION BY s.id ORDER BY r.line) AS nth,
        EXISTS (SELECT 1 FROM {LINE} l WHERE l.submission_id = s.id AND l.outcome IN ('paid', 'cut', 'rejected')) AS used
    FROM {rows} r
    LEFT JOIN {_SENT} s ON s.store_id = %s AND s.number = r.claim_number
    LEFT JOIN {_CLAIM} c ON c.id = s.claim_id
"""


def insert(rows: str) -> str:
    """Keep every line of a table with what it means; parameters: the store, the moment, the store again."""
    return (
        f"INSERT INTO {LINE} (store_id, month, list_number, claim_number, vin, labour, parts, other, paid, reason,"
        " claim_id, submission_id, asked, outcome, remedy, remedy_words, read_at)"
        " SELECT %s, r.month, r.list_number, r.claim_number, coalesce(r.vin, ''), coalesce(r.labour, 0),"
        " CASE WHEN r.labour IS NULL AND r.parts IS NULL AND r.other IS NULL THEN r.paid ELSE coalesce(r.parts, 0) END,"
        " coalesce(r.other, 0), r.paid, coalesce(r.reason, ''), m.claim_id, m.submission_id, coalesce(m.asked, 0),"
        f" {OUTCOME}, CASE WHEN {OUTCOME} = 'paid' THEN 'none' ELSE 'open' END, '', %s"
        f" FROM ({matched(rows)}) m JOIN {rows} r ON r.line = m.line"
    )


@dataclass(frozen=True)
class ListLine:
    """A line as the manufacturer publishes it: `paid` = labour + parts + other, yuan, tax included."""

    claim_number: str
    vin: str
    labour: Decimal
    parts: Decimal
    other: Decimal
    paid: Decimal
    reason: str


def take_over(
    store_id: int, *, list_number: str, month: date, lines: Sequence[ListLine], at: datetime
) -> dict[str, int]:
    """Keep the lines of a published list as if its file had been read; how many there are of each outcome. Four statements.

    A plain function for the room above that publishes. Raises Refused when lines of this list are here already.
    """
    hold(store_id)
    if SettlementLine.objects.filter(store_id=store_id, list_number=list_number).exists():
        raise Refused(f"结算单 {list_number} 已经用文件导入过，请到索赔结算里查看，不能再接收一次。")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {PUBLISHED_ROWS}")
        cursor.execute(
            f"CREATE TEMP TABLE {PUBLISHED_ROWS} ON COMMIT DROP AS SELECT row_number() OVER () AS line,"
            " %s::text AS list_number, %s::date AS month, u.* FROM unnest(%s::text[], %s::text[], %s::numeric[],"
            " %s::numeric[], %s::numeric[], %s::numeric[], %s::text[])"
            " AS u (claim_number, vin, labour, parts, other, paid, reason)",
            [
                list_number,
                month,
                [each.claim_number for each in lines],
                [each.vin for each in lines],
                [each.labour for each in lines],
                [each.parts for each in lines],
                [each.other for each in lines],
                [each.paid for each in lines],
                [each.reason[:120] for each in lines],
            ],
        )
        cursor.execute(
            f"WITH made AS ({insert(PUBLISHED_ROWS)} RETURNING outcome) SELECT outcome, count(*) FROM made GROUP BY 1",
            [store_id, at, store_id],
        )
        told = dict(cursor.fetchall())
    return {str(each): told.get(str(each), 0) for each in Outcome}
