"""The mileage drawing: round numbers on its side, whatever the car has run."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from huichang.vehicles.plotting import mileage_plot

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Reading:
    km: int
    at: datetime
    reason: str = ""


def readings(*kilometres: int) -> list[Reading]:
    return [Reading(km, START + timedelta(days=30 * place)) for place, km in enumerate(kilometres)]


class TestMileagePlot:
    def test_one_reading_is_no_line(self) -> None:
        assert mileage_plot(readings(5000), per_day=Decimal(40), until=START.date()) is None

    @pytest.mark.parametrize(
        ("kilometres", "words"),
        [
            ((0, 1728, 5850), ["0", "2,000", "4,000", "6,000"]),
            ((45_210, 45_210), ["45,000", "46,000"]),
            ((12_000, 98_000), ["0", "50,000", "100,000"]),
        ],
    )
    def test_the_side_is_written_in_round_numbers(
        self, kilometres: tuple[int, ...], words: list[str]
    ) -> None:
        plot = mileage_plot(readings(*kilometres), per_day=None, until=START.date())
        assert plot is not None
        assert [row.word for row in plot.rows] == words

    def test_the_last_readings_are_told_newest_first(self) -> None:
        plot = mileage_plot(readings(*range(1000, 9000, 1000)), per_day=None, until=START.date())
        assert plot is not None
        assert [spot.km for spot in plot.recent] == [8000, 7000, 6000, 5000, 4000]
