"""What several of the workshop's documents say in the same way."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

PointState = Literal["", "ok", "soon", "now"]
"""Of an inspection point: not looked at, in order, to do soon, to do now."""
OldParts = Literal["", "taken", "left", "none"]
"""Replaced parts: not asked yet, the customer takes them, the store disposes of them, there are none."""


@dataclass(frozen=True, kw_only=True)
class Car:
    """The car on the paper."""

    plate: str
    vin: str
    model: str
    """Brand, series and model in one line."""
    colour: str = ""
    engine_no: str = ""
    engine_model: str = ""
    mileage_km: int | None = None
    fuel_eighths: int | None = None
    charge_percent: int | None = None
    """Of the traction battery; a plug-in hybrid has both."""
    produced_on: date | None = None
    sold_on: date | None = None
    coverage: str = ""
    """What of the manufacturer's warranty and 三包 still runs, in words."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """托修方: whose car it is, and who brought it."""

    owner: str
    phone: str
    sender: str = ""
    sender_phone: str = ""
    company: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Concern:
    """One matter of the customer: their own words, the cause found, what is done (3C)."""

    no: str
    words: str
    cause: str = ""
    correction: str = ""


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture and what it shows."""

    image: bytes
    caption: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """One inspection point with what was found."""

    name: str
    state: PointState
    value: str = ""
    remaining: str = ""
    risk: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """增项: a change of job, price or time after the first signature, with the customer's answer."""

    at: datetime
    content: str
    amount: Decimal
    promised_at: datetime | None
    answer: str
    way: str
    by: str
