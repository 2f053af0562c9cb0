"""The count of cars: every boundary of the law, through what people do."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from huichang.kernel.refusals import Changed, NotAllowed
from huichang.sanbao import (
    certificates,
    clockwork,
    facts,
    jobs,
    judging,
    queries,
    reactions,
    repairs,
)
from huichang.sanbao.models import Repair, Standing
from huichang.vehicles.models import Vehicle
from huichang.workshop.models import Alarm
from tests.sanbao.garage import (
    BOUGHT,
    certified,
    changed,
    clerk,
    counted_anew,
    family_car,
    fault_of,
    order,
    recalculated,
    repaired,
    same,
    standing,
)
from tests.workshop import floor
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-03")
NOBODY = clockwork.Turn((), None)
AUTUMN = NOON - timedelta(days=150)


@pytest.fixture
def car(world: World) -> Vehicle:
    """A family's car, nine months old."""
    return family_car(world)


def count(world: World, car: Vehicle, rule: str) -> queries.car.CountCard:
    """One count of the car's page."""
    return next(
        each for each in queries.car_page(clerk(world), car.pk, at=NOON).counts if each.rule.startswith(rule)
    )


class TestDaysOfRepair:
    @pytest.mark.parametrize(
        ("hours", "days", "light"),
        [
            (19 * 24, 19, "green"),
            (20 * 24, 20, "amber"),
            (30 * 24, 30, "amber"),
            (30 * 24 + 1 / 60, 31, "red"),
            (31 * 24, 31, "red"),
        ],
    )
    def test_thirty_are_not_yet_too_many(
        self, world: World, car: Vehicle, hours: float, days: int, light: str
    ) -> None:
        repaired(world, car, AUTUMN, hours=hours)
        row = standing(car)
        assert (row.used_days, row.light) == (days, light)

    def test_each_repair_is_rounded_up_before_they_are_added(self, world: World, car: Vehicle) -> None:
        for number in range(3):
            repaired(world, car, AUTUMN + timedelta(days=10 * number), hours=25, words=f"问题{number}")
        assert standing(car).used_days == 6

    def test_the_end_is_the_work_not_the_fetching(self, world: World, car: Vehicle) -> None:
        repair = repaired(world, car, AUTUMN, hours=24)
        assert repair.done_at == AUTUMN + timedelta(hours=24)
        assert repair.order.delivered_at == AUTUMN + timedelta(hours=54)
        assert standing(car).used_days == 1

    def test_what_runs_counts_to_now(self, world: World, car: Vehicle) -> None:
        repaired(world, car, NOON - timedelta(days=30), hours=None)
        assert standing(car).used_days == 30
        assert counted_anew(car, at=NOON + timedelta(minutes=1)).light == "red"

    def test_transport_is_taken_off_here_only(self, world: World, car: Vehicle) -> None:
        repair = repaired(world, car, AUTUMN, hours=35 * 24)
        assert standing(car).light == "red"
        repairs.leave_out(
            clerk(world),
            repair.pk,
            kind="parts",
            since=AUTUMN + timedelta(days=1),
            until=AUTUMN + timedelta(days=7),
            words="运单 SF1001",
            at=NOON,
        )
        row = standing(car)
        assert (row.used_days, row.light) == (29, "amber")
        assert queries.repair_page(clerk(world), repair.pk, at=NOON).days == 35


class TestSameProblem:
    def _several(self, world: World, car: Vehicle, number: int) -> list[Repair]:
        return [
            repaired(
                world, car, AUTUMN + timedelta(days=9 * each), words="变速器换挡顿挫", system="transmission"
            )
            for each in range(number)
        ]

    @pytest.mark.parametrize(
        ("number", "light"), [(2, "green"), (3, "amber"), (4, "amber"), (5, "red"), (6, "red")]
    )
    def test_four_are_not_yet_five(self, world: World, car: Vehicle, number: int, light: str) -> None:
        same(world, *self._several(world, car, number))
        row = standing(car)
        assert (row.most_same, row.light) == (number, light)

    def test_nothing_is_the_same_until_somebody_says_so(self, world: World, car: Vehicle) -> None:
        self._several(world, car, 5)
        row = standing(car)
        assert (row.most_same, row.light, row.could) == (1, "green", "red")
        assert "达到限值" in row.todo

    def test_two_jobs_of_one_visit_are_one_repair(self, world: World, car: Vehicle) -> None:
        first = self._several(world, car, 1)[0]
        assert count(world, car, "same:").count == 1
        assert fault_of(first).quality == "yes"


