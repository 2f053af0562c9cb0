"""Sales and deliveries."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel.money import Money
from huichang.kernel.web import Request
from huichang.parts.waiting import Short
from huichang.trade import counter, links, ordering, queries, quoting, writing
from huichang.trade.models import Sale
from huichang.trade.queries import reading
from huichang.trade.states import SaleKind

router = Router()


class Made(Schema):
    """The id of what was made or changed, its number and state."""

    id: int
    number: str = ""
    state: str = ""


class LineIn(Schema):
    """So many of a part; `price` only by hand."""

    part_id: int
    quantity: Decimal
    price: Decimal | None = None


class HeadIn(Schema):
    """Who buys and where it goes."""

    customer_id: int | None = None
    buyer: str = ""
    phone: str = ""
    vehicle: str = ""
    pays: str = ""
    needed_on: date | None = None
    ship_to: str = ""
    receiver: str = ""
    note: str = ""


class SaleIn(HeadIn):
    """A sale."""

    kind: SaleKind = SaleKind.ORDER
    lines: list[LineIn] = []


class HeadChangeIn(HeadIn):
    """Another head."""

    seen: int | None = None


class ChangeIn(Schema):
    """Another quantity or price."""

    quantity: Decimal
    price: Decimal | None = None
    seen: int | None = None


class SeenIn(Schema):
    """The version that was seen."""

    seen: int | None = None


class WhyIn(SeenIn):
    """A reason."""

    why: str = ""


class QuoteIn(SeenIn):
    """Until when the prices hold."""

    valid_until: date | None = None


class LinkOut(Schema):
    """The address for the customer's phone."""

    url: str


class AnswerIn(SeenIn):
    """What the customer said."""

    accepts: bool
    via: str
    words: str = ""


class LinkAnswerIn(Schema):
    """What the customer says by the link, to the amount that was shown."""

    token: str
    accepts: bool
    told: Decimal
    words: str = ""


class ShortOut(Schema):
    """What is not there."""

    part_id: int
    number: str
    name: str
    quantity: Decimal
    expected_on: date | None


class SellIn(SeenIn):
    """How a counter sale is paid; `batches` by line."""

    method: str
    once: str
    reference: str = ""
    signed_by: str = ""
    batches: dict[int, list[int]] = {}


class SalesOut(Schema):
    """A page of sales; `before` asks for the next."""

    sales: list[queries.SaleRow]
    before: int | None


class LineOut(Schema):
    """A line of a sale. Margins only for those who may see costs."""

    id: int
    part_id: int
    number: str
    name: str
    unit: str
    quality: str
    quantity: Decimal
    price: Decimal
    price_why: str
    amount: Decimal
    picked: Decimal
    sent: Decimal
    delivered: Decimal
    returned: Decimal
    free: Decimal | None
    short: Decimal
    expected_on: date | None
    margin: Decimal | None


class SaleOut(Schema):
    """One sale."""

    row: queries.SaleRow
    version: int
    lines: list[LineOut]


@router.get("/sales", response=SalesOut)
def sales(request: Request, only: str = "open", q: str = "", before: int | None = None) -> SalesOut:
    """Sales by what is to be done, newest first."""
    rows, next_page = queries.sale_list(request.actor, only=only, text=q, before=before)
    return SalesOut(sales=rows, before=next_page)


@router.post("/sales", response=Made)
def write(request: Request, said: SaleIn) -> Sale:
    """A new sale; over the counter one's own draft on which nothing stands yet is taken up again."""
    store_id, head_said = reading.store_for(request.actor), _head(said)
    lines = [writing.Wanted(each.part_id, each.quantity, each.price) for each in said.lines]
    if said.kind == SaleKind.COUNTER:
        return counter.begin_at_counter(request.actor, store_id, head=head_said, lines=lines, at=now())
    return writing.write_sale(request.actor, store_id, kind=said.kind, head=head_said, lines=lines, at=now())


def _head(said: HeadIn) -> writing.Head:
    return writing.Head(**{name: getattr(said, name) for name in HeadIn.model_fields})


@router.get("/sales/{sale_id}", response=SaleOut)
def sale(request: Request, sale_id: int) -> queries.SalePage:
    """One sale."""
    return queries.sale_page(request.actor, sale_id, on=localdate(now()))


