"""The stock that a store begins with, shelf place by shelf place (PARTS-10, PARTS-11)."""

from collections.abc import Iterable

from django.utils.timezone import localdate

from huichang.company import sheet_kinds
from huichang.company.sheet_kinds import ROWS, Count, Kind, Staged, Undoing, Work
from huichang.kernel import numbering
from huichang.kernel.sheets import cells
from huichang.kernel.sheets.columns import Column, Problem
from huichang.parts import ledger, opening, permissions
from huichang.parts.imports import staging
from huichang.parts.imports.staging import PART
from huichang.parts.models import Bin, BinStock, Move, PlaceLimit, Warehouse
from huichang.parts.states import BLOCKED_PLACES, Place, Tracking

_BIN, _HOUSE, _MOVE = Bin._meta.db_table, Warehouse._meta.db_table, Move._meta.db_table
_LYING, _LIMIT = BinStock._meta.db_table, PlaceLimit._meta.db_table
NOT_HERE = [*sorted(BLOCKED_PLACES), Place.BOOKING]
COLUMNS = (
    staging.NUMBER,
    Column(
        key="bin",
        says="货位",
        also=("库位", "仓位", "货架", "储位", "bin", "location"),
        reads=cells.code(12),
        needed=True,
        example="A-01-1",
    ),
    Column(
        key="house",
        says="库区",
        also=("仓库", "库房", "warehouse"),
        reads=cells.words(20),
        example="主库",
        hint="货位还没有建立时填写，导入时一起建立",
    ),
    Column(
        key="quantity",
        says="数量",
        also=(
            "库存",
            "库存数",
            "库存数量",
            "现存",
            "现存量",
            "结存",
            "结存数量",
            "在库数",
            "quantity",
            "qty",
            "on hand",
        ),
        reads=cells.quantity(),
        sql="numeric",
        needed=True,
        example="4",
        hint="0 只登记固定货位",
    ),
    Column(
        key="cost",
        says="单位成本",
        also=("成本", "成本价", "进价", "不含税进价", "平均成本", "cost"),
        reads=cells.number(places=4, least=0, most=10**8),
        sql="numeric",
        example="86.40",
        hint="不含税；单位成本和库存金额至少填一个",
    ),
    Column(
        key="worth",
        says="库存金额",
        also=("金额", "库存成本", "value", "amount"),
        reads=cells.money(),
        sql="numeric",
        hint="不含税；填了以它为准",
    ),
    Column(
        key="batch",
        says="批次号",
        also=("批号", "批次", "序列号", "batch", "lot", "serial"),
        reads=cells.code(40),
        hint="按批次或序列号管理的配件必填",
    ),
    Column(
        key="expires_on", says="有效期至", also=("有效期", "失效日期", "expiry"), reads=cells.day, sql="date"
    ),
)


def check(staged: Staged) -> Iterable[Problem]:
    """Known parts that never moved here, in bins that may hold them, in pieces that there are, with a cost."""
    # Every line is written once, with all that is found of it.
    staged.run(
        f"ALTER TABLE {ROWS} ADD COLUMN key text, ADD COLUMN part_id bigint, ADD COLUMN tracking text,"
        " ADD COLUMN bin_id bigint, ADD COLUMN house_id bigint"
    )
    staged.run(
        f"UPDATE {ROWS} r SET key = k.key, part_id = p.id, tracking = p.tracking, bin_id = b.id,"
        f" house_id = coalesce(b.warehouse_id, w.id) FROM (SELECT line, bin, house, {staging.KEY} AS key FROM {ROWS}) k"
        f" LEFT JOIN {PART} p ON p.key = k.key"
        f" LEFT JOIN {_BIN} b ON b.store_id = %s AND upper(b.code) = k.bin"
        f" LEFT JOIN {_HOUSE} w ON w.store_id = %s AND w.name = k.house WHERE k.line = r.line",
        [staged.store_id, staged.store_id],
    )
    staged.run(f"ANALYZE {ROWS} (key, part_id, bin_id, house_id)")
    yield from staging.unknown(staged)
    yield from _parts(staged)
    yield from _places(staged)
    yield from _batches(staged)


