"""What other rooms may ask about cars."""

from datetime import date

import pytest

from huichang.vehicles import queries
from tests.world import World


class TestMonthsBetween:
    @pytest.mark.parametrize(
        ("since", "on", "months"),
        [
            (date(2023, 5, 6), date(2026, 3, 2), 33),
            (date(2026, 2, 2), date(2026, 3, 2), 1),
            (date(2026, 2, 3), date(2026, 3, 2), 0),
            (date(2026, 4, 1), date(2026, 3, 2), 0),
            (None, date(2026, 3, 2), 0),
        ],
    )
    def test_counts_whole_months(self, since: date | None, on: date, months: int) -> None:
        assert queries.months_between(since, on) == months

    def test_of_a_car_run_from_its_licence(self, world: World) -> None:
        assert queries.cards([world.car.pk])[world.car.pk].months(date(2026, 5, 6)) == 36
