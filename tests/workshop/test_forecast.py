"""The forecast: what runs, what is planned, what pushes what; a delay shows before it happens."""

from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.workshop import forecast
from huichang.workshop.forecast import OpenHours, Work

pytestmark = pytest.mark.req("LANE-34")

HOURS = OpenHours(time(8, 30), time(18), time(12), 60)


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def spans(*works: Work, now: datetime) -> dict[int, tuple[datetime, datetime]]:
    return forecast.forecast(works, now=now, hours=HOURS)


class TestForecast:
    def test_a_running_job_needs_what_is_left_of_it(self) -> None:
        job = Work(1, 1, 60, worked=20, started=True, running=True, technicians=(7,))
        assert spans(job, now=at(9))[1] == (at(9), at(9, 40))

    def test_an_overrun_needs_ten_minutes_more_whatever_it_used(self) -> None:
        job = Work(1, 1, 60, worked=95, started=True, running=True, technicians=(7,))
        assert spans(job, now=at(9))[1][1] == at(9, 10)

    def test_a_planned_job_starts_at_its_time_or_when_its_technician_is_free(self) -> None:
        first = Work(1, 1, 60, worked=30, started=True, running=True, technicians=(7,))
        second = Work(2, 2, 30, technicians=(7,), planned_at=at(9, 15))
        assert spans(first, second, now=at(9))[2] == (at(9, 30), at(10))

    def test_a_bay_holds_one_car_at_a_time_but_all_jobs_of_that_car(self) -> None:
        first = Work(1, 1, 60, started=True, running=True, technicians=(7,), bay_id=3)
        same = Work(2, 1, 30, technicians=(8,), bay_id=3, planned_at=at(9))
        other = Work(3, 2, 30, technicians=(9,), bay_id=3, planned_at=at(9))
        found = spans(first, same, other, now=at(9))
        assert found[2][0] == at(9)
        assert found[3][0] == at(10)

    def test_work_stops_for_the_break_and_for_the_night(self) -> None:
        assert spans(Work(1, 1, 90, technicians=(7,), planned_at=at(11, 30)), now=at(9))[1][1] == at(14)
        assert spans(Work(1, 1, 90, technicians=(7,), planned_at=at(17)), now=at(9))[1][1] == at(9, 0, day=3)

    def test_somebody_who_works_on_after_closing_goes_on(self) -> None:
        job = Work(1, 1, 60, started=True, running=True, technicians=(7,))
        assert spans(job, now=at(18, 30))[1] == (at(18, 30), at(19, 30))

    def test_parts_that_come_tomorrow_keep_a_job_until_tomorrow(self) -> None:
        job = Work(1, 1, 30, technicians=(7,), planned_at=at(9), not_before=at(0, day=3))
        assert spans(job, now=at(9))[1] == (at(8, 30, day=3), at(9, 0, day=3))

    def test_jobs_that_nobody_has_been_given_follow_each_other(self) -> None:
        assert spans(Work(1, 1, 30), Work(2, 1, 30), now=at(9))[2] == (at(9, 30), at(10))

    @given(
        st.lists(
            st.tuples(st.integers(1, 3), st.integers(5, 200), st.integers(1, 3)), min_size=1, max_size=12
        )
    )
    def test_never_puts_a_technician_on_two_jobs_at_once(self, jobs: list[tuple[int, int, int]]) -> None:
        works = [
            Work(number, order, minutes, technicians=(who,), planned_at=at(9) + timedelta(minutes=number * 7))
            for number, (order, minutes, who) in enumerate(jobs)
        ]
        found = spans(*works, now=at(9))
        for who in (1, 2, 3):
            mine = sorted(found[work.job_id] for work in works if who in work.technicians)
            assert all(first[1] <= second[0] for first, second in pairwise(mine))


class TestReady:
    def test_is_the_end_of_the_last_job_and_what_follows_it(self) -> None:
        works = [Work(1, 1, 30, technicians=(7,)), Work(2, 1, 60, technicians=(8,))]
        found = forecast.ready({1: 35, 2: 15}, works, spans(*works, now=at(9)), now=at(9))
        assert found == {1: at(10, 35), 2: at(9, 15)}
