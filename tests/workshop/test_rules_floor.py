"""Pure rules of the floor: the guarantee by law, promises, the next service, which bay fits."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.company.roles import BayKind
from huichang.pricebook.states import RepairClass
from huichang.workshop import rules
from huichang.workshop.rules import Term

DAY = date(2026, 3, 2)


@pytest.mark.req("LANE-52")
class TestGuaranteeTerm:
    @pytest.mark.parametrize(
        ("repair_class", "km", "days"),
        [("overhaul", 20_000, 100), ("second_level", 5_000, 30), ("minor", 2_000, 10)],
    )
    def test_is_the_laws_table_for_cars(self, repair_class: str, km: int, days: int) -> None:
        assert rules.guarantee_term(repair_class, on=DAY) == Term(days, km)

    def test_names_article_and_source(self) -> None:
        law = rules.statutory_guarantee("minor", on=DAY)
        assert (law.article, law.from_on) == ("第三十七条", date(2005, 8, 1))
        assert "机动车维修管理规定" in law.source

    def test_knows_every_class_of_the_price_book(self) -> None:
        assert all(rules.statutory_guarantee(each, on=DAY) for each in RepairClass.values)

    def test_has_no_row_before_the_law_and_none_for_nonsense(self) -> None:
        with pytest.raises(LookupError):
            rules.statutory_guarantee("minor", on=date(2005, 7, 31))
        with pytest.raises(LookupError):
            rules.statutory_guarantee("polish", on=DAY)

    @given(st.sampled_from(RepairClass.values), st.integers(0, 400), st.integers(0, 90_000))
    def test_is_never_below_the_law_nor_below_the_promise(
        self, repair_class: str, days: int, km: int
    ) -> None:
        law = rules.guarantee_term(repair_class, on=DAY)
        term = rules.guarantee_term(repair_class, on=DAY, promised=Term(days, km))
        assert (term.days, term.km) == (max(law.days, days), max(law.km, km))

    def test_ends_on_its_last_day_and_kilometre(self) -> None:
        until_on, until_km = rules.guarantee_ends(Term(10, 2_000), from_on=DAY, odometer=45_210)
        assert (until_on, until_km) == (date(2026, 3, 12), 47_210)
        within = {"until_on": until_on, "until_km": until_km}
        assert rules.within_guarantee(on=date(2026, 3, 12), odometer=47_210, **within)
        assert not rules.within_guarantee(on=date(2026, 3, 13), odometer=46_000, **within)
        assert not rules.within_guarantee(on=DAY, odometer=47_211, **within)


@pytest.mark.req("LANE-33")
class TestNewPromise:
    @pytest.mark.parametrize(
        ("forecast", "spare", "told"),
        [
            ("14:00", 0, "14:00"),
            ("14:00", 10, "14:15"),
            ("14:01", 0, "14:15"),
            ("14:50", 15, "15:15"),
            ("23:50", 20, "00:15"),
        ],
    )
    def test_is_a_quarter_of_an_hour_with_room(self, forecast: str, spare: int, told: str) -> None:
        at = datetime.fromisoformat(f"2026-03-02T{forecast}+08:00")
        assert f"{rules.new_promise(at, spare_minutes=spare):%H:%M}" == told

    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), st.integers(0, 90)
    )
    def test_leaves_at_least_the_room_and_less_than_a_quarter_more(self, at: datetime, spare: int) -> None:
        told = rules.new_promise(at, spare_minutes=spare)
        assert timedelta(0) <= told - at - timedelta(minutes=spare) < timedelta(minutes=15)
        assert told.minute % 15 == 0
        assert told.second == 0


@pytest.mark.req("LANE-62")
class TestNextService:
    def test_comes_by_time_for_a_car_that_is_hardly_driven(self) -> None:
        found = rules.next_service(
            on=DAY, odometer=45_210, every_km=7_500, every_months=6, km_per_day=Decimal(10)
        )
        assert found == (date(2026, 9, 2), 52_710)

    def test_comes_by_use_for_one_that_is_driven_much(self) -> None:
        found = rules.next_service(
            on=DAY, odometer=45_210, every_km=7_500, every_months=6, km_per_day=Decimal(150)
        )
        assert found == (date(2026, 4, 21), 52_710)

    @pytest.mark.parametrize("km_per_day", [None, Decimal(0)])
    def test_goes_by_time_when_nobody_knows_how_much(self, km_per_day: Decimal | None) -> None:
        found = rules.next_service(on=DAY, odometer=0, every_km=1, every_months=12, km_per_day=km_per_day)
        assert found[0] == date(2027, 3, 2)

    @pytest.mark.parametrize(
        ("day", "months", "then"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2026, 12, 15), 1, date(2027, 1, 15)),
            (date(2026, 8, 31), 6, date(2027, 2, 28)),
        ],
    )
    def test_counts_months_by_the_calendar(self, day: date, months: int, then: date) -> None:
        assert rules.add_months(day, months) == then


@pytest.mark.req("LANE-30")
class TestBayFits:
    def test_lets_plain_work_onto_every_lift_and_special_work_only_where_it_belongs(self) -> None:
        assert rules.bay_fits(BayKind.ALIGNMENT, BayKind.GENERAL)
        assert rules.bay_fits(BayKind.PAINT, BayKind.PAINT)
        assert not rules.bay_fits(BayKind.GENERAL, BayKind.ALIGNMENT)
        assert not rules.bay_fits(BayKind.PAINT, BayKind.GENERAL)
        assert not rules.bay_fits(BayKind.FINISHED, BayKind.GENERAL)
