"""The other door of this room: its acts as JSON, through the same use-cases."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema, Status

from huichang.kernel import pictures
from huichang.kernel.web import Request
from huichang.sanbao import (
    certificates,
    clockwork,
    components,
    judging,
    limits,
    queries,
    repairs,
    requests,
    rules,
    spare_cars,
)
from huichang.sanbao.states import Blame, ChangeKind, Early, LeftOutKind, RequestKind, SpareKind

router = Router(tags=["三包"])


class CertificateIn(Schema):
    """What the certificate says. `use_factor` n as a number: 0.005 for 0.5 %."""

    use: str
    invoice_on: date | None = None
    delivered_on: date | None = None
    price: Decimal | None = None
    use_factor: Decimal | None = None
    sanbao_months: int | None = None
    sanbao_km: int | None = None
    cover_months: int | None = None
    cover_km: int | None = None
    seller: str = ""
    invoice_number: str = ""
    number: str = ""
    seen: int | None = None


class ReturnedIn(Schema):
    """The mark 三包换退车; without a day it is taken away."""

    returned_on: date | None
    reason: str


class JudgeIn(Schema):
    """A person's word on a fault; `same_as` is `new` or the id of another fault of the car."""

    quality: str
    same_as: str = rules.NEW
    is_safety: bool = False
    early: Early = Early.NONE
    reason: str = ""
    seen: int | None = None


class JudgeChangeIn(Schema):
    """What a changed part is for the law."""

    kind: ChangeKind
    system: str = ""
    name: str = ""
    reason: str = ""


class LeaveOutIn(Schema):
    """A stretch that is not counted."""

    kind: LeftOutKind
    since: datetime
    until: datetime
    words: str


class ReasonIn(Schema):
    """Why."""

    reason: str


class BlameIn(Schema):
    """A ground of 第三十二条, or none after all."""

    ground: Blame
    words: str
    seen: int | None = None


class SpareIn(Schema):
    """What the owner got; photos as base64."""

    kind: SpareKind
    since: datetime
    plate: str = ""
    km_out: int | None = None
    amount: Decimal | None = None
    words: str = ""
    photos: list[str] = []


class BackIn(Schema):
    """The spare car is back."""

    until: datetime
    km_in: int | None = None


class AskIn(Schema):
    """What the owner wants, and on which count they rely."""

    vehicle_id: int
    kind: RequestKind
    words: str
    asked_at: datetime
    rule: str = requests.OTHER


class AgreeIn(Schema):
    """Yes, with what the arithmetic needs."""

    km: int
    price: Decimal | None = None
    use_factor: Decimal | None = None
    registration: Decimal = Decimal(0)
    fittings: Decimal = Decimal(0)
    services: Decimal = Decimal(0)
    words: str = ""
    seen: int | None = None


class WordsIn(Schema):
    """Why."""

    words: str
    seen: int | None = None


class CompleteIn(Schema):
    """Done."""

    done_on: date
    new_vin: str = ""
    vin_reason: str = ""
    seen: int | None = None


class PublishIn(Schema):
    """Numbers by key, from a day on."""

    values: dict[str, str]
    name: str = ""
    from_on: date
    why: str
    seen: int | None = None


class ComponentsIn(Schema):
    """A list as text, a kind a line; `brand` empty: the national one."""

    brand: str = ""
    text: str
    source: str
    from_on: date
    why: str
    seen: int | None = None


class Made(Schema):
    """The id of what was made or changed."""

    id: int


@router.get("/cars", response=queries.CarsPage)
def cars(request: Request, tab: str = "red", text: str = "", after: int = 0) -> queries.CarsPage:
    """The store's cars; tab: red, amber, judge, ask, all."""
    return queries.cars_page(request.actor, tab=tab, text=text[:40], after=max(0, min(after, 1_000_000)))


