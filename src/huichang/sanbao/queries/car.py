"""A car's clock, counted anew: lights by clause with the repairs behind them and the arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate, localtime

from huichang.company import queries as company
from huichang.company import workdays
from huichang.customers import queries as customers
from huichang.engines.sanbao import clock, days
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.sanbao.models import Certificate, Change, Fault, Repair, Request
from huichang.sanbao.queries import counting, saying, seeing, terms
from huichang.sanbao.states import OPEN_REQUESTS, Light, Quality
from huichang.vehicles.queries import VehicleBrief

LIGHT_SAYS = {"green": "正常", "amber": "接近限值", "red": "达到限值"}


@dataclass(frozen=True)
class CertificateCard:
    """What the certificate says; None is what nobody has told."""

    version: int
    use: str
    use_says: str
    price: Decimal | None
    use_factor: Decimal | None
    sanbao_months: int | None
    sanbao_km: int | None
    cover_months: int | None
    cover_km: int | None
    seller: str
    invoice_number: str
    number: str
    returned_on: date | None
    return_reason: str


@dataclass(frozen=True)
class CountCard:
    """One thing that the law counts, with its light. `repairs`: the ids of those that were counted."""

    rule: str
    article: str
    says: str
    count: int
    limit: int
    unit: str
    light: str
    light_says: str
    tone: str
    repairs: tuple[int, ...]
    sums: tuple[str, ...]

    @property
    def share(self) -> int:
        """How far it is to the limit, in per cent, for a bar."""
        return min(100, round(100 * self.count / self.limit)) if self.limit else 0


@dataclass(frozen=True)
class FaultLine:
    """A fault in one line of its repair."""

    id: int
    words: str
    title: str
    says: str
    is_open: bool
    problem: str
    like_points: int


@dataclass(frozen=True)
class RepairLine:
    """A repair in the car's history. `is_mine`: of a store that one may see; `days`: with all its time."""

    id: int
    order_id: int
    number: str
    store: str
    is_mine: bool
    agreed_at: datetime
    done_at: datetime | None
    days: int
    km: int
    blame_says: str
    left_out: tuple[str, ...]
    faults: tuple[FaultLine, ...]
    counts: bool


@dataclass(frozen=True)
class RequestLine:
    """A request in one line."""

    id: int
    number: str
    kind_says: str
    state: str
    state_says: str
    asked_at: datetime


@dataclass(frozen=True)
class CarPage:
    """A car's clock at a moment. `could`: counts as they would stand if all proposals held, where that is another light."""

    vehicle_id: int
    car: VehicleBrief
    owner: str
    km: int
    at: datetime
    law: str
    limits_version: int
    certificate: CertificateCard | None
    invoiced_on: date | None
    delivered_on: date | None
    missing: tuple[str, ...]
    applies: bool
    says: str
    todo: str
    light: str
    light_says: str
    tone: str
    begins_on: date | None
    sanbao_until: date | None
    sanbao_km: int
    in_sanbao: bool
    last_day_is_free: bool
    cover_until: date | None
    cover_km: int
    in_cover: bool
    counts: tuple[CountCard, ...]
    could: tuple[CountCard, ...]
    whole: tuple[str, ...]
    open_faults: int
    compensation: Decimal | None
    repairs: tuple[RepairLine, ...]
    requests: tuple[RequestLine, ...]
    open_request_id: int | None

    @property
    def reached(self) -> tuple[CountCard, ...]:
        """Counts at their limit: the clauses that the owner may rely on."""
        return tuple(each for each in self.counts if each.light == Light.RED)


def car_page(actor: Actor, vehicle_id: int, *, at: datetime) -> CarPage:
    """A car's clock. Ten statements. Raises Missing for an unknown car, NotAllowed."""
    store_id = seeing.store_for(actor)
    found = counting.histories([vehicle_id])
    if not found:
        raise Missing("没有找到这辆车的档案，请检查链接或重新搜索。")
    (history,) = found
    numbers = terms.in_force(localdate(at))
    count = counting.count(history, numbers, at=at)
    car = history.car
    owner = customers.known_cards([car.customer_id], store_id).get(car.customer_id or 0)
    requests = Request.objects.seen_by(actor).filter(vehicle_id=vehicle_id).order_by("-asked_at")
    lines = tuple(_request(row) for row in requests)
    read = count.decided
    km = max([history.odometer, *(repair.km for repair in history.repairs)])
    certificate = history.certificate
    shown = tuple(card_of(each) for each in read.counts) if read and read.applies else ()
    return CarPage(
        vehicle_id=vehicle_id,
        car=car,
        owner=owner.name if owner else "",
        km=km,
        at=at,
        law=numbers.law.name,
        limits_version=numbers.version,
        certificate=_certificate(certificate) if certificate else None,
        invoiced_on=car.invoiced_on,
        delivered_on=car.delivered_on,
        missing=count.missing,
        applies=bool(read and read.applies),
        says=saying.says_of(count),
        todo=saying.todo_of(count),
        light=count.light,
        light_says=Light(count.light).label,
        tone=seeing.LIGHT_TONES[count.light],
        begins_on=count.begins_on,
        sanbao_until=read.sanbao_until if read else None,
        sanbao_km=read.sanbao_km if read else 0,
        in_sanbao=bool(read and read.in_sanbao),
        last_day_is_free=bool(read and not workdays.is_workday(read.sanbao_until)),
        cover_until=read.cover_until if read else None,
        cover_km=read.cover_km if read else 0,
        in_cover=bool(read and read.in_cover),
        counts=tuple(sorted(shown, key=lambda each: ("red", "amber", "green").index(each.light))),
        could=_could(count),
        whole=counting.whole_says(count),
        open_faults=count.open_faults,
        compensation=_compensation(certificate, km, numbers),
        repairs=tuple(_repairs(actor, history, at=at)),
        requests=lines,
        open_request_id=next((line.id for line in lines if line.state in OPEN_REQUESTS), None),
    )


