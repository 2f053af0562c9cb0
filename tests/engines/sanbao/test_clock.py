"""The clock of 三包 (WARR-03): every limit of the law from both sides."""

from datetime import date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huichang.engines.sanbao import clock
from huichang.engines.sanbao.clock import Light
from huichang.engines.sanbao.values import (
    Assembly,
    Car,
    Change,
    Early,
    Fault,
    Repair,
    System,
    Use,
)

pytestmark = pytest.mark.req("WARR-03")
SOLD = date(2026, 1, 5)
CAR = Car(begins_on=SOLD)
NOW = datetime(2026, 11, 1, 12)
_ids = count(1)


def fault(problem: str = "异响", **more: object) -> Fault:
    """A quality problem."""
    return Fault(problem=problem, words=problem, **more)  # type: ignore[arg-type]


def repair(*faults: Fault, day: int = 100, hours: float = 5, km: int = 8_000, **more: object) -> Repair:
    """A repair so many days after the sale."""
    agreed = datetime(2026, 1, 5, 9) + timedelta(days=day)
    return Repair(
        id=f"R{next(_ids)}",
        agreed_at=agreed,
        done_at=agreed + timedelta(hours=hours),
        km=km,
        faults=faults or (fault(),),
        **more,  # type: ignore[arg-type]
    )


def read(*repairs: Repair, car: Car = CAR, now: datetime = NOW, km: int = 9_000) -> clock.Clock:
    """The clock now."""
    return clock.read(car, repairs, now=now, km=km)


class TestPeriods:
    def test_end_by_the_day_or_the_distance(self) -> None:
        seen = read()
        assert (seen.sanbao_until, seen.cover_until) == (date(2028, 1, 5), date(2029, 1, 5))
        assert seen.in_sanbao
        assert seen.in_cover
        assert read(km=50_000).in_sanbao
        assert not read(km=50_001).in_sanbao
        assert read(km=60_000).in_cover
        assert not read(km=60_001).in_cover
        last = datetime(2028, 1, 5, 23, 59)
        assert read(now=last).in_sanbao
        assert not read(now=last + timedelta(minutes=1)).in_sanbao

    def test_of_the_makers_longer_promise(self) -> None:
        longer = Car(begins_on=SOLD, sanbao_months=36, sanbao_km=80_000, cover_months=12)
        seen = read(car=longer, km=70_000)
        assert seen.in_sanbao
        assert seen.cover_until == date(2029, 1, 5), "less than the law's does not hold"

    def test_a_car_for_business_is_outside_and_it_says_so(self) -> None:
        seen = read(repair(hours=24 * 40), car=Car(begins_on=SOLD, use=Use.BUSINESS))
        assert not seen.applies
        assert not seen.in_sanbao
        assert seen.in_cover
        assert "经营用车" in seen.says
        assert (seen.counts, seen.light) == ((), Light.GREEN)


class TestRepairDays:
    @pytest.mark.parametrize(
        ("hours", "total", "light"),
        [
            ([24 * 19], 19, Light.GREEN),
            ([24 * 20], 20, Light.AMBER),
            ([24 * 30], 30, Light.AMBER),
            ([24 * 30 + 0.02], 31, Light.RED),
            ([1] * 30, 30, Light.AMBER),
            ([1] * 31, 31, Light.RED),
            ([24 * 15 + 1, 24 * 15 + 1], 32, Light.RED),
        ],
    )
    def test_rounds_each_up_and_adds(self, hours: list[float], total: int, light: Light) -> None:
        found = read(*(repair(fault(f"问题{n}"), hours=each) for n, each in enumerate(hours)))
        days = found.count("repair_days")
        assert (days.count, days.light) == (total, light)
        assert days.sums[-1].endswith(f"= {total} 日")

    def test_transport_of_special_parts_is_left_out_of_these_days_alone(self) -> None:
        long = repair(hours=24 * 33, left_out=timedelta(days=3))
        seen = read(long)
        assert (seen.count("repair_days").count, seen.count("repair_days").light) == (30, Light.AMBER)
        assert seen.spare_car == (long.id,)

    def test_a_repair_that_runs_counts_until_now(self) -> None:
        agreed = NOW - timedelta(days=30, minutes=1)
        running = Repair(id="R", agreed_at=agreed, done_at=None, km=8_000, faults=(fault(),))
        assert read(running).count("repair_days").light == Light.RED


class TestSameProblem:
    @pytest.mark.parametrize(
        ("times", "light"), [(2, Light.GREEN), (3, Light.AMBER), (4, Light.AMBER), (5, Light.RED)]
    )
    def test_the_fifth_repair_gives_the_right(self, times: int, light: Light) -> None:
        seen = read(*(repair(day=10 * n, hours=2) for n in range(1, times + 1)))
        assert (seen.count("same:异响").count, seen.count("same:异响").light) == (times, light)

    def test_another_problem_is_another_count(self) -> None:
        seen = read(*(repair(fault(f"问题{n % 2}"), day=n, hours=1) for n in range(1, 9)))
        assert [seen.count(f"same:问题{n}").count for n in range(2)] == [4, 4]
        assert seen.light == Light.AMBER

    def test_twice_in_one_repair_is_once(self) -> None:
        assert read(repair(fault(), fault())).count("same:异响").count == 1