@router.get("/cars/{int:vehicle_id}", response=queries.CarPage)
def car(request: Request, vehicle_id: int) -> queries.CarPage:
    """One car's clock, counted now."""
    return queries.car_page(request.actor, vehicle_id, at=now())


@router.post("/cars/calculate", response={202: None})
def calculate(request: Request) -> Status[None]:
    """All cars of the store anew, soon."""
    clockwork.ask_recalculation(request.actor, request.actor.here, at=now())
    return Status(202, None)


@router.post("/cars/{int:vehicle_id}/certificate", response=Made)
def certificate(request: Request, vehicle_id: int, body: CertificateIn) -> Made:
    """Keep what the certificate says."""
    return Made(id=certificates.keep_certificate(request.actor, vehicle_id, at=now(), **body.dict()).pk)


@router.post("/cars/{int:vehicle_id}/returned", response=Made)
def returned(request: Request, vehicle_id: int, body: ReturnedIn) -> Made:
    """Mark a car as 三包换退车."""
    return Made(id=certificates.mark_returned(request.actor, vehicle_id, at=now(), **body.dict()).pk)


@router.get("/faults", response=list[queries.FaultRow])
def faults(request: Request, text: str = "") -> list[queries.FaultRow]:
    """Faults that wait for a word."""
    return queries.faults_to_judge(request.actor, text=text[:40])


@router.get("/faults/{int:fault_id}", response=queries.FaultPage)
def fault(request: Request, fault_id: int) -> queries.FaultPage:
    """One fault with what it may repeat."""
    return queries.fault_page(request.actor, fault_id)


@router.post("/faults/{int:fault_id}/judge", response=Made)
def judge(request: Request, fault_id: int, body: JudgeIn) -> Made:
    """A person's word on a fault."""
    return Made(id=judging.judge_fault(request.actor, fault_id, at=now(), **body.dict()).pk)


@router.post("/changes/{int:change_id}/judge", response=Made)
def judge_change(request: Request, change_id: int, body: JudgeChangeIn) -> Made:
    """What a changed part is for the law."""
    return Made(id=judging.judge_change(request.actor, change_id, at=now(), **body.dict()).pk)


@router.get("/repairs/{int:repair_id}", response=queries.RepairPage)
def repair(request: Request, repair_id: int) -> queries.RepairPage:
    """One repair."""
    return queries.repair_page(request.actor, repair_id, at=now())


@router.post("/repairs/{int:repair_id}/leave-out", response={201: Made})
def leave_out(request: Request, repair_id: int, body: LeaveOutIn) -> Status[Made]:
    """A stretch that is not counted."""
    return Status(201, Made(id=repairs.leave_out(request.actor, repair_id, at=now(), **body.dict()).pk))


@router.post("/left-outs/{int:left_out_id}/count", response=Made)
def count_again(request: Request, left_out_id: int, body: ReasonIn) -> Made:
    """It is counted after all."""
    return Made(id=repairs.count_again(request.actor, left_out_id, at=now(), **body.dict()).pk)


@router.post("/repairs/{int:repair_id}/blame", response=Made)
def blame(request: Request, repair_id: int, body: BlameIn) -> Made:
    """A ground of 第三十二条."""
    return Made(id=repairs.establish_blame(request.actor, repair_id, at=now(), **body.dict()).pk)


@router.get("/spares", response=queries.SparesPage)
def spares(request: Request) -> queries.SparesPage:
    """Who is due a spare car, which are out, what was given."""
    return queries.spares_page(request.actor, at=now())


@router.post("/repairs/{int:repair_id}/spare", response={201: Made})
def spare(request: Request, repair_id: int, body: SpareIn) -> Status[Made]:
    """A spare car, money, or another word."""
    said = body.dict()
    photos = pictures.from_base64(said.pop("photos"))
    row = spare_cars.provide_spare(request.actor, repair_id, photos=photos, at=now(), **said)
    return Status(201, Made(id=row.pk))


