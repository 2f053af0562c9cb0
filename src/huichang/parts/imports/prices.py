"""Prices from a sheet: what we sell at, and the manufacturer's list prices, from a day on (PARTS-40)."""

from collections.abc import Iterable
from functools import partial

from django.utils.timezone import localdate

from huichang.company import sheet_kinds
from huichang.company.sheet_kinds import ROWS, Count, Kind, Staged, Undoing, Work
from huichang.kernel.sheets import cells
from huichang.kernel.sheets.columns import Column, Problem
from huichang.kernel.turns import wait_for_turn
from huichang.parts import permissions, price_users, pricing
from huichang.parts.imports import staging
from huichang.parts.imports.staging import PART
from huichang.parts.models import GuidePrice, PartPrice
from huichang.parts.queries import in_force
from huichang.parts.states import PriceSource

SHOWN_BLOCKS = 200
_PRICE, _GUIDE = PartPrice._meta.db_table, GuidePrice._meta.db_table
COLUMNS = (
    staging.NUMBER,
    Column(
        key="price",
        says="售价",
        also=("销售价", "含税售价", "零售价", "单价", "价格", "price", "sale price"),
        reads=cells.money(above_nothing=True),
        sql="numeric",
        example="128.00",
        hint="每单位含税售价；售价和厂家指导价至少填一个",
    ),
    Column(
        key="guide",
        says="厂家指导价",
        also=("指导价", "建议零售价", "厂家价", "list price", "msrp"),
        reads=cells.money(above_nothing=True),
        sql="numeric",
        example="135.00",
        hint="厂家公布的含税价格",
    ),
    Column(
        key="from_on",
        says="生效日期",
        also=("执行日期", "开始日期", "起始日期", "日期", "from", "valid from"),
        reads=cells.day,
        sql="date",
        example="2026-10-01",
        hint="留空为导入当天",
    ),
)
_DAY = "coalesce(r.from_on, %s)"


def check(staged: Staged) -> Iterable[Problem]:
    """A known part, a price, and a day that is not over."""
    today = localdate(staged.at)
    staging.know_parts(staged)
    if not {"price", "guide"} & staged.has:
        yield Problem(0, "售价", "", "文件里没有售价，也没有厂家指导价", "请至少要有其中一列")
        return
    yield from staging.unknown(staged)
    yield from staged.wrong(
        "price",
        "售价和厂家指导价都没有填",
        "请至少填一个",
        f"SELECT line, number FROM {ROWS} WHERE price IS NULL AND guide IS NULL",
    )
    yield from staged.wrong(
        "from_on",
        "过去的价格不能再改",
        "请填写今天或以后的日期",
        f"SELECT line, to_char(from_on, 'YYYY-MM-DD') FROM {ROWS} WHERE from_on < %s AND price IS NOT NULL",
        [today],
    )


def counts(staged: Staged, *, group: bool) -> list[Count]:
    """How many prices are new or go up or down against what holds on that day."""
    today = localdate(staged.at)
    whose = None if group else staged.store_id
    ((first, up, down, same, guides),) = staged.rows(
        "SELECT count(*) FILTER (WHERE price IS NOT NULL AND old IS NULL), count(*) FILTER (WHERE price > old),"
        " count(*) FILTER (WHERE price < old), count(*) FILTER (WHERE price = old), count(guide)"
        f" FROM (SELECT r.price, r.guide, o.price AS old FROM {ROWS} r"
        f" LEFT JOIN LATERAL ({in_force.HOLDS.format(part='r.part_id').replace('%s', '{}')}) o ON true) d".format(
            "%s", _DAY, _DAY
        ),
        [whose, today, today],
    )
    return [("首次定价", first), ("涨价", up), ("降价", down), ("不变", same), ("厂家指导价", guides)]


def enter(work: Work) -> None:
    """Wait for whoever writes prices: one of the same part and day would else be left as it is, unsaid."""
    wait_for_turn(pricing.TURN)


