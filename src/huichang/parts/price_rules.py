"""The arithmetic of prices (PARTS-40): rounding to a price ending, what a class or a campaign makes of a published price,
margins, floors. Pure; prices in yuan with tax, costs without.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from huichang.kernel.money import Money, money
from huichang.kernel.wording import quantity, yuan
from huichang.parts.states import PriceClass, TermBasis

HUNDRED = Decimal(100)


def ends_in(price: Decimal, *, step: Decimal, ending: Decimal) -> Money:
    """The lowest price not below `price` that is a whole number of `step` yuan and `ending`.

    >>> ends_in(Decimal("123.41"), step=Decimal(1), ending=Decimal("0.90"))
    Decimal('123.90')
    """
    steps = ((price - ending) / step).to_integral_value(ROUND_CEILING)
    return money(max(steps, Decimal(0)) * step + ending)


def cost_plus(cost: Decimal, *, markup: Decimal, tax: Decimal, step: Decimal, ending: Decimal) -> Money:
    """Cost without tax plus `markup` per cent, with tax, rounded up to its ending; one step at least."""
    found = ends_in(cost * (HUNDRED + markup) / HUNDRED * (1 + tax), step=step, ending=ending)
    return found if found > 0 else money(step)


def tenths(percent: Decimal) -> str:
    """A percentage as the trade says it: 92 → 9.2 折."""
    return "不打折" if percent == HUNDRED else f"{quantity(percent / 10)} 折"


def margin(price: Decimal, cost: Decimal, tax: Decimal) -> tuple[Money, Decimal]:
    """What is left of a price after tax and cost, in yuan, and as per cent of the price without tax (one place)."""
    net = price / (1 + tax)
    left = net - cost
    share = (left / net * 100).quantize(Decimal("0.1")) if net else Decimal(0)
    return money(left), share


def floor(cost: Decimal, *, percent: int, tax: Decimal) -> Money:
    """The lowest price by hand: cost plus so many per cent, with tax."""
    return money(cost * (HUNDRED + percent) / HUNDRED * (1 + tax))


@dataclass(frozen=True)
class Term:
    """A rule that may lower a price. `part_id` None and `use_class` empty: all parts. `price` is per unit.

    `name` is the campaign's, empty for the terms of a class.
    """

    price_class: str
    use_class: str = ""
    basis: str = TermBasis.LIST
    percent: Decimal = HUNDRED
    part_id: int | None = None
    price: Decimal | None = None
    name: str = ""


@dataclass(frozen=True)
class Special:
    """A price below the published one, per unit with tax, and why it holds."""

    price: Money
    why: str


def special(
    terms: Sequence[Term],
    *,
    part_id: int,
    use_class: str,
    price_class: str,
    published: Decimal,
    cost: Decimal | None,
    tax: Decimal,
) -> Special | None:
    """The lowest of what the terms of a class and the campaigns make of a published price; None where nothing lowers it.

    Of the terms of a class the one for the use of the part counts before the general one. Nothing is ever dearer than
    published (《明码标价和禁止价格欺诈规定》 article 8).
    """
    mine = [
        term
        for term in terms
        if term.price_class in ("", price_class)
        and term.use_class in ("", use_class)
        and term.part_id in (None, part_id)
    ]
    of_class = [term for term in mine if not term.name]
    narrow = [term for term in of_class if term.use_class] or of_class
    found = [
        Special(price, _words(term, price))
        for term in [*narrow[:1], *(term for term in mine if term.name)]
        if (price := _price(term, published, cost, tax)) is not None and price < published
    ]
    return min(found, key=lambda each: each.price, default=None)


def _price(term: Term, published: Decimal, cost: Decimal | None, tax: Decimal) -> Money | None:
    if term.price is not None:
        return money(term.price)
    if term.basis == TermBasis.LIST:
        return money(published * term.percent / HUNDRED)
    if cost is None:
        return None
    return money(cost * (HUNDRED + term.percent) / HUNDRED * (1 + tax))


def _words(term: Term, price: Money) -> str:
    if term.name:
        said = yuan(price) if term.price is not None else tenths(term.percent)
        return f"活动“{term.name}” {said}"
    label = PriceClass(term.price_class).label
    if term.basis == TermBasis.COST:
        return f"{label}价（成本加 {quantity(term.percent)}%）"
    return f"{label} {tenths(term.percent)}"
