"""The part `cover`: how long it takes to say who bears a repair, and to bring in a recall of a million cars."""

import argparse

from huichang.site.bench import databases
from huichang.site.bench.place import Place
from huichang.site.bench.report import Figure, Section, figures

TITLE = "Who bears a repair"
DATABASE = "cover"
POLICIES, VISITS, VINS = 500, 60, 1_000_000
ANSWER_MS, STATEMENTS, LIST_SECONDS = 20, 12, 60


def measure(place: Place, words: list[str]) -> Section:
    """On a copy of the demo. Raises CalledProcessError when the list of VINs is refused."""
    asked = argparse.ArgumentParser(prog="huichang bench cover")
    asked.add_argument("--vins", type=int, default=VINS, help="召回名单多少行")
    vins = asked.parse_args(words).vins
    databases.demo(place)
    place.drop(DATABASE)
    place.make(DATABASE, like=databases.DEMO)
    try:
        found = place.part("cover_run", DATABASE, str(POLICIES), str(VISITS), str(vins))
    finally:
        place.drop(DATABASE)
    rows = [
        Figure(f"answer for {found['lines']} lines at once, p50", found["p50"], "ms", None, 1),
        Figure(f"answer for {found['lines']} lines at once, p95", found["p95"], "ms", ANSWER_MS, 1),
        Figure("statements for all lines of an order", found["statements"], "", STATEMENTS),
        Figure(
            f"list of {vins:,} VINs: {found['upload']:.1f} s to upload, {found['check']:.1f} s to try,"
            f" {found['write']:.1f} s to write",
            found["upload"] + found["check"] + found["write"],
            "s",
            LIST_SECONDS,
            1,
        ),
        Figure("the list taken back", found["undo"], "s", LIST_SECONDS, 1),
        Figure("campaigns of one car, asked at the gate", found["hit_ms"], "ms", None, 1),
        Figure("memory at its most", found["memory_mb"], "MB"),
    ]
    return Section(
        TITLE,
        f"{POLICIES} policies in force and a car of {VISITS} visits, on the demo's database. The list comes as text with a"
        " heading; every VIN's check digit is tried, duplicates and unknown campaigns are named by line, and it is written"
        " in one transaction or not at all.\n\n" + figures(rows),
    )
