"""Tables of the vehicles' files."""

from huichang.vehicles.models.vehicle import Mileage, Ownership, PlateHistory, Vehicle

__all__ = ["Mileage", "Ownership", "PlateHistory", "Vehicle"]
