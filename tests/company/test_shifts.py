"""Working times."""

from datetime import date, time, timedelta

import pytest
from django.utils.timezone import localtime

from huichang.company import queries, shifts
from huichang.company.models import Shift
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from tests.world import TODAY, World

WEEK = [TODAY + timedelta(days=number) for number in range(7)]


def plan(
    world: World,
    *,
    actor: Actor | None = None,
    people: list[int] | None = None,
    days: list[date] | None = None,
    starts_at: time = time(8, 30),
    ends_at: time = time(17, 30),
    rest: int = 60,
) -> int:
    return shifts.plan_shifts(
        actor or world.dispatcher,
        world.north.pk,
        staff_ids=[world.staff(Role.TECHNICIAN).pk] if people is None else people,
        days=WEEK[:5] if days is None else days,
        starts_at=starts_at,
        ends_at=ends_at,
        break_minutes=rest,
    )


class TestPlanShifts:
    @pytest.mark.req("LANE-03")
    def test_gives_people_hours_on_days_in_place_of_what_was_there(self, world: World) -> None:
        both = [world.staff(Role.TECHNICIAN).pk, world.staff(Role.ADVISER).pk]
        assert plan(world, people=both) == 10
        found = queries.on_shift(world.north.pk, since=TODAY, until=WEEK[4])
        assert {(one.on, one.minutes) for one in found if one.staff_id in both} == {
            (on, 480) for on in WEEK[:5]
        }

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"ends_at": time(8, 0)}, "晚于"),
            ({"rest": 540}, "休息"),
            ({"people": []}, "同事"),
            ({"days": []}, "日期"),
        ],
    )
    def test_refuses(self, world: World, changed: dict[str, object], why: str) -> None:
        with pytest.raises(Refused, match=why):
            plan(world, **changed)  # type: ignore[arg-type]

    def test_does_not_see_people_of_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            plan(world, people=[world.staff(Role.ADVISER, world.south).pk])

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            plan(world, actor=world.technician)


class TestTakeOff:
    def test_takes_the_shifts_away(self, world: World) -> None:
        plan(world)
        gone = shifts.take_off(
            world.service_manager,
            world.north.pk,
            staff_ids=[world.staff(Role.TECHNICIAN).pk],
            days=WEEK[1:3],
        )
        assert gone == 2
        left = queries.on_shift(world.north.pk, since=WEEK[1], until=WEEK[4])
        assert [one.on for one in left] == WEEK[3:5]

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            shifts.take_off(
                world.southern_manager,
                world.north.pk,
                staff_ids=[world.staff(Role.TECHNICIAN).pk],
                days=[TODAY],
            )


class TestRepeatWeek:
    def test_repeats_where_nothing_is_planned(self, world: World) -> None:
        plan(world)
        plan(world, days=[WEEK[0] + timedelta(days=7)], starts_at=time(12, 0))
        shifts.repeat_week(world.dispatcher, world.north.pk, monday=TODAY, weeks=2)
        mine = Shift.objects.filter(staff=world.staff(Role.TECHNICIAN), on__gt=WEEK[6]).order_by("on")
        assert [localtime(shift.starts_at).hour for shift in mine] == [12, *[8] * 9]

    def test_refuses_an_empty_week_and_too_many(self, world: World) -> None:
        with pytest.raises(Refused, match="还没有排班"):
            shifts.repeat_week(world.dispatcher, world.north.pk, monday=TODAY + timedelta(days=70))
        with pytest.raises(Refused, match="8 周"):
            shifts.repeat_week(world.dispatcher, world.north.pk, monday=TODAY, weeks=9)

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            shifts.repeat_week(world.technician, world.north.pk, monday=TODAY)