class TestFirstDays:
    @pytest.mark.parametrize(("days", "light"), [(0, "red"), (7, "red"), (8, "amber")])
    def test_seven_days_for_a_main_part_of_the_four(
        self, world: World, car: Vehicle, days: int, light: str
    ) -> None:
        at = datetime(2025, 6, 1, 2, tzinfo=NOON.tzinfo) + timedelta(days=days)
        repair = repaired(world, car, at, parts=["曲轴"], km=300)
        assert standing(car).light == "green"
        changed(world, repair)
        assert standing(car).light == light

    def test_the_mileage_does_not_matter(self, world: World, car: Vehicle) -> None:
        at = datetime(2025, 6, 5, 2, tzinfo=NOON.tzinfo)
        changed(world, repaired(world, car, at, parts=["发动机总成"], km=9_000))
        assert count(world, car, "first_days").light == "red"

    def test_a_brake_part_is_none_of_the_four(self, world: World, car: Vehicle) -> None:
        at = datetime(2025, 6, 5, 2, tzinfo=NOON.tzinfo)
        changed(world, repaired(world, car, at, parts=["制动主缸"], system="brake"))
        assert count(world, car, "first_days").light == "green"


class TestDangerousFailures:
    @pytest.mark.parametrize(
        ("days", "km", "light"),
        [(60, 3_000, "red"), (61, 500, "green"), (10, 3_001, "green"), (60, 2_999, "red")],
    )
    def test_sixty_days_or_three_thousand_km(
        self, world: World, car: Vehicle, days: int, km: int, light: str
    ) -> None:
        at = datetime(2025, 6, 1, 2, tzinfo=NOON.tzinfo) + timedelta(days=days)
        repair = repaired(world, car, at, km=km, words="制动失灵", system="brake")
        assert count(world, car, "early").light == "green"
        judging.judge_fault(
            clerk(world), fault_of(repair).pk, quality="yes", is_safety=True, early="brakes", at=NOON
        )
        assert count(world, car, "early").light == light


class TestSafety:
    def test_twice_repaired_and_there_again(self, world: World, car: Vehicle) -> None:
        lights = []
        for number in range(3):
            repair = repaired(
                world, car, AUTUMN + timedelta(days=20 * number), words=f"行驶中熄火 {number}", km=8_000
            )
            judging.judge_fault(clerk(world), fault_of(repair).pk, quality="yes", is_safety=True, at=NOON)
            lights.append(standing(car).light)
        assert lights == ["amber", "amber", "red"]


class TestChanges:
    def test_the_assembly_twice_and_the_fault_again(self, world: World, car: Vehicle) -> None:
        several = [
            repaired(
                world, car, AUTUMN + timedelta(days=20 * each), parts=["变速器总成"], system="transmission"
            )
            for each in range(2)
        ]
        for each in several:
            changed(world, each)
        same(world, *several)
        assert count(world, car, "assembly:gearbox").light == "amber"
        again = repaired(world, car, AUTUMN + timedelta(days=60), system="transmission")
        same(world, several[0], again)
        assert count(world, car, "assembly:gearbox").light == "red"

    def test_an_assembly_and_its_part_are_not_added(self, world: World, car: Vehicle) -> None:
        first = repaired(world, car, AUTUMN, parts=["发动机总成"])
        second = repaired(world, car, AUTUMN + timedelta(days=20), parts=["曲轴"])
        third = repaired(world, car, AUTUMN + timedelta(days=40))
        for each in (first, second):
            changed(world, each)
        same(world, first, second, third)
        assert count(world, car, "assembly:engine").count == 1
        assert count(world, car, "part:engine:曲轴").count == 1
        assert standing(car).light == "amber"


