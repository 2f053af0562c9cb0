"""What a part costs a customer here, and why; what is left of it (PARTS-40, PARTS-50). Plain functions over the parts store's
prices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huichang.kernel.money import Money
from huichang.parts import queries as parts


@dataclass(frozen=True)
class Priced:
    """A part with its price for a customer, per unit with tax, and the rule that gave it; `price` None: nobody has priced
    it. `cost`: moving average per unit without tax, None when the store has none."""

    part: parts.PartBrief
    published: Money | None
    price: Money | None
    why: str
    cost: Decimal | None


def priced(
    part_ids: Iterable[int], *, store_id: int, customer_id: int | None, price_class: str = "", on: date
) -> dict[int, Priced]:
    """Parts as a customer pays for them on a day. One statement."""
    found = parts.offers(part_ids, store_id=store_id, customer_id=customer_id, on=on)
    priced = {}
    for part_id, offer in found.offers.items():
        special = found.special(part_id, price_class)
        price: Money | None = special.price if special is not None else offer.published
        why = special.why if special is not None else "公布售价" if price is not None else ""
        priced[part_id] = Priced(offer.part, offer.published, price, why, offer.cost)
    return priced
