"""Why a car is not ready sooner, in a few short sentences: what waits for what, the first cause first (LANE-21, LANE-41).

The engine gives the chain from the car back to where it began (`dayplan.reasons`); it may be a dozen long. People read
three: where it began, and what stands right before the car.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from huichang.engines.dayplan.reasons import Why

SENTENCES = 3
"""What an adviser reads out on the phone."""
ARROW = " → "


class Words(Protocol):
    """What the things of a chain are called."""

    def step(self, key: str) -> str:
        """A step, as one calls it across the floor."""

    def person(self, technician: int) -> str:
        """A technician."""

    def bay(self, bay: int) -> str:
        """A bay."""

    def clock(self, minute: int) -> str:
        """A minute of the plan."""

    def ready(self, key: str, clock: str) -> str:
        """Why a step cannot begin before that time: its parts, its car, its customer. Empty when nobody knows."""


@dataclass(frozen=True)
class _Hold:
    """One thing that keeps what comes behind it waiting; `of` is who or where, empty for what happens but once."""

    code: str
    of: str
    other: str
    until: str


def told(chain: Sequence[Why], words: Words, own: Mapping[str, str]) -> tuple[str, ...]:
    """The chain in at most three sentences, the first cause first; empty when the car can simply be done.

    `own`: the car's own steps, each with what is to be said of it: empty, or the time that it takes without anybody's work
    (drying). What one person or place has to do before is one sentence, however many cars it is.
    """
    said: list[str] = []
    for (_, of), holds in groupby(_holds(chain, words, own), key=lambda hold: (hold.code, hold.of)):
        turn = list(holds)
        said += [_says(turn[-1], len(turn))] if of else [_says(hold, 1) for hold in turn]
    said = list(dict.fromkeys(said))
    return tuple(said if len(said) <= SENTENCES else [said[0], *said[1 - SENTENCES :]])


def _holds(chain: Sequence[Why], words: Words, own: Mapping[str, str]) -> Iterator[_Hold]:
    """What holds, the first cause first. That one step of a car follows the other, and what goes on already, is left out:
    who or what is busy with it stands in the next link."""
    for why in reversed(chain):
        clock, other = words.clock(why.minute), words.step(why.other) if why.other else ""
        if why.code in ("technician", "shift"):
            yield _Hold(why.code, words.person(why.technician or 0), other, clock)
        elif why.code in ("bay", "setup", "closed"):
            yield _Hold(why.code, words.bay(why.bay or 0), other, clock)
        elif why.code in ("parts", "arrives") and (waits := words.ready(why.step, clock)):
            yield _Hold("ready", "", waits if why.step in own else f"“{words.step(why.step)}”：{waits}", "")
        if own.get(why.step):
            yield _Hold("own", "", own[why.step], "")


def _says(hold: _Hold, jobs: int) -> str:
    if hold.code == "technician":
        doing = f"在做“{hold.other}”" if jobs == 1 else f"先做前面 {jobs} 项"
        return f"{hold.of}{doing}，{hold.until} 空出来"
    if hold.code == "bay":
        taken = f"被“{hold.other}”占用" if jobs == 1 else f"前面还有 {jobs} 项"
        return f"{hold.of}{taken}，{hold.until} 空出来"
    if hold.code == "setup":
        return f"{hold.of}在“{hold.other}”之后要清理换色，{hold.until} 可用"
    if hold.code == "shift":
        return f"{hold.of} {hold.until} 才上班或休息后回来"
    if hold.code == "closed":
        return f"{hold.of} {hold.until} 才可用"
    return hold.other
