"""Months: how far they are decided, what was published, and what a store is to take over."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.timezone import get_default_timezone

from huichang.company import queries as company
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.verdicts import listing, permissions
from huichang.verdicts.models import PublishedList, Verdict
from huichang.verdicts.queries import reading
from huichang.verdicts.states import PAYABLE, Ruling, VerdictState
from huichang.warranty.matching import ListLine

MOST_MONTHS = 24


@dataclass(frozen=True)
class MonthRow:
    """A store's submissions of a month: how far they are decided, and its list. Yuan, tax included."""

    store_id: int
    store: str
    month: date
    sent: int
    waiting: int
    by_rule: int
    by_people: int
    samples: int
    samples_changed: int
    returned: int
    open: int
    asked: Decimal
    paid: Decimal
    list_id: int | None
    list_number: str
    list_says: str
    published_at: datetime | None

    @property
    def key(self) -> str:
        """As an address names it."""
        return f"{self.month:%Y-%m}"

    @property
    def progress(self) -> int:
        """Percent decided."""
        return round(100 * (self.sent - self.waiting) / self.sent) if self.sent else 0


def months(actor: Actor) -> list[MonthRow]:
    """The last two years by month and store, the newest first. Two statements."""
    stores = reading.stores_of(actor)
    names = dict(company.stores_of(actor))
    lists = {(row.store_id, row.month): row for row in PublishedList.objects.filter(store_id__in=stores)}
    decided = Q(state__in=(VerdictState.DECIDED, VerdictState.PUBLISHED))
    rows = (
        Verdict.objects.filter(store_id__in=stores)
        .annotate(month=TruncMonth("sent_at", tzinfo=get_default_timezone()))
        .values("store_id", "month")
        .annotate(
            sent=Count("pk"),
            waiting=Count("pk", filter=Q(state=VerdictState.WAITING)),
            rule_n=Count("pk", filter=decided & Q(by_rule=True)),
            people_n=Count("pk", filter=decided & Q(by_rule=False)),
            samples=Count("pk", filter=Q(is_sample=True)),
            changed=Count("pk", filter=Q(is_sample=True, ruling__in=(Ruling.CUT, Ruling.REJECT))),
            returned=Count("pk", filter=Q(state=VerdictState.RETURNED)),
            open_n=Count("pk", filter=Q(state=VerdictState.DECIDED, ruling__in=PAYABLE)),
            asked_sum=Sum("asked"),
            paid_sum=Sum("paid", filter=decided, default=Decimal(0)),
        )
        .order_by("-month", "store_id")[: MOST_MONTHS * max(len(stores), 1)]
    )
    found = []
    for row in rows:
        month = row["month"].date()
        published = lists.get((row["store_id"], month))
        found.append(
            MonthRow(
                row["store_id"],
                names.get(row["store_id"], ""),
                month,
                row["sent"],
                row["waiting"],
                row["rule_n"],
                row["people_n"],
                row["samples"],
                row["changed"],
                row["returned"],
                row["open_n"],
                row["asked_sum"],
                row["paid_sum"],
                published.pk if published else None,
                published.number if published else "",
                str(published.get_state_display()) if published else "",
                published.published_at if published else None,
            )
        )
    return found


@dataclass(frozen=True)
class ListCard:
    """A published list."""

    id: int
    store: str
    number: str
    month: date
    state: str
    state_says: str
    count: int
    asked: Decimal
    paid: Decimal
    published_at: datetime
    taken_at: datetime | None
    taken_by: str

    @property
    def difference(self) -> Decimal:
        """What is not paid of what was asked."""
        return self.asked - self.paid


def _card(row: PublishedList, names: dict[int, str]) -> ListCard:
    return ListCard(
        row.pk,
        names.get(row.store_id, ""),
        row.number,
        row.month,
        row.state,
        str(row.get_state_display()),
        row.count,
        row.asked,
        row.paid,
        row.published_at,
        row.taken_at,
        row.taken_by.name if row.taken_by else "",
    )


def lists_of_store(actor: Actor) -> list[ListCard]:
    """What was published to the store where the actor works, the newest first. One statement."""
    if not actor.may(permissions.TAKE_OVER):
        raise NotAllowed("您的岗位不能接收厂家结算单，请找索赔员。")
    rows = PublishedList.objects.filter(store_id=actor.here).select_related("taken_by")
    return [_card(row, dict(company.stores_of(actor))) for row in rows.order_by("-month")[:60]]


def list_lines(actor: Actor, list_id: int) -> tuple[ListCard, list[ListLine]]:
    """A published list with its lines, for its store and for the manufacturer's people. Three statements. Raises Missing."""
    row = PublishedList.objects.select_related("taken_by").filter(pk=list_id).first()
    if row is None or not (
        actor.may(permissions.TAKE_OVER, row.store_id) or actor.may(permissions.SEE_DESK, row.store_id)
    ):
        raise Missing("没有找到这张结算单，请检查链接。")
    return _card(row, dict(company.stores_of(actor))), listing.lines_of(row)
