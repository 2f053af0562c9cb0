"""What steps and cars are called on a page, and the keys by which engine and house know them. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

CHECK_SKILL = "final_check"
"""The skill of inspectors; no skill of technicians."""


def job_key(job_id: int) -> str:
    """The step of a job."""
    return f"j{job_id}"


def order_key(order_id: int, kind: str) -> str:
    """A step of an order that is no job: check, test, wash."""
    return f"o{order_id}:{kind}"


def dry_key(job_id: int) -> str:
    """The drying after a painting job."""
    return f"j{job_id}:dry"


def need_key(appointment_id: int, number: int) -> str:
    """The `number`th piece of work of a booking."""
    return f"a{appointment_id}:{number}"


def car_of_order(order_id: int) -> str:
    """A car that is here."""
    return f"o{order_id}"


def car_of_appointment(appointment_id: int) -> str:
    """A car that is booked."""
    return f"a{appointment_id}"


@dataclass(frozen=True)
class StepName:
    """A step as people know it. `dispatched`: it is a job that the workshop may be given."""

    key: str
    kind: str
    title: str
    car: str
    minutes: int
    order_id: int | None = None
    job_id: int | None = None
    appointment_id: int | None = None
    dispatched: bool = False
    running: bool = False
    parts: str = "none"
    parts_words: str = ""
    skill: str = ""
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class CarName:
    """A car as people know it. `told`: its customer knows the promise."""

    key: str
    plate: str
    plate_kind: str
    car: str
    customer: str
    adviser_id: int
    adviser: str
    stage: str
    waits: bool
    order_id: int | None = None
    appointment_id: int | None = None
    number: str = ""
    waiting_for: str = ""
    promised_at: datetime | None = None
    promised_first_at: datetime | None = None
    told_at: datetime | None = None
    told: bool = False
    version: int = 0

    @property
    def url(self) -> str:
        """Where it opens."""
        if self.order_id is not None:
            return f"/workshop/orders/{self.order_id}/"
        return f"/booking/{self.appointment_id}/"
