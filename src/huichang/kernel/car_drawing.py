"""A car from five sides, to mark damage on: one drawing for the tablet, the order and the printed sheet.

The marks are plain values: `{"side": "left", "x": 0.41, "y": 0.55, "kind": "scratch"}`, x and y as parts (0–1) of the
drawing of that side, from its left upper corner. They are numbered in the order in which they were made.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SIDES: dict[str, str] = {"left": "左侧", "right": "右侧", "front": "车头", "rear": "车尾", "top": "车顶"}
KINDS: dict[str, str] = {"scratch": "划痕", "dent": "凹陷", "broken": "破损", "rust": "锈蚀", "glass": "玻璃"}
COLOURS: dict[str, str] = {
    "scratch": "#1d5fd1",
    "dent": "#7a3fb5",
    "broken": "#b3261e",
    "rust": "#8a4b00",
    "glass": "#0b6b75",
}
_FILE = Path(__file__).parent / "pieces" / "car.svg"
_SYMBOL = re.compile(r'<symbol id="(\w+)" viewBox="0 0 (\d+) (\d+)">(.*?)</symbol>', re.DOTALL)


@dataclass(frozen=True)
class Dot:
    """One mark where it stands in the drawing of its side."""

    number: int
    kind: str
    word: str
    x: float
    y: float


@dataclass(frozen=True)
class View:
    """One side of the car with its marks; `width` and `height` are the units of the drawing."""

    side: str
    word: str
    width: int
    height: int
    dots: tuple[Dot, ...]

    @property
    def outline(self) -> SafeString:
        """The lines of this side, as SVG."""
        return outline(self.side)


@cache
def _drawn() -> dict[str, tuple[int, int, str]]:
    sides = {name: (int(w), int(h), body) for name, w, h, body in _SYMBOL.findall(_FILE.read_text("utf-8"))}
    width, height, body = sides["left"]
    sides["right"] = (width, height, f'<g transform="matrix(-1 0 0 1 {width} 0)">{body}</g>')
    return sides


def outline(side: str) -> SafeString:
    """The lines of one side as SVG elements, in units of that side's view box."""
    return mark_safe(_drawn()[side][2])


def _number(value: object) -> float:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else 0.5


def views(marks: Iterable[Mapping[str, object]]) -> list[View]:
    """The five sides with their marks, numbered through. Marks on a side that does not exist are left out."""
    by_side: dict[str, list[Dot]] = {side: [] for side in SIDES}
    for number, mark in enumerate(marks, start=1):
        side, kind = str(mark.get("side", "")), str(mark.get("kind", ""))
        if side in by_side:
            width, height, _ = _drawn()[side]
            x, y = _number(mark.get("x")) * width, _number(mark.get("y")) * height
            by_side[side].append(Dot(number, kind, KINDS.get(kind, kind), round(x, 1), round(y, 1)))
    return [
        View(side, word, _drawn()[side][0], _drawn()[side][1], tuple(by_side[side]))
        for side, word in SIDES.items()
    ]


def listed(marks: Iterable[Mapping[str, object]]) -> list[tuple[int, str, str]]:
    """The marks in words, in order: (1, “左侧”, “划痕”)."""
    return [
        (
            number,
            SIDES.get(str(mark.get("side")), ""),
            KINDS.get(str(mark.get("kind")), str(mark.get("kind", ""))),
        )
        for number, mark in enumerate(marks, start=1)
    ]


def svg(marks: Iterable[Mapping[str, object]], *, font: str = "Noto Sans CJK SC") -> str:
    """The whole drawing as one SVG document for printing: sides around the top view, marks as numbered dots."""
    places = {"front": (0, 190), "left": (230, 0), "top": (230, 182), "right": (230, 394), "rear": (720, 190)}
    parts = []
    for view in views(marks):
        x, y = places[view.side]
        dots = format_html_join(
            "",
            '<circle cx="{0}" cy="{1}" r="15" fill="{2}" stroke="#fff" stroke-width="2"/>'
            '<text x="{0}" y="{3}" font-size="18" font-weight="700" text-anchor="middle" fill="#fff" '
            'font-family="{4}">{5}</text>',
            (
                (dot.x, dot.y, COLOURS.get(dot.kind, "#46566b"), round(dot.y + 6.4, 1), font, dot.number)
                for dot in view.dots
            ),
        )
        word = format_html(
            '<text x="{}" y="{}" font-size="16" font-weight="500" fill="#46566b" font-family="{}">{}</text>',
            *(60, 42) if view.side in ("left", "right") else (view.width // 2 - 14, 10),
            font,
            "" if view.side == "top" else view.word,
        )
        parts.append(
            format_html('<g transform="translate({} {})">{}{}{}</g>', x, y, view.outline, word, dots)
        )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 940 564">{}</svg>',
        format_html_join("", "{}", ((p,) for p in parts)),
    )
