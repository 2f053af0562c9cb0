"""“能在 17:00 前好吗？” (LANE-41): the plan of the day answers with a time, or with the reason and the next honest offers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localtime

from huichang.booking import capacity, honest
from huichang.booking.rules import Want
from huichang.kernel import wording
from huichang.kernel.refusals import Refused

OFFERS = 3
LOOK_AHEAD_DAYS = 7
ARROW = " → "


@dataclass(frozen=True)
class Offer:
    """A time to come at which some adviser is free and the wish can be kept, and when the car would be ready."""

    starts_at: datetime
    ready_at: datetime


@dataclass(frozen=True)
class Ready:
    """The answer. `ready_at` None: nobody can say (no plan, or beyond its horizon); `sure_at`: when it is ready with the
    store's certainty (per cent), which is what may be promised; `chain`: what stands in the way, or what keeps the car from
    being ready sooner, at most three sentences, the first cause first; `why`: the same in one line; `says`: the whole of it
    as a sentence for the phone; `brief`: without the reasons and the offers, which are shown beside it."""

    possible: bool
    ready_at: datetime | None
    sure_at: datetime | None
    certainty: int
    why: str
    offers: tuple[Offer, ...]
    says: str
    brief: str
    chain: tuple[str, ...]


def ready_by(
    store_id: int,
    starts_at: datetime,
    by: datetime,
    *,
    needs: Sequence[Want],
    part_needs: Mapping[int, Decimal] | None = None,
    at: datetime,
) -> Ready:
    """Can a car that comes at `starts_at` with this work be ready by `by`, with the store's certainty? If not, the reason
    and up to three times at which it can come and be ready by the same hour of its day. Ten statements.

    Raises Refused for a wish that lies before the car comes or in the past.
    """
    if starts_at < at - timedelta(minutes=1):
        raise Refused("到店时间已经过了，请选一个将来的时间。", fields=("starts_at",))
    if by <= starts_at:
        raise Refused("要求的完成时间要晚于到店时间。", fields=("by",))
    planned = honest.outlook(store_id, needs, waits=True, at=at)
    finish = planned.finish(starts_at) if planned is not None else None
    today = localtime(at).date()
    if planned is None or finish is None:
        said = "排程还看不到那一天，现在不能承诺完成时间，请到当天再定。"
        return Ready(False, None, None, 0, "", (), said, said, ())
    if finish.at is not None and finish.sure_at is not None and finish.sure_at <= by:
        said = f"可以，预计 {wording.moment(finish.at, today)} 完成，{_sure(finish, today)}。"
        return Ready(
            True,
            finish.at,
            finish.sure_at,
            finish.certainty,
            ARROW.join(finish.chain),
            (),
            said,
            said,
            finish.chain,
        )
    spare = finish.sure_at - finish.at if finish.at and finish.sure_at else timedelta(0)
    offers = tuple(_offers(store_id, planned, starts_at, by, spare, needs, part_needs, at))
    if finish.at is None:
        when = "排程内做不完"
    elif finish.at <= by:
        when = f"顺利的话 {wording.moment(finish.at, today)} 完成，但不稳，{_sure(finish, today)}"
    else:
        when = f"最早 {wording.moment(finish.at, today)} 完成"
    why = ARROW.join(finish.chain)
    brief = f"做不到：{when}。{'' if offers else _offered((), today)}"
    because = f"（{why}）" if why else ""
    said = f"做不到：{when}{because}。{_offered(offers, today)}"
    return Ready(False, finish.at, finish.sure_at, finish.certainty, why, offers, said, brief, finish.chain)


def _sure(finish: honest.Finish, today: date) -> str:
    return f"{wording.moment(finish.sure_at, today)} 前有 {finish.certainty}% 的把握"


def _offers(
    store_id: int,
    planned: honest.Outlook,
    starts_at: datetime,
    by: datetime,
    spare: timedelta,
    needs: Sequence[Want],
    part_needs: Mapping[int, Decimal] | None,
    at: datetime,
) -> Iterator[Offer]:
    """The next free slots from which the car is ready by the same hour, one an hour; `spare`: what certainty costs."""
    since = localtime(max(starts_at, at)).date()
    days = capacity.open_days(
        store_id, since, days=LOOK_AHEAD_DAYS, needs=needs, part_needs=part_needs, waits=True, at=at
    )
    found = 0
    hours: set[tuple[date, int]] = set()
    for day in days:
        times = [time.starts_at for time in day.times if time.starts_at >= max(starts_at, at)]
        until = localtime(by).timetz()
        for start, finish in sorted(planned.finishes(times).items()):
            hour = (day.on, localtime(start).hour)
            wanted = datetime.combine(day.on, until) - spare
            if finish.at is None or finish.at > wanted or hour in hours:
                continue
            hours.add(hour)
            yield Offer(start, finish.at)
            found += 1
            if found == OFFERS:
                return


def _offered(offers: Sequence[Offer], today: date) -> str:
    if not offers:
        return "一周内这个钟点前都做不完，请放宽时间或减少项目。"
    said = "、".join(
        f"{wording.moment(each.starts_at, today)} 到店（{wording.clock_time(each.ready_at)} 好）"
        for each in offers
    )
    return f"可以改约：{said}。"