def write(staged: Staged, *, group: bool) -> list[Count]:
    """Write both kinds of prices, ours for the store or for the group; one of the same part and day is corrected."""
    told = counts(staged, group=group)
    today = localdate(staged.at)
    whose = None if group else staged.store_id
    for name, mark in price_users.marks().items():
        staged.run(
            f"INSERT INTO {sheet_kinds.EFFECTS} (store_id, sheet_id, what, row_id) VALUES (%s, %s, %s, %s)",
            [staged.store_id, staged.sheet_id, f"mark:{name}", mark],
        )
    why = f"价格表“{staged.file_name}”"[:160]
    for what, table, column, mine, more, values in (
        ("price", _PRICE, "price", {"store_id": whose}, ", source, why", [PriceSource.SHEET, why]),
        ("guide", _GUIDE, "guide", {}, ", source", [why[:60]]),
    ):
        staged.tell("写入售价" if what == "price" else "写入厂家指导价")
        same = (
            f"FROM {ROWS} r WHERE r.{column} IS NOT NULL AND r.part_id = %s.part_id AND {_DAY} = %s.from_on"
        )
        same = same.replace("%s.", "t.") + "".join(f" AND t.{name} IS NOT DISTINCT FROM %s" for name in mine)
        staged.remember(what, table, f"EXISTS (SELECT 1 {same})", [today, *mine.values()])
        sets = ", ".join(f"{name} = %s" for name in more.split(", ")[1:])
        clear = ", round_id = NULL, until_on = NULL" if what == "price" else ""
        staged.run(
            f"UPDATE {table} t SET price = r.{column}, {sets}{clear} {same}",
            [*values, today, *mine.values()],
        )
        given = "".join(", %s" for _ in (*values, *mine))
        staged.make(
            what,
            f"INSERT INTO {table} (part_id, price, from_on{more}{''.join(f', {name}' for name in mine)})"
            f" SELECT r.part_id, r.{column}, {_DAY}{given} FROM {ROWS} r WHERE r.{column} IS NOT NULL"
            " ON CONFLICT DO NOTHING",
            [today, *values, *mine.values()],
        )
    return told


def blocked(undoing: Undoing) -> list[str]:
    """Prices that somebody was quoted, and prices that were set anew since."""
    said = []
    for new in (True, False):
        effects, params = undoing.touched("price", made=new)
        said += [
            f"{number} {name} 从 {day:%Y-%m-%d} 起的售价在导入之后又改过"
            for number, name, day in undoing.rows(
                f"SELECT p.number, p.name, t.from_on FROM {effects} e JOIN {_PRICE} t ON t.id = e.row_id"
                f" JOIN {PART} p ON p.id = t.part_id WHERE t.source <> %s ORDER BY 1 LIMIT {SHOWN_BLOCKS}",
                [*params, PriceSource.SHEET],
            )
        ]
    marks = {
        what.removeprefix("mark:"): mark
        for what, mark in undoing.rows(
            f"SELECT what, row_id FROM {sheet_kinds.EFFECTS} WHERE sheet_id = %s AND what LIKE 'mark:%%'",
            [undoing.sheet_id],
        )
    }
    made, made_by = undoing.touched("price", made=True)
    changed, changed_by = undoing.touched("price", made=False)
    parts = {
        part_id: f"{number} {name}"
        for part_id, number, name in undoing.rows(
            f"SELECT p.id, p.number, p.name FROM (SELECT row_id FROM {made} m UNION ALL SELECT row_id FROM {changed} c) e"
            f" JOIN {_PRICE} t ON t.id = e.row_id JOIN {PART} p ON p.id = t.part_id WHERE t.from_on <= %s",
            [*made_by, *changed_by, localdate(undoing.at)],
        )
    }
    used = price_users.used_since(marks, list(parts), limit=SHOWN_BLOCKS) if parts else []
    return said + [f"{parts[each.part_id]} 已按导入的售价报给{each.document}" for each in used]


def undo(undoing: Undoing) -> list[Count]:
    """Prices as they were."""
    back = undoing.put_back("price", _PRICE, ["price", "source", "why", "round_id", "until_on"])
    back += undoing.put_back("guide", _GUIDE, ["price", "source"])
    gone = undoing.remove_made("price", _PRICE) + undoing.remove_made("guide", _GUIDE)
    return [("已恢复", back), ("已删除", gone)]


def _kind(key: str, says: str, explains: str, permission: str, *, group: bool) -> Kind:
    """One of the two kinds: a store's own prices, or the group's."""
    return sheet_kinds.declare(
        Kind(
            key=key,
            says=says,
            explains=explains,
            permission=permission,
            icon="coin-yuan",
            columns=COLUMNS,
            once="key, from_on",
            once_says="配件编码",
            shows="number, from_on",
            check=check,
            counts=partial(counts, group=group),
            write=partial(write, group=group),
            blocked=blocked,
            undo=undo,
            enter=enter,
            leads_to="/parts/prices/",
        )
    )


KIND = _kind(
    "parts.prices",
    "配件价格",
    "本店售价和厂家指导价，从生效日期起执行。导入后可以撤销，除非已经按新价报给客户。",
    permissions.SET_PRICES,
    group=False,
)
OF_GROUP = _kind(
    "parts.group_prices",
    "集团配件价格",
    "各店都执行的售价（有本店价的门店除外）和厂家指导价，从生效日期起执行。导入后可以撤销，除非已经按新价报给客户。",
    permissions.SET_GROUP_PRICES,
    group=True,
)
