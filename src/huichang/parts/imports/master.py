"""The parts master from a sheet: new numbers, and other words for known ones (PARTS-01)."""

from collections.abc import Iterable
from functools import cache

from django.db import connection
from django.db.models.fields.reverse_related import ForeignObjectRel

from huichang.company import sheet_kinds
from huichang.company.sheet_kinds import ROWS, Count, Kind, Staged, Undoing, Work
from huichang.kernel import pinyin
from huichang.kernel.sheets import cells
from huichang.kernel.sheets.cells import Reader
from huichang.kernel.sheets.columns import Column, Problem
from huichang.kernel.sheets.reading import Cell
from huichang.kernel.turns import wait_for_turn
from huichang.parts import catalogue, permissions
from huichang.parts.imports import staging
from huichang.parts.imports.staging import PART
from huichang.parts.models import Fit, Part, Stock
from huichang.parts.states import Quality, Size, Tracking, UseClass
from huichang.pricebook import queries as pricebook

SHOWN_BLOCKS = 200
_FIT, _STOCK = Fit._meta.db_table, Stock._meta.db_table


@cache
def _systems() -> Reader:
    return cells.one_of(pricebook.systems())


def _system(cell: Cell) -> object:
    return _systems()(cell)


COLUMNS = (
    staging.NUMBER,
    Column(
        key="name",
        says="名称",
        also=("配件名称", "零件名称", "备件名称", "品名", "中文名称", "name", "description"),
        reads=cells.words(80),
        needed=True,
        example="机油滤清器",
    ),
    Column(
        key="use_class",
        says="用途分类",
        also=("分类", "类别", "配件类别", "class"),
        reads=cells.one_of(dict(UseClass.choices), 常用件="consumable", 碰撞件="collision"),
        example="消耗件",
        hint="消耗件、易损件、维修件、基础件、肇事件；留空为维修件",
    ),
    Column(
        key="quality",
        says="质量属性",
        also=("属性", "品质", "quality"),
        reads=cells.one_of(
            dict(Quality.choices), 原厂件="genuine", 同质件="oem_equal", 修复件="remanufactured"
        ),
        example="原厂",
        hint="原厂、同质、修复；留空为原厂",
    ),
    Column(
        key="maker",
        says="品牌",
        also=("厂家", "生产厂家", "制造商", "brand", "maker"),
        reads=cells.words(40),
        example="远岚",
    ),
    Column(key="unit", says="单位", also=("计量单位", "unit"), reads=cells.words(6), example="件"),
    Column(
        key="is_whole",
        says="只能整数",
        also=("整数",),
        reads=cells.yes_no,
        sql="boolean",
        example="是",
        hint="油液等可以有小数的填“否”",
    ),
    Column(
        key="pack",
        says="包装数",
        also=("包装", "最小包装", "包装数量", "pack"),
        reads=cells.number(places=3, above=0, most=10**6),
        sql="numeric",
        example="1",
    ),
    Column(
        key="size",
        says="大小",
        also=("体积", "size"),
        reads=cells.one_of(dict(Size.choices)),
        example="小件",
        hint="小件、中件、大件；上架时按它找货位，不知道就留空",
    ),
    Column(key="system", says="系统", also=("所属系统", "system"), reads=_system, example="发动机"),
    Column(key="is_safety", says="安全件", also=("安全",), reads=cells.yes_no, sql="boolean", example="否"),
    Column(
        key="is_hazardous", says="危险品", also=("危险",), reads=cells.yes_no, sql="boolean", example="否"
    ),
    Column(
        key="tracking",
        says="追踪",
        also=("追踪方式",),
        reads=cells.one_of(dict(Tracking.choices)),
        example="不追踪",
        hint="不追踪、批次、序列号",
    ),
    Column(
        key="shelf_life_months",
        says="保质期",
        also=("保质期（月）", "保质期月数", "shelf life"),
        reads=cells.whole(1, 240),
        sql="int2",
        hint="几个月",
    ),
    Column(key="barcode", says="条码", also=("条形码", "barcode", "ean"), reads=cells.code(40)),
    Column(
        key="fits",
        says="适用车系",
        also=("适用车型", "车型", "车系", "model"),
        reads=cells.several(30),
        sql="text[]",
        example="YL-L5、YL-S7",
        hint="几个车系用顿号隔开；只会增加，不会删掉原来登记的",
    ),
    Column(
        key="newer",
        says="替代为",
        also=("新编码", "替代编码", "新件号", "superseded by"),
        reads=cells.code(40),
        hint="已经被新编码替代的，填写新编码",
    ),
    Column(
        key="is_active", says="可用", also=("启用", "状态"), reads=cells.yes_no, sql="boolean", example="是"
    ),
)
_DEFAULTS = {
    "name": "''",
    "use_class": "'repair'",
    "quality": "'genuine'",
    "maker": "''",
    "unit": "'件'",
    "is_whole": "true",
    "pack": "1",
    "size": "''",
    "system": "''",
    "is_safety": "false",
    "is_hazardous": "false",
    "tracking": "'none'",
    "shelf_life_months": "NULL",
    "barcode": "''",
    "is_active": "true",
}
_NEWER_KEY = staging.KEY.replace("number", "newer")
_CHANGED = (
    "("
    + ", ".join(f"p.{c}" for c in _DEFAULTS)
    + ") IS DISTINCT FROM ("
    + ", ".join(f"coalesce(r.{c}, p.{c})" for c in _DEFAULTS)
    + ")"
)


