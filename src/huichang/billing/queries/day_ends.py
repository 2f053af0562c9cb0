"""What may be asked about the ends of days: what was taken, what was counted, what nobody has counted (LANE-64)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.timezone import get_current_timezone

from huichang.billing import permissions
from huichang.billing.models import DayClose, Payment
from huichang.billing.queries.bills import PaymentCard, payment_cards
from huichang.billing.states import Method
from huichang.company import queries as company
from huichang.kernel.actor import Actor
from huichang.kernel.days import begin_of
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Missing, NotAllowed

LOOK_BACK = 14
"""Days after which a day that nobody closed is no longer asked about on the work place; the list still shows it."""


@dataclass(frozen=True)
class MethodRow:
    """One way of paying on one day: by the system, and as counted (None: not yet)."""

    key: str
    says: str
    expected: Decimal
    counted: Decimal | None


@dataclass(frozen=True)
class CloseCard:
    """One count of a day, held against the system."""

    round: int
    closed_at: datetime
    expected: Decimal
    counted: Decimal
    difference: Decimal
    explanation: str
    rows: tuple[MethodRow, ...]


@dataclass(frozen=True)
class DayEnd:
    """A person's day with money: the counts that were made, and what has moved since the last of them."""

    on: date
    closes: tuple[CloseCard, ...]
    rows: tuple[MethodRow, ...]
    total: Decimal
    payments: tuple[PaymentCard, ...]
    is_open: bool

    @property
    def is_supplement(self) -> bool:
        """Money moved after the day had been closed: it is counted by itself."""
        return self.is_open and bool(self.closes)


@dataclass(frozen=True)
class DayLine:
    """One person's day on the list: `open_count` movements that nobody has counted yet."""

    on: date
    staff_id: int
    name: str
    total: Decimal
    closes: tuple[CloseCard, ...]
    open_count: int

    @property
    def difference(self) -> Decimal:
        """Counted less expected, over all counts of the day."""
        return sum((close.difference for close in self.closes), ZERO)


def last_close(store_id: int, staff_id: int, on: date) -> DayClose | None:
    """The last count that somebody made of a day. One statement."""
    found: DayClose | None = (
        DayClose.objects.filter(store_id=store_id, cashier_id=staff_id, on=on).order_by("-round").first()
    )
    return found


def last_payment(store_id: int) -> int:
    """The key of the last payment of a store, 0 before the first. One statement."""
    found = Payment.objects.filter(store_id=store_id).order_by("-pk").values_list("pk", flat=True).first()
    return found or 0


def taken_by(store_id: int, staff_id: int, on: date, *, after: int | None = None) -> dict[str, Decimal]:
    """What somebody took (and gave back) on a day, by method; deposits used are no money and left out. With `after` only
    what was booked after the payment with this key. One statement."""
    sums = (
        _moved(store_id, staff_id, on, after)
        .exclude(method=Method.DEPOSIT)
        .order_by()
        .values_list("method")
        .annotate(total=Sum("amount"))
    )
    return {method: Decimal(total) for method, total in sums}


def day_end(actor: Actor, on: date) -> DayEnd:
    """The day of the person who asks. Raises Missing for a machine. Five statements."""
    if actor.staff_id is None:
        raise Missing("只有收款人本人有日结。")
    store_id, staff_id = actor.here, actor.staff_id
    closes = list(DayClose.objects.filter(store_id=store_id, cashier_id=staff_id, on=on).order_by("round"))
    after = closes[-1].counted_up_to if closes else None
    sums = taken_by(store_id, staff_id, on, after=after)
    payments = list(_moved(store_id, staff_id, on, None).order_by("-pk"))
    moved_since = any(after is None or payment.pk > after for payment in payments)
    methods = [Method.CASH, *[method for method in Method if method in sums and method is not Method.CASH]]
    return DayEnd(
        on,
        tuple(_close(close) for close in closes),
        tuple(MethodRow(method.value, str(method.label), sums.get(method, ZERO), None) for method in methods),
        Decimal(sum(sums.values(), ZERO)),
        tuple(payment_cards(payments)),
        moved_since or not closes,
    )


