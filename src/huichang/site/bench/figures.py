"""The part `figures`: the parts store's figures and the lines behind them, over a ledger of a million moves."""

from functools import partial
from statistics import quantiles
from typing import Any

from huichang.site.bench import databases
from huichang.site.bench.browser import Browser
from huichang.site.bench.place import Place, timed
from huichang.site.bench.report import Figure, Section, figures, table

TITLE = "Figures of the parts store"
NAME = "figures"
MOVES, TIMES, WARM, PAGE_MS, NIGHT_SECONDS = 1_000_000, 40, 4, 300, 60
PERSON, PASSWORD = "beijianjingli", "huichang"
PAGES = (
    ("the running month", "/insights/parts/"),
    ("a month that is over", "/insights/parts/?month={past}"),
    ("all stores side by side", "/insights/parts/stores/"),
    ("lines of a rate, this month", "/insights/parts/fill_ro/"),
    ("lines of a rate, a month that is over", "/insights/parts/fill_ro/?month={past}"),
    ("lines of the goods out, a month that is over", "/insights/parts/cost_out/?month={past}"),
    ("lines of the sales, a month that is over", "/insights/parts/sales/?month={past}"),
    ("what lies idle now", "/insights/parts/idle/"),
    ("what lay idle when a month ended", "/insights/parts/idle/?month={past}"),
)


def measure(place: Place, words: list[str]) -> Section | None:
    """On a copy of the demo; `figures 20000` tries it with so many moves, which is not for the page."""
    moves = int(words[0]) if words else MOVES
    databases.demo(place)
    place.drop(NAME)
    place.make(NAME, like=databases.DEMO)
    run = partial(place.part, "figures_run", NAME)
    filled = timed(f"{moves:,} 笔", lambda: run("fill", str(moves)))
    first = timed("第一次汇总", lambda: run("sum"))
    night = timed("每天夜里", lambda: run("sum"))
    took = timed("指标页", lambda: _pages(place, filled["past"]))
    place.drop(NAME)
    text = _said(filled, first, night, took)
    if words:
        print(text)
        return None
    return Section(TITLE, text)


def _pages(place: Place, past: str) -> list[tuple[str, list[float]]]:
    """Milliseconds of each page, asked in turn."""
    found = [(what, address.format(past=past), list[float]()) for what, address in PAGES]
    with place.web(NAME) as (port, _):
        browser = Browser(port)
        browser.sign_in(PERSON, PASSWORD)
        for turn in range(WARM + TIMES):
            for _, address, took in found:
                milliseconds = browser.get(address)[0]
                if turn >= WARM:
                    took.append(milliseconds)
        browser.close()
    return [(what, took) for what, _, took in found]


def _said(
    filled: dict[str, Any],
    first: dict[str, Any],
    night: dict[str, Any],
    pages: list[tuple[str, list[float]]],
) -> str:
    slowest = max(pages, key=lambda each: quantiles(each[1], n=100)[94])
    rows = [
        Figure(f"the slowest page, p95 ({slowest[0]})", quantiles(slowest[1], n=100)[94], "ms", PAGE_MS),
        Figure(
            "the first night: 24 months, and what lay there when each ended", first["seconds"], "s", 600, 1
        ),
        Figure("every later night", night["seconds"], "s", NIGHT_SECONDS, 1),
    ]
    moves, picks, shorts = (f"{filled[key]:,}" for key in ("moves", "picks", "shorts"))
    each = table(
        ("", "p50 ms", "p95 ms"),
        [(what, *(f"{quantiles(took, n=100)[at]:,.0f}" for at in (49, 94))) for what, took in pages],
    )
    return f"""The demo with {moves} moves, most of them of its first store over two years, {picks} lines asked for and {shorts}
of them short. Months that are over are summed by night, the running one when the page is asked. Each page {TIMES} times
over one kept connection, in turn.

{figures(rows)}

{each}
"""