def check(staged: Staged) -> Iterable[Problem]:
    """What the catalogue would not let anybody say, line by line."""
    staging.know_parts(staged)
    yield from staging.without_key(staged)
    yield from staged.wrong(
        "pack",
        "只能整数的配件，包装数不能是小数",
        "请改包装数，或把“只能整数”改为“否”",
        f"SELECT line, r.pack FROM {ROWS} r LEFT JOIN {PART} p ON p.id = r.part_id"
        " WHERE mod(r.pack, 1) <> 0 AND coalesce(r.is_whole, p.is_whole, true)",
    )
    yield from staged.wrong(
        "is_whole",
        "库存里有小数，不能改为只能整数",
        "请先盘点成整数",
        f"SELECT line, r.number FROM {ROWS} r JOIN {PART} p ON p.id = r.part_id WHERE r.is_whole AND NOT p.is_whole"
        f" AND EXISTS (SELECT 1 FROM {_STOCK} s WHERE s.part_id = p.id AND mod(s.on_hand, 1) <> 0)",
    )
    yield from staged.wrong(
        "tracking",
        "有库存的配件不能在导入里改追踪方式",
        "请在配件页办理",
        f"SELECT line, r.number FROM {ROWS} r JOIN {PART} p ON p.id = r.part_id WHERE r.tracking <> p.tracking"
        f" AND EXISTS (SELECT 1 FROM {_STOCK} s WHERE s.part_id = p.id AND s.on_hand > 0)",
    )
    yield from staged.wrong(
        "barcode",
        "这个条码已经用在 {} 上",
        "请核对条码",
        f"SELECT line, r.barcode, p.number FROM {ROWS} r JOIN {PART} p ON p.barcode = r.barcode"
        " WHERE r.barcode <> '' AND p.id IS DISTINCT FROM r.part_id"
        f" AND NOT EXISTS (SELECT 1 FROM {ROWS} o WHERE o.part_id = p.id AND o.barcode <> r.barcode)",
    )
    yield from staged.wrong(
        "barcode",
        "第 {} 行用了同一个条码",
        "请核对条码",
        "SELECT line, barcode, first FROM (SELECT line, barcode, min(line) OVER (PARTITION BY barcode) AS first"
        f" FROM {ROWS} WHERE barcode <> '') d WHERE line > first",
    )
    yield from _chains(staged)


def _chains(staged: Staged) -> Iterable[Problem]:
    if "newer" not in staged.has:
        return
    yield from staged.wrong(
        "newer",
        "目录和本文件里都没有这个新编码",
        "请核对，或把新编码也写进文件",
        f"SELECT line, newer FROM {ROWS} r WHERE newer IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM {ROWS} o WHERE o.key = {_NEWER_KEY.replace('newer', 'r.newer')})"
        f" AND NOT EXISTS (SELECT 1 FROM {PART} p WHERE p.key = {_NEWER_KEY.replace('newer', 'r.newer')})",
    )
    yield from staged.wrong(
        "newer",
        "新旧编码绕成了一圈",
        "请核对谁替代谁",
        f"""WITH RECURSIVE edge AS (
          SELECT key AS old, {_NEWER_KEY} AS new FROM {ROWS} WHERE newer IS NOT NULL
          UNION SELECT p.key, n.key FROM {PART} p JOIN {PART} n ON n.id = p.replaced_by_id
          WHERE NOT EXISTS (SELECT 1 FROM {ROWS} r WHERE r.key = p.key AND r.newer IS NOT NULL)
        ), walk AS (
          SELECT key AS start, {_NEWER_KEY} AS at FROM {ROWS} WHERE newer IS NOT NULL
          UNION SELECT w.start, e.new FROM walk w JOIN edge e ON e.old = w.at AND w.at <> w.start
        ) SELECT line, newer FROM {ROWS} WHERE key IN (SELECT start FROM walk WHERE at = start)""",
    )


