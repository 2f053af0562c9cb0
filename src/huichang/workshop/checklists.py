"""The checklists of the quality check (`checklists.json`): which points at which level, by the work (LANE-50)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("checklists.json")


@dataclass(frozen=True)
class Point:
    """One point to check: `code` is unique over all kinds (`maintenance.S01`)."""

    code: str
    text: str


@dataclass(frozen=True)
class _Kind:
    code: str
    name: str
    repair_types: frozenset[str]
    systems: frozenset[str]


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(row["code"], row["name"], frozenset(row["repair_types"]), frozenset(row["systems"]))
        for row in json.loads(_FILE.read_text(encoding="utf-8"))["kinds"]
    )


@cache
def _lists() -> dict[tuple[str, str], tuple[bool, tuple[tuple[Point, frozenset[str]], ...]]]:
    return {
        (row["kind"], row["level"]): (
            row["road_test"],
            tuple(
                (Point(f"{row['kind']}.{item['code']}", item["text"]), frozenset(item["only_systems"]))
                for item in row["items"]
            ),
        )
        for row in json.loads(_FILE.read_text(encoding="utf-8"))["checklists"]
    }


def kind_of(repair_type: str, system: str) -> str:
    """The kind of work that a job is: the first kind in the list that names its repair type or its system."""
    for kind in _kinds():
        if repair_type in kind.repair_types or system in kind.systems:
            return kind.code
    return "general"


def kind_says(kind: str) -> str:
    """The word for a kind of work."""
    return next(each.name for each in _kinds() if each.code == kind)


def points(work: Iterable[tuple[str, str]], level: str) -> tuple[Point, ...]:
    """The points of a level (self, peer, final) for jobs given as (repair type, system); no text twice."""
    jobs = list(work)
    systems = {system for _, system in jobs}
    found: dict[str, Point] = {}
    for kind in dict.fromkeys(kind_of(repair_type, system) for repair_type, system in jobs):
        for point, only in _lists()[kind, level][1]:
            if not only or only & systems:
                found.setdefault(point.text, point)
    return tuple(found.values())


def needs_road_test(work: Iterable[tuple[str, str]]) -> bool:
    """Whether one of the jobs asks for a road test at the final check."""
    return any(_lists()[kind_of(repair_type, system), "final"][0] for repair_type, system in work)
