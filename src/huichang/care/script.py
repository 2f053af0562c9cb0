"""Call scripts by repair type, with guidelines for talking and reasons by step (CARE-10, CARE-03)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Question:
    """One question; `kind` is yes_no, scale or text."""

    code: str
    text: str
    kind: str
    step: str


@dataclass(frozen=True)
class Script:
    """What to say in a follow-up call; the greeting still has its fields."""

    name: str
    due_after_days: int
    greeting: str
    open_question: str
    questions: tuple[Question, ...]
    listen_for: tuple[str, ...]
    never: tuple[str, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """A step of the visit and usual reasons for being dissatisfied with it."""

    code: str
    name: str
    reasons: tuple[str, ...]


@cache
def _read() -> dict[str, object]:
    found: dict[str, object] = json.loads(
        Path(__file__).with_name("scripts.json").read_text(encoding="utf-8")
    )
    return found


@cache
def scripts() -> dict[str, Script]:
    """All scripts by repair type."""
    return {
        row["repair_type"]: Script(
            row["name"],
            row["due_after_days"],
            row["greeting"],
            row["open_question"],
            tuple(Question(q["code"], q["text"], q["kind"], q["step"]) for q in row["questions"]),
            tuple(row["listen_for"]),
            tuple(row["never"]),
            tuple(row["closing"]),
        )
        for row in _read()["scripts"]  # type: ignore[attr-defined]
    }


def script_for(repair_type: str) -> Script:
    """The script of a repair type; general repair where there is none of its own."""
    known = scripts()
    return known.get(repair_type) or known["repair"]


@cache
def steps() -> tuple[Step, ...]:
    """Steps of the visit with reasons."""
    return tuple(Step(row["code"], row["name"], tuple(row["reasons"])) for row in _read()["steps"])  # type: ignore[attr-defined]


@cache
def guidelines() -> tuple[tuple[str, str], ...]:
    """(word, what it means): ask, listen, check, sum up."""
    return tuple((row["name"], row["text"]) for row in _read()["guidelines"])  # type: ignore[attr-defined]


@cache
def not_reached() -> tuple[str, ...]:
    """Why somebody was not reached."""
    return tuple(row["text"] for row in _read()["not_reached"])  # type: ignore[attr-defined]
