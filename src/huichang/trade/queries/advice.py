"""What may be asked about advice: found again by words, part, customer, or the letters of its question."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.trade.models import Advice
from huichang.trade.queries import reading
from huichang.trade.states import AdviceState

MOST = 60


@dataclass(frozen=True)
class AdviceCard:
    """A question with its answer."""

    id: int
    number: str
    state: str
    state_says: str
    customer_id: int | None
    asker: str
    sale_id: int | None
    sale_number: str
    part_id: int | None
    part: str
    vehicle: str
    question: str
    answer: str
    asked_at: datetime
    asked_by: str
    answered_at: datetime | None
    answered_by: str

    @property
    def is_open(self) -> bool:
        """Nobody has answered."""
        return self.state == AdviceState.ASKED


def _card(row: Advice) -> AdviceCard:
    return AdviceCard(
        row.pk,
        row.number,
        row.state,
        row.get_state_display(),
        row.customer_id,
        row.asker,
        row.sale_id,
        row.sale.number if row.sale else "",
        row.part_id,
        f"{row.part.number} {row.part.name}" if row.part else "",
        row.vehicle,
        row.question,
        row.answer,
        row.asked_at,
        row.asked_by.name if row.asked_by else "",
        row.answered_at,
        row.answered_by.name if row.answered_by else "",
    )


def advice_list(
    actor: Actor, *, only: str = "all", text: str = "", part_id: int | None = None, sale_id: int | None = None
) -> list[AdviceCard]:
    """Questions of the store: open ones first, then the newest. One statement."""
    store_id = reading.store_for(actor)
    rows = Advice.objects.filter(store_id=store_id)
    if only == "asked":
        rows = rows.filter(state=AdviceState.ASKED)
    if part_id is not None:
        rows = rows.filter(part_id=part_id)
    if sale_id is not None:
        rows = rows.filter(sale_id=sale_id)
    for word in text.split():
        rows = rows.filter(
            Q(question__icontains=word)
            | Q(answer__icontains=word)
            | Q(initials__contains=word.lower())
            | Q(asker__icontains=word)
            | Q(vehicle__icontains=word)
            | Q(part__number__istartswith=word)
            | Q(part__name__icontains=word)
            | Q(number__icontains=word)
        )
    found = rows.select_related("sale", "part", "asked_by", "answered_by")
    return [_card(row) for row in found.order_by("-state", "-pk")[:MOST]]


def advice_card(actor: Actor, advice_id: int) -> AdviceCard:
    """One question. One statement. Raises Missing for another store's."""
    store_id = reading.store_for(actor)
    row = (
        Advice.objects.filter(store_id=store_id, pk=advice_id)
        .select_related("sale", "part", "asked_by", "answered_by")
        .first()
    )
    if row is None:
        raise Missing("没有找到这条咨询，请从列表打开。")
    return _card(row)
