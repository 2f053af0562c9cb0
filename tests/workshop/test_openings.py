"""The likely answer of the dispatch board: the first time at which hands and a bay are free together."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.workshop.openings import Diary, Opening, Present, first_opening
from tests.world import NOON, minutes

pytestmark = pytest.mark.req("LANE-30")

DAY = (NOON - timedelta(hours=4), NOON + timedelta(hours=6))


def opening(
    diary: Diary, *people: int, bays: tuple[int, ...] = (1, 2), order: int = 9, length: int = 60
) -> Opening | None:
    return first_opening(
        diary,
        [Present(person, *DAY) for person in people],
        bays,
        order_id=order,
        minutes=length,
        not_before=NOON,
    )


class TestFirstOpening:
    def test_is_now_when_both_are_free(self) -> None:
        assert opening(Diary(), 7, 8) == Opening(7, 1, NOON)

    def test_prefers_who_is_free_over_who_is_named_first(self) -> None:
        diary = Diary()
        diary.take(7, 1, 5, NOON, NOON + minutes(30))
        assert opening(diary, 7, 8) == Opening(8, 2, NOON)

    def test_waits_for_a_bay(self) -> None:
        diary = Diary()
        diary.take(7, 1, 5, NOON, NOON + minutes(30))
        assert opening(diary, 8, bays=(1,)) == Opening(8, 1, NOON + minutes(30))

    def test_finds_no_room_in_a_gap_that_is_too_short(self) -> None:
        diary = Diary()
        diary.take(7, 1, 5, NOON + minutes(30), NOON + minutes(90))
        assert opening(diary, 7, bays=(1,)) == Opening(7, 1, NOON + minutes(90))

    def test_stays_in_the_bay_where_the_car_stands(self) -> None:
        diary = Diary()
        diary.take(7, 2, 9, NOON, NOON + minutes(30))
        assert opening(diary, 8) == Opening(8, 2, NOON)

    def test_needs_no_bay_where_none_is_asked_for(self) -> None:
        assert opening(Diary(), 7, bays=()) == Opening(7, None, NOON)

    def test_is_none_when_everybody_has_gone_home(self) -> None:
        late = [Present(7, NOON - timedelta(hours=9), NOON)]
        assert first_opening(Diary(), late, (1,), order_id=9, minutes=30, not_before=NOON) is None

    def test_begins_with_the_shift(self) -> None:
        tomorrow = [Present(7, NOON + timedelta(hours=2), NOON + timedelta(hours=9))]
        found = first_opening(Diary(), tomorrow, (1,), order_id=9, minutes=30, not_before=NOON)
        assert found == Opening(7, 1, NOON + timedelta(hours=2))

    @given(
        st.lists(
            st.tuples(st.integers(7, 9), st.integers(1, 3), st.integers(0, 300), st.integers(5, 120)),
            max_size=15,
        )
    )
    def test_never_overlaps_what_is_taken(self, taken: list[tuple[int, int, int, int]]) -> None:
        diary = Diary()
        for number, (person, bay, begin, length) in enumerate(taken):
            since = NOON + minutes(begin)
            diary.take(person, bay, 100 + number, since, since + minutes(length))
        found = opening(diary, 7, 8, 9, bays=(1, 2, 3))
        assert found is not None
        end: datetime = found.starts_at + minutes(60)
        assert diary.person_free(found.person_id, found.starts_at, end)
        assert found.bay_id is not None
        assert diary.bay_free(found.bay_id, 9, found.starts_at, end)
