"""Alarms: what stands, what was done, and the month with causes and actions (LANE-10, LANE-11)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from huichang.engines import plates
from huichang.kernel import wording
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.workshop import permissions, rules
from huichang.workshop.models import Alarm

URGENT = ("greeted_late", "waits_long", "precheck_full")


@dataclass(frozen=True)
class AlarmCard:
    """One alarm: what it says, how long it lasted, what was done about it."""

    id: int
    kind: str
    kind_says: str
    text: str
    cars: int
    plate: str
    plate_kind: str
    url: str
    opened_at: datetime
    ended_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    action: str
    cause: str
    complaint: str
    responsible: str

    @property
    def says(self) -> str:
        """What it says beside the car's plate, which is not read twice."""
        return self.text.removeprefix(self.plate).lstrip() if self.plate else self.text

    @property
    def is_precheck(self) -> bool:
        """Of the pre-check area: needs a cause, may have a complaint linked."""
        return self.kind.startswith("precheck")

    @property
    def key(self) -> str:
        """The id as text, for names on the page."""
        return str(self.id)

    @property
    def lasted(self) -> int | None:
        """Minutes that it lasted; None while it stands."""
        return (
            None
            if self.ended_at is None
            else max(0, int((self.ended_at - self.opened_at).total_seconds() // 60))
        )

    @property
    def stands(self) -> bool:
        """What it is about still lasts."""
        return self.ended_at is None


@dataclass(frozen=True)
class KindCount:
    """A kind of alarm in a month."""

    says: str
    count: int
    cars: int
    complaints: int
    minutes: int | None


@dataclass(frozen=True)
class Month:
    """The month's summary: kinds, causes and actions with how often, by weight."""

    first: date
    total: int
    handled: int
    kinds: tuple[KindCount, ...]
    causes: tuple[tuple[str, int], ...]
    actions: tuple[tuple[str, int], ...]
    complaints: tuple[AlarmCard, ...]
    by_hour: tuple[tuple[int, int], ...]


def _may(actor: Actor) -> int:
    if not actor.may(permissions.SEE_ALARMS):
        raise NotAllowed("您的岗位不能查看预警。")
    return actor.here


def waiting(actor: Actor, *, at: datetime) -> list[AlarmCard]:
    """Alarms that wait for the manager's word: those that still stand first, then the newest. One statement."""
    rows = Alarm.objects.filter(store_id=_may(actor), closed_at__isnull=True).order_by("-opened_at")[:100]
    return sorted(_cards(rows), key=lambda card: (not card.stands, -card.opened_at.timestamp()))


def closed(actor: Actor, *, limit: int = 30) -> list[AlarmCard]:
    """The last alarms that were handled. One statement."""
    rows = Alarm.objects.filter(store_id=_may(actor), closed_at__isnull=False).order_by("-opened_at")[:limit]
    return _cards(rows)


def count(actor: Actor, *, at: datetime) -> int:
    """How many alarms the bell shows: not handled, and standing or of the last day. One statement."""
    if not actor.may(permissions.SEE_ALARMS):
        return 0
    fresh = Q(ended_at__isnull=True) | Q(opened_at__gte=at - timedelta(days=1))
    return Alarm.objects.filter(fresh, store_id=actor.here, closed_at__isnull=True).count()


def month(actor: Actor, first: date) -> Month:
    """The summary of the month that begins on `first`. One statement."""
    after = rules.add_months(first, 1)
    rows = Alarm.objects.filter(store_id=_may(actor), opened_at__date__gte=first, opened_at__date__lt=after)
    cards = _cards(rows.order_by("opened_at"))
    by_kind: dict[str, list[AlarmCard]] = {}
    for card in cards:
        by_kind.setdefault(card.kind_says, []).append(card)
    kinds = tuple(
        KindCount(
            says,
            len(of_kind),
            sum(card.cars for card in of_kind),
            sum(bool(card.complaint) for card in of_kind),
            _usual_minutes(of_kind),
        )
        for says, of_kind in sorted(by_kind.items(), key=lambda pair: -len(pair[1]))
    )
    hours = Counter(localtime(card.opened_at).hour for card in cards)
    return Month(
        first,
        len(cards),
        sum(card.closed_at is not None for card in cards),
        kinds,
        _often(card.cause for card in cards),
        _often(card.action for card in cards),
        tuple(card for card in cards if card.complaint),
        tuple((hour, hours.get(hour, 0)) for hour in range(8, 19)),
    )


def _often(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(word for word in words if word).most_common(8))


def _usual_minutes(cards: list[AlarmCard]) -> int | None:
    """How long such an alarm usually lasted: the middle one."""
    lasted = sorted(
        int((card.ended_at - card.opened_at).total_seconds() // 60) for card in cards if card.ended_at
    )
    return lasted[len(lasted) // 2] if lasted else None


_SHOWN = (
    *(
        "pk",
        "kind",
        "text",
        "key",
        "cars",
        "opened_at",
        "ended_at",
        "closed_at",
        "action",
        "cause",
        "complaint",
    ),
    *(
        "visit_id",
        "visit__order__pk",
        "visit__vehicle__plate",
        "visit__vehicle__vin",
        "visit__vehicle__plate_kind",
    ),
    *("closed_by__name", "responsible__name"),
)
_ELSEWHERE = frozenset({"booking_unprepared", "sanbao_limit"})
"""Alarms that are about no visit; the key of what they are about stands behind the colon of their own."""
_KINDS_SAY = dict(Alarm._meta.get_field("kind").flatchoices)


def _plate_in(row: Any) -> str:
    """A car that is not here now: its plate stands first in what the alarm says."""
    first = row.text.partition(" ")[0]
    return first if row.kind in _ELSEWHERE and plates.problem(first) is None else ""


def _cards(rows: QuerySet[Alarm]) -> list[AlarmCard]:
    found: Any = rows.values_list(*_SHOWN, named=True)
    cards = []
    for row in found:
        visit_id, order_id = row.visit_id, row.visit__order__pk
        url = (
            f"/workshop/orders/{order_id}/"
            if order_id
            else f"/workshop/visits/{visit_id}/"
            if visit_id
            else ""
        )
        if row.kind in _ELSEWHERE:
            about = row.key.partition(":")[2]
            url = f"/sanbao/cars/{about}/" if row.kind == "sanbao_limit" else f"/booking/{about}/"
        plate = (row.visit__vehicle__plate or row.visit__vehicle__vin[-6:]) if visit_id else _plate_in(row)
        cards.append(
            AlarmCard(
                row.pk,
                row.kind,
                _KINDS_SAY[row.kind],
                row.text,
                row.cars,
                plate,
                row.visit__vehicle__plate_kind if visit_id else wording.plate_kind(plate),
                url,
                row.opened_at,
                row.ended_at,
                row.closed_at,
                row.closed_by__name or "",
                row.action,
                row.cause,
                row.complaint,
                row.responsible__name or "",
            )
        )
    return cards