class TestSafety:
    def test_the_third_serious_failure_gives_the_right(self) -> None:
        some = [repair(fault(f"制动{n}", is_safety=True), day=n) for n in range(1, 4)]
        assert read(some[0]).count("safety").light == Light.AMBER
        assert read(*some[:2]).count("safety").light == Light.AMBER
        assert read(*some).count("safety").light == Light.RED
        assert read().count("safety").light == Light.GREEN


class TestChanges:
    engine = Change(assembly=Assembly.ENGINE)
    crank = Change(system=System.ENGINE, part="曲轴")

    def test_an_assembly_changed_twice_and_failing_again(self) -> None:
        first, second = (repair(fault(changes=(self.engine,)), day=n) for n in (10, 20))
        assert read(first).count("assembly:engine").light == Light.AMBER
        assert read(first, second).count("assembly:engine").light == Light.AMBER
        assert read(first, second, repair(day=30)).count("assembly:engine").light == Light.RED

    def test_an_assembly_and_its_part_are_not_added(self) -> None:
        seen = read(
            repair(fault(changes=(self.engine,)), day=10),
            repair(fault(changes=(self.crank,)), day=20),
            repair(day=30),
        )
        assert seen.count("assembly:engine").count == 1
        assert seen.count("part:engine:曲轴").count == 1
        assert Light.RED not in {each.light for each in seen.counts}

    def test_main_parts_of_two_kinds_are_not_added(self) -> None:
        rod = Change(system=System.ENGINE, part="连杆")
        seen = read(
            repair(fault(changes=(self.crank,)), day=10),
            repair(fault(changes=(rod,)), day=20),
            repair(day=30),
        )
        assert seen.count("part:engine:曲轴").light == Light.AMBER

    def test_a_change_is_of_one_thing(self) -> None:
        with pytest.raises(ValueError, match="not both"):
            Change(assembly=Assembly.ENGINE, system=System.ENGINE, part="曲轴")
        with pytest.raises(ValueError, match="name"):
            Change(system=System.BRAKES)


class TestFirstDays:
    @pytest.mark.parametrize(("day", "light"), [(0, Light.RED), (7, Light.RED), (8, Light.GREEN)])
    def test_seven_days_for_the_four_assemblies_and_their_parts(self, day: int, light: Light) -> None:
        for change in (Change(assembly=Assembly.GEARBOX), Change(system=System.BATTERY, part="电芯")):
            seen = read(repair(fault(changes=(change,)), day=day, km=99_000))
            assert seen.count("first_days").light == light, "no limit of distance"

    def test_not_for_other_systems(self) -> None:
        change = Change(system=System.STEERING, part="转向机")
        assert read(repair(fault(changes=(change,)), day=3)).count("first_days").light == Light.GREEN


class TestEarly:
    @pytest.mark.parametrize(
        ("day", "km", "light"),
        [(60, 3_000, Light.RED), (61, 100, Light.GREEN), (10, 3_001, Light.GREEN)],
    )
    def test_sixty_days_or_three_thousand(self, day: int, km: int, light: Light) -> None:
        seen = read(repair(fault(early=Early.BRAKES), day=day, km=km))
        assert seen.count("early").light == light


class TestSpareCar:
    @pytest.mark.parametrize(("hours", "due"), [(120, False), (120 + 1 / 60, True)])
    def test_is_due_from_the_sixth_day(self, hours: float, due: bool) -> None:
        assert bool(read(repair(hours=hours)).spare_car) is due


class TestWhatCounts:
    def test_nothing_after_the_period_and_nothing_of_the_owners_own_making(self) -> None:
        late = repair(day=900, hours=24 * 40)
        far = repair(km=50_001, hours=24 * 40)
        blamed = repair(hours=24 * 40, owner_to_blame=True)
        seen = read(late, far, blamed, now=datetime(2029, 1, 1))
        assert seen.count("repair_days").count == 0
        assert seen.light == Light.GREEN

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.integers(8, 700), st.floats(0.1, 200), st.sampled_from("abc")), max_size=12))
    def test_more_repairs_never_make_it_better(self, some: list[tuple[int, float, str]]) -> None:
        order = [Light.GREEN, Light.AMBER, Light.RED]
        later = datetime(2028, 6, 1)
        made = [repair(fault(problem), day=day, hours=hours) for day, hours, problem in some]
        lights = [order.index(read(*made[:n], now=later).light) for n in range(len(made) + 1)]
        assert lights == sorted(lights)

    @given(st.permutations(range(6)))
    def test_the_order_in_which_repairs_are_told_is_nothing(self, order: list[int]) -> None:
        made = [repair(fault(f"p{n % 3}"), day=20 * n + 9, hours=30 * n + 1) for n in range(6)]
        plain = read(*made)
        mixed = read(*(made[n] for n in order))
        assert {each.rule: (each.count, each.light) for each in plain.counts} == {
            each.rule: (each.count, each.light) for each in mixed.counts
        }