def day_ends(actor: Actor, *, since: date, until: date) -> list[DayLine]:
    """Every day on which somebody of the store took or gave back money or closed, newest first, with the counts and what is
    still uncounted. Three statements. Raises NotAllowed without the right."""
    if not actor.may(permissions.SEE_DAY_ENDS):
        raise NotAllowed("您的岗位不能查看全店日结，请找服务经理。")
    closes: dict[tuple[date, int], list[DayClose]] = {}
    kept = DayClose.objects.filter(store_id=actor.here, on__gte=since, on__lte=until)
    for close in kept.order_by("round"):
        closes.setdefault((close.on, close.cashier_id), []).append(close)
    moved = _days(actor.here, since, until)
    names = company.names(staff_id for _, staff_id in {*closes, *moved})
    lines = []
    for on, staff_id in sorted({*closes, *moved}, key=lambda key: (-key[0].toordinal(), key[1])):
        mine = closes.get((on, staff_id), [])
        total, count, last = moved.get((on, staff_id), (ZERO, 0, 0))
        if mine and last > mine[-1].counted_up_to:
            count = (
                _moved(actor.here, staff_id, on, mine[-1].counted_up_to)
                .exclude(method=Method.DEPOSIT)
                .count()
            )
        elif mine:
            count = 0
        lines.append(
            DayLine(
                on,
                staff_id,
                names.get(staff_id, ""),
                total,
                tuple(_close(close) for close in mine),
                count,
            )
        )
    return lines


def counting_of(store_id: int, staff_id: int, *, on: date) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """What `left_uncounted` is answered from, for the last days, `on` included: counts of days, movements by day. The
    questions alone, to be asked with others."""
    since = on - timedelta(days=LOOK_BACK)
    closed = DayClose.objects.filter(store_id=store_id, cashier_id=staff_id, on__gte=since)
    return (
        closed.order_by().values_list("on").annotate(last=Max("counted_up_to")),
        _moved_by_day(store_id, since, on, staff_id=staff_id),
    )


def left_uncounted(
    closed: Iterable[tuple[date, int]], moved: Iterable[tuple[date, int, Decimal, int, int]]
) -> list[tuple[date, Decimal]]:
    """(day, sum) of the days on which somebody moved money that nobody has counted, oldest first. No statement."""
    counted = dict(closed)
    return sorted(
        (day, Decimal(total)) for day, _, total, _, last in moved if day not in counted or last > counted[day]
    )


def _days(store_id: int, since: date, until: date) -> dict[tuple[date, int], tuple[Decimal, int, int]]:
    """(sum, how many, the last) of the movements of money by day and person. One statement."""
    sums = _moved_by_day(store_id, since, until)
    return {(on, by): (Decimal(total), many, last) for on, by, total, many, last in sums}


def _moved_by_day(
    store_id: int, since: date, until: date, *, staff_id: int | None = None
) -> QuerySet[Any, Any]:
    """(day, person, sum, how many, the last) of the movements of money: the question alone."""
    zone = get_current_timezone()
    found = Payment.objects.filter(
        store_id=store_id,
        by__isnull=False,
        at__gte=begin_of(since),
        at__lt=begin_of(until + timedelta(days=1)),
    ).exclude(method=Method.DEPOSIT)
    if staff_id is not None:
        found = found.filter(by_id=staff_id)
    by_day: QuerySet[Any, Any] = (
        found.order_by()
        .values_list(TruncDate("at", tzinfo=zone), "by_id")
        .annotate(total=Sum("amount"), many=Count("pk"), last=Max("pk"))
    )
    return by_day


def _moved(store_id: int, staff_id: int, on: date, after: int | None) -> QuerySet[Payment]:
    found = Q(
        store_id=store_id,
        by_id=staff_id,
        at__gte=begin_of(on),
        at__lt=begin_of(on + timedelta(days=1)),
    )
    return Payment.objects.filter(found & Q(pk__gt=after) if after is not None else found)


def _close(close: DayClose) -> CloseCard:
    expected, counted = _amounts(close.expected), _amounts(close.counted)
    return CloseCard(
        close.round,
        close.closed_at,
        _total(expected.values()),
        _total(counted.values()),
        close.difference,
        close.explanation,
        tuple(
            MethodRow(method.value, str(method.label), expected.get(method, ZERO), counted.get(method))
            for method in Method
            if method in expected or method in counted
        ),
    )


def _amounts(kept: Mapping[str, str]) -> dict[str, Decimal]:
    return {method: Decimal(amount) for method, amount in kept.items()}


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
