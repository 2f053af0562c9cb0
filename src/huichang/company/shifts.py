"""Working times: planned for several people and days at once, repeated from week to week, taken away."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from huichang.company import facts, permissions
from huichang.company.models import Grant, Shift, Staff
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case

WEEK = timedelta(days=7)
MOST_DAYS = 62


@use_case(permissions.MANAGE_SHIFTS, "排班")
def plan_shifts(
    warrant: Warrant,
    store_id: int,
    *,
    staff_ids: Collection[int],
    days: Collection[date],
    starts_at: time,
    ends_at: time,
    break_minutes: int = 60,
) -> int:
    """The same working time for some people on some days (store time), in place of what was planned before. Returns how
    many shifts there are now.

    Raises Missing for somebody who does not work in this store, Refused without people or days, for an end before the
    start, and for a break as long as the shift.
    """
    people = _people(warrant, store_id, staff_ids, days)
    if ends_at <= starts_at:
        raise Refused("下班时间要晚于上班时间，请检查。")
    zone = get_current_timezone()
    minutes = (datetime.combine(date.min, ends_at) - datetime.combine(date.min, starts_at)) // timedelta(
        minutes=1
    )
    if not 0 <= break_minutes < minutes:
        raise Refused("休息时间要比班次短，请检查。")
    Shift.objects.filter(store_id=store_id, staff__in=people, on__in=set(days)).delete()
    made = Shift.objects.bulk_create(
        Shift(
            store_id=store_id,
            staff=person,
            on=on,
            starts_at=datetime.combine(on, starts_at, zone),
            ends_at=datetime.combine(on, ends_at, zone),
            break_minutes=break_minutes,
        )
        for person in people
        for on in sorted(set(days))
    )
    warrant.about(made[0], _note(people, days))
    announce(facts.PresenceChanged(store_id))
    return len(made)


@use_case(permissions.MANAGE_SHIFTS, "登记休息")
def take_off(warrant: Warrant, store_id: int, *, staff_ids: Collection[int], days: Collection[date]) -> int:
    """Some people do not work on some days: their shifts go, the days' capacity with them. Returns how many shifts went.

    Raises as `plan_shifts`.
    """
    people = _people(warrant, store_id, staff_ids, days)
    gone, _ = Shift.objects.filter(store_id=store_id, staff__in=people, on__in=set(days)).delete()
    warrant.about(people[0], _note(people, days))
    announce(facts.PresenceChanged(store_id))
    return gone


@use_case(permissions.MANAGE_SHIFTS, "沿用排班")
def repeat_week(warrant: Warrant, store_id: int, *, monday: date, weeks: int = 1) -> int:
    """The week from `monday` on again for the following weeks: where nothing is planned for a person on a day. Returns how
    many shifts were added. Raises Refused when the week is empty, or for more than eight weeks.
    """
    warrant.show_at(store_id)
    if not 1 <= weeks <= 8:
        raise Refused("一次可以沿用 1 到 8 周。")
    wait_for_turn(_turn(store_id))
    pattern = list(
        Shift.objects.filter(
            store_id=store_id, on__gte=monday, on__lt=monday + WEEK, staff__is_active=True
        ).order_by("on", "pk")
    )
    if not pattern:
        raise Refused("这一周还没有排班，请先排好再沿用。")
    made = Shift.objects.bulk_create(
        (
            Shift(
                store_id=store_id,
                staff_id=shift.staff_id,
                on=shift.on + WEEK * week,
                starts_at=shift.starts_at + WEEK * week,
                ends_at=shift.ends_at + WEEK * week,
                break_minutes=shift.break_minutes,
            )
            for week in range(1, weeks + 1)
            for shift in pattern
        ),
        ignore_conflicts=True,
    )
    warrant.about(pattern[0], f"{monday} 起的一周，沿用 {weeks} 周")
    announce(facts.PresenceChanged(store_id))
    return len(made)


def _people(
    warrant: Warrant, store_id: int, staff_ids: Collection[int], days: Collection[date]
) -> list[Staff]:
    warrant.show_at(store_id)
    if not staff_ids:
        raise Refused("请先勾选同事。")
    if not days:
        raise Refused("请先勾选日期。")
    if len(set(days)) > MOST_DAYS:
        raise Refused(f"一次最多排 {MOST_DAYS} 天。")
    here = Grant.objects.filter(store_id=store_id).values("staff")
    people: list[Staff] = list(
        Staff.objects.filter(pk__in=set(staff_ids), is_active=True).filter(pk__in=here).order_by("pk")
    )
    if len(people) != len(set(staff_ids)):
        raise Missing("有的同事不在本店，请刷新页面。")
    wait_for_turn(_turn(store_id))
    return people


def _turn(store_id: int) -> str:
    """The roster of a store is written by one at a time: a day that two plan at once has one shift, the later one's."""
    return f"company.shifts:{store_id}"


def _note(people: list[Staff], days: Collection[date]) -> str:
    names = "、".join(person.name for person in people[:5]) + (
        f"等 {len(people)} 人" if len(people) > 5 else ""
    )
    first, last = min(days), max(days)
    return f"{names} {first}" + (f"–{last}" if last > first else "")