def _parts(staged: Staged) -> Iterable[Problem]:
    yield from staged.wrong(
        "number",
        "本店已经有出入库，不能再导入期初库存",
        "请用盘点调整数量",
        f"SELECT line, number FROM {ROWS} r WHERE EXISTS"
        f" (SELECT 1 FROM {_MOVE} m WHERE m.store_id = %s AND m.part_id = r.part_id)"
        f" AND NOT EXISTS (SELECT 1 FROM parts_stock s WHERE s.store_id = %s AND s.part_id = r.part_id AND s.on_hand = 0"
        f" AND NOT EXISTS (SELECT 1 FROM {_MOVE} m WHERE m.store_id = %s AND m.part_id = r.part_id"
        " AND m.kind <> 'opening'))",
        [staged.store_id] * 3,
    )
    yield from staged.wrong(
        "quantity",
        "这个配件只能按整{}计",
        "请改为整数",
        f"SELECT line, r.quantity, p.unit FROM {ROWS} r JOIN {PART} p ON p.id = r.part_id"
        " WHERE p.is_whole AND mod(r.quantity, 1) <> 0",
    )
    yield from staged.wrong(
        "cost",
        "没有单位成本，也没有库存金额",
        "请至少填一个（不含税）",
        f"SELECT line, number FROM {ROWS} WHERE quantity > 0 AND cost IS NULL AND worth IS NULL",
    )


def _places(staged: Staged) -> Iterable[Problem]:
    yield from staged.wrong(
        "bin",
        "没有这个货位",
        "请先在“库区货位”里建立，或在“库区”一栏写明它属于哪个库区",
        f"SELECT line, bin FROM {ROWS} WHERE bin_id IS NULL AND house_id IS NULL AND coalesce(house, '') = ''",
    )
    yield from staged.wrong(
        "house",
        "没有这个库区",
        "请先在“库区货位”里建立",
        f"SELECT line, house FROM {ROWS} WHERE house_id IS NULL AND house <> ''",
    )
    yield from staged.wrong(
        "bin",
        "“{}”不放期初库存",
        "请改为主库、分库或危险品库的货位",
        f"SELECT line, bin, w.name FROM {ROWS} r JOIN {_HOUSE} w ON w.id = r.house_id WHERE w.place = ANY(%s)",
        [NOT_HERE],
    )
    yield from staged.wrong(
        "bin",
        "危险品只能放进危险品库",
        "请改为危险品库的货位",
        f"SELECT line, r.bin FROM {ROWS} r JOIN {PART} p ON p.id = r.part_id JOIN {_HOUSE} w ON w.id = r.house_id"
        " WHERE p.is_hazardous AND w.place <> %s"
        f" AND EXISTS (SELECT 1 FROM {_HOUSE} h WHERE h.store_id = %s AND h.place = %s)",
        [Place.HAZARD, staged.store_id, Place.HAZARD],
    )
    for name, most, would in staged.rows(
        f"SELECT w.name, w.most, sum(q.quantity) FROM {_HOUSE} w JOIN ("
        f" SELECT house_id, quantity FROM {ROWS} UNION ALL"
        f" SELECT b.warehouse_id, l.quantity FROM {_LYING} l JOIN {_BIN} b ON b.id = l.bin_id WHERE l.store_id = %s"
        ") q ON q.house_id = w.id WHERE w.most IS NOT NULL GROUP BY w.id, w.name, w.most HAVING sum(q.quantity) > w.most",
        [staged.store_id],
    ):
        yield Problem(
            0,
            "库区",
            name,
            f"“{name}”限量 {most.normalize():f}，导入后会有 {would.normalize():f}",
            "请分放到别的库区",
        )
    yield from staged.wrong(
        "quantity",
        "这个库区只许放 {}，文件里一共 {}",
        "请分放到别的库区",
        f"SELECT min(r.line), min(r.number), trim_scale(x.most), trim_scale(sum(r.quantity)) FROM {ROWS} r"
        f" JOIN {_LIMIT} x ON x.warehouse_id = r.house_id AND x.part_id = r.part_id"
        " GROUP BY r.part_id, x.id, x.most HAVING sum(r.quantity) > x.most",
    )


def _batches(staged: Staged) -> Iterable[Problem]:
    yield from staged.wrong(
        "batch",
        "这个配件按批次或序列号管理，没有填写批次号",
        "请补上包装上的批次号或序列号",
        f"SELECT line, number FROM {ROWS} WHERE tracking <> %s AND quantity > 0 AND coalesce(batch, '') = ''",
        [Tracking.NONE],
    )
    yield from staged.wrong(
        "quantity",
        "一个序列号只对应一件",
        "请一件一行",
        f"SELECT line, quantity FROM {ROWS} WHERE tracking = %s AND quantity > 1",
        [Tracking.SERIAL],
    )


