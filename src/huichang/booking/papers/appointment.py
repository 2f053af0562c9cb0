"""预约单: what was agreed on the phone and what is prepared for it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from huichang.kernel.papers import Paper

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class ServiceLine:
    """Work as told to the customer; `amount` after `discount`."""

    name: str
    minutes: int
    amount: Decimal
    category: str = ""
    discount: Decimal = ZERO
    note: str = ""

    @property
    def listed(self) -> Decimal:
        """The amount before the discount."""
        return self.amount + self.discount


@dataclass(frozen=True, kw_only=True)
class PartLine:
    """A part as told to the customer, and whether it is on the booking shelf (`state`: 已备, 在途 …)."""

    code: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    discount: Decimal = ZERO
    state: str = ""

    @property
    def listed(self) -> Decimal:
        """The amount before the discount."""
        return self.amount + self.discount


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """One thing to have ready before the car comes."""

    title: str
    owner: str
    due_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Appointment(Paper):
    """预约单. `initiative` tells 客户主动 from 本店邀约."""

    template: ClassVar[str] = "booking/papers/appointment.typ"

    booked_at: datetime
    booked_by: str
    channel: str
    initiative: str
    customer: str
    phone: str
    sender: str = ""
    plate: str
    model: str
    vin: str = ""
    mileage_km: int | None = None
    arrives_at: datetime
    ready_at: datetime | None = None
    repair_type: str
    adviser: str
    bay: str = ""
    technician: str = ""
    concern: str
    diagnosis: str = ""
    told: str = ""
    """What the customer was told: remedy, price and time."""
    services: tuple[ServiceLine, ...] = ()
    parts: tuple[PartLine, ...] = ()
    deposit: Decimal = ZERO
    preparations: tuple[Preparation, ...] = ()
    reminders: str = ""
    terms: tuple[str, ...] = ()

    @property
    def service_total(self) -> Decimal:
        """Labour after discounts."""
        return sum((line.amount for line in self.services), ZERO)

    @property
    def part_total(self) -> Decimal:
        """Parts after discounts."""
        return sum((line.amount for line in self.parts), ZERO)

    @property
    def discount_total(self) -> Decimal:
        """What booking saves the customer."""
        services = sum((line.discount for line in self.services), ZERO)
        return services + sum((line.discount for line in self.parts), ZERO)

    @property
    def total(self) -> Decimal:
        """What the visit will cost as far as known now."""
        return self.service_total + self.part_total
