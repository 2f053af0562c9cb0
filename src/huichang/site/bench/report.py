"""What was measured, as a page of the documentation: one section for each part, replaced alone when it is measured anew."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HEAD = """# What it costs

Measured by `make bench`, and written by it; `python3 huichang bench visit` measures one part again and replaces its
section. Figures stand here as they were found, a missed budget with the others. The load says how busy the machine was
with other things: times by the clock suffer from it, CPU times much less.
"""
_TITLE = re.compile(r"^## (.+)$", re.MULTILINE)


class NotMeasured(RuntimeError):
    """A part could not do what was asked; the message is for the person at the terminal."""


@dataclass(frozen=True)
class Figure:
    """One number beside its budget."""

    what: str
    found: float
    unit: str = ""
    at_most: float | None = None
    places: int = 0

    @property
    def missed(self) -> bool:
        """Is it over its budget?"""
        return self.at_most is not None and round(self.found, self.places) > self.at_most

    def row(self) -> tuple[str, str, str, str]:
        """As a row of a table: what, figure, budget, verdict."""
        if self.at_most is None:
            return self.what, self._said(self.found), "", ""
        verdict = "**missed**" if self.missed else "kept"
        return self.what, self._said(self.found), f"≤ {self.at_most:,g} {self.unit}".rstrip(), verdict

    def _said(self, number: float) -> str:
        return f"{number:,.{self.places}f} {self.unit}".rstrip()


@dataclass(frozen=True)
class Section:
    """What one part has to say: its title, and its text in Markdown."""

    title: str
    text: str


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; all columns but the first stand right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figures(found: Iterable[Figure]) -> str:
    """A table of figures and their budgets."""
    return table(("", "found", "budget", ""), [each.row() for each in found])


def stamp(machine: Mapping[str, str], when: str) -> str:
    """The line that says when and on what a section was measured."""
    return (
        f"_{when}; {machine['cores']} × {machine['cpu']}, {machine['memory']}, Linux {machine['system']}, "
        f"Python {machine['python']}, PostgreSQL {machine['postgres']}; load {machine['load']}._"
    )


def write(page: Path, section: Section, stamped: str, order: Sequence[str]) -> None:
    """Put a section into the page, in place of what it said before. `order`: titles in the order of the page."""
    sections = _read(page)
    sections[section.title] = f"{stamped}\n\n{section.text.strip()}"
    known = [*(title for title in order if title in sections), *(t for t in sections if t not in order)]
    text = "\n\n".join([HEAD.strip(), *(f"## {title}\n\n{sections[title]}" for title in known)])
    page.write_text(text + "\n", encoding="utf-8")


def _read(page: Path) -> dict[str, str]:
    if not page.exists():
        return {}
    _, *found = _TITLE.split(page.read_text(encoding="utf-8"))
    return {title: text.strip() for title, text in zip(found[::2], found[1::2], strict=True)}
