"""The part `import`: how long sheets of 200,000 lines take, from the file until the last row is written."""

import argparse

from huichang.site.bench import databases
from huichang.site.bench.place import Place
from huichang.site.bench.report import Figure, Section, figures

TITLE = "Sheets brought in"
DATABASE = "sheets"
LINES = 200_000
BUDGET_SECONDS = 60
SAYS = {
    "master": "parts master (.xlsx, 9 columns)",
    "prices": "prices (.csv in GB18030)",
    "stock": "opening stock into the ledger (.csv)",
    "demand": "past demand (.csv)",
}


def measure(place: Place, words: list[str]) -> Section:
    """Bring in each kind once on a copy of the demo, then take one back. Raises CalledProcessError when one is refused."""
    asked = argparse.ArgumentParser(prog="huichang bench import")
    asked.add_argument("--lines", type=int, default=LINES, help="每个表格多少行")
    lines = asked.parse_args(words).lines
    databases.demo(place)
    place.drop(DATABASE)
    place.make(DATABASE, like=databases.DEMO)
    try:
        found = place.part("import_run", DATABASE, str(lines))
    finally:
        place.drop(DATABASE)
    rows = []
    for kind, says in SAYS.items():
        took = found[kind]
        rows.append(
            Figure(
                f"{says}: {took['upload']:.1f} s to upload, {took['check']:.1f} s to try, {took['write']:.1f} s to write",
                took["upload"] + took["check"] + took["write"],
                "s",
                BUDGET_SECONDS,
                1,
            )
        )
    rows.append(Figure("opening stock taken back", found["undo"], "s", BUDGET_SECONDS, 1))
    rows.append(Figure("longest time without a word of progress", found["silence"], "s", None, 1))
    rows.append(Figure("memory of the worker at its most", found["memory_mb"], "MB"))
    return Section(
        TITLE,
        f"{lines:,} lines of each kind for parts that nobody knew before, on the demo's database; a file is read and checked"
        " twice, once to try it and once to write it, each in one transaction.\n\n" + figures(rows),
    )
