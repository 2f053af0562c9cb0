"""The part `pages`: how long the pages of every hour take at ten thousand and at a million orders."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import quantiles
from typing import LiteralString
from urllib.parse import quote

import psutil

from huichang.site.bench import databases
from huichang.site.bench.browser import Browser
from huichang.site.bench.client import Failed
from huichang.site.bench.drive import forget_statements, statements
from huichang.site.bench.place import Place, cpu_of, timed
from huichang.site.bench.report import Section, table

TITLE = "Pages"
SIZES = (10_000, 1_000_000)
PERSON, PASSWORD = "fuwujingli", "huichang"
"""Who looks: the service manager, whose pages show most."""
TIMES, WARM = 100, 15
P95_MS, RATIO, STATEMENTS = 40, 1.5, 12
ORDER, CAR, CUSTOMER = r"/workshop/orders/\d+/", r"/vehicles/\d+/", r"/customers/\d+/"


@dataclass(frozen=True)
class Page:
    """A page that is asked for again and again: `path` with something else each time, picked by `which`.

    At least `shows` different addresses that match `links` must be on it: an empty page is quick.
    """

    says: str
    path: str
    links: str
    which: LiteralString = "SELECT ''"
    fragment: bool = False
    shows: int = 1

    def check(self, text: str) -> None:
        """Raises Failed when the page is not what it should be."""
        if len(set(re.findall(self.links, text))) < self.shows:
            raise Failed(f"{self.says}: too little on the page\n{text[:2000]}")


TAIL: LiteralString = "SELECT right(plate, 4) FROM vehicles_vehicle WHERE plate <> '' ORDER BY md5(id::text)"
PERSONS: LiteralString = (
    "FROM customers_customer WHERE kind = 'person' AND 1 = ANY (known_at) ORDER BY md5(id::text)"
)
PAGES = (
    Page("lane board", "/insights/lane/", ORDER),
    Page("order list, 80 rows", "/workshop/orders/?state=all&mine=0", ORDER, shows=80),
    Page(
        "order list, years back",
        "/workshop/orders/?state=all&mine=0&after={}",
        ORDER,
        "SELECT replace((opened_at AT TIME ZONE 'UTC')::text, ' ', 'T') || '+00:00~' || id FROM workshop_order"
        " ORDER BY md5(id::text)",
    ),
    Page(
        "order page",
        "/workshop/orders/{}/",
        ORDER,
        "SELECT id::text FROM workshop_order WHERE store_id = (SELECT min(id) FROM company_store) ORDER BY md5(id::text)",
    ),
    Page("plate tail", "/search/?q={}", CAR, TAIL, fragment=True),
    Page("name", "/search/?q={}", CUSTOMER, f"SELECT name {PERSONS}", fragment=True),
    Page("pinyin", "/search/?q={}", CUSTOMER, f"SELECT pinyin {PERSONS}", fragment=True),
    Page("initials", "/search/?q={}", CUSTOMER, f"SELECT initials {PERSONS}", fragment=True),
    Page(
        "plate tail in the order list", "/workshop/orders/?mine=0&q={}", ORDER, TAIL, fragment=True, shows=0
    ),
)


@dataclass
class House:
    """A running web server on one of the databases, and what was found out there."""

    database: str
    browser: Browser
    web: psutil.Process
    times: dict[str, list[float]] = field(default_factory=dict)
    statements: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)

    def percentile(self, page: Page, percent: int) -> float:
        """Milliseconds within which so many of a hundred answers were there."""
        return quantiles(self.times[page.says], n=100)[percent - 1]


def measure(place: Place, _: list[str]) -> Section:
    """Ask for every page at both sizes in turn, so that what else the machine does meets both alike."""
    with ExitStack() as stack:
        houses = [stack.enter_context(_house(place, orders)) for orders in SIZES]
        for page in PAGES:
            timed(page.says, partial(_ask, place, page, houses))
    return Section(TITLE, _said(*houses))


@contextmanager
def _house(place: Place, orders: int) -> Iterator[House]:
    database, _ = timed(f"{orders:,} 张委托书", lambda: databases.archive(place, orders))
    with place.web(database) as (port, web):
        browser = Browser(port)
        browser.sign_in(PERSON, PASSWORD)
        yield House(database, browser, web)
        browser.close()


def _ask(place: Place, page: Page, houses: list[House]) -> None:
    wanted = {house.database: _subjects(place, house.database, page) for house in houses}
    for house in houses:
        for subject in wanted[house.database][:WARM]:
            page.check(house.browser.get(page.path.format(subject), fragment=page.fragment)[1])
    for house in houses:
        forget_statements(place, house.database)
    for at in range(TIMES):
        for house in houses:
            subject = wanted[house.database][WARM + at]
            before = cpu_of(house.web)
            took, text = house.browser.get(page.path.format(subject), fragment=page.fragment)
            page.check(text)
            house.times.setdefault(page.says, []).append(took)
            house.cpu[page.says] = house.cpu.get(page.says, 0) + (cpu_of(house.web) - before) * 1000 / TIMES
    for house in houses:
        house.statements[page.says] = statements(place, house.database)[0] / TIMES


def _subjects(place: Place, database: str, page: Page) -> list[str]:
    """What is asked for: picked from all over the archive, the same at every run; over again when there are few."""
    with place.admin(database) as connection:
        found = [quote(row[0]) for row in connection.execute(page.which + " LIMIT 300").fetchall()]
    return (found * (WARM + TIMES))[: WARM + TIMES]


def _said(small: House, large: House) -> str:
    rows = [
        (
            page.says,
            *(f"{house.percentile(page, part):.1f}" for house in (small, large) for part in (50, 95)),
            f"{large.percentile(page, 50) / small.percentile(page, 50):.2f}",
            f"{large.percentile(page, 95) / small.percentile(page, 95):.2f}",
            f"{large.statements[page.says]:.1f}",
            f"{large.cpu[page.says]:.1f}",
        )
        for page in PAGES
    ]
    head = ("", "p50", "p95", "p50 at 1M", "p95 at 1M", "ratio p50", "ratio p95", "statements", "web CPU ms")
    return f"""Milliseconds from asking to the last byte, over one kept connection on the same machine, so that all of the
server's work is in it; {TIMES} times each after {WARM} to warm up, at 10,000 and at 1,000,000 orders in turn, asked
by the service manager, each time for another order, plate or name. The budgets: p95 ≤ {P95_MS} ms at a million, ratio
≤ {RATIO}, at most {STATEMENTS} statements.

{table(head, rows)}

{_verdict(small, large)}
"""


def _verdict(small: House, large: House) -> str:
    missed = [
        f"{page.says} ({what})"
        for page in PAGES
        for what, is_missed in (
            (f"p95 {large.percentile(page, 95):.0f} ms", large.percentile(page, 95) > P95_MS),
            (
                "ratio",
                any(large.percentile(page, part) > RATIO * small.percentile(page, part) for part in (50, 95)),
            ),
            (f"{large.statements[page.says]:.1f} statements", large.statements[page.says] > STATEMENTS),
        )
        if is_missed
    ]
    return f"**Missed:** {'; '.join(missed)}." if missed else "All budgets are kept."
