"""The other door of this room: its acts as JSON, through the same use-cases."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema, Status

from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request
from huichang.stocking import calculating, deciding, lost_sales, queries
from huichang.stocking.states import AskedAt, ChangeReason, DropReason, LostReason
from huichang.supply.states import OrderKind

router = Router(tags=["备货"])
DECIDED_DAYS = 30


class AcceptIn(Schema):
    """Which suggestions; `supplier_id` where a suggestion names nobody; `seen`: the versions that were shown, by id."""

    ids: list[int]
    seen: dict[int, int] | None = None
    supplier_id: int | None = None
    kind: OrderKind = OrderKind.WEEKLY


class ChangeIn(Schema):
    """Another quantity, and why."""

    quantity: Decimal
    reason: ChangeReason
    words: str = ""
    supplier_id: int | None = None
    kind: OrderKind = OrderKind.WEEKLY
    seen: int | None = None


class DropIn(Schema):
    """Why nothing is done."""

    reason: DropReason
    words: str = ""
    seen: int | None = None


class LostIn(Schema):
    """Who asked for what and left without it."""

    part_id: int
    quantity: Decimal
    reason: LostReason
    asked_at: AskedAt = AskedAt.COUNTER
    need: str = ""
    note: str = ""


class Orders(Schema):
    """The purchase orders that suggestions were written into."""

    orders: list[str]


class Made(Schema):
    """The id of what was made or changed."""

    id: int


class LostOut(Schema):
    """A page; `before` asks for the next."""

    rows: list[queries.LostRow]
    before: int | None


@router.get("/suggestions", response=queries.Desk)
def suggestions(request: Request, tab: str = "order", text: str = "", urgent: bool = False) -> queries.Desk:
    """Open suggestions of the store, by supplier or store; tab: order, transfer, idle, decided."""
    return queries.desk(
        request.actor,
        tab=tab,
        text=text[:40],
        urgent=urgent,
        since=localdate(now()) - timedelta(days=DECIDED_DAYS),
    )


@router.get("/parts/{int:part_id}", response=queries.OutlookPage)
def outlook(request: Request, part_id: int) -> queries.OutlookPage:
    """One part as the forecast sees it."""
    page = queries.outlook_page(request.actor, part_id)
    if page is None:
        raise Missing("这个配件还没有备货计算。")
    return page


@router.post("/calculate", response={202: queries.CalculationCard})
def calculate(request: Request) -> Status[queries.CalculationCard | None]:
    """Have levels and suggestions calculated now, not only by night; ask `/calculation` how far it is."""
    calculating.ask_calculation(request.actor, request.actor.here, at=now())
    return Status(202, queries.calculation(request.actor))


@router.get("/calculation", response=queries.CalculationCard | None)
def calculation(request: Request) -> queries.CalculationCard | None:
    """Where the calculation of the store stands: waits, runs, failed, done; nothing before the first."""
    return queries.calculation(request.actor)


@router.get("/idle", response=queries.IdlePage)
def idle(request: Request, band: str = "", text: str = "") -> queries.IdlePage:
    """Stock that nobody asks for; band: young, year, dead."""
    return queries.idle_page(request.actor, at=now(), band=band, text=text[:40])


@router.get("/effect", response=queries.Effect)
def effect(request: Request, since: date) -> queries.Effect:
    """What came of the decisions since a day, and how far off the forecasts were."""
    return queries.effect(request.actor, since=since)


@router.get("/effect/decisions", response=list[queries.DeskRow])
def decisions(
    request: Request, since: date, state: str = "", outcome: str = "", kind: str = ""
) -> list[queries.DeskRow]:
    """The decisions behind a count; outcome "waiting": those that are not judged yet."""
    return queries.effect_lines(request.actor, since=since, state=state, outcome=outcome, kind=kind)


@router.get("/effect/errors", response=list[queries.ErrorLine])
def errors(request: Request, since: date, classes: str = "") -> list[queries.ErrorLine]:
    """The parts behind an error of forecasts, the farthest off first."""
    return queries.error_lines(request.actor, since=since, classes=classes)


@router.get("/budget", response=queries.Budget)
def budget(request: Request) -> queries.Budget:
    """What is ordered and drafted this month, and what is left of the store's budget."""
    return queries.budget(request.actor, on=localdate(now()))


@router.post("/suggestions/accept", response=Orders)
def accept(request: Request, body: AcceptIn) -> Orders:
    """Do what some suggestions say, whole."""
    return Orders(
        orders=deciding.accept_suggestions(
            request.actor,
            body.ids,
            at=now(),
            supplier_id=body.supplier_id,
            kind=body.kind,
            seen=body.seen,
        )
    )


@router.post("/suggestions/{int:suggestion_id}/change", response=Orders)
def change(request: Request, suggestion_id: int, body: ChangeIn) -> Orders:
    """Do it with another quantity."""
    return Orders(orders=deciding.change_suggestion(request.actor, suggestion_id, at=now(), **body.dict()))


@router.post("/suggestions/{int:suggestion_id}/drop", response=Made)
def drop(request: Request, suggestion_id: int, body: DropIn) -> Made:
    """Do nothing."""
    return Made(id=deciding.drop_suggestion(request.actor, suggestion_id, at=now(), **body.dict()).pk)


@router.post("/suggestions/{int:suggestion_id}/reopen", response=Made)
def reopen(request: Request, suggestion_id: int) -> Made:
    """It was dropped by mistake."""
    return Made(id=deciding.reopen_suggestion(request.actor, suggestion_id, at=now()).pk)


@router.get("/lost", response=LostOut)
def lost(request: Request, before: int | None = None) -> LostOut:
    """Who asked for what and left without it, newest first."""
    rows, next_before = queries.lost_list(request.actor, before=before)
    return LostOut(rows=rows, before=next_before)


@router.post("/lost", response={201: Made})
def record_lost(request: Request, body: LostIn) -> Status[Made]:
    """One more of them."""
    row = lost_sales.record_lost(request.actor, store_id=request.actor.here, at=now(), **body.dict())
    return Status(201, Made(id=row.pk))


@router.post("/lost/{int:asked_id}/withdraw", response=Made)
def withdraw_lost(request: Request, asked_id: int) -> Made:
    """It was written down by mistake."""
    return Made(id=lost_sales.withdraw_lost(request.actor, asked_id, at=now()).pk)
