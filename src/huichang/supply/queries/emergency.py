"""Where a missing part could come from soonest and cheapest: this store's other numbers, other stores, suppliers (PARTS-51)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from huichang.company import queries as company
from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.parts import queries as parts
from huichang.supply import permissions
from huichang.supply.models import Contact, TransferAsk
from huichang.supply.queries import reading
from huichang.supply.queries.offers import Offer, offers
from huichang.supply.states import AskState

ZERO = Decimal(0)
TRANSFER_HOURS = settings.declare(
    "supply.transfer_hours", 4, "兄弟店调拨一般几小时到", unit="小时", fits=settings.between(1, 240)
)
HOUR_COST = settings.declare(
    "supply.hour_cost",
    8,
    "一台车停驶等件每小时的代价（急件排序用）",
    unit="元",
    fits=settings.between(0, 10_000),
)
HERE, STORE, SUPPLIER = "here", "store", "supplier"


@dataclass(frozen=True)
class Source:
    """One way to get a part. `cost` per order for so many, yuan without tax (None: not known); `hours` until it is here.

    `weight` is what waiting and cost come to together: the ways are ranked by it.
    """

    kind: str
    part: parts.PartBrief
    name: str
    words: str
    hours: float
    cost: Decimal | None
    free: Decimal | None
    call_name: str
    phone: str
    weight: Decimal
    store_id: int | None = None
    supplier_id: int | None = None
    is_other_part: bool = False
    is_enough: bool = True

    @property
    def days(self) -> float:
        """Until it is here, in days."""
        return self.hours / 24

    @property
    def sheet(self) -> str:
        """The name of the sheet in which another store is asked."""
        return f"ask-{self.store_id}-{self.part.id}"


@dataclass(frozen=True)
class AskCard:
    """A request to another store, or of one."""

    id: int
    store: str
    part: str
    number: str
    part_id: int
    quantity: Decimal
    unit: str
    why: str
    plate: str
    asked_at: datetime
    asked_by: str
    state: str
    state_says: str
    answer_words: str
    is_ours: bool


@dataclass(frozen=True)
class EmergencyPlan:
    """What can be done about a part that is missing."""

    part: parts.PartBrief
    quantity: Decimal
    free: Decimal
    expected_on: date | None
    waiting: Decimal
    sources: list[Source]
    asks: list[AskCard]


def emergency_plan(
    actor: Actor,
    part_id: int,
    *,
    quantity: Decimal,
    on: date,
    shorts: Sequence[parts.ShortCard] | None = None,
) -> EmergencyPlan:
    """Every way to get so many of a part, ranked by time and cost, with whom to call. Ten statements at most.

    Newer and older numbers and alternatives count, too; `shorts`: who waits for it, where the caller knows that already.
    Raises Missing for an unknown part.
    """
    here = reading.store_for(actor, permissions.SEE_EMERGENCY)
    others = parts.stand_ins(part_id)
    briefs = parts.parts([part_id, *others])
    brief = briefs.get(part_id)
    if brief is None:
        raise Missing("没有找到这个配件，请重新搜索。")
    if shorts is None:
        shorts = parts.shorts(here, part_id=part_id)
    hour_cost = Decimal(settings.of(here, HOUR_COST))
    mine = parts.availability(here, briefs)
    found = [
        _weighed(
            Source(
                HERE,
                other,
                "本店",
                others[other.id],
                0.0,
                ZERO,
                mine[other.id].free,
                "",
                "",
                ZERO,
                is_other_part=True,
                is_enough=mine[other.id].free >= quantity,
            ),
            hour_cost,
        )
        for other in (briefs[other_id] for other_id in others if other_id in briefs)
        if mine[other.id].free > 0
    ]
    hours = float(settings.of(here, TRANSFER_HOURS))
    free = parts.free_by_store(briefs)
    for (store_id, each_id), pieces in free.items():
        if store_id != here:
            store = company.store_card(store_id)
            found.append(
                _weighed(
                    Source(
                        STORE,
                        briefs[each_id],
                        store.name,
                        others.get(each_id, ""),
                        hours,
                        ZERO,
                        pieces,
                        "备件柜台",
                        store.phone,
                        ZERO,
                        store_id=store_id,
                        is_other_part=each_id != part_id,
                        is_enough=pieces >= quantity,
                    ),
                    hour_cost,
                )
            )
    asked = offers(here, briefs, on=on)
    called = _callers({offer.supplier_id for some in asked.values() for offer in some})
    for each_id, some in asked.items():
        for offer in some:
            words = "" if each_id == part_id else others[each_id]
            found.append(
                _weighed(_of_offer(offer, briefs[each_id], quantity, words, called, part_id), hour_cost)
            )
    own = mine[part_id]
    return EmergencyPlan(
        brief,
        quantity,
        own.free,
        own.expected_on,
        sum((short.quantity for short in shorts), ZERO),
        sorted(found, key=lambda each: (not each.is_enough, each.weight, each.is_other_part)),
        asks(here, part_id),
    )


def _of_offer(
    offer: Offer,
    brief: parts.PartBrief,
    quantity: Decimal,
    words: str,
    called: dict[int, tuple[str, str]],
    part_id: int,
) -> Source:
    said = [words] if words else []
    said.append(
        f"实测 {offer.measured_urgent.middle:.1f} 天（{offer.measured_urgent.count} 次）"
        if offer.measured_urgent
        else f"约定 {offer.urgent_days} 天"
    )
    name, phone = called.get(offer.supplier_id, ("", ""))
    return Source(
        SUPPLIER,
        brief,
        offer.supplier,
        "，".join(said),
        offer.days_urgent * 24,
        (offer.urgent_price * quantity + offer.urgent_freight).quantize(Decimal("0.01")),
        None,
        name,
        phone,
        ZERO,
        supplier_id=offer.supplier_id,
        is_other_part=brief.id != part_id,
    )


def _weighed(source: Source, hour_cost: Decimal) -> Source:
    weight = (source.cost or ZERO) + hour_cost * Decimal(str(round(source.hours, 2)))
    return replace(source, weight=weight.quantize(Decimal("0.01")))


def _callers(supplier_ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = Contact.objects.filter(supplier_id__in=supplier_ids).order_by("supplier_id", "is_urgent", "-pk")
    return {row.supplier_id: (f"{row.name}{f'（{row.job}）' if row.job else ''}", row.phone) for row in rows}


def asks(store_id: int, part_id: int | None = None) -> list[AskCard]:
    """Requests for parts to other stores and of them, open ones first, the last forty. One statement."""
    rows = (
        TransferAsk.objects.filter(Q(store_id=store_id) | Q(for_store_id=store_id))
        .filter(Q() if part_id is None else Q(part_id=part_id))
        .select_related("store", "for_store", "part", "asked_by")
        .order_by("-asked_at")[:40]
    )
    cards = [
        AskCard(
            row.pk,
            row.store.name if row.for_store_id == store_id else row.for_store.name,
            row.part.name,
            row.part.number,
            row.part_id,
            row.quantity,
            row.part.unit,
            row.why,
            row.plate,
            row.asked_at,
            row.asked_by.name if row.asked_by else "",
            row.state,
            row.get_state_display(),
            row.answer_words,
            row.for_store_id == store_id,
        )
        for row in rows
    ]
    return sorted(cards, key=lambda each: each.state != AskState.OPEN)
