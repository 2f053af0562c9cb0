"""Which promise speaks of which car and which part."""

from huichang.engines.coverage.values import Asked, Car, Kind, Reach, Terms

WHOLE_CAR = frozenset({Kind.VEHICLE, Kind.POWERTRAIN, Kind.EXTENDED, Kind.GOODWILL})
"""Promises that say nothing about wear parts unless they name them."""


def meets_car(terms: Terms, car: Car) -> bool:
    """Whether a policy is made for such a car: brand, series, model, use, energy, and the day on which it was sold."""
    if terms.brand and terms.brand != car.brand:
        return False
    for wanted, has in (
        (terms.series, car.series),
        (terms.models, car.model),
        (terms.uses, car.use),
        (terms.energies, car.energy),
    ):
        if wanted and has not in wanted:
            return False
    sold_on = car.sold_on or car.invoiced_on or car.licensed_on
    if sold_on is None:
        return True
    return not (
        (terms.sold_from is not None and sold_on < terms.sold_from)
        or (terms.sold_until is not None and sold_on > terms.sold_until)
    )


def names(reach: Reach, *, number: str, part_class: str, system: str) -> bool:
    """Whether a promise speaks of a part: it is named, or of a named class and system, and not left out."""
    if number and number in reach.parts:
        return True
    if number in reach.not_parts or system in reach.not_systems:
        return False
    if reach.parts and not reach.systems and not reach.classes:
        return False
    if reach.systems and system not in reach.systems:
        return False
    return not reach.classes or part_class in reach.classes


def speaks_of(terms: Terms, asked: Asked, number: str) -> bool:
    """Whether a policy has anything to say about a line. Wear parts need a promise that names them."""
    if terms.kind in WHOLE_CAR and asked.is_wear and number not in terms.reach.parts:
        named = terms.reach.classes and asked.part_class in terms.reach.classes
        if not named:
            return False
    if terms.kind == Kind.WEAR and not asked.is_wear and number not in terms.reach.parts:
        return False
    return names(terms.reach, number=number, part_class=asked.part_class, system=asked.system)
