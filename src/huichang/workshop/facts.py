"""What this room tells the rooms above. Amounts in yuan, tax included."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class CarArrived:
    """A car stands at the gate and has its queue ticket."""

    store_id: int
    visit_id: int
    vehicle_id: int
    appointment_id: int | None
    at: datetime


@dataclass(frozen=True)
class OrderSigned:
    """The customer signed the order; its lines may be worked on."""

    store_id: int
    order_id: int
    amount: Decimal
    at: datetime


@dataclass(frozen=True)
class OrderCancelled:
    """An order will not be carried out; what was paid for it in advance goes back."""

    store_id: int
    order_id: int
    visit_id: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class PromiseMoved:
    """The customer is told another time than before: with the quote, or because the first one will not be kept."""

    store_id: int
    order_id: int
    promised_at: datetime
    at: datetime


@dataclass(frozen=True)
class StayChanged:
    """A customer who waited in the house has left it, or stays after all. `order_id`: None before there is an order."""

    store_id: int
    visit_id: int
    order_id: int | None
    waits: bool
    at: datetime


@dataclass(frozen=True)
class WaitingChanged:
    """An order waits for somebody, for somebody else than before, or (`waiting_for` empty) goes on."""

    store_id: int
    order_id: int
    waiting_for: str
    at: datetime


@dataclass(frozen=True)
class JobsGivenUp:
    """The customer no longer wants jobs that were agreed to and not begun."""

    store_id: int
    order_id: int
    at: datetime


@dataclass(frozen=True)
class CarWashed:
    """The car is clean; nobody has to wash it any more."""

    store_id: int
    order_id: int
    at: datetime


@dataclass(frozen=True)
class JobGiven:
    """A job was given out, moved or taken back by hand."""

    store_id: int
    order_id: int
    job_id: int
    at: datetime


@dataclass(frozen=True)
class JobClocked:
    """The clock of a job was started, stopped or put right."""

    store_id: int
    order_id: int
    job_id: int
    at: datetime


@dataclass(frozen=True)
class WorkStarted:
    """The first job of an order is being worked on."""

    store_id: int
    order_id: int
    at: datetime


@dataclass(frozen=True)
class ExtraAsked:
    """The customer is asked about extra work."""

    store_id: int
    order_id: int
    extra_id: int
    at: datetime


@dataclass(frozen=True)
class ExtraAnswered:
    """The customer answered about extra work."""

    store_id: int
    order_id: int
    extra_id: int
    state: str
    at: datetime


@dataclass(frozen=True)
class LineDeclined:
    """The customer does not want something quoted: a whole job (named by its first line, with its whole amount), or
    one line of it."""

    store_id: int
    order_id: int
    line_id: int
    vehicle_id: int
    customer_id: int
    name: str
    system: str
    amount: Decimal
    reason: str
    is_safety: bool
    at: datetime


@dataclass(frozen=True)
class FindingLeft:
    """A point in state soon or now leaves the store unrepaired: declined, or only noted (worn)."""

    store_id: int
    order_id: int
    finding_id: int
    vehicle_id: int
    customer_id: int
    name: str
    system: str
    state: str
    declined: bool
    reason: str
    is_safety: bool
    remaining_days: int | None
    remaining_km: int | None
    at: datetime


@dataclass(frozen=True)
class OrderDone:
    """All jobs of an order are finished; it waits for the quality check. `has_claims`: one of them is claimed."""

    store_id: int
    order_id: int
    at: datetime
    has_claims: bool = False


@dataclass(frozen=True)
class CheckFailed:
    """A quality check sent an order back to work; counted as internal rework against the responsible person."""

    store_id: int
    order_id: int
    check_id: int
    responsible_id: int | None
    cause: str
    at: datetime


@dataclass(frozen=True)
class OrderChecked:
    """An order passed its final check and may be settled. `has_recalls`: one of its jobs is of a campaign."""

    store_id: int
    order_id: int
    at: datetime
    has_recalls: bool = False


@dataclass(frozen=True)
class ComebackFound:
    """A job repeats a repair within its guarantee."""

    store_id: int
    order_id: int
    job_id: int
    first_order_id: int
    system: str
    at: datetime


@dataclass(frozen=True)
class PromiseThreatened:
    """The forecast finish lies after the promise; the customer must be told now."""

    store_id: int
    order_id: int
    promised_at: datetime
    forecast_at: datetime
    at: datetime


@dataclass(frozen=True)
class OrderDelivered:
    """The car was handed over: opens follow-up, next-service forecast, commissions, figures (LANE-70)."""

    store_id: int
    order_id: int
    vehicle_id: int
    customer_id: int
    adviser_id: int
    repair_type: str
    odometer: int
    at: datetime


@dataclass(frozen=True)
class CarLeft:
    """The gate pass was scanned and the car drove out."""

    store_id: int
    order_id: int
    visit_id: int
    at: datetime


@dataclass(frozen=True)
class PrecheckComplained:
    """A complaint came of a pre-check event: it is one of the customer's (None when the whole area was full, and nobody in
    particular complained); a penalty per car is proposed to whoever keeps rewards and penalties."""

    store_id: int
    alarm_id: int
    customer_id: int | None
    vehicle_id: int | None
    text: str
    cars: int
    yuan_per_car: int
    staff_id: int | None
    by_id: int | None
    at: datetime
