"""Prices: the board, the matrix, rounds, classes, campaigns, floors."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema, Status

from huichang.kernel.money import money
from huichang.kernel.web import Request
from huichang.parts import floors, pricing, queries, terms
from huichang.parts.states import PriceClass, RoundBasis, TermBasis

router = Router()


class Made(Schema):
    """The id of what was made or changed."""

    id: int


class BandIn(Schema):
    """A row of the matrix; costs without tax, markup in per cent."""

    use_class: str = ""
    quality: str = ""
    cost_from: Decimal = Decimal(0)
    cost_to: Decimal | None = None
    markup: Decimal
    step: Decimal = Decimal(1)
    ending: Decimal = Decimal(0)


class GuideIn(Schema):
    """The manufacturer's list price, tax included, from a day on."""

    price: Decimal
    from_on: date
    source: str = ""


class PriceIn(Schema):
    """A price in yuan, tax included, from a day on: the store's own, until a day where one is given, or the group's."""

    price: Decimal
    from_on: date
    until_on: date | None = None
    group: bool = False


class RoundIn(Schema):
    """A round of new prices."""

    name: str
    basis: RoundBasis = RoundBasis.RULES
    from_on: date
    use_class: str = ""
    quality: str = ""
    maker: str = ""
    percent: Decimal = Decimal(100)
    group: bool = False


class RoundOut(Schema):
    """A round with its effect."""

    id: int
    state: str
    up: int
    down: int
    first: int
    unpriced: int
    average: Decimal | None
    effect: Decimal | None


class TermIn(Schema):
    """What a class pays."""

    price_class: PriceClass
    use_class: str = ""
    basis: TermBasis = TermBasis.LIST
    percent: Decimal
    from_on: date
    until_on: date | None = None


class GivenIn(Schema):
    """What a campaign gives."""

    part_id: int | None = None
    use_class: str = ""
    price: Decimal | None = None
    percent: Decimal | None = None


class CampaignIn(Schema):
    """A campaign."""

    name: str
    from_on: date
    until_on: date
    price_class: str = ""
    given: list[GivenIn]


class ClassIn(Schema):
    """A customer's class."""

    price_class: PriceClass


class FloorIn(Schema):
    """A request to sell below the floor."""

    part_id: int
    price: Decimal
    why: str
    order_id: int = 0
    line_id: int = 0
    whom: str = ""


class AnswerIn(Schema):
    """Yes or no, with words."""

    allow: bool
    words: str = ""


@router.get("/prices", response=list[queries.BoardRow])
def board(
    request: Request, q: str = "", quality: str = "", on: date | None = None, page: int = 1
) -> list[queries.BoardRow]:
    """Published prices, a hundred at a time."""
    rows, _ = queries.price_board(request.actor, q, quality=quality, on=on or localdate(now()), page=page)
    return rows


@router.put("/prices/matrix", response=list[queries.BandCard])
def save_matrix(request: Request, bands: list[BandIn], group: bool = False) -> list[queries.BandCard]:
    """The store's whole matrix anew, or the group's."""
    pricing.save_matrix(request.actor, bands=[pricing.Band(**band.dict()) for band in bands], group=group)
    return queries.matrix(request.actor, group=group)


@router.post("/part/{part_id}/price", response={204: None})
def set_price(request: Request, part_id: int, said: PriceIn) -> Status[None]:
    """A price from a day on."""
    words = said.dict() | {"price": money(said.price)}
    pricing.set_price(request.actor, part_id, **words, at=now())
    return Status(204, None)


@router.post("/part/{part_id}/price/end", response={204: None})
def end_own_price(request: Request, part_id: int) -> Status[None]:
    """The group's price holds again from tomorrow on."""
    pricing.end_own_price(request.actor, part_id, at=now())
    return Status(204, None)


@router.post("/parts/{part_id}/guide-price", response={201: Made})
def set_guide_price(request: Request, part_id: int, said: GuideIn) -> Status[dict[str, int]]:
    """The manufacturer's list price."""
    made = pricing.set_guide_price(
        request.actor, part_id, price=money(said.price), from_on=said.from_on, source=said.source
    )
    return Status(201, {"id": made.pk})


def _round(request: Request, round_id: int) -> dict[str, object]:
    page = queries.round_page(request.actor, round_id, on=localdate(now()))
    return {
        "id": page.round.id,
        "state": page.round.state,
        **{name: getattr(page, name) for name in ("up", "down", "first", "unpriced", "average", "effect")},
    }


@router.post("/prices/rounds", response={201: RoundOut})
def draft_round(request: Request, said: RoundIn) -> Status[dict[str, object]]:
    """Try a round."""
    made = pricing.draft_round(request.actor, **said.dict(), at=now())
    return Status(201, _round(request, made.pk))


@router.post("/prices/rounds/{round_id}/publish", response=RoundOut)
def publish_round(request: Request, round_id: int) -> dict[str, object]:
    """Publish it."""
    pricing.publish_round(request.actor, round_id, at=now())
    return _round(request, round_id)


@router.post("/prices/rounds/{round_id}/withdraw", response=RoundOut)
def withdraw_round(request: Request, round_id: int) -> dict[str, object]:
    """Take it back before its day."""
    pricing.withdraw_round(request.actor, round_id, at=now())
    return _round(request, round_id)


@router.post("/prices/terms", response={201: Made})
def set_term(request: Request, said: TermIn) -> Status[dict[str, int]]:
    """What a class pays."""
    return Status(201, {"id": terms.set_term(request.actor, **said.dict(), at=now()).pk})


@router.post("/prices/terms/{term_id}/end", response={204: None})
def end_term(request: Request, term_id: int) -> Status[None]:
    """A term ends."""
    terms.end_term(request.actor, term_id, at=now())
    return Status(204, None)


@router.put("/customers/{customer_id}/price-class", response=ClassIn)
def class_customer(request: Request, customer_id: int, said: ClassIn) -> dict[str, str]:
    """A customer's class."""
    return {"price_class": terms.class_customer(request.actor, customer_id, price_class=said.price_class)}


@router.post("/prices/campaigns", response={201: Made})
def open_campaign(request: Request, said: CampaignIn) -> Status[dict[str, int]]:
    """A campaign."""
    given = [
        terms.Given(**{**each.dict(), "price": None if each.price is None else money(each.price)})
        for each in said.given
    ]
    made = terms.open_campaign(
        request.actor,
        name=said.name,
        from_on=said.from_on,
        until_on=said.until_on,
        price_class=said.price_class,
        given=given,
        at=now(),
    )
    return Status(201, {"id": made.pk})


@router.post("/prices/campaigns/{campaign_id}/end", response={204: None})
def end_campaign(request: Request, campaign_id: int) -> Status[None]:
    """A campaign ends."""
    terms.end_campaign(request.actor, campaign_id, at=now())
    return Status(204, None)


@router.post("/prices/floors", response={201: Made})
def ask_below_floor(request: Request, said: FloorIn) -> Status[dict[str, int]]:
    """Ask to sell below the floor."""
    made = floors.ask_below_floor(
        request.actor,
        said.part_id,
        price=money(said.price),
        why=said.why,
        order_id=said.order_id,
        line_id=said.line_id,
        whom=said.whom,
        at=now(),
    )
    return Status(201, {"id": made.pk})


@router.post("/prices/floors/{request_id}/answer", response=Made)
def answer_below_floor(request: Request, request_id: int, said: AnswerIn) -> dict[str, int]:
    """Answer it."""
    made = floors.answer_below_floor(request.actor, request_id, allow=said.allow, words=said.words, at=now())
    return {"id": made.pk}
