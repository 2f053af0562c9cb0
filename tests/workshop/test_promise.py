"""The proposed time."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.company import settings
from huichang.workshop import promise
from tests.world import NOON, World

DAY = datetime(2026, 3, 2)


def ready(start: str, minutes: int, *, rest: int = 60) -> str:
    begins = datetime.combine(DAY, time.fromisoformat(start))
    done = promise.finish(
        begins, minutes, opens=time(8, 30), closes=time(18), rest_from=time(12), rest_minutes=rest
    )
    return f"{done:%d %H:%M}"


class TestFinish:
    @pytest.mark.parametrize(
        ("start", "minutes", "done"),
        [
            ("09:00", 60, "02 10:00"),
            ("11:30", 60, "02 13:30"),
            ("12:20", 30, "02 13:30"),
            ("07:00", 30, "02 09:00"),
            ("17:30", 60, "03 09:00"),
            ("19:00", 10, "03 08:40"),
            ("08:30", 510, "02 18:00"),
            ("08:30", 511, "03 08:31"),
        ],
    )
    def test_works_in_the_hours_of_the_store_and_not_in_the_break(
        self, start: str, minutes: int, done: str
    ) -> None:
        assert ready(start, minutes) == done

    def test_works_through_where_there_is_no_break(self) -> None:
        assert ready("11:30", 60, rest=0) == "02 12:30"

    @given(st.integers(0, 23), st.integers(0, 3000), st.integers(1, 500))
    def test_never_gets_earlier_with_more_work(self, hour: int, minutes: int, more: int) -> None:
        start = DAY.replace(hour=hour)
        hours = {"opens": time(8, 30), "closes": time(18), "rest_from": time(12), "rest_minutes": 60}
        first = promise.finish(start, minutes, **hours)  # type: ignore[arg-type]
        second = promise.finish(start, minutes + more, **hours)  # type: ignore[arg-type]
        assert second >= first + timedelta(minutes=more)

    def test_says_when_a_store_is_never_open(self) -> None:
        with pytest.raises(ValueError, match="do not fit"):
            promise.finish(DAY, 10, opens=time(8), closes=time(8), rest_from=time(12), rest_minutes=60)


class TestPropose:
    def test_adds_checking_and_washing_and_rounds_up_to_a_quarter(self, world: World) -> None:
        # 12:00 is the break; 13:00 + 60 + 40 minutes = 14:40
        proposed = promise.propose(world.north.pk, 60, at=NOON)
        assert proposed - NOON == timedelta(hours=2, minutes=45)

    def test_follows_the_store_s_settings(self, world: World) -> None:
        world.north.settings = {promise.BREAK_MINUTES.key: 0, promise.FINISH_MINUTES.key: 0}
        world.north.save()
        settings.forget()
        assert promise.propose(world.north.pk, 60, at=NOON) - NOON == timedelta(hours=1)