class TestPeriods:
    def test_the_last_day_is_inside_and_the_next_is_not(self, world: World, car: Vehicle) -> None:
        certificates.keep_certificate(
            clerk(world),
            car.pk,
            use="family",
            invoice_on=BOUGHT.replace(year=2024, month=2, day=29),
            at=NOON,
            seen=1,
        )
        inside = datetime(2026, 2, 28, 2, tzinfo=NOON.tzinfo)
        repaired(world, car, inside, hours=50)
        row = standing(car)
        assert row.until_on is not None
        assert f"{row.until_on}" == "2026-02-28"
        assert row.used_days == 3
        repaired(world, car, datetime(2026, 3, 1, 2, tzinfo=NOON.tzinfo), hours=2)
        assert standing(car).repairs == 1

    @pytest.mark.parametrize(("km", "repairs_counted"), [(50_000, 1), (50_001, 0)])
    def test_km_at_the_limit_are_inside(
        self, world: World, car: Vehicle, km: int, repairs_counted: int
    ) -> None:
        repaired(world, car, AUTUMN, km=km)
        assert standing(car).repairs == repairs_counted

    def test_the_delivery_begins_it_where_it_is_another_day(self, world: World, car: Vehicle) -> None:
        certified(world, car, delivered_on=BOUGHT.replace(day=20), seen=1)
        page = queries.car_page(clerk(world), car.pk, at=NOON)
        assert f"{page.begins_on} {page.sanbao_until}" == "2025-06-20 2027-06-20"

    def test_a_car_bought_for_business_is_outside_and_it_says_so(self, world: World, car: Vehicle) -> None:
        repaired(world, car, AUTUMN, hours=40 * 24)
        certified(world, car, use="business", seen=1)
        row = standing(car)
        assert (row.light, row.used_days) == ("outside", 0)
        assert "经营用车" in row.says

    def test_nothing_is_counted_of_what_nobody_told(self, world: World) -> None:
        world.car.licensed_on = None
        world.car.save()
        repaired(world, world.car, AUTUMN, hours=40 * 24)
        row = standing(world.car)
        assert (row.light, row.until_on, row.missing) == ("ask", None, "购车用途、开票日期")

    def test_an_old_car_is_not_watched(self, world: World) -> None:
        row = order(world, world.car, AUTUMN, km=44_000)
        world.car.licensed_on = AUTUMN.date().replace(year=AUTUMN.year - 4)
        world.car.save()
        from huichang.sanbao import reading

        reading.take_orders([row.pk])
        assert not Repair.objects.exists()


class TestCountCars:
    def test_counts_what_happened_in_all_stores(self, world: World, car: Vehicle) -> None:
        order(world, car, AUTUMN, hours=15 * 24)
        order(world, car, AUTUMN + timedelta(days=30), hours=16 * 24, store=world.south, words="空调不制冷")
        recalculated(world)
        assert recalculated(world, world.south) == 1
        assert set(Standing.objects.values_list("store__code", "used_days", "light")) == {
            ("N", 31, "red"),
            ("S", 31, "red"),
        }

    def test_changes_nothing_the_second_time(self, world: World, car: Vehicle) -> None:
        order(world, car, AUTUMN, hours=15 * 24, parts=["曲轴"])
        recalculated(world)
        before = list(Repair.objects.values()), list(Standing.objects.values("light", "used_days"))
        recalculated(world)
        assert (list(Repair.objects.values()), list(Standing.objects.values("light", "used_days"))) == before

    def test_never_writes_over_what_somebody_decided(self, world: World, car: Vehicle) -> None:
        repair = repaired(world, car, AUTUMN, words="行驶中熄火")
        judging.judge_fault(clerk(world), fault_of(repair).pk, quality="no", reason="加错油", at=NOON)
        recalculated(world, whole=True)
        assert (fault_of(repair).quality, fault_of(repair).safety) == ("no", "no")

    def test_an_alarm_tells_of_amber_and_red_once(self, world: World, car: Vehicle) -> None:
        repaired(world, car, NOON - timedelta(days=25), hours=None)
        counted_anew(car)
        assert [alarm.kind for alarm in Alarm.objects.all()] == ["sanbao_limit"]
        counted_anew(car, at=NOON + timedelta(days=8))
        ended = Alarm.objects.order_by("pk").values_list("ended_at", flat=True)
        assert [at is None for at in ended] == [False, True]

    def test_is_some_statements_however_many_cars(self, world: World, car: Vehicle) -> None:
        repaired(world, car, AUTUMN)
        with CaptureQueriesContext(
            connection,
        ) as one:
            clockwork.count([car.pk], at=NOON)
        other = world.another_car()
        certified(world, other)
        repaired(world, other, AUTUMN)
        with CaptureQueriesContext(connection) as two:
            clockwork.count([car.pk, other.pk], at=NOON)
        assert len(two) == len(one) <= 12

    def test_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            clockwork.count_cars(world.adviser, world.north.pk, turn=NOBODY, at=NOON)

    def test_not_in_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            clockwork.count_cars(world.southern_manager, world.north.pk, turn=NOBODY, at=NOON)