def counts(staged: Staged) -> list[Count]:
    """How many numbers are new, get other words, stay as they are."""
    ((new, changed, same),) = staged.rows(
        f"SELECT count(*) FILTER (WHERE p.id IS NULL), count(*) FILTER (WHERE {_CHANGED} AND p.id IS NOT NULL),"
        f" count(*) FILTER (WHERE p.id IS NOT NULL AND NOT ({_CHANGED}))"
        f" FROM {ROWS} r LEFT JOIN {PART} p ON p.id = r.part_id"
    )
    return [("新建", new), ("更改", changed), ("不变", same)]


def enter(work: Work) -> None:
    """Wait for whoever writes numbers; and, where a part will be counted otherwise, until nothing of it comes or goes."""
    wait_for_turn(catalogue.TURN)
    if isinstance(work, Undoing):
        changed, params = work.touched("part", made=False)
        was = f"(SELECT row_id, before->>'tracking' AS tracking, (before->>'is_whole')::boolean AS is_whole FROM {changed} c)"
        same = "p.id = r.row_id"
    else:
        was, params, same = ROWS, [], f"p.key = {staging.KEY.replace('number', 'r.number')}"
    if work.rows(
        f"SELECT 1 FROM {was} r JOIN {PART} p ON {same} WHERE r.tracking <> p.tracking OR r.is_whole <> p.is_whole LIMIT 1",
        params,
    ):
        catalogue.enter_all()


def write(staged: Staged) -> list[Count]:
    """Write the words of all lines, then what fits where and which number replaces which."""
    told = counts(staged)
    _initials(staged)
    staged.tell("写入配件")
    staged.remember(
        "part",
        PART,
        f"t.id IN (SELECT p.id FROM {ROWS} r JOIN {PART} p ON p.id = r.part_id WHERE {_CHANGED})",
    )
    sets = ", ".join(f"{column} = coalesce(r.{column}, p.{column})" for column in _DEFAULTS)
    staged.run(
        f"UPDATE {PART} p SET {sets}, initials = n.initials, version = p.version + 1"
        f" FROM {ROWS} r JOIN sheet_names n ON n.name = r.name WHERE p.id = r.part_id AND {_CHANGED}"
    )
    columns, values = ", ".join(_DEFAULTS), ", ".join(f"coalesce(r.{c}, {d})" for c, d in _DEFAULTS.items())
    staged.make(
        "part",
        f"INSERT INTO {PART} (number, initials, version, {columns})"
        f" SELECT r.number, n.initials, 1, {values} FROM {ROWS} r JOIN sheet_names n ON n.name = r.name"
        " WHERE r.part_id IS NULL ORDER BY r.line",
    )
    staged.run(f"UPDATE {ROWS} r SET part_id = p.id FROM {PART} p WHERE r.part_id IS NULL AND p.key = r.key")
    staged.tell("写入适用车系和替代")
    if "fits" in staged.has:
        staged.make(
            "fit",
            f"INSERT INTO {_FIT} (part_id, series) SELECT DISTINCT r.part_id, unnest(r.fits) FROM {ROWS} r"
            " ON CONFLICT DO NOTHING",
        )
    if "newer" in staged.has:
        replaced = (
            f"FROM {ROWS} r JOIN {PART} n ON n.key = {_NEWER_KEY.replace('newer', 'r.newer')}"
            " WHERE r.part_id = {0}.id AND {0}.replaced_by_id IS DISTINCT FROM n.id"
        )
        staged.remember("chain", PART, f"EXISTS (SELECT 1 {replaced.format('t')})")
        staged.run(f"UPDATE {PART} p SET replaced_by_id = n.id {replaced.format('p')}")
    return told


