"""What the pieces of a screen are filled with: plain frozen values, made by queries and screens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Place:
    """One place in the rail: at most seven for a role. `icon` names a Tabler outline icon."""

    label: str
    icon: str
    url: str
    active: bool = False


@dataclass(frozen=True)
class Step:
    """A step of a course. `state`: done, now, todo or skipped."""

    label: str
    state: str = "todo"
    href: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab that is a link; `count` stands behind the label when given."""

    label: str
    href: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Event:
    """One thing that happened. `tone`: "", good, watch or act."""

    at: datetime
    who: str
    words: str
    detail: str = ""
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Photo:
    """A photo by its address; `thumb` is a smaller one when it exists."""

    url: str
    words: str = ""
    thumb: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Load:
    """How full a day, a skill or a person is, in minutes of work."""

    label: str
    booked: int
    available: int
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Todo:
    """One act of “现在要做”: the verb, why now, and where it is done.

    With `post` the button does it at once (POST to `url` with `values`); else it opens `url`.
    """

    act: str
    why: str
    url: str
    plate: str = ""
    kind: str = ""
    name: str = ""
    stage: str = ""
    since: datetime | None = None
    due: datetime | None = None
    urgent: bool = False
    post: bool = False
    values: Mapping[str, str | int] = field(default_factory=dict)
    icon: str = ""


@dataclass(frozen=True)
class DayBar:
    """A piece of work on a day board; `late` when its promise is in danger."""

    words: str
    start: datetime
    end: datetime
    stage: str = "in_work"
    href: str = ""
    late: bool = False
    note: str = ""


@dataclass(frozen=True)
class DayRow:
    """A bay or a person on a day board, with the work of the day."""

    name: str
    bars: tuple[DayBar, ...] = ()
    sub: str = ""
    href: str = ""
