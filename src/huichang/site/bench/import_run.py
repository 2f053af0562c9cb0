"""Sheets brought in as the job does it, timed; the seconds are printed as JSON.

Run in a process of its own on a copy of the demo (`python -m huichang.site.bench.import_run LINES`).
"""

import json
import random
import resource
import sys
import time
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

import django

NAMES = (
    "机油滤清器",
    "前制动片",
    "后减震器",
    "左前大灯总成",
    "空调滤芯",
    "火花塞",
    "正时皮带",
    "水泵总成",
    "雨刮片",
    "蓄电池",
)
MONTHS = ("2024-11", "2024-12", "2025-01", "2025-02")


def run(lines: int) -> dict[str, object]:
    """Bring in the master, its prices, its stock, its demand; take the stock back."""
    from django.utils.timezone import localdate, now

    from huichang.company import queries as company
    from huichang.company import sheet_progress, sheets
    from huichang.company.roles import Role
    from huichang.kernel.sheets import writing
    from huichang.parts import places
    from huichang.parts.states import Place as Purpose

    store_id = next(iter(company.store_ids()))
    manager = company.actor_of(company.people(store_id, Role.PARTS_MANAGER)[0].id, store_id=store_id)
    assert manager is not None
    places.add_warehouse(manager, store_id=store_id, name="立体库", place=Purpose.MAIN)
    chance, at = random.Random("sheets"), now()
    told: list[float] = []
    tell = sheet_progress.Progress.tell

    def listen(
        self: sheet_progress.Progress, doing: str, *, done: int | None = None, whole: int | None = None
    ) -> None:
        told.append(time.monotonic())
        tell(self, doing, done=done, whole=whole)

    sheet_progress.Progress.tell = listen  # type: ignore[method-assign]
    days = (localdate() + timedelta(days=3)).isoformat()
    numbers = [f"BM{number:07d}" for number in range(lines)]
    master = (
        (n, f"{chance.choice(NAMES)}{i % 2000}", "易损件", "原厂", "远岚", "件", "是", "1", "否")
        for i, n in enumerate(numbers)
    )
    prices = ((n, f"{chance.randint(500, 90_000) / 100:,.2f}".replace(",", ""), "", days) for n in numbers)
    stock = ((n, f"L{i % 4000:04d}", "立体库", chance.randint(0, 9), "12.34") for i, n in enumerate(numbers))
    demand = ((numbers[i // 4], MONTHS[i % 4], chance.randint(0, 9), 0) for i in range(lines))
    heads = {
        "master": (
            "配件编码",
            "名称",
            "用途分类",
            "质量属性",
            "品牌",
            "单位",
            "只能整数",
            "包装数",
            "安全件",
        ),
        "prices": ("配件编码", "售价", "厂家指导价", "生效日期"),
        "stock": ("配件编码", "货位", "库区", "数量", "单位成本"),
        "demand": ("配件编码", "月份", "出库数", "缺货流失数"),
    }
    bodies: dict[str, Iterable[tuple[object, ...]]] = {
        "master": master,
        "prices": prices,
        "stock": stock,
        "demand": demand,
    }
    found: dict[str, object] = {}
    for kind, body in bodies.items():
        name, content = f"{kind}.csv", b""
        if kind == "master":
            name, content = "master.xlsx", writing.sheet("配件", heads[kind], body)
        else:
            content = writing.text(heads[kind], body)
            if kind == "prices":
                content = content.decode("utf-8-sig").encode("gb18030")
        took = {}
        began = time.monotonic()
        sheet = sheets.upload_sheet(manager, f"parts.{kind}", file_name=name, content=content, at=at)
        took["upload"] = time.monotonic() - began
        began = time.monotonic()
        sheet = sheets.check_sheet(manager, sheet.pk, at=at)
        took["check"] = time.monotonic() - began
        if sheet.state != "ready":
            raise SystemExit(f"{kind}: {sheet.state}, {sheet.wrong} wrong")
        sheets.write_sheet(manager, sheet.pk, at=at)
        began = time.monotonic()
        sheets.carry_out_sheet(manager, sheet.pk, at=at)
        took["write"] = time.monotonic() - began
        print(kind, took, file=sys.stderr, flush=True)
        found[kind] = took
        if kind == "stock":
            began = time.monotonic()
            sheets.undo_sheet(manager, sheet.pk, at=at)
            sheets.take_back_sheet(manager, sheet.pk, at=at)
            found["undo"] = time.monotonic() - began
        told.append(time.monotonic())
    found["silence"] = max(b - a for a, b in pairwise(told))
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


if __name__ == "__main__":
    django.setup()
    print(json.dumps(run(int(sys.argv[1]))))