def card_of(each: clock.Count) -> CountCard:
    """A count of the engine as a card."""
    return CountCard(
        rule=each.rule,
        article=each.article,
        says=each.says,
        count=each.count,
        limit=each.limit,
        unit="日" if each.rule == "repair_days" else "次",
        light=str(each.light),
        light_says=LIGHT_SAYS[each.light],
        tone=seeing.LIGHT_TONES[each.light],
        repairs=tuple(int(repair) for repair in each.repairs),
        sums=each.sums,
    )


def _could(count: counting.Count) -> tuple[CountCard, ...]:
    """Counts that stand at another light, or higher, if all that is proposed holds."""
    read, proposed = count.decided, count.proposed
    if read is None or proposed is None or not proposed.applies:
        return ()
    decided = {(each.rule, each.count, each.light) for each in read.counts}
    return tuple(
        card_of(each)
        for each in proposed.counts
        if each.light != clock.Light.GREEN and (each.rule, each.count, each.light) not in decided
    )


def _compensation(certificate: Certificate | None, km: int, numbers: terms.InForce) -> Decimal | None:
    if certificate is None or certificate.price is None or certificate.use_factor is None:
        return None
    factor = min(certificate.use_factor, numbers.law.use_factor_most)
    return days.compensation(certificate.price, km, factor)


def _certificate(row: Certificate) -> CertificateCard:
    return CertificateCard(
        version=row.version,
        use=row.use,
        use_says=row.get_use_display() if row.use else "",
        price=row.price,
        use_factor=row.use_factor,
        sanbao_months=row.sanbao_months,
        sanbao_km=row.sanbao_km,
        cover_months=row.cover_months,
        cover_km=row.cover_km,
        seller=row.seller,
        invoice_number=row.invoice_number,
        number=row.number,
        returned_on=row.returned_on,
        return_reason=row.return_reason,
    )


def _request(row: Request) -> RequestLine:
    return RequestLine(
        row.pk, row.number, row.get_kind_display(), row.state, row.get_state_display(), row.asked_at
    )


def _repairs(actor: Actor, history: counting.History, *, at: datetime) -> list[RepairLine]:
    names = _stores(history)
    return [_line(actor, repair, history, names, at=at) for repair in reversed(history.repairs)]


def _stores(history: counting.History) -> dict[int, str]:
    return {store_id: company.store_card(store_id).name for store_id in {r.store_id for r in history.repairs}}


def _line(
    actor: Actor, repair: Repair, history: counting.History, names: dict[int, str], *, at: datetime
) -> RepairLine:
    faults = history.faults[repair.pk]
    return RepairLine(
        id=repair.pk,
        order_id=repair.order_id,
        number=repair.number,
        store=names[repair.store_id],
        is_mine=repair.store_id in actor.stores,
        agreed_at=repair.agreed_at,
        done_at=repair.done_at,
        days=days.repair_days(repair.agreed_at, repair.done_at or at),
        km=repair.km,
        blame_says=repair.get_blame_display() if repair.blame else "",
        left_out=tuple(
            f"扣除 {row.get_kind_display()} {localtime(row.since):%m-%d %H:%M} 至 {localtime(row.until):%m-%d %H:%M}"
            for row in history.left_outs[repair.pk]
        ),
        faults=tuple(fault_line(fault, history.changes[fault.pk]) for fault in faults),
        counts=not repair.blame and any(fault.quality == Quality.YES for fault in faults),
    )


def fault_line(fault: Fault, changes: Iterable[Change]) -> FaultLine:
    """A fault in one line."""
    return FaultLine(
        id=fault.pk,
        words=fault.words,
        title=fault.title,
        says=seeing.fault_says(fault, changes),
        is_open=fault.decided_at is None and fault.quality != Quality.NO,
        problem=fault.problem.words if fault.problem else "",
        like_points=fault.like_points,
    )
