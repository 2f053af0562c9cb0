"""The cards of the quality check: plain frozen values, filled by `checking`, shown by its screens, papers and the API."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from huichang.workshop import checklists


@dataclass(frozen=True)
class CheckCar:
    """A car whose work is done, as the list shows it. `own`: the viewer worked on it and may not check it."""

    order_id: int
    vehicle_id: int
    number: str
    plate: str
    plate_kind: str
    car: str
    adviser: str
    stage: str
    waits: bool
    done_at: datetime | None
    promised_at: datetime | None
    titles: tuple[str, ...]
    missing_peers: tuple[str, ...]
    own: bool
    failed: int
    road_test: bool

    @property
    def url(self) -> str:
        """Where it is checked."""
        return f"/workshop/inspection/{self.order_id}/"

    @property
    def order_url(self) -> str:
        """The visit."""
        return f"/workshop/orders/{self.order_id}/"

    @property
    def file(self) -> str:
        """The car's own file."""
        return f"/vehicles/{self.vehicle_id}/"


@dataclass(frozen=True)
class PeerJob:
    """A finished job that a colleague may check; `needed`: the final check asks for it."""

    job_id: int
    plate: str
    plate_kind: str
    title: str
    kind: str
    technicians: str
    finished_at: datetime | None
    needed: bool
    own: bool

    @property
    def url(self) -> str:
        """Where it is checked."""
        return f"/workshop/inspection/peer/{self.job_id}/"


@dataclass(frozen=True)
class DoneCheck:
    """A check of today and how it ended."""

    at: datetime
    level: str
    plate: str
    plate_kind: str
    by: str
    passed: bool
    cause: str
    responsible: str


@dataclass(frozen=True)
class ToCheck:
    """What waits for the quality check in the store."""

    cars: tuple[CheckCar, ...]
    peers: tuple[PeerJob, ...]
    done: tuple[DoneCheck, ...]
    may_finally: bool
    may_peer: bool


@dataclass(frozen=True)
class Level:
    """A check of a job that has been done: by whom, when, how it ended."""

    says: str
    by: str
    at: datetime
    passed: bool
    cause: str = ""
    note: str = ""


@dataclass(frozen=True)
class CheckedJob:
    """A job as it is compared with the order: concern, cause, correction, who did it, what was checked already."""

    id: int
    title: str
    repair_type: str
    concern: str
    cause: str
    correction: str
    minutes: int
    worked: int
    technicians: tuple[tuple[int, str], ...]
    levels: tuple[Level, ...]
    works: tuple[tuple[int, str], ...]
    kind: str
    peer_missing: bool


@dataclass(frozen=True)
class ComparedPart:
    """A part as issued and as charged."""

    line_id: int
    name: str
    code: str
    unit: str
    issued: Decimal
    charged: Decimal
    own_part: bool

    @property
    def agrees(self) -> bool:
        """What left the store is what is charged."""
        return self.own_part or self.issued == self.charged


@dataclass(frozen=True)
class Parking:
    """A numbered place for finished cars, and the car on it."""

    id: int
    name: str
    plate: str


@dataclass(frozen=True)
class LookedAt:
    """A point of the check-in that is not in order and what became of it."""

    name: str
    state: str
    value: str
    outcome: str


@dataclass(frozen=True)
class CheckSheet:
    """One car with everything that the inspector compares."""

    car: CheckCar
    version: int
    state: str
    concern: str
    odometer: int
    jobs: tuple[CheckedJob, ...]
    parts: tuple[ComparedPart, ...]
    points: tuple[checklists.Point, ...]
    road_test: bool
    technicians: tuple[tuple[int, str], ...]
    places: tuple[Parking, ...]
    parked_at_id: int | None
    wash: bool
    washed: bool
    left: tuple[LookedAt, ...]
    may_check: bool
    why_not: str

    @property
    def first_free(self) -> int | None:
        """The place to propose: where it stands, else the first free one."""
        return self.parked_at_id or next((place.id for place in self.places if not place.plate), None)

    @property
    def line_count(self) -> int:
        """How many lines are compared."""
        return sum(len(job.works) for job in self.jobs) + len(self.parts)


@dataclass(frozen=True)
class PeerSheet:
    """One job with the points of the peer check; `version` is its order's."""

    job: CheckedJob
    version: int
    plate: str
    plate_kind: str
    car: str
    points: tuple[checklists.Point, ...]
    parts: tuple[ComparedPart, ...]
    why_not: str
