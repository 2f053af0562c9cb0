"""What can be measured: the parts of the benchmark by name.

A part is a function that gets the place and the words after its name (files to read), says how far it is by printing,
and gives the section of docs/performance.md, or None if what was asked is not for the page. One that needs no database
never touches the place, so none is started.
"""

from collections.abc import Callable
from dataclasses import dataclass

from huichang.site.bench import (
    claims,
    cover,
    days,
    demand,
    figures,
    fjsp,
    imports,
    ledger,
    month,
    pages,
    reliability,
    sanbao,
    start,
    visits,
)
from huichang.site.bench.place import Place
from huichang.site.bench.report import Section


@dataclass(frozen=True)
class Part:
    """One part: the title of its section, what measures it, whether a run without names includes it."""

    title: str
    measure: Callable[[Place, list[str]], Section | None]
    by_itself: bool = True
    reads: bool = False
    """Does it take words of its own: files, options?"""


PARTS = {
    "visit": Part(visits.TITLE, visits.measure),
    "start": Part(start.TITLE, start.measure),
    "pages": Part(pages.TITLE, pages.measure),
    "ledger": Part(ledger.TITLE, ledger.measure),
    "figures": Part(figures.TITLE, figures.measure, reads=True),
    "import": Part(imports.TITLE, imports.measure, reads=True),
    "cover": Part(cover.TITLE, cover.measure, reads=True),
    "sanbao": Part(sanbao.TITLE, sanbao.measure, reads=True),
    "claims": Part(claims.TITLE, claims.measure, reads=True),
    "fjsp": Part(fjsp.TITLE, fjsp.measure, reads=True),
    "days": Part(days.TITLE, days.measure, reads=True),
    "demand": Part(demand.TITLE, demand.measure, reads=True),
    "reliability": Part(reliability.TITLE, reliability.measure, reads=True),
    "month": Part(month.TITLE, month.measure, reads=True),
}
"""In the order of the page."""