def _initials(staged: Staged) -> None:
    """The pinyin initials of every name, in a temporary table `sheet_names`."""
    names = [name for (name,) in staged.rows(f"SELECT DISTINCT name FROM {ROWS}")]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS sheet_names")
        cursor.execute("CREATE TEMP TABLE sheet_names (name text PRIMARY KEY, initials text) ON COMMIT DROP")
        with cursor.copy("COPY sheet_names (name, initials) FROM STDIN") as copy:
            for place, name in enumerate(names):
                copy.write_row((name, pinyin.initials(name)[:80]))
                if place % 20_000 == 0:
                    staged.tell("计算拼音")
        cursor.execute("ANALYZE sheet_names")


def blocked(undoing: Undoing) -> list[str]:
    """New numbers that are in use, and words that were changed again."""
    made, params = undoing.touched("part", made=True)
    said = []
    for relation in _pointing_here():
        table, column = relation.related_model._meta.db_table, relation.field.column
        if relation.related_model is Part:
            led, by = undoing.touched("chain", made=False)
            where = f"WHERE t.id NOT IN (SELECT row_id FROM {made} m UNION SELECT row_id FROM {led} c)"
            more = [*params, *by]
        else:
            where, more = "", []
        rows = undoing.rows(
            f"SELECT p.number, p.name, count(*) FROM {table} t JOIN {made} e ON e.row_id = t.{column}"
            f" JOIN {PART} p ON p.id = t.{column} {where} GROUP BY 1, 2 ORDER BY 1 LIMIT {SHOWN_BLOCKS}",
            [*params, *more],
        )
        what = relation.related_model._meta.verbose_name
        said += [f"{number} {name} 已有{what} {count} 条" for number, name, count in rows]
    changed, params = undoing.touched("part", made=False)
    rows = undoing.rows(
        f"SELECT p.number, p.name FROM {PART} p JOIN {changed} e ON e.row_id = p.id"
        f" WHERE p.version <> (e.before->>'version')::int + 1 ORDER BY 1 LIMIT {SHOWN_BLOCKS}",
        params,
    )
    said += [f"{number} {name} 的资料在导入之后又改过" for number, name in rows]
    rows = undoing.rows(
        f"SELECT p.number, p.name FROM {PART} p JOIN {changed} e ON e.row_id = p.id WHERE EXISTS (SELECT 1 FROM {_STOCK} s"
        " WHERE s.part_id = p.id AND (s.on_hand > 0 AND e.before->>'tracking' <> p.tracking"
        " OR mod(s.on_hand, 1) <> 0 AND (e.before->>'is_whole')::boolean AND NOT p.is_whole))"
        f" ORDER BY 1 LIMIT {SHOWN_BLOCKS}",
        params,
    )
    return said + [f"{number} {name} 已有库存，不能改回原来的追踪方式或整数规则" for number, name in rows]


def _pointing_here() -> list[ForeignObjectRel]:
    """Every foreign key of the house to a part, whichever room has it; where a part fits goes with it."""
    fields = Part._meta.get_fields(include_hidden=True)
    found = [each for each in fields if isinstance(each, ForeignObjectRel) and each.one_to_many]
    return [each for each in found if each.related_model is not Fit]


def undo(undoing: Undoing) -> list[Count]:
    """Words as they were, new numbers gone."""
    undoing.put_back("chain", PART, ["replaced_by_id"])
    undoing.remove_made("fit", _FIT)
    back = undoing.put_back("part", PART, [*_DEFAULTS, "initials"], also="version = t.version + 1")
    made, params = undoing.touched("part", made=True)
    undoing.run(f"UPDATE {PART} SET replaced_by_id = NULL WHERE id IN (SELECT row_id FROM {made} m)", params)
    undoing.run(f"DELETE FROM {_FIT} WHERE part_id IN (SELECT row_id FROM {made} m)", params)
    return [("已恢复", back), ("已删除", undoing.remove_made("part", PART))]


KIND = sheet_kinds.declare(
    Kind(
        key="parts.master",
        says="配件目录",
        explains="新建配件编码，或按编码更改已有配件的资料。文件里没有的列和空着的格保持原样。",
        permission=permissions.KEEP_CATALOGUE,
        icon="tag",
        columns=COLUMNS,
        once="key",
        once_says="配件编码",
        shows="number",
        check=check,
        counts=counts,
        write=write,
        blocked=blocked,
        undo=undo,
        enter=enter,
        leads_to="/parts/stock/",
    )
)
