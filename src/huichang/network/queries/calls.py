"""What screens may ask of call-back orders: the manufacturer's list and one order, what a store is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from huichang.company import everywhere
from huichang.kernel import pinyin
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.network import permissions, wishes
from huichang.network.models import CallOrder, PartsAsk
from huichang.network.standing import standing
from huichang.network.states import UNSENT, AskState
from huichang.warranty.queries import called
from huichang.warranty.queries.called import Lying, Progress

MOST_ROWS = 100


@dataclass(frozen=True)
class AskRow:
    """What a store is asked for, and how it stands. `late`: something is left after the day."""

    id: int
    order_id: int
    number: str
    store: str
    claims: list[str]
    lacking: dict[str, str]
    what: str
    words: str
    is_urgent: bool
    due_on: date
    ordered_at: datetime
    state: AskState
    late: bool
    wanted: int
    boxed: int
    gone: int
    accepted: int
    deducted: int
    sent_at: datetime | None
    answer: str
    answered_at: datetime | None
    reminders: int
    reminded_at: datetime | None
    withdrawn_words: str

    @property
    def key(self) -> str:
        """Its id in text, as sheets carry it."""
        return str(self.id)

    @property
    def left(self) -> int:
        """Parts that have not left the store."""
        return self.wanted - self.gone

    @property
    def may_remind(self) -> bool:
        """The store still has parts to send."""
        return self.state in UNSENT

    @property
    def may_withdraw(self) -> bool:
        """Nothing has left yet."""
        return self.state != AskState.WITHDRAWN and not self.gone

    @property
    def is_open(self) -> bool:
        """Somebody at the store still has to do something: send, or say why nothing comes."""
        unsaid = self.state != AskState.WITHDRAWN and bool(self.lacking) and self.answered_at is None
        return self.state in UNSENT or unsaid


@dataclass(frozen=True)
class OrderRow:
    """An order in the list, its stores counted by how they stand."""

    id: int
    number: str
    what: str
    case_number: str
    signal_id: int | None
    is_urgent: bool
    due_on: date
    ordered_at: datetime
    stores: int
    parts: int
    gone: int
    late: int
    is_open: bool
    says: str


@dataclass(frozen=True)
class OrderPage:
    """An order with its stores."""

    row: OrderRow
    words: str
    ordered_by: str
    asks: list[AskRow]


@dataclass(frozen=True)
class DeskCall:
    """A call-back that the claim desk opened for one claim: no order of ours, the same parts."""

    store: str
    their_number: str
    due_on: date
    progress: Progress
    state: AskState
    late: bool


@dataclass(frozen=True)
class Wished:
    """What a new order would ask of a store."""

    store_id: int
    store: str
    parts: list[Lying]
    lacking: dict[str, str]
    theirs: dict[str, str]


def _allowed(actor: Actor) -> None:
    if not actor.may(permissions.CALL_PARTS):
        raise NotAllowed("您的岗位不能调回旧件，请找集团督导。")


def _rows(asks: Iterable[PartsAsk], stores: dict[int, str], on: date) -> list[AskRow]:
    """Asks with how they stand. One statement."""
    known = list(asks)
    told = called.progress([ask.call_back_id for ask in known if ask.call_back_id is not None])
    return [_row(ask, told.get(ask.call_back_id or 0), stores.get(ask.store_id, ""), on) for ask in known]


def _row(ask: PartsAsk, progress: Progress | None, store: str, on: date) -> AskRow:
    order = ask.order
    state = standing(progress, is_withdrawn=ask.withdrawn_at is not None)
    return AskRow(
        ask.pk,
        order.pk,
        order.number,
        store,
        list(ask.claims),
        dict(ask.lacking),
        order.what,
        order.words,
        order.is_urgent,
        order.due_on,
        order.ordered_at,
        state,
        state in UNSENT and order.due_on < on,
        progress.wanted if progress else 0,
        progress.boxed if progress else 0,
        progress.gone if progress else 0,
        progress.accepted if progress else 0,
        progress.deducted if progress else 0,
        progress.sent_at if progress else None,
        ask.answer,
        ask.arranged_at,
        ask.reminders,
        ask.reminded_at,
        ask.withdrawn_words,
    )


def _order(order: CallOrder, rows: list[AskRow]) -> OrderRow:
    case = order.case
    late, is_open = sum(row.late for row in rows), any(row.state in UNSENT for row in rows)
    if rows and all(row.state == AskState.WITHDRAWN for row in rows):
        says = "已撤回"
    elif late:
        says = f"{late} 家超期"
    else:
        says = "回运中" if is_open else "已回运"
    return OrderRow(
        order.pk,
        order.number,
        order.what,
        case.number if case else "",
        case.signal_id if case else None,
        order.is_urgent,
        order.due_on,
        order.ordered_at,
        len(rows),
        sum(row.wanted for row in rows),
        sum(row.gone for row in rows),
        late,
        is_open,
        says,
    )


def orders(actor: Actor, *, on: date, only: str = "open", text: str = "") -> list[OrderRow]:
    """Orders, late and urgent ones first, then by their day; `only`: open or all. `text` finds number, what is wanted, case,
    and pinyin. Four statements."""
    _allowed(actor)
    rows = list(CallOrder.objects.select_related("case").order_by("-pk")[: MOST_ROWS * 3])
    stores = dict(everywhere.stores())
    asks = PartsAsk.objects.filter(order__in=rows).select_related("order").order_by("store_id")
    of_order: dict[int, list[AskRow]] = {}
    for ask in _rows(asks, stores, on):
        of_order.setdefault(ask.order_id, []).append(ask)
    found = [_order(row, of_order.get(row.pk, [])) for row in rows]
    if only == "open":
        found = [row for row in found if row.is_open]
        found.sort(key=lambda row: (not row.late, not row.is_urgent, row.due_on, row.id))
    if wanted := text.strip():
        found = [
            row
            for row in found
            if wanted.upper() in f"{row.number} {row.what} {row.case_number}".upper()
            or pinyin.means(wanted, row.what)
        ]
    return found[:MOST_ROWS]


def from_the_claim_desk(actor: Actor, *, on: date) -> list[DeskCall]:
    """Call-backs for single claims that the claim desk opened and that are not all sent. Three statements."""
    _allowed(actor)
    ours = set(PartsAsk.objects.filter(call_back__isnull=False).values_list("call_back_id", flat=True))
    stores = dict(everywhere.stores())
    found = []
    for pk, progress in called.progress().items():
        state = standing(progress, is_withdrawn=progress.withdrawn_at is not None)
        if pk not in ours and state in UNSENT:
            late = progress.due_on < on
            store = stores.get(progress.store_id, "")
            found.append(DeskCall(store, progress.their_number, progress.due_on, progress, state, late))
    return sorted(found, key=lambda each: each.due_on)[:MOST_ROWS]


def order(actor: Actor, order_id: int, *, on: date) -> OrderPage:
    """One order with its stores, late ones first. Four statements. Raises Missing."""
    _allowed(actor)
    row = CallOrder.objects.select_related("case", "ordered_by").filter(pk=order_id).first()
    if row is None:
        raise Missing("没有找到这个调回指令，请回到指令清单。")
    asks = _rows(row.asks.select_related("order").order_by("store_id"), dict(everywhere.stores()), on)
    asks.sort(key=lambda ask: (not ask.late, not ask.is_open, ask.store))
    return OrderPage(_order(row, asks), row.words, row.ordered_by.name if row.ordered_by else "", asks)


def of_case(case_id: int | None, *, on: date) -> list[AskRow]:
    """What stores were asked for on account of a case. Three statements, none without a case."""
    if case_id is None:
        return []
    asks = PartsAsk.objects.filter(order__case_id=case_id).select_related("order").order_by("-pk")
    return _rows(asks, dict(everywhere.stores()), on)


def asks_of_store(actor: Actor, *, on: date) -> list[AskRow]:
    """What the store where the actor works is asked for: what it has to do first, then what is done. Two statements."""
    if not actor.may(permissions.ANSWER_ASKS):
        raise NotAllowed("您的岗位不能处理厂家要的旧件，请找索赔员。")
    asks = PartsAsk.objects.filter(store_id=actor.here).select_related("order").order_by("-pk")
    rows = _rows(asks[:MOST_ROWS], {}, on)
    return sorted(rows, key=lambda row: (not row.is_open, not row.late, row.due_on))


def wished(
    actor: Actor, *, claim_numbers: Iterable[str], codes: Iterable[str], store_ids: Iterable[int]
) -> list[Wished]:
    """What an order by these numbers would ask of which store. Three statements. Raises Refused as the order itself would."""
    _allowed(actor)
    asked = wishes.found(claim_numbers=claim_numbers, codes=codes, store_ids=store_ids)
    stores = dict(everywhere.stores())
    return [
        Wished(store_id, stores.get(store_id, ""), wish.parts, wish.lacking, wish.theirs)
        for store_id, wish in sorted(asked.items())
    ]
