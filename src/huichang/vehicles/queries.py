"""What screens and other rooms may ask about vehicles. Plain values come out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from huichang.vehicles.models import Vehicle


@dataclass(frozen=True)
class VehicleBrief:
    """A car as other rooms need it."""

    id: int
    plate: str
    plate_kind: str
    vin: str
    brand: str
    series: str
    model: str
    energy: str
    rate_class: str
    colour: str
    engine_number: str
    odometer: int
    use: str
    sold_on: date | None
    customer_id: int | None


BRIEF = (
    "pk",
    "plate",
    "plate_kind",
    "vin",
    "brand",
    "series",
    "model",
    "energy",
    "rate_class",
    "colour",
    "engine_number",
    "odometer",
    "use",
    "sold_on",
    "customer_id",
)


def cards(vehicle_ids: Iterable[int | None]) -> dict[int, VehicleBrief]:
    """Briefs by id. One statement."""
    found = Vehicle.objects.filter(pk__in={pk for pk in vehicle_ids if pk}).values_list(*BRIEF)
    return {row[0]: VehicleBrief(*row) for row in found}