class TestFollowOrders:
    def test_a_repair_begins_and_ends_while_the_car_is_here(self, world: World) -> None:
        family = family_car(world)
        noise = floor.Work(title="检查异响", repair_type="warranty", system="engine", minutes=60)
        row = floor.signed(world, noise, vehicle=family)
        jobs.follow(clerk(world), world.north.pk, at=NOON)
        assert (Repair.objects.get().agreed_at, Repair.objects.get().done_at) == (row.signed_at, None)
        floor.worked(world, row)
        jobs.follow(clerk(world), world.north.pk, at=NOON + timedelta(hours=2))
        assert Repair.objects.get().done_at is not None
        assert Standing.objects.get().used_days == 1

    def test_nothing_to_follow(self, world: World) -> None:
        assert clockwork.by_day(world.north.pk, at=NOON) == []
        jobs.follow(clerk(world), world.north.pk, at=NOON)
        assert not Repair.objects.exists()


class TestAskRecalculation:
    def test_all_cars_are_counted_soon_and_once(self, world: World, car: Vehicle) -> None:
        order(world, car, AUTUMN, hours=15 * 24)
        clockwork.ask_recalculation(clerk(world), world.north.pk, at=NOON)
        asked = facts.CountAsked(world.north.pk, NOON)
        reactions.all_cars_are_counted(asked)
        assert standing(car).used_days == 15
        before = standing(car).computed_at
        reactions.all_cars_are_counted(asked)
        assert standing(car).computed_at == before

    def test_not_for_the_adviser_nor_in_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            clockwork.ask_recalculation(world.adviser, world.north.pk, at=NOON)
        with pytest.raises(NotAllowed):
            clockwork.ask_recalculation(world.southern_manager, world.north.pk, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_words_on_two_faults_of_one_car_are_both_counted(world: World) -> None:
    car = family_car(world)
    several = [
        repaired(world, car, AUTUMN + timedelta(days=9 * each), words="变速器顿挫", system="transmission")
        for each in range(3)
    ]
    who, first, together = clerk(world), fault_of(several[0]).pk, Barrier(2)

    def say(repair: Repair) -> None:
        try:
            together.wait()
            judging.judge_fault(who, fault_of(repair).pk, quality="yes", same_as=str(first), at=NOON)
        finally:
            connections.close_all()

    threads = [Thread(target=say, args=[each]) for each in several[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = standing(car)
    assert (row.most_same, row.light) == (3, "amber")


@pytest.mark.django_db(transaction=True)
def test_the_night_and_a_word_of_a_person_wait_for_each_other(world: World) -> None:
    car = family_car(world)
    several = [
        repaired(world, car, AUTUMN + timedelta(days=9 * each), words="变速器顿挫", system="transmission")
        for each in range(3)
    ]
    who, first, together = clerk(world), fault_of(several[0]).pk, Barrier(3)

    def say(repair: Repair) -> None:
        judging.judge_fault(who, fault_of(repair).pk, quality="yes", same_as=str(first), at=NOON)

    def run(work: Callable[[], object]) -> None:
        try:
            together.wait()
            work()
        finally:
            connections.close_all()

    works: list[Callable[[], object]] = [
        partial(say, several[1]),
        partial(say, several[2]),
        partial(recalculated, world, at=NOON + timedelta(minutes=1), whole=True),
    ]
    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [fault_of(each).problem_id for each in several] == [fault_of(several[0]).problem_id] * 3
    row = standing(car)
    assert (row.most_same, row.open_faults, row.light) == (3, 0, "amber"), "nobody wrote over the other"


@pytest.mark.django_db(transaction=True)
def test_two_persons_who_say_otherwise_of_the_same_fault(world: World) -> None:
    car = family_car(world)
    first, second = (
        repaired(world, car, AUTUMN + timedelta(days=9 * each), words="顿挫") for each in range(2)
    )
    seen, together = fault_of(second).version, Barrier(2)
    said: list[str] = []

    def say(same_as: str) -> None:
        try:
            together.wait()
            judging.judge_fault(
                clerk(world), fault_of(second).pk, quality="yes", same_as=same_as, seen=seen, at=NOON
            )
            said.append(same_as)
        except Changed:
            said.append("changed")
        finally:
            connections.close_all()

    threads = [Thread(target=say, args=[each]) for each in ("new", str(fault_of(first).pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("changed") == 1, "the second is shown what the first has said"
    row = standing(car)
    joined = fault_of(second).problem_id == fault_of(first).problem_id
    assert row.most_same == (2 if joined else 1)
