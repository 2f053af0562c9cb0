"""The part `ledger`: issues by many clerks at once on the same parts, a long stock card, the proof of a large ledger."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import quantiles
from typing import Any

from huichang.site.bench import databases
from huichang.site.bench.browser import Browser
from huichang.site.bench.place import Place, cpu_of, timed
from huichang.site.bench.report import Figure, NotMeasured, Section, figures

TITLE = "Ledger"
NAME = "ledger"
CLIENTS, ORDERS = 8, 960
CARD_MOVES, CARD_MS, CARD_TIMES, WARM = 100_000, 40, 100, 15
MOVES, PROOF_SECONDS = 5_000_000, 60
PERSON, PASSWORD = "beijianjingli", "huichang"


def measure(place: Place, _: list[str]) -> Section:
    """On a copy of the demo. Raises NotMeasured when a total is wrong afterwards: then no figure is worth anything."""
    databases.demo(place)
    place.drop(NAME)
    place.make(NAME, like=databases.DEMO)
    run = partial(place.part, "ledger_run", NAME)
    timed(f"{ORDERS} 张领料单", lambda: run("stage", str(ORDERS)))
    done = timed(f"{CLIENTS} 人同时发料", lambda: _issue(run))
    small = _proved(run("prove"))
    part_id = _part(place)
    timed(f"一个配件 {CARD_MOVES:,} 笔", lambda: run("fill", str(CARD_MOVES), str(part_id)))
    card = timed("台账页", lambda: _card(place, part_id))
    moves = timed(f"{MOVES:,} 笔", lambda: run("fill", str(MOVES), "0"))["moves"]
    large = _proved(timed("核对", lambda: run("prove")))
    place.drop(NAME)
    return Section(TITLE, _said(done, small, card, moves, large))


def _issue(run: partial[dict[str, Any]]) -> dict[str, Any]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        found = list(pool.map(lambda n: run("client", str(n), str(CLIENTS), str(ORDERS)), range(CLIENTS)))
    took = [each for one in found for each in one["took"]]
    lines = sum(one["lines"] for one in found)
    seconds = max(one["ended"] for one in found) - min(one["began"] for one in found)
    return {
        "lines": lines,
        "refused": sum(one["refused"] for one in found),
        "rate": lines / seconds,
        "p50": quantiles(took, n=100)[49],
        "p95": quantiles(took, n=100)[94],
    }


def _proved(found: Mapping[str, Any]) -> Mapping[str, Any]:
    if found["wrong"] or found["below"]:
        raise NotMeasured(f"台账不符：{found['wrong'][:5]}，负数 {found['below']} 项")
    return found


def _part(place: Place) -> int:
    with place.admin(NAME) as connection:
        row = connection.execute(
            "SELECT s.part_id FROM parts_stock s JOIN parts_part p ON p.id = s.part_id"
            " WHERE s.store_id = (SELECT min(id) FROM company_store) AND p.tracking = 'none' AND s.on_hand > 0"
            " ORDER BY s.on_hand DESC, s.id LIMIT 1"
        ).fetchone()
    assert row is not None
    return int(row[0])


def _card(place: Place, part_id: int) -> tuple[list[float], float]:
    """Milliseconds of the stock card, its first page and pages far back in turn; and of the web's processor for one."""
    with place.admin(NAME) as connection:
        ids = [
            row[0]
            for row in connection.execute(
                "SELECT id FROM parts_move WHERE part_id = %s ORDER BY md5(id::text) LIMIT 200", [part_id]
            ).fetchall()
        ]
    took, worked = [], 0.0
    with place.web(NAME) as (port, web):
        browser = Browser(port)
        browser.sign_in(PERSON, PASSWORD)
        for turn in range(WARM + CARD_TIMES):
            if turn == WARM:
                worked = cpu_of(web)
            before = f"&before={ids[turn]}" if turn % 2 else ""
            took.append(browser.get(f"/parts/part/{part_id}/?tab=ledger{before}")[0])
        worked = (cpu_of(web) - worked) * 1000 / CARD_TIMES
        browser.close()
    return took[WARM:], worked


def _said(
    done: Mapping[str, Any],
    small: Mapping[str, Any],
    card: tuple[list[float], float],
    moves: int,
    large: Mapping[str, Any],
) -> str:
    rows = [
        Figure(f"lines issued a second, {CLIENTS} clerks on the same 50 parts", done["rate"], places=0),
        Figure("one act at the counter (five lines), p50", done["p50"], "ms"),
        Figure("one act at the counter (five lines), p95", done["p95"], "ms"),
        Figure("totals below zero, totals that are not the sum of their moves", 0, "", at_most=0),
        Figure(
            f"stock card of a part with {CARD_MOVES:,} moves, p50",
            quantiles(card[0], n=100)[49],
            "ms",
            places=1,
        ),
        Figure(
            f"stock card of a part with {CARD_MOVES:,} moves, p95",
            quantiles(card[0], n=100)[94],
            "ms",
            at_most=CARD_MS,
            places=1,
        ),
        Figure("of it, the web server's processor", card[1], "ms", places=1),
        Figure(
            f"proof of {moves:,} moves, {large['checked']:,} totals", large["seconds"], "s", PROOF_SECONDS, 1
        ),
    ]
    return f"""{CLIENTS} clerks, each in a process of their own, issue {ORDERS} orders of five lines at once, all on the same
50 parts of which 3 % less is there than was asked; every tenth order brings a part back. {done["lines"]:,} lines left,
{done["refused"]} acts were refused because nothing of the order was there, no act failed, and the proof of
{small["checked"]:,} totals after it found none wrong. One transaction at a time is in a store's store room, so the rate is
that of one store. The stock card is the whole page over one connection, its first page and pages far back in turn. The
proof compares on hand, value, held, in transit, blocked, every bin and every batch with the sum of the moves, in one
statement for a store.

{figures(rows)}
"""
