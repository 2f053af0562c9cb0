"""What can be measured: the parts of the benchmark by name.

A part is a function that gets the place and the words after its name (files to read), says how far it is by printing,
and gives the section of docs/performance.md. One that needs no database never touches the place, so none is started.
"""

from collections.abc import Callable
from dataclasses import dataclass

from huichang.site.bench import visits
from huichang.site.bench.place import Place
from huichang.site.bench.report import Section


@dataclass(frozen=True)
class Part:
    """One part: the title of its section, what measures it, whether a run without names includes it."""

    title: str
    measure: Callable[[Place, list[str]], Section]
    by_itself: bool = True


PARTS = {
    "visit": Part(visits.TITLE, visits.measure),
}
"""In the order of the page."""
