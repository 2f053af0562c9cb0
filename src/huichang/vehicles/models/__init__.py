"""Tables of the vehicles' files."""

from huichang.vehicles.models.vehicle import SERIAL_FROM, Mileage, Ownership, PlateHistory, Vehicle

__all__ = ["SERIAL_FROM", "Mileage", "Ownership", "PlateHistory", "Vehicle"]
