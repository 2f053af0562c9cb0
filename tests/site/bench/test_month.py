"""A month of the workshop through the real use-cases: a tiny one, and what is drawn and said of it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from huichang.planning.models import Foretold, LearnedDuration
from huichang.site.bench import month, month_run, month_truth
from huichang.site.bench.month_run import Asked
from huichang.site.bench.place import Place
from huichang.workshop.models import Order
from huichang.workshop.states import OrderState

TINY = Asked(seed=1, days=1, cars=3, spread="usual", seconds=0.02, morning_seconds=0.02)


@pytest.mark.django_db(transaction=True)
class TestRun:
    @pytest.mark.req("LANE-21", "LANE-34", "LANE-40")
    def test_every_car_of_the_day_leaves_and_was_foretold(self) -> None:
        found = month_run.run("planner", TINY, lambda day: None)
        assert found["not_ready"] == 0
        assert len(found["cars"]) >= 2
        states = set(Order.objects.values_list("state", flat=True))
        assert states == {OrderState.DELIVERED}
        assert Foretold.objects.filter(finished_at__isnull=False).count() == len(found["cars"])
        assert found["pulled"] >= len(found["cars"])
        assert found["statements"] > 0

    @pytest.mark.req("LANE-31")
    def test_a_foreman_works_through_the_same_day_without_a_plan(self) -> None:
        found = month_run.run("foreman", TINY, lambda day: None)
        assert found["not_ready"] == found["plans"] == Foretold.objects.count() == 0
        assert found["worked"] > 0
        assert LearnedDuration.objects.exists() == (found["learned"] > 0)


class TestMonth:
    def test_the_same_seed_is_the_same_month(self) -> None:
        first, again = (
            month_truth.month(3, days=2, cars_a_day=5, spread="rough", people=3) for _ in range(2)
        )
        assert first == again
        assert first != month_truth.month(4, days=2, cars_a_day=5, spread="rough", people=3)

    @pytest.mark.parametrize("spread", list(month_truth.SPREADS))
    def test_work_takes_its_standard_time_in_the_middle(self, spread: str) -> None:
        truth = month_truth.month(1, days=60, cars_a_day=20, spread=spread, people=6)
        taken = sorted(
            truth.minutes(car, job, 60, person=car.number, speed=1.0)
            for car in truth.cars
            for job in range(len(car.jobs))
        )
        assert 42 <= taken[len(taken) // 2] <= 80
        assert taken[0] >= 60 * month_truth.LEAST - 1
        assert taken[-1] <= 60 * month_truth.MOST + 1


class TestMeasure:
    def test_needs_no_settings_where_it_is_asked_for(self) -> None:
        bare = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
        asked = [sys.executable, "-c", "import huichang.site.bench.month"]
        subprocess.run(asked, env=bare, check=True, capture_output=True)

    def test_says_both_ways_beside_each_other(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def lived(place: Place, asked: Asked, way: str) -> dict[str, Any]:
            cars = [
                {
                    "week": number // 10,
                    "late": 20 if number % 10 == 0 or way == "foreman" else -10,
                    "promised": 120,
                    "stayed": 110,
                    "waits": True,
                    "short": False,
                    "kept_of_foretold": number % 10 != 0 if way == "planner" else None,
                    "certainty": 85,
                    "over": 3,
                    "middle": number % 2 == 0,
                }
                for number in range(20)
            ]
            return {
                "cars": cars, "statements": 4_000, "seconds": 9.0, "worked": 50, "present": 100, "bay_used": 1,
                "bay_open": 4,
            }  # fmt: skip

        monkeypatch.setattr(month, "_empty", lambda place: None)
        monkeypatch.setattr(month, "_lived", lived)
        monkeypatch.setattr(Place, "drop", lambda self, database: None)
        section = month.measure(
            Place(tmp_path / "bench"), ["--days", "8", "--spread", "calm", "--spread", "rough"]
        )
        assert section.title == month.TITLE
        assert "| calm | planner | 20 | 90.0 % | 90.0 % |" in section.text
        assert "| rough | foreman | 20 | 0.0 % | – |" in section.text
        assert "**missed**" in section.text
        assert "| 2 | 10 | 90.0 % | 90.0 % | 0.0 % |" in section.text

    def test_refuses_a_month_without_days(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            month.measure(Place(tmp_path / "bench"), ["--days", "0"])
        assert "至少是 1" in capsys.readouterr().err
