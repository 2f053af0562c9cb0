"""Readings of the odometer, kilometres a day, papers that are due."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.vehicles import mileage, notices, rules
from huichang.vehicles.models import Mileage, Vehicle
from tests.world import NOON, TODAY, World

START = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.req("LANE-12", "CARE-02")
class TestTakeReading:
    def test_keeps_the_reading_and_the_kilometres_a_day(self, world: World) -> None:
        Mileage.objects.create(vehicle=world.car, km=45_210, at=NOON - timedelta(days=120))
        car = mileage.take_reading(world.adviser, world.car.pk, km=50_010, at=NOON)
        assert (car.odometer, car.odometer_on, car.km_per_day) == (50_010, TODAY, Decimal("40.00"))

    def test_refuses_a_lower_reading_without_a_reason(self, world: World) -> None:
        with pytest.raises(Refused, match="不能低于上次的 45,210 公里"):
            mileage.take_reading(world.adviser, world.car.pk, km=45_209, at=NOON)
        car = mileage.take_reading(world.adviser, world.car.pk, km=120, at=NOON, reason="更换过仪表")
        assert car.odometer == 120
        assert Mileage.objects.get(vehicle=car).reason == "更换过仪表"

    def test_refuses_one_digit_too_many(self, world: World) -> None:
        with pytest.raises(Refused, match="是否多输了一位"):
            mileage.take_reading(world.adviser, world.car.pk, km=461_210, at=NOON)
        with pytest.raises(Refused, match="2,000,000"):
            mileage.take_reading(world.adviser, world.car.pk, km=46_121_000, at=NOON, reason="确认")

    def test_keeps_the_same_reading_of_a_day_once(self, world: World) -> None:
        for _ in range(2):
            mileage.take_reading(world.adviser, world.car.pk, km=45_300, at=NOON)
        assert Mileage.objects.filter(vehicle=world.car).count() == 1

    def test_is_not_for_every_post_and_needs_a_car(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            mileage.take_reading(world.cashier, world.car.pk, km=45_300, at=NOON)
        with pytest.raises(Missing):
            mileage.record(999_999, 1, at=NOON)


class TestRules:
    def test_kilometres_a_day_is_the_slope(self) -> None:
        readings = [rules.Reading(1_000 + 50 * day, START + timedelta(days=day)) for day in (0, 30, 90, 200)]
        assert rules.km_per_day(readings) == Decimal("50.00")

    def test_a_restarted_counter_begins_anew(self) -> None:
        readings = [
            rules.Reading(90_000, START),
            rules.Reading(95_000, START + timedelta(days=100)),
            rules.Reading(10, START + timedelta(days=101), restarts=True),
            rules.Reading(1_010, START + timedelta(days=151)),
        ]
        assert rules.km_per_day(readings) == Decimal("20.00")

    def test_too_little_is_not_guessed(self) -> None:
        assert rules.km_per_day([]) is None
        assert (
            rules.km_per_day([rules.Reading(1, START), rules.Reading(900, START + timedelta(days=3))]) is None
        )

    @given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 400_000)), max_size=12))
    def test_is_never_negative(self, pairs: list[tuple[int, int]]) -> None:
        readings = [rules.Reading(km, START + timedelta(days=day)) for day, km in pairs]
        answer = rules.km_per_day(readings)
        assert answer is None or answer >= 0

    def test_words_of_the_drive_profile(self) -> None:
        assert rules.drive_profile(Decimal(40), "family").startswith("日常通勤")
        assert rules.drive_profile(Decimal(10), "taxi").startswith("营运强度")
        assert "不足" in rules.drive_profile(None, "family")


@pytest.mark.req("LANE-14")
class TestPapersDue:
    def test_insurance_and_inspection_are_told_in_time(self, world: World) -> None:
        Vehicle.objects.filter(pk=world.car.pk).update(
            insurance_ends_on=TODAY + timedelta(days=20), inspection_ends_on=date(2026, 2, 1)
        )
        said = [one.text for one in notices.about(world.car.pk, store_id=world.north.pk, at=NOON)]
        assert "保险还有 20 天到期（2026-03-22）" in said
        assert "年检已于 2026-02-01 到期" in said

    def test_nothing_is_said_long_before(self, world: World) -> None:
        Vehicle.objects.filter(pk=world.car.pk).update(insurance_ends_on=TODAY + timedelta(days=61))
        assert not [
            one for one in notices.about(world.car.pk, store_id=world.north.pk, at=NOON) if "保险" in one.text
        ]