@router.post("/spares/{int:spare_id}/back", response=Made)
def spare_back(request: Request, spare_id: int, body: BackIn) -> Made:
    """The spare car is back."""
    return Made(id=spare_cars.take_spare_back(request.actor, spare_id, at=now(), **body.dict()).pk)


@router.get("/requests", response=list[queries.RequestRow])
def requests_list(request: Request, tab: str = "open", text: str = "") -> list[queries.RequestRow]:
    """Requests to exchange or return; tab: open, all."""
    return queries.requests_list(request.actor, tab=tab, text=text[:40], on=localdate(now()))


@router.get("/requests/{int:request_id}", response=queries.RequestPage)
def request_page(request: Request, request_id: int) -> queries.RequestPage:
    """One request."""
    return queries.request_page(request.actor, request_id, at=now())


@router.post("/requests", response={201: Made})
def ask(request: Request, body: AskIn) -> Status[Made]:
    """The owner wants the car exchanged or returned."""
    row = requests.take_request(request.actor, request.actor.here, at=now(), **body.dict())
    return Status(201, Made(id=row.pk))


@router.post("/requests/{int:request_id}/agree", response=Made)
def agree(request: Request, request_id: int, body: AgreeIn) -> Made:
    """Yes."""
    said = body.dict()
    fees = requests.Fees(*(said.pop(name) for name in ("registration", "fittings", "services")))
    return Made(id=requests.agree_request(request.actor, request_id, fees=fees, at=now(), **said).pk)


@router.post("/requests/{int:request_id}/refuse", response=Made)
def refuse(request: Request, request_id: int, body: WordsIn) -> Made:
    """No, with reasons."""
    return Made(id=requests.refuse_request(request.actor, request_id, at=now(), **body.dict()).pk)


@router.post("/requests/{int:request_id}/reconsider", response=Made)
def reconsider(request: Request, request_id: int, body: WordsIn) -> Made:
    """The refusal is looked at again."""
    return Made(id=requests.reconsider_request(request.actor, request_id, at=now(), **body.dict()).pk)


@router.post("/requests/{int:request_id}/withdraw", response=Made)
def withdraw(request: Request, request_id: int, body: WordsIn) -> Made:
    """The owner no longer wants it."""
    return Made(id=requests.withdraw_request(request.actor, request_id, at=now(), **body.dict()).pk)


@router.post("/requests/{int:request_id}/turn", response=Made)
def turn(request: Request, request_id: int, body: WordsIn) -> Made:
    """The exchange becomes a return."""
    return Made(id=requests.turn_to_return(request.actor, request_id, at=now(), **body.dict()).pk)


@router.post("/requests/{int:request_id}/complete", response=Made)
def complete(request: Request, request_id: int, body: CompleteIn) -> Made:
    """Done."""
    return Made(id=requests.complete_request(request.actor, request_id, at=now(), **body.dict()).pk)


@router.get("/numbers", response=queries.LimitsPage)
def numbers(request: Request) -> queries.LimitsPage:
    """The numbers of the law and their versions."""
    return queries.limits_page(request.actor, on=localdate(now()))


@router.post("/numbers", response={201: Made})
def publish(request: Request, body: PublishIn) -> Status[Made]:
    """A new version of the numbers."""
    return Status(201, Made(id=limits.publish_limits(request.actor, at=now(), **body.dict()).pk))


@router.get("/components", response=queries.ComponentsPage)
def components_of(request: Request, brand: str = "") -> queries.ComponentsPage:
    """A brand's list of main parts and wear, or the national one."""
    return queries.components_page(request.actor, brand=brand[:30], on=localdate(now()))


@router.post("/components", response={201: Made})
def publish_components(request: Request, body: ComponentsIn) -> Status[Made]:
    """A new version of a list."""
    return Status(201, Made(id=components.publish_components(request.actor, at=now(), **body.dict()).pk))
