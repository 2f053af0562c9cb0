"""The pre-check area: bays, cars, alarms at once and by the minute (LANE-11)."""

import pytest
from django.db import IntegrityError, transaction

from huichang.company import settings
from huichang.company.models import Store
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import arrival, facts, jobs, precheck
from huichang.workshop.models import Alarm, Visit
from huichang.workshop.queries import lane
from tests.workshop.lane_story import filled as fill
from tests.workshop.lane_story import greeted, opened
from tests.world import NOON, World, minutes


@pytest.mark.req("LANE-11")
class TestEnterPrecheck:
    def test_takes_the_first_free_bay_and_then_stands_beside(self, world: World) -> None:
        visits = fill(world, 4)
        bays = [visit.precheck_bay_id for visit in visits]
        assert bays == [*(bay.pk for bay in world.bays["precheck"]), None]
        area = lane.precheck(world.north.pk, lane.in_house(world.north.pk))
        assert area.cars == 4
        assert [car.plate for car in area.beside] == ["川B10003"]

    def test_the_fourth_car_alarms_at_once_and_once(self, world: World) -> None:
        fill(world, 3)
        assert not Alarm.objects.filter(kind="precheck_full").exists()
        visit = greeted(world, at=NOON + minutes(4))
        precheck.enter_precheck(world.greeter, visit.pk, at=NOON + minutes(5))
        alarm = Alarm.objects.get(kind="precheck_full")
        assert (alarm.text, alarm.cars, alarm.opened_at) == ("预检区已有 4 台车", 4, NOON + minutes(5))
        fifth = greeted(world, world.another_car(), at=NOON + minutes(6), in_precheck=True)
        alarm.refresh_from_db()
        assert alarm.cars == 5
        for one in (visit, fifth):
            precheck.leave_precheck(world.greeter, one.pk, at=NOON + minutes(7))
        alarm.refresh_from_db()
        assert alarm.ended_at == NOON + minutes(7)
        assert alarm.closed_at is None

    def test_the_number_of_cars_is_a_setting(self, world: World) -> None:
        Store.objects.filter(pk=world.north.pk).update(settings={"lane.precheck_cars": 2})
        settings.forget()
        fill(world, 2)
        assert Alarm.objects.filter(kind="precheck_full").exists()

    def test_changes_its_bay_but_keeps_its_time(self, world: World) -> None:
        (visit,) = fill(world, 1)
        second = world.bays["precheck"][1]
        moved = precheck.enter_precheck(world.greeter, visit.pk, bay_id=second.pk, at=NOON + minutes(9))
        assert (moved.precheck_bay_id, moved.precheck_from) == (second.pk, NOON)

    def test_refuses_a_bay_with_a_car_and_other_bays(self, world: World) -> None:
        first, second = fill(world, 2)
        with pytest.raises(Refused, match="已经有 川B10000"):
            precheck.enter_precheck(world.greeter, second.pk, bay_id=first.precheck_bay_id, at=NOON)
        with pytest.raises(Refused, match="请选择一个预检工位"):
            precheck.enter_precheck(world.greeter, second.pk, bay_id=world.bays["wash"][0].pk, at=NOON)

    def test_the_database_keeps_one_car_on_a_bay(self, world: World) -> None:
        first, second = fill(world, 2)
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=second.pk).update(precheck_bay_id=first.precheck_bay_id)

    def test_is_not_for_every_post_nor_another_store_nor_a_car_that_left(self, world: World) -> None:
        visit = greeted(world)
        with pytest.raises(NotAllowed):
            precheck.enter_precheck(world.cashier, visit.pk, at=NOON)
        with pytest.raises(Missing):
            precheck.enter_precheck(world.stranger, visit.pk, at=NOON)
        arrival.leave_without_repair(world.greeter, visit.pk, reason="咨询", at=NOON)
        with pytest.raises(OutOfTurn, match="已经离店"):
            precheck.enter_precheck(world.greeter, visit.pk, at=NOON)


@pytest.mark.req("LANE-11")
class TestLeavePrecheck:
    def test_a_car_too_long_in_the_area_alarms_by_the_minute(self, world: World) -> None:
        (visit,) = fill(world, 1)
        arrival.call_in(world.adviser, visit.pk, at=NOON + minutes(1))
        machine = _machine(world)
        jobs.watch_lane(machine, world.north.pk, at=NOON + minutes(20))
        assert not Alarm.objects.exists()
        for late in (21, 22):
            jobs.watch_lane(machine, world.north.pk, at=NOON + minutes(late))
        alarm = Alarm.objects.get()
        assert (alarm.kind, alarm.text, alarm.visit_id) == (
            "precheck_long",
            "川B10000 在预检区停了 21 分还没有开走",
            visit.pk,
        )
        precheck.leave_precheck(world.greeter, visit.pk, at=NOON + minutes(25))
        alarm.refresh_from_db()
        assert alarm.ended_at == NOON + minutes(25)

    def test_a_car_on_a_lift_is_not_in_the_area(self, world: World) -> None:
        order = opened(world)
        precheck.enter_precheck(world.greeter, order.visit_id, at=NOON)
        precheck.off_to_work(facts.WorkStarted(world.north.pk, order.pk, NOON + minutes(5)))
        assert lane.precheck(world.north.pk, lane.in_house(world.north.pk)).cars == 0

    def test_refuses_a_car_that_is_not_in_it(self, world: World) -> None:
        visit = greeted(world)
        with pytest.raises(OutOfTurn, match="不在预检区"):
            precheck.leave_precheck(world.greeter, visit.pk, at=NOON)


def _machine(world: World) -> "object":
    from huichang.kernel.actor import Actor

    return Actor(
        None, "车道守候", {world.north.pk: frozenset({"workshop.watch_lane"})}, world.north.pk, door="job"
    )
