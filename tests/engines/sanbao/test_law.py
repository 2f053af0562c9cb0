"""令第43号 article by article (WARR-03; RULES A1): each limit from both sides, in one table for each article."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from huichang.engines.sanbao import clock, days
from huichang.engines.sanbao.clock import Light
from huichang.engines.sanbao.law import ORDER_43, Law
from huichang.engines.sanbao.values import Assembly, Car, Change, Early, Fault, Repair, System, Use

pytestmark = pytest.mark.req("WARR-03")
SOLD = date(2024, 2, 29)
CAR = Car(begins_on=SOLD)
MORNING = datetime(2024, 2, 29, 9)
LATER = datetime(2026, 2, 1)
ENGINE, GEARBOX = Change(assembly=Assembly.ENGINE), Change(assembly=Assembly.GEARBOX)
CRANK, ROD = (Change(system=System.ENGINE, part=name) for name in ("曲轴", "连杆"))
STEERING = Change(system=System.STEERING, part="转向机总成")
_ids = count(1)


def fault(problem: str = "异响", *changes: Change, safe: bool = True, early: Early | None = None) -> Fault:
    """A quality problem with what was changed for it."""
    return Fault(problem, problem, is_safety=not safe, early=early, changes=changes)


def repair(
    *faults: Fault,
    day: float = 100,
    hours: float | None = 5,
    km: int = 8_000,
    out: float = 0,
    blamed: bool = False,
) -> Repair:
    """A repair that was agreed to so many days after the sale and took so many hours (None: it runs)."""
    agreed = MORNING + timedelta(days=day)
    return Repair(
        f"R{next(_ids)}",
        agreed,
        None if hours is None else agreed + timedelta(hours=hours),
        km,
        faults or (fault(),),
        timedelta(hours=out),
        blamed,
    )


def light(rule: str, *repairs: Repair, car: Car = CAR, now: datetime = LATER, law: Law = ORDER_43) -> Light:
    """The light of a rule; green where the car has no such count."""
    found = clock.read(car, repairs, now=now, km=9_000, law=law)
    return next((each.light for each in found.counts if each.rule == rule), Light.GREEN)


class TestArticle18:
    @pytest.mark.parametrize(
        ("now", "km", "sanbao", "cover"),
        [
            (datetime(2026, 2, 28, 23, 59), 0, True, True),
            (datetime(2026, 3, 1, 0, 0), 0, False, True),
            (datetime(2027, 2, 28, 23, 59), 0, False, True),
            (datetime(2027, 3, 1, 0, 0), 0, False, False),
            (datetime(2024, 2, 29, 0, 0), 0, True, True),
            (datetime(2024, 2, 28, 23, 59), 0, False, False),
            (datetime(2025, 1, 1), 50_000, True, True),
            (datetime(2025, 1, 1), 50_001, False, True),
            (datetime(2025, 1, 1), 60_000, False, True),
            (datetime(2025, 1, 1), 60_001, False, False),
        ],
    )
    def test_both_periods_end_by_the_day_or_the_km(
        self, now: datetime, km: int, sanbao: bool, cover: bool
    ) -> None:
        found = clock.read(CAR, [], now=now, km=km)
        assert (found.in_sanbao, found.in_cover) == (sanbao, cover), "29 February: the month's last day"

    @pytest.mark.parametrize(
        ("day", "km", "counted"),
        [(730, 50_000, 1), (731, 50_000, 0), (730, 50_001, 0), (0, 0, 1), (-1, 0, 0)],
    )
    def test_a_repair_counts_by_the_day_and_km_of_the_agreement(
        self, day: int, km: int, counted: int
    ) -> None:
        assert (MORNING + timedelta(days=730)).date() == date(2026, 2, 28)
        found = clock.read(CAR, [repair(day=day, km=km)], now=LATER, km=9_000)
        assert len(found.count("repair_days").repairs) == counted


class TestArticle20:
    @pytest.mark.parametrize(
        ("change", "day", "km", "given"),
        [
            (CRANK, 60, 3_000, True),
            (CRANK, 61, 3_000, False),
            (CRANK, 60, 3_001, False),
            (Change(system=System.MOTOR, part="壳体"), 1, 1, True),
            (STEERING, 1, 1, False),
            (ENGINE, 1, 1, False),
        ],
    )
    def test_a_main_part_within_60_days_or_3000_km(
        self, change: Change, day: int, km: int, given: bool
    ) -> None:
        assert bool(clock.whole_assembly(CAR, [repair(fault("p", change), day=day, km=km)])) is given

    def test_not_for_business_and_not_of_the_owners_making(self) -> None:
        early = repair(fault("p", CRANK), day=5, km=10)
        assert clock.whole_assembly(CAR, [early]) == ((early, CRANK),)
        assert not clock.whole_assembly(Car(SOLD, use=Use.BUSINESS), [early])
        assert not clock.whole_assembly(CAR, [repair(fault("p", CRANK), day=5, km=10, blamed=True)])


class TestArticle21:
    @pytest.mark.parametrize(
        ("hours", "out", "due"),
        [(120, 0, False), (120 + 1 / 60, 0, True), (144, 48, True), (119, 0, False), (2_000, 1_999, True)],
    )
    def test_from_the_sixth_day_with_waiting_and_transport_in_it(
        self, hours: float, out: float, due: bool
    ) -> None:
        found = clock.read(CAR, [repair(hours=hours, out=out)], now=LATER, km=9_000)
        assert bool(found.spare_car) is due

    @pytest.mark.parametrize(
        ("day", "km", "due"), [(1_095, 60_000, True), (1_096, 60_000, False), (1_095, 60_001, False)]
    )
    def test_while_the_cover_runs_not_only_the_sanbao(self, day: int, km: int, due: bool) -> None:
        assert (MORNING + timedelta(days=1_095)).date() == date(2027, 2, 28)
        found = clock.read(CAR, [repair(day=day, km=km, hours=200)], now=datetime(2027, 6, 1), km=km)
        assert bool(found.spare_car) is due

    def test_a_running_one_is_due_with_the_minute_after_five_days(self) -> None:
        agreed = MORNING + timedelta(days=100)
        running = repair(hours=None)
        assert not clock.read(CAR, [running], now=agreed + timedelta(hours=120), km=9_000).spare_car
        assert clock.read(CAR, [running], now=agreed + timedelta(hours=120, minutes=1), km=9_000).spare_car


class TestArticle22:
    @pytest.mark.parametrize("change", [ENGINE, GEARBOX, CRANK, Change(system=System.BATTERY, part="电芯")])
    @pytest.mark.parametrize(("day", "km", "red"), [(7, 99_999, True), (8, 0, False), (0, 0, True)])
    def test_seven_days_without_a_limit_of_km(self, change: Change, day: int, km: int, red: bool) -> None:
        found = light("first_days", repair(fault("p", change), day=day, km=km))
        assert (found == Light.RED) is red

    def test_not_for_parts_of_other_systems(self) -> None:
        assert light("first_days", repair(fault("p", STEERING), day=1)) == Light.GREEN


class TestArticle23:
    @pytest.mark.parametrize("early", Early)
    @pytest.mark.parametrize(
        ("day", "km", "red"), [(60, 3_000, True), (61, 3_000, False), (60, 3_001, False), (0, 0, True)]
    )
    def test_sixty_days_or_3000_km(self, early: Early, day: int, km: int, red: bool) -> None:
        found = light("early", repair(fault("p", early=early), day=day, km=km))
        assert (found == Light.RED) is red


class TestArticle24Safety:
    def test_the_third_time_after_two_repairs(self) -> None:
        some = [repair(fault(f"制动{n}", safe=False), day=9 + n) for n in range(3)]
        assert [light("safety", *some[:n]) for n in range(4)] == [
            Light.GREEN,
            Light.AMBER,
            Light.AMBER,
            Light.RED,
        ], "the same failure or a new one"

    def test_the_third_while_it_is_repaired_and_amber_while_the_first_is(self) -> None:
        running = repair(fault("制动", safe=False), day=300, hours=None)
        assert light("safety", running) == Light.AMBER
        done = [repair(fault("制动", safe=False), day=n) for n in (10, 20)]
        assert light("safety", *done, running) == Light.RED

    def test_two_failures_in_one_repair_are_one_repair(self) -> None:
        twice = repair(fault("制动", safe=False), fault("转向", safe=False))
        assert clock.read(CAR, [twice], now=LATER, km=9_000).count("safety").count == 1


class TestArticle24Changes:
    @pytest.mark.parametrize(("change", "rule"), [(ENGINE, "assembly:engine"), (CRANK, "part:engine:曲轴")])
    def test_changed_twice_and_not_usable_still(self, change: Change, rule: str) -> None:
        some = [repair(fault("p", change), day=day) for day in (10, 20, 30)]
        assert [light(rule, *some[:n]) for n in (1, 2, 3)] == [Light.AMBER, Light.AMBER, Light.RED]
        again = repair(fault("p"), day=30)
        assert light(rule, some[0], again) == Light.AMBER
        assert light(rule, *some[:2], again) == Light.RED, "the same problem after the second change"
        assert light(rule, *some[:2], repair(fault("another"), day=30)) == Light.AMBER

    def test_what_was_changed_for_another_problem_does_not_make_it_unusable(self) -> None:
        some = [repair(fault("发动机", ENGINE), fault("转向", STEERING), day=day) for day in (10, 20)]
        steering_again = repair(fault("转向"), day=30)
        assert light("assembly:engine", *some, steering_again) == Light.AMBER
        assert light("part:steering:转向机总成", *some, steering_again) == Light.RED

    def test_an_assembly_and_its_parts_are_not_added(self) -> None:
        found = clock.read(
            CAR,
            [
                repair(fault("p", ENGINE), day=10),
                repair(fault("p", CRANK), day=20),
                repair(fault("p"), day=30),
            ],
            now=LATER,
            km=9_000,
        )
        assert (found.count("assembly:engine").count, found.count("part:engine:曲轴").count) == (1, 1)
        assert found.light == Light.AMBER

    def test_a_part_that_went_in_with_its_assembly_is_of_the_assembly(self) -> None:
        both = repair(fault("p", ENGINE, CRANK, STEERING), day=10)
        found = clock.read(CAR, [both], now=LATER, km=9_000)
        rules = [each.rule for each in found.counts if each.rule.startswith(("assembly", "part"))]
        assert rules == ["assembly:engine", "part:steering:转向机总成"]

    def test_two_kinds_of_parts_and_two_assemblies_are_counts_of_their_own(self) -> None:
        some = [repair(fault("p", CRANK, GEARBOX), day=10), repair(fault("p", ROD, ENGINE), day=20)]
        found = clock.read(CAR, [*some, repair(fault("p"), day=30)], now=LATER, km=9_000)
        assert Light.RED not in {each.light for each in found.counts}


class TestArticle24Days:
    @pytest.mark.parametrize(
        ("hours", "total", "found"),
        [
            ([24 * 30], 30, Light.AMBER),
            ([24 * 30 + 1 / 60], 31, Light.RED),
            ([24 * 19], 19, Light.GREEN),
            ([24 * 20], 20, Light.AMBER),
            ([1] * 30, 30, Light.AMBER),
            ([1] * 31, 31, Light.RED),
            ([25] * 15, 30, Light.AMBER),
            ([25] * 15 + [1], 31, Light.RED),
        ],
    )
    def test_more_than_thirty_each_rounded_up_before_they_are_added(
        self, hours: list[float], total: int, found: Light
    ) -> None:
        some = [repair(fault(f"p{n}"), hours=each, day=10 + n) for n, each in enumerate(hours)]
        row = clock.read(CAR, some, now=LATER, km=9_000).count("repair_days")
        assert (row.count, row.light) == (total, found)

    @pytest.mark.parametrize(
        ("hours", "out", "total"), [(24 * 33, 72, 30), (24 * 33, 71, 31), (24 * 33, 73, 30), (48, 48, 0)]
    )
    def test_transport_is_taken_off_here_before_rounding(self, hours: float, out: float, total: int) -> None:
        assert (
            clock.read(CAR, [repair(hours=hours, out=out)], now=LATER, km=0).count("repair_days").count
            == total
        )

    def test_transport_is_taken_off_nowhere_else(self) -> None:
        some = [repair(fault("p", ENGINE, safe=False), day=day, hours=30, out=30) for day in (10, 20, 30)] + [
            repair(fault("p"), day=day, hours=30, out=30) for day in (40, 50)
        ]
        found = clock.read(CAR, some, now=LATER, km=9_000)
        assert found.count("repair_days").count == 0
        for rule in ("safety", "assembly:engine", "same:p"):
            assert found.count(rule).light == Light.RED


class TestArticle24Same:
    @pytest.mark.parametrize(
        ("times", "found"),
        [(1, Light.GREEN), (2, Light.GREEN), (3, Light.AMBER), (4, Light.AMBER), (5, Light.RED)],
    )
    def test_the_fifth_repair_of_one_problem(self, times: int, found: Light) -> None:
        assert light("same:异响", *(repair(day=n, hours=1) for n in range(10, 10 + times))) == found


class TestArticle27:
    @pytest.mark.parametrize(
        ("price", "km", "factor", "amount"),
        [
            ("200000", 12_345, "0.005", "12345.00"),
            ("150000", 1, "0.005", "0.75"),
            ("100001", 1, "0.005", "0.50"),
            ("100999", 1, "0.005", "0.50"),
            ("101000", 1, "0.005", "0.51"),
            ("200000", 0, "0.005", "0.00"),
            ("199800", 7_777, "0.0045", "6992.30"),
        ],
    )
    def test_price_by_km_by_a_thousand_by_n_half_up(
        self, price: str, km: int, factor: str, amount: str
    ) -> None:
        assert days.compensation(Decimal(price), km, Decimal(factor)) == Decimal(amount)


class TestArticle32And40:
    def test_what_the_owner_caused_counts_nowhere(self) -> None:
        some = [
            repair(fault("p", ENGINE, safe=False, early=Early.BRAKES), day=n, hours=24 * 9, blamed=True)
            for n in range(1, 6)
        ]
        found = clock.read(CAR, some, now=LATER, km=9_000)
        assert (found.light, found.spare_car) == (Light.GREEN, ())

    def test_a_car_that_earns_money_is_outside_and_it_says_so(self) -> None:
        found = clock.read(Car(SOLD, use=Use.BUSINESS), [repair(hours=9_999)], now=LATER, km=9_000)
        assert (found.applies, found.counts, found.spare_car) == (False, (), ())
        assert "不适用三包" in found.says
