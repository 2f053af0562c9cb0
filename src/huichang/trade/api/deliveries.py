"""Deliveries: sent, signed for, brought back."""

from decimal import Decimal

from django.utils.timezone import now
from ninja import Router, Schema

from huichang.kernel import pictures
from huichang.kernel.web import Request
from huichang.trade import dispatching, links, queries
from huichang.trade.api.sales import Made, SeenIn
from huichang.trade.models import Dispatch
from huichang.trade.sending import Route
from huichang.trade.states import Way

router = Router()


class SendIn(SeenIn):
    """What goes out, and how."""

    way: Way
    quantities: dict[int, Decimal] | None = None
    carrier: str = ""
    tracking: str = ""
    driver_id: int | None = None
    ship_to: str = ""
    receiver: str = ""
    phone: str = ""
    signed_by: str = ""


class DeliverIn(Schema):
    """Who signed; the signature as a PNG data URL, the photo as base64."""

    signed_by: str
    signature: str = ""
    photo: str = ""
    words: str = ""


class LinkSignIn(Schema):
    """The customer signs by the link."""

    token: str
    signed_by: str
    signature: str


class TrackingIn(Schema):
    """The carrier's number."""

    carrier: str
    tracking: str


class WordsIn(Schema):
    """Why."""

    words: str


@router.post("/sales/{sale_id}/send", response=Made)
def send(request: Request, sale_id: int, said: SendIn) -> Dispatch:
    """Goods leave."""
    words = said.dict(exclude={"quantities", "signed_by", "seen"})
    return dispatching.send_goods(
        request.actor,
        sale_id,
        route=Route(**words),
        quantities=said.quantities,
        signed_by=said.signed_by,
        seen=said.seen,
        at=now(),
    )


@router.get("/deliveries", response=list[Made])
def deliveries(request: Request, only: str = "on_way", q: str = "") -> list[queries.DispatchCard]:
    """Deliveries on their way, or ended."""
    return queries.dispatch_list(request.actor, only=only, text=q)


@router.post("/deliveries/{dispatch_id}/deliver", response=Made)
def deliver(request: Request, dispatch_id: int, said: DeliverIn) -> Dispatch:
    """Signed for."""
    photos = pictures.from_base64([said.photo]) if said.photo else [b""]
    return dispatching.deliver(
        request.actor,
        dispatch_id,
        signed_by=said.signed_by,
        signature=said.signature,
        photo=photos[0],
        words=said.words,
        at=now(),
    )


@router.post("/links/deliveries/{dispatch_id}/sign", response=Made)
def sign(request: Request, dispatch_id: int, said: LinkSignIn) -> Dispatch:
    """The customer signs by the link."""
    return dispatching.deliver_by_link(
        links.customer_actor(links.opened(said.token, at=now())),
        said.token,
        dispatch_id,
        signed_by=said.signed_by,
        signature=said.signature,
        at=now(),
    )


@router.post("/deliveries/{dispatch_id}/back", response=Made)
def bring_back(request: Request, dispatch_id: int, said: WordsIn) -> Dispatch:
    """Not delivered."""
    return dispatching.bring_back(request.actor, dispatch_id, words=said.words, at=now())


@router.post("/deliveries/{dispatch_id}/tracking", response=Made)
def tracking(request: Request, dispatch_id: int, said: TrackingIn) -> Dispatch:
    """The carrier's number."""
    return dispatching.set_tracking(request.actor, dispatch_id, at=now(), **said.dict())
