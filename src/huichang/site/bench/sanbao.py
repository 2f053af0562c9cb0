"""The part `sanbao`: how long a night's count of a large store's cars takes, and how long a person waits for it meanwhile."""

import argparse

from huichang.site.bench import databases
from huichang.site.bench.place import Place
from huichang.site.bench.report import Figure, Section, figures

TITLE = "The clock of 三包"
DATABASE = "sanbao"
CARS, VISITS = 10_000, 100_000
NIGHT_SECONDS, WAIT_MS = 60, 5_000


def measure(place: Place, words: list[str]) -> Section:
    """On a copy of the demo with so many cars and visits more."""
    asked = argparse.ArgumentParser(prog="huichang bench sanbao")
    asked.add_argument("--cars", type=int, default=CARS, help="多少台车")
    asked.add_argument("--visits", type=int, default=VISITS, help="多少次来店")
    given = asked.parse_args(words)
    databases.demo(place)
    place.drop(DATABASE)
    place.make(DATABASE, like=databases.DEMO)
    try:
        found = place.part("sanbao_run", DATABASE, str(given.cars), str(given.visits))
    finally:
        place.drop(DATABASE)
    rows = [
        Figure(f"every later night: {found['cars']:,} cars", found["night"], "s", NIGHT_SECONDS, 1),
        Figure("of it, the processor of the work itself", found["night_cpu"], "s", None, 1),
        Figure("statements of such a night", found["statements"], ""),
        Figure("longest wait of a person for a car meanwhile", found["wait_ms"], "ms", WAIT_MS),
        Figure(
            f"the first night: all orders read, {found['repairs']:,} repairs written",
            found["first"],
            "s",
            None,
            1,
        ),
        Figure("one car's page", found["page_ms"], "ms", None, 1),
        Figure("memory at its most", found["memory_mb"], "MB"),
    ]
    return Section(
        TITLE,
        f"{given.cars:,} cars with {given.visits:,} visits, two in five of them repairs that the law may count, on the demo's"
        " database. Every night the orders of 120 days are read again and each car is counted as decided and, where somebody"
        " still has to decide, as proposed; some hundred cars are one transaction.\n\n" + figures(rows),
    )
