"""Cars built and sold: the table that every expectation stands on."""

import re
from collections import Counter
from datetime import date

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.network import permissions
from huichang.network.models import Cars

MOST_LINES = 20_000
MOST_SHOWN = 5
_MONTH = re.compile(r"^(\d{4})\D?(\d{1,2})(?:\D.*)?$")
_FIELDS = re.compile(r"[,，;；\t]")


@use_case(permissions.KEEP_FLEET, "更新产销台账")
def keep_fleet(warrant: Warrant, store_id: int, *, text: str) -> int:
    """Lines “车型, 生产月, 销售月, 台数” replace what was known of the models in them; how many lines there were.

    Raises Refused with the lines that cannot be read: all or nothing.
    """
    warrant.show_at(store_id)
    counted: Counter[tuple[str, date, date]] = Counter()
    wrong = []
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused("请粘贴产销台账，一行一组：车型，生产月，销售月，台数。", fields=("text",))
    if len(lines) > MOST_LINES:
        raise Refused(
            f"一次最多 {MOST_LINES:,} 行，这里有 {len(lines):,} 行，请按车型分几次。", fields=("text",)
        )
    for number, line in enumerate(lines, start=1):
        found = _read(line)
        if isinstance(found, str):
            if number > 1 or not line.strip().startswith("车型"):
                wrong.append(f"第 {number} 行{found}")
        else:
            model, produced_on, sold_on, count = found
            counted[model, produced_on, sold_on] += count
    if wrong:
        more = f"，等 {len(wrong)} 行" if len(wrong) > MOST_SHOWN else ""
        raise Refused(
            f"{'；'.join(wrong[:MOST_SHOWN])}{more}。请改好再提交，现在什么都没有改动。", fields=("text",)
        )
    if not counted:
        raise Refused("只有标题，没有数据。", fields=("text",))
    # Of two who bring the same model the later one replaces what the first brought.
    wait_for_turn("network.fleet")
    Cars.objects.filter(model__in={model for model, _, _ in counted}).delete()
    Cars.objects.bulk_create(
        (
            Cars(model=model, produced_on=made, sold_on=sold, count=count)
            for (model, made, sold), count in counted.items()
        ),
        batch_size=2_000,
    )
    return len(counted)


def _read(line: str) -> tuple[str, date, date, int] | str:
    """A line's values, or what is wrong with it."""
    cells = [cell.strip() for cell in _FIELDS.split(line)]
    if len(cells) != 4 or not cells[0]:
        return "应当是四列：车型，生产月，销售月，台数"
    produced_on, sold_on = _month(cells[1]), _month(cells[2])
    if produced_on is None or sold_on is None:
        return "的月份读不出来，写成 2026-03"
    if sold_on < produced_on:
        return "的销售月早于生产月"
    if not (cells[3].isascii() and cells[3].isdigit() and 0 < int(cells[3]) <= 1_000_000):
        return "的台数应当是 1 到 1,000,000 的整数"
    return cells[0][:80], produced_on, sold_on, int(cells[3])


def _month(cell: str) -> date | None:
    match = _MONTH.match(cell)
    if match is None or not (1990 <= int(match[1]) <= 2100 and 1 <= int(match[2]) <= 12):
        return None
    return date(int(match[1]), int(match[2]), 1)
