"""Demand from before there was a ledger, month by month: forecasts begin with it (PARTS-30)."""

from collections.abc import Iterable

from django.utils.timezone import localdate

from huichang.company import sheet_kinds
from huichang.company.sheet_kinds import ROWS, Count, Kind, Staged, Undoing
from huichang.kernel.sheets import cells
from huichang.kernel.sheets.columns import Column, Problem
from huichang.parts import permissions
from huichang.parts.imports import staging
from huichang.parts.imports.staging import PART
from huichang.parts.models import DemandHistory, Move
from huichang.parts.states import MoveKind

_DEMAND, _MOVE = DemandHistory._meta.db_table, Move._meta.db_table
COLUMNS = (
    staging.NUMBER,
    Column(
        key="month",
        says="月份",
        also=("年月", "期间", "month", "period"),
        reads=cells.month,
        sql="date",
        needed=True,
        example="2026-01",
    ),
    Column(
        key="quantity",
        says="出库数",
        also=(
            "数量",
            "出库数量",
            "需求",
            "需求数量",
            "销量",
            "销售数量",
            "用量",
            "quantity",
            "qty",
            "demand",
        ),
        reads=cells.quantity(),
        sql="numeric",
        needed=True,
        example="12",
        hint="这个月领料和销售一共出了多少（退回的减掉）",
    ),
    Column(
        key="lost",
        says="缺货流失数",
        also=("流失", "流失数", "缺货数", "lost", "lost sales"),
        reads=cells.quantity(),
        sql="numeric",
        example="1",
        hint="有人要、没货、没有做成的数量；不知道就留空",
    ),
)


def check(staged: Staged) -> Iterable[Problem]:
    """Months that are over and lie before the ledger, of parts that we know, in pieces that there are."""
    staging.know_parts(staged)
    yield from staging.unknown(staged)
    yield from staged.wrong(
        "month",
        "这个月还没有结束",
        "请只导入已经过完的月份",
        f"SELECT line, to_char(month, 'YYYY-MM') FROM {ROWS} WHERE month >= %s",
        [localdate(staged.at).replace(day=1)],
    )
    yield from staged.wrong(
        "month",
        "这个月本店已经用系统出库",
        "历史需求只能导入启用系统之前的月份",
        f"SELECT line, to_char(month, 'YYYY-MM') FROM {ROWS} WHERE month >= (SELECT date_trunc('month', min(at))"
        f" FROM {_MOVE} WHERE store_id = %s AND kind IN (%s, %s)) AND month < %s",
        [staged.store_id, MoveKind.ISSUE, MoveKind.SALE, localdate(staged.at).replace(day=1)],
    )
    for column in ("quantity", "lost"):
        yield from staged.wrong(
            column,
            "这个配件只能按整{}计",
            "请改为整数",
            f"SELECT line, r.{column}, p.unit FROM {ROWS} r JOIN {PART} p ON p.id = r.part_id"
            f" WHERE p.is_whole AND mod(r.{column}, 1) <> 0",
        )


def counts(staged: Staged) -> list[Count]:
    """How many months are new, replaced, and of how many parts."""
    ((new, changed, parts),) = staged.rows(
        "SELECT count(*) FILTER (WHERE d.id IS NULL), count(*) FILTER (WHERE d.id IS NOT NULL),"
        f" count(DISTINCT r.part_id) FROM {ROWS} r LEFT JOIN {_DEMAND} d ON d.store_id = %s"
        " AND d.part_id = r.part_id AND d.month = r.month",
        [staged.store_id],
    )
    return [("新增月份", new), ("替换月份", changed), ("配件", parts)]


def write(staged: Staged) -> list[Count]:
    """Write all months; one that is there already is replaced."""
    told = counts(staged)
    same = f"EXISTS (SELECT 1 FROM {ROWS} r WHERE r.part_id = t.part_id AND r.month = t.month)"
    staged.remember("demand", _DEMAND, f"t.store_id = %s AND {same}", [staged.store_id])
    staged.run(
        f"UPDATE {_DEMAND} d SET quantity = r.quantity, lost = coalesce(r.lost, 0) FROM {ROWS} r"
        " WHERE d.store_id = %s AND d.part_id = r.part_id AND d.month = r.month",
        [staged.store_id],
    )
    staged.make(
        "demand",
        f"INSERT INTO {_DEMAND} (store_id, part_id, month, quantity, lost)"
        f" SELECT %s, r.part_id, r.month, r.quantity, coalesce(r.lost, 0) FROM {ROWS} r ON CONFLICT DO NOTHING",
        [staged.store_id],
    )
    return told


def blocked(undoing: Undoing) -> list[str]:
    """Nothing: a forecast is made anew every time."""
    return []


def undo(undoing: Undoing) -> list[Count]:
    """Months as they were."""
    back = undoing.put_back("demand", _DEMAND, ["quantity", "lost"])
    return [("已恢复", back), ("已删除", undoing.remove_made("demand", _DEMAND))]


KIND = sheet_kinds.declare(
    Kind(
        key="parts.demand",
        says="历史需求",
        explains="启用系统之前每个月出了多少、缺了多少，供需求预测用。一行一个配件一个月。",
        permission=permissions.IMPORT_STOCK,
        icon="chart-bar",
        columns=COLUMNS,
        once="key, month",
        once_says="配件编码",
        shows="number, to_char(month, 'YYYY-MM')",
        check=check,
        counts=counts,
        write=write,
        blocked=blocked,
        undo=undo,
    )
)
