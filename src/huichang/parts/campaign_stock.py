"""What the store room has of a campaign's parts: told to the campaign's page (WARR-20)."""

from collections.abc import Collection, Mapping

from huichang.parts import queries
from huichang.vehicles import campaign_parts
from huichang.vehicles.campaign_parts import InStock


@campaign_parts.source
def stock_of(store_id: int, numbers: Collection[str]) -> Mapping[str, InStock]:
    """Stock of some parts by number; what the catalogue does not know is left out. Two statements."""
    known = queries.by_number(numbers)
    there = queries.availability(store_id, [part.id for part in known.values()])
    return {
        number: InStock(part.name, there[part.id].free, there[part.id].in_transit, there[part.id].expected_on)
        for number, part in known.items()
    }
