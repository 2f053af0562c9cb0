"""Who bears a repair: limits by the day and the kilometre, what ends a promise, and which promise answers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.engines.coverage import answering, listing
from huichang.engines.coverage.values import (
    Asked,
    Car,
    Circumstance,
    Contract,
    Fitted,
    Kind,
    Known,
    Reach,
    Repaired,
    Share,
    Start,
    Terms,
    Verdict,
)

pytestmark = pytest.mark.req("WARR-01")
CAR = Car("远岚", "L5", "远岚 L5", sold_on=date(2023, 5, 1), licensed_on=date(2023, 5, 6))
WHOLE = Terms(1, 3, Kind.VEHICLE, "整车担保", "手册第 2 条", Start.LICENCE, 36, 60_000, brand="远岚")
WEAR = Terms(
    2,
    1,
    Kind.WEAR,
    "制动片担保",
    "手册第 5 条",
    Start.LICENCE,
    6,
    5_000,
    reach=Reach(systems=frozenset({"brake"})),
)
SPARE = Terms(3, 1, Kind.PART, "备件担保", "备件手册", Start.FITTED, 12, 20_000)
PUMP = Asked("7", part_number="EN-1001", part_class="repair", system="engine")
PADS = Asked("8", part_number="BR-1001", part_class="wear", system="brake", is_wear=True)
DAY = date(2026, 3, 2)


def verdict(known: Known, asked: Asked, *, on: date = DAY, km: int = 45_210) -> Verdict:
    """What is answered."""
    return answering.answers(known, [asked], on=on, km=km)[0].verdict


class TestLimits:
    """The last day and the last kilometre are inside; months end with the month."""

    @pytest.mark.parametrize(
        ("licensed_on", "last"),
        [
            (date(2023, 5, 6), date(2026, 5, 6)),
            (date(2024, 2, 29), date(2027, 2, 28)),
            (date(2023, 8, 31), date(2026, 8, 31)),
            (date(2021, 2, 28), date(2024, 2, 28)),
        ],
    )
    def test_time_ends_with_the_same_day_of_the_month(self, licensed_on: date, last: date) -> None:
        known = Known(replace(CAR, licensed_on=licensed_on), (WHOLE,))
        assert verdict(known, PUMP, on=last) == Verdict.COVERED
        assert verdict(known, PUMP, on=last + timedelta(days=1)) == Verdict.NOT_COVERED

    def test_a_month_without_the_day_ends_with_its_last(self) -> None:
        known = Known(replace(CAR, licensed_on=date(2025, 8, 31)), (replace(WHOLE, months=6),))
        assert verdict(known, PUMP, on=date(2026, 2, 28)) == Verdict.COVERED
        assert verdict(known, PUMP, on=date(2026, 3, 1)) == Verdict.NOT_COVERED

    @pytest.mark.parametrize(("km", "expected"), [(60_000, Verdict.COVERED), (60_001, Verdict.NOT_COVERED)])
    def test_the_last_kilometre_is_inside(self, km: int, expected: Verdict) -> None:
        assert verdict(Known(CAR, (WHOLE,)), PUMP, km=km) == expected

    def test_the_sentence_has_the_arithmetic(self) -> None:
        (said,) = answering.answers(Known(CAR, (WHOLE,)), [PUMP], on=DAY, km=45_210)
        assert said.says == (
            "整车担保：从 2023-05-06（行驶证日期）起算 36 个月到 2026-05-06，已行驶 45,210 / 60,000 公里，在期限内。"
        )
        assert (said.policy_id, said.policy_version, said.clause) == (1, 3, "手册第 2 条")
        assert (said.until_on, said.until_km, said.share_percent) == (date(2026, 5, 6), 60_000, 100)

    def test_it_says_by_how_much_it_is_over(self) -> None:
        (said,) = answering.answers(Known(CAR, (WHOLE,)), [PUMP], on=date(2026, 5, 16), km=61_200)
        assert "已超过 10 天，里程已超过 1,200 公里，不在担保期内" in said.says

    def test_no_limit_of_a_kind_is_none(self) -> None:
        known = Known(CAR, (replace(WHOLE, months=None, km=None),))
        assert verdict(known, PUMP, on=date(2090, 1, 1), km=900_000) == Verdict.COVERED

    def test_a_day_that_nobody_has_read_is_asked_for(self) -> None:
        (said,) = answering.answers(Known(replace(CAR, licensed_on=None), (WHOLE,)), [PUMP], on=DAY, km=1)
        assert said.verdict == Verdict.TO_JUDGE
        assert "行驶证日期" in said.says
        assert "补上" in said.says

    def test_a_licence_after_the_repair_is_looked_at(self) -> None:
        (said,) = answering.answers(Known(CAR, (WHOLE,)), [PUMP], on=date(2023, 5, 5), km=10)
        assert said.verdict == Verdict.TO_JUDGE
        assert "晚于本次日期" in said.says

    @given(
        started=st.dates(date(2010, 1, 1), date(2030, 1, 1)),
        months=st.integers(1, 120),
        days=st.integers(0, 5_000),
    )
    def test_once_over_it_stays_over(self, started: date, months: int, days: int) -> None:
        known = Known(replace(CAR, licensed_on=started), (replace(WHOLE, months=months),))
        on = started + timedelta(days=days)
        if verdict(known, PUMP, on=on) == Verdict.NOT_COVERED:
            assert verdict(known, PUMP, on=on + timedelta(days=1)) == Verdict.NOT_COVERED


class TestWhatPromisesSpeakOf:
    """Brand, series, use, day of sale; systems, classes and numbers; wear parts on their own."""

    @pytest.mark.parametrize(
        "terms",
        [
            replace(WHOLE, brand="澄野"),
            replace(WHOLE, series=frozenset({"T3"})),
            replace(WHOLE, models=frozenset({"远岚 T3"})),
            replace(WHOLE, uses=frozenset({"taxi"})),
            replace(WHOLE, energies=frozenset({"bev"})),
            replace(WHOLE, sold_from=date(2023, 5, 2)),
            replace(WHOLE, sold_until=date(2023, 4, 30)),
            replace(WHOLE, reach=Reach(systems=frozenset({"brake"}))),
            replace(WHOLE, reach=Reach(classes=frozenset({"base"}))),
            replace(WHOLE, reach=Reach(not_systems=frozenset({"engine"}))),
            replace(WHOLE, reach=Reach(not_parts=frozenset({"EN1001"}))),
            replace(WHOLE, reach=Reach(parts=frozenset({"EN9999"}))),
        ],
    )
    def test_others_say_nothing(self, terms: Terms) -> None:
        assert verdict(Known(CAR, (terms,)), PUMP) == Verdict.NOT_COVERED

    def test_a_number_is_compared_without_marks(self) -> None:
        terms = replace(WHOLE, reach=Reach(parts=frozenset({"EN1001"})))
        assert verdict(Known(CAR, (terms,)), PUMP) == Verdict.COVERED

    def test_wear_parts_are_not_in_the_whole_car(self) -> None:
        (said,) = answering.answers(Known(CAR, (WHOLE,)), [PADS], on=date(2023, 6, 1), km=800)
        assert said.verdict == Verdict.NOT_COVERED
        assert "易损件" in said.says

    def test_wear_parts_have_their_own_short_cover(self) -> None:
        known = Known(CAR, (WHOLE, WEAR))
        assert verdict(known, PADS, on=date(2023, 11, 6), km=5_000) == Verdict.COVERED
        assert verdict(known, PADS, on=date(2023, 11, 7), km=5_000) == Verdict.NOT_COVERED
        assert verdict(known, PADS, on=date(2023, 11, 6), km=5_001) == Verdict.NOT_COVERED

    def test_a_car_without_any_policy_is_told_so(self) -> None:
        (said,) = answering.answers(Known(CAR), [PUMP], on=DAY, km=1)
        assert "还没有适用于这台车的担保政策" in said.says


class TestCircumstances:
    """What was found about the fault."""

    @pytest.mark.parametrize("found", [each for each in Circumstance if each != Circumstance.INDIRECT])
    def test_it_ends_the_promise_only_where_the_policy_says_so(self, found: Circumstance) -> None:
        asked = replace(PUMP, circumstance=(found,))
        assert verdict(Known(CAR, (WHOLE,)), asked) == Verdict.TO_JUDGE
        assert verdict(Known(CAR, (replace(WHOLE, voids=frozenset({found})),)), asked) == Verdict.NOT_COVERED

    def test_indirect_costs_are_never_covered(self) -> None:
        asked = replace(PUMP, circumstance=(Circumstance.INDIRECT,))
        assert verdict(Known(CAR, (WHOLE,)), asked) == Verdict.NOT_COVERED


class TestOwnPromises:
    """Fitted parts, repairs, contracts, batteries, shares."""

    def test_a_fitted_part_is_counted_from_its_order(self) -> None:
        fitted = Fitted("EN1001", "水泵", "repair", "engine", date(2025, 6, 1), 40_000, "W1")
        known = Known(replace(CAR, licensed_on=date(2018, 1, 1)), (WHOLE, SPARE), (fitted,))
        (said,) = answering.answers(known, [PUMP], on=date(2026, 6, 1), km=60_000)
        assert said.verdict == Verdict.COVERED
        assert said.kind == Kind.PART
        assert "60,000 / 60,000 公里（40,000 + 20,000）" in said.says
        assert verdict(known, PUMP, on=date(2026, 6, 2), km=60_000) == Verdict.NOT_COVERED
        assert verdict(known, PUMP, on=date(2026, 6, 1), km=60_001) == Verdict.NOT_COVERED

    def test_a_repair_of_ours_answers_before_the_maker(self) -> None:
        repaired = Repaired("engine", "更换水泵", date(2026, 2, 20), date(2026, 3, 2), 47_000, "W9")
        known = Known(CAR, (WHOLE,), repaired=(repaired,))
        (said,) = answering.answers(known, [PUMP], on=DAY, km=45_210)
        assert (said.verdict, said.kind) == (Verdict.COVERED, Kind.REPAIR)
        assert "W9" in said.says
        (other,) = answering.answers(known, [replace(PUMP, is_new_fault=True)], on=DAY, km=45_210)
        assert other.kind == Kind.VEHICLE

    def test_a_repair_with_a_cause_elsewhere_is_judged(self) -> None:
        repaired = Repaired("engine", "更换水泵", date(2026, 2, 20), date(2026, 3, 2), 47_000, "W9")
        asked = replace(PUMP, circumstance=(Circumstance.EXTERNAL_CAUSE,))
        assert verdict(Known(CAR, repaired=(repaired,)), asked) == Verdict.TO_JUDGE

    def test_a_contract_goes_on_after_the_maker(self) -> None:
        bought = replace(WHOLE, policy_id=9, kind=Kind.EXTENDED, start=Start.CONTRACT)
        contract = Contract(bought, "YB-1", date(2026, 5, 7), date(2028, 5, 6), 100_000)
        known = Known(CAR, (WHOLE, bought), contracts=(contract,))
        (said,) = answering.answers(known, [PUMP], on=date(2027, 1, 1), km=80_000)
        assert (said.verdict, said.kind, said.policy_id) == (Verdict.COVERED, Kind.EXTENDED, 9)
        assert verdict(Known(CAR, (bought,)), PUMP) == Verdict.NOT_COVERED

    @pytest.mark.parametrize(
        ("capacity", "expected"),
        [(None, Verdict.TO_JUDGE), (79, Verdict.COVERED), (80, Verdict.NOT_COVERED)],
    )
    def test_a_battery_is_covered_below_its_limit(self, capacity: int | None, expected: Verdict) -> None:
        terms = replace(WHOLE, kind=Kind.BATTERY, capacity=80, reach=Reach(systems=frozenset({"hv"})))
        asked = Asked("1", system="hv", part_class="base", capacity=capacity)
        assert verdict(Known(CAR, (terms,)), asked) == expected

    @pytest.mark.parametrize(("km", "percent"), [(60_000, 100), (60_001, 50), (80_000, 50), (80_001, 0)])
    def test_shares_go_by_age_and_kilometres(self, km: int, percent: int) -> None:
        terms = replace(WHOLE, shares=(Share(36, 60_000, 100), Share(48, 80_000, 50)))
        (said,) = answering.answers(Known(CAR, (terms,)), [PUMP], on=DAY, km=km)
        assert said.share_percent == percent

    def test_goodwill_is_asked_for_first(self) -> None:
        terms = replace(WHOLE, kind=Kind.GOODWILL, shares=(Share(60, 120_000, 50),))
        (said,) = answering.answers(Known(CAR, (terms,)), [PUMP], on=date(2027, 1, 1), km=90_000)
        assert (said.verdict, said.share_percent) == (Verdict.TO_JUDGE, 50)


class TestCovers:
    """All promises about a car with what is left."""

    def test_running_ones_stand_first(self) -> None:
        found = listing.covers(Known(CAR, (WEAR, WHOLE)), on=DAY, km=45_210)
        assert [(each.kind, each.holds) for each in found] == [(Kind.VEHICLE, True), (Kind.WEAR, False)]
        assert (found[0].days_left, found[0].km_left) == (65, 14_790)
        assert found[1].km_left == 5_000 - 45_210

    def test_what_lacks_its_day_says_so(self) -> None:
        (found,) = listing.covers(Known(replace(CAR, licensed_on=None), (WHOLE,)), on=DAY, km=1)
        assert found.lacks == "行驶证日期"
        assert not found.holds

    def test_fitted_parts_and_contracts_and_repairs_are_told(self) -> None:
        fitted = Fitted("EN1001", "水泵", "repair", "engine", date(2025, 6, 1), 40_000, "W1")
        bought = replace(WHOLE, kind=Kind.EXTENDED)
        contract = Contract(bought, "YB-1", date(2026, 5, 7), date(2028, 5, 6), None)
        repaired = Repaired("engine", "更换水泵", date(2026, 2, 20), date(2026, 3, 2), 47_000, "W9")
        known = Known(CAR, (SPARE,), (fitted,), (repaired,), (contract,))
        assert {each.kind for each in listing.covers(known, on=DAY, km=45_210)} == {
            Kind.PART,
            Kind.EXTENDED,
            Kind.REPAIR,
        }