@router.post("/sales/{sale_id}/head", response=Made)
def head(request: Request, sale_id: int, said: HeadChangeIn) -> Sale:
    """Another head."""
    return writing.change_head(request.actor, sale_id, head=_head(said), seen=said.seen, at=now())


@router.post("/sales/{sale_id}/lines", response=Made)
def add_line(request: Request, sale_id: int, said: LineIn) -> object:
    """One more line."""
    return writing.add_line(
        request.actor, sale_id, part_id=said.part_id, quantity=said.quantity, price=said.price, at=now()
    )


@router.post("/sales/{sale_id}/lines/{sale_line_id}", response=Made)
def change_line(request: Request, sale_id: int, sale_line_id: int, said: ChangeIn) -> Made:
    """Another quantity or price; 0 takes the line away."""
    writing.change_line(
        request.actor,
        sale_id,
        sale_line_id,
        quantity=said.quantity,
        price=said.price,
        seen=said.seen,
        at=now(),
    )
    return Made(id=sale_line_id)


@router.post("/sales/{sale_id}/lines/{sale_line_id}/cut", response=Made)
def cut_line(request: Request, sale_id: int, sale_line_id: int, said: ChangeIn) -> Sale:
    """So much is no longer wanted."""
    return ordering.cut_line(
        request.actor, sale_id, sale_line_id, quantity=said.quantity, seen=said.seen, at=now()
    )


@router.post("/sales/{sale_id}/quote", response=LinkOut)
def quote(request: Request, sale_id: int, said: QuoteIn) -> LinkOut:
    """The quotation goes out; the address is for the customer's phone."""
    return LinkOut(
        url=quoting.quote(request.actor, sale_id, valid_until=said.valid_until, seen=said.seen, at=now())
    )


@router.post("/sales/{sale_id}/answer", response=Made)
def answer(request: Request, sale_id: int, said: AnswerIn) -> Sale:
    """What the customer said."""
    return quoting.answer_quote(
        request.actor,
        sale_id,
        accepts=said.accepts,
        via=said.via,
        words=said.words,
        seen=said.seen,
        at=now(),
    )


@router.post("/links/answer", response=Made)
def answer_by_link(request: Request, said: LinkAnswerIn) -> Sale:
    """What the customer says by the link."""
    return quoting.answer_quote_by_link(
        links.customer_actor(links.opened(said.token, at=now())),
        said.token,
        accepts=said.accepts,
        told=Money(said.told),
        words=said.words,
        at=now(),
    )


@router.post("/sales/{sale_id}/revise", response=Made)
def revise(request: Request, sale_id: int, said: SeenIn) -> Sale:
    """The quotation is written anew."""
    return quoting.revise_quote(request.actor, sale_id, seen=said.seen, at=now())


@router.post("/sales/{sale_id}/confirm", response=list[ShortOut])
def confirm(request: Request, sale_id: int, said: WhyIn) -> list[Short]:
    """It is ordered, or asked for beyond the limit; returns what is short."""
    return ordering.confirm_sale(request.actor, sale_id, why=said.why, seen=said.seen, at=now())


@router.post("/sales/{sale_id}/allow", response=list[ShortOut])
def allow(request: Request, sale_id: int, said: SeenIn) -> list[Short]:
    """Beyond the limit this once."""
    return ordering.allow_credit(request.actor, sale_id, seen=said.seen, at=now())


@router.post("/sales/{sale_id}/refuse", response=Made)
def refuse(request: Request, sale_id: int, said: WhyIn) -> Sale:
    """Not beyond the limit."""
    return ordering.refuse_credit(request.actor, sale_id, why=said.why, seen=said.seen, at=now())


@router.post("/sales/{sale_id}/cancel", response=Made)
def cancel(request: Request, sale_id: int, said: WhyIn) -> Sale:
    """Nothing of it is wanted."""
    return ordering.cancel_sale(request.actor, sale_id, why=said.why, seen=said.seen, at=now())


@router.post("/sales/{sale_id}/sell", response=Made)
def sell(request: Request, sale_id: int, said: SellIn) -> Sale:
    """Paid and handed over at once."""
    return counter.sell_at_counter(request.actor, sale_id, at=now(), **said.dict())