def counts(staged: Staged) -> list[Count]:
    """How many parts, places, and new bins; the value in whole yuan."""
    ((parts, places, new, value),) = staged.rows(
        "SELECT count(DISTINCT part_id), count(DISTINCT bin), count(DISTINCT bin) FILTER (WHERE bin_id IS NULL),"
        f" coalesce(round(sum(coalesce(worth, round(quantity * cost, 2)))), 0)::bigint FROM {ROWS} WHERE quantity > 0"
    )
    return [("配件", parts), ("货位", places), ("新建货位", new), ("库存金额（元）", value)]


def enter(work: Work) -> None:
    """Wait for the store room: what is received or promised a moment before would else be written over."""
    ledger.enter(work.store_id)


def write(staged: Staged) -> list[Count]:
    """New bins, then all stock under one document."""
    told = counts(staged)
    staged.tell("写入台账")
    staged.make(
        "bin",
        f"INSERT INTO {_BIN} (store_id, warehouse_id, code, walk) SELECT %s, min(house_id), bin,"
        f" (SELECT coalesce(max(walk), 0) FROM {_BIN} WHERE store_id = %s) + 10 * row_number() OVER (ORDER BY bin)"
        f" FROM {ROWS} WHERE bin_id IS NULL GROUP BY bin",
        [staged.store_id, staged.store_id],
    )
    staged.run(
        f"UPDATE {ROWS} r SET bin_id = b.id FROM {_BIN} b WHERE r.bin_id IS NULL AND b.store_id = %s AND b.code = r.bin",
        [staged.store_id],
    )
    document = numbering.next_number(staged.store_id, "QC", on=localdate(staged.at))
    source = (
        "(SELECT line, part_id, tracking, bin_id, quantity, coalesce(batch, '') AS batch, expires_on,"
        f" CASE WHEN quantity = 0 THEN 0 ELSE coalesce(worth, round(quantity * cost, 2)) END AS value FROM {ROWS}) s0"
    )
    staged.run("DROP TABLE IF EXISTS sheet_stock")
    staged.run(f"CREATE TEMP TABLE sheet_stock ON COMMIT DROP AS SELECT * FROM {source}")
    staged.run("ANALYZE sheet_stock")
    opening.bring_in(
        staged.store_id,
        "sheet_stock",
        document=document,
        note=staged.file_name[:120],
        at=staged.at,
        by_id=staged.staff_id,
        tell=staged.tell,
    )
    # The first line of the ledger names the document, and the document all the others.
    staged.run(
        f"INSERT INTO {sheet_kinds.EFFECTS} (store_id, sheet_id, what, made)"
        f" SELECT %s, %s, 'move', ARRAY[min(id)] FROM {_MOVE} WHERE store_id = %s AND document = %s"
        " HAVING count(*) > 0",
        [staged.store_id, staged.sheet_id, staged.store_id, document],
    )
    return told


def _document(undoing: Undoing) -> str:
    effects, params = undoing.touched("move", made=True)
    rows = undoing.rows(
        f"SELECT m.document FROM {_MOVE} m JOIN {effects} e ON e.row_id = m.id LIMIT 1", params
    )
    return str(rows[0][0]) if rows else ""


def blocked(undoing: Undoing) -> list[str]:
    """Parts that have moved or been promised since."""
    return opening.moved_since(undoing.store_id, _document(undoing))


def undo(undoing: Undoing) -> list[Count]:
    """Opposite lines in the ledger; new bins stay, the ledger names them."""
    taken = opening.take_out(undoing.store_id, _document(undoing), at=undoing.at, by_id=undoing.staff_id)
    return [("已冲回", taken)]


KIND = sheet_kinds.declare(
    Kind(
        key="parts.stock",
        says="期初库存",
        explains="启用系统时各货位上有多少、值多少，作为台账的第一笔。只收本店还没有出入库的配件。",
        permission=permissions.IMPORT_STOCK,
        icon="building-warehouse",
        columns=COLUMNS,
        once="key, bin, batch",
        once_says="货位",
        shows="number, bin, batch",
        check=check,
        counts=counts,
        write=write,
        blocked=blocked,
        undo=undo,
        enter=enter,
        leads_to="/parts/stock/",
    )
)
