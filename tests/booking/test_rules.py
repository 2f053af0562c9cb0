"""Slots, hours and due times."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.booking import rules
from huichang.booking.rules import Adviser, Day, Limits, Offer, Want, Worker
from huichang.kernel.refusals import Refused

OPEN, CLOSE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
STEP = timedelta(minutes=15)
WANG = Adviser(1, "王芳", (OPEN, CLOSE))
TECH = Worker(frozenset({"mechanical"}), 480)


def day(**more: object) -> Day:
    given = {"advisers": (WANG,), "workers": (TECH,), "bays": {"general": 4}, **more}
    return Day(date(2026, 3, 2), OPEN, CLOSE, **given)  # type: ignore[arg-type]


def taken(*times: str) -> Adviser:
    spans = []
    for said in times:
        hour, minute = said.split(":")
        start = OPEN.replace(hour=int(hour), minute=int(minute))
        spans.append((start, start + STEP))
    return Adviser(1, "王芳", (OPEN, CLOSE), tuple(spans))


def free_times(of: Day) -> list[str]:
    return [f"{at:%H:%M}" for at in of.times if of.slot(of.advisers[0], at, now=OPEN)]


class TestSlots:
    pytestmark = pytest.mark.req("LANE-03")

    def test_three_booked_in_a_row_keep_the_next_one_free(self) -> None:
        booked = day(advisers=(taken("9:00", "9:15", "9:30"),))

        assert free_times(booked)[0] == "10:00"
        assert booked.slot(booked.advisers[0], OPEN + 3 * STEP, now=OPEN).code == "kept_free"

    def test_a_gap_that_would_join_too_many_stays_free(self) -> None:
        booked = day(advisers=(taken("9:00", "9:15", "9:45"),))
        assert "09:30" not in free_times(booked)

    def test_last_one_leaves_time_before_the_doors_close(self) -> None:
        assert free_times(day())[-1] == "17:00"

    def test_nothing_is_kept_free_when_the_store_wants_none(self) -> None:
        booked = day(advisers=(taken("9:00", "9:15", "9:30"),), limits=Limits(in_a_row=0))
        assert free_times(booked)[0] == "09:45"

    @given(st.lists(st.integers(0, 32), max_size=60), st.integers(1, 4), st.sampled_from([10, 15, 20, 30]))
    def test_pattern_holds_in_whatever_order_people_book(
        self, wishes: list[int], in_a_row: int, minutes: int
    ) -> None:
        limits = Limits(slot_minutes=minutes, in_a_row=in_a_row)
        spans: list[rules.Span] = []
        step = timedelta(minutes=minutes)
        for wish in wishes:
            here = day(advisers=(Adviser(1, "王芳", (OPEN, CLOSE), tuple(spans)),), limits=limits)
            at = here.times[wish % len(here.times)]
            if here.slot(here.advisers[0], at, now=OPEN):
                spans.append((at, at + step))
        booked = {start for start, _ in spans}
        assert len(booked) == len(spans)
        here = day(limits=limits)
        for first in range(len(here.times) - in_a_row):
            assert not all(at in booked for at in here.times[first : first + in_a_row + 1])

    @given(st.sets(st.integers(0, 32), max_size=20))
    def test_every_slot_that_is_not_offered_says_why(self, numbers: set[int]) -> None:
        spans = tuple((OPEN + STEP * number, OPEN + STEP * (number + 1)) for number in numbers)
        here = day(advisers=(Adviser(1, "王芳", (OPEN + STEP * 4, CLOSE), spans),))
        for at in here.times:
            verdict = here.slot(here.advisers[0], at, now=OPEN + STEP * 2)
            assert bool(verdict) == (verdict.why == "") == (verdict.code == "")

    def test_reasons_name_the_person(self) -> None:
        off = Adviser(1, "王芳", None)
        late = Adviser(1, "王芳", (OPEN + 4 * STEP, CLOSE))
        assert day().slot(off, OPEN, now=OPEN).why == "王芳当天不在岗"
        assert day().slot(late, OPEN, now=OPEN).why == "王芳这个时段不在岗"
        assert day().slot(taken("9:00"), OPEN, now=OPEN).why == "王芳这个时段已有预约"
        assert day().slot(WANG, OPEN, now=CLOSE).why == "时间已过"
        assert day().slot(WANG, OPEN + timedelta(minutes=7), now=OPEN).why == "不在接待时间内"


class TestRoom:
    pytestmark = pytest.mark.req("LANE-03")

    def test_keeps_a_share_for_walk_ins(self) -> None:
        here = day(demand={"mechanical": 330}, skill_says={"mechanical": "机电"})
        assert here.room_for([Want("mechanical", "general", 54)])
        refused = here.room_for([Want("mechanical", "general", 60)])
        assert (refused.code, refused.why) == (
            "booked_share_full",
            "机电的预约工时只剩 0.9 工时，其余留给临时到店的车",
        )

    def test_share_for_booked_cars_may_be_smaller(self) -> None:
        here = day(limits=Limits(booked_percent=50))
        assert here.room_for([Want("mechanical", "general", 240)])
        assert not here.room_for([Want("mechanical", "general", 241)])

    def test_share_for_booked_cars_never_takes_what_walk_ins_keep(self) -> None:
        assert Limits(booked_percent=95, walk_in_percent=20).bookable_percent == 80

    def test_says_when_nobody_can_do_it(self) -> None:
        refused = day(skill_says={"high_voltage": "高压"}).room_for([Want("high_voltage", "general", 30)])
        assert refused.why == "当天没有会高压的技师在岗"

    def test_a_person_with_two_skills_works_once(self) -> None:
        both = Worker(frozenset({"mechanical", "electrical"}), 100)
        here = day(workers=(both,), demand={"mechanical": 50})
        assert here.room_for([Want("electrical", "general", 30)])
        assert not here.room_for([Want("electrical", "general", 31)])

    def test_asks_for_a_bay_of_the_kind(self) -> None:
        here = day(
            bays={"general": 1},
            bay_demand={"general": 420},
            bay_says={"alignment": "四轮定位工位", "general": "机电工位"},
        )
        assert here.room_for([Want("mechanical", "alignment", 10)]).why == "本店没有可用的四轮定位工位"
        assert here.room_for([Want("mechanical", "general", 20)]).why == "机电工位当天已约满"

    @given(
        st.lists(
            st.tuples(st.sets(st.sampled_from("abc"), min_size=1), st.integers(10, 200)),
            min_size=1,
            max_size=4,
        ),
        st.dictionaries(st.sampled_from("abc"), st.integers(0, 200)),
        st.sampled_from("abc"),
        st.integers(1, 200),
    )
    def test_offers_exactly_what_people_have_time_for(
        self, people: list[tuple[set[str], int]], demand: dict[str, int], skill: str, minutes: int
    ) -> None:
        workers = tuple(Worker(frozenset(skills), time) for skills, time in people)
        here = day(
            workers=workers,
            demand=demand,
            limits=Limits(booked_percent=100, walk_in_percent=0),
            bays={"x": 99},
        )
        wanted = {**demand, skill: demand.get(skill, 0) + minutes}
        possible = flows(wanted, workers)
        if here.room_for([Want(skill, "x", minutes)]):
            # Work that was booked before and cannot be done any more is not this booking's fault.
            assert possible or not flows(demand, workers)
        else:
            assert not possible


def flows(demand: dict[str, int], workers: tuple[Worker, ...]) -> bool:
    """Whether the demand can really be given to people: by pushing minute by minute along paths (Ford–Fulkerson)."""
    given = {(skill, index): 0 for skill in demand for index in range(len(workers))}
    for skill, minutes in demand.items():
        for _ in range(minutes):
            if not push(skill, given, workers, set()):
                return False
    return True


def push(skill: str, given: dict[tuple[str, int], int], workers: tuple[Worker, ...], seen: set[int]) -> bool:
    for index, worker in enumerate(workers):
        if index in seen or skill not in worker.skills:
            continue
        seen.add(index)
        if sum(minutes for (_, who), minutes in given.items() if who == index) < worker.minutes:
            given[skill, index] += 1
            return True
        for (other, who), minutes in given.items():
            if who == index and minutes and other != skill and push(other, given, workers, seen):
                given[other, index] -= 1
                given[skill, index] += 1
                return True
    return False


class TestReadyBy:
    def test_a_customer_who_waits_is_served_before_the_doors_close(self) -> None:
        wants = [Want("mechanical", "general", 90)]
        assert day().ready_by(CLOSE - timedelta(minutes=90), wants)
        assert day().ready_by(CLOSE - timedelta(minutes=75), wants).code == "too_late_today"


class TestHourLoads:
    @pytest.mark.req("LANE-04")
    def test_shows_the_morning_peak(self) -> None:
        loads = day(advisers=(taken("9:00", "9:15", "9:30", "13:00"),)).hour_loads()
        assert loads[0] == (9, 3, 4)
        assert loads[4] == (13, 1, 4)


class TestEmptiest:
    pytestmark = pytest.mark.req("LANE-04")

    def test_offers_emptier_days_and_hours_first(self) -> None:
        at = OPEN
        offers = [
            Offer(0, at, 0.9, 0.0),
            Offer(1, at + timedelta(days=1), 0.2, 0.8),
            Offer(2, at + timedelta(days=1, hours=5), 0.2, 0.1),
        ]
        assert rules.emptiest(offers, limit=3) == [2, 1, 0]

    def test_gives_the_car_to_the_adviser_with_fewer(self) -> None:
        offers = [Offer(0, OPEN, 0.0, 0.0, cars=5), Offer(1, OPEN, 0.0, 0.0, cars=2)]
        assert rules.emptiest(offers, limit=1) == [1]

    def test_leaves_a_choice_of_days_and_hours(self) -> None:
        offers = [Offer(number, OPEN + STEP * number, 0.0, 0.0) for number in range(20)]
        chosen = rules.emptiest(offers, limit=6)
        assert chosen == [0, 4]


class TestReadDue:
    @pytest.mark.req("LANE-05")
    @pytest.mark.parametrize(
        ("said", "due"),
        [
            ("前1天 16:00", rules.Due(days_before=1, at=time(16, 0))),
            ("前 2 天 8：30", rules.Due(days_before=2, at=time(8, 30))),
            ("当天 08:00", rules.Due(at=time(8, 0))),
            ("前60分钟", rules.Due(minutes_before=60)),
            (" 前2小时 ", rules.Due(minutes_before=120)),
        ],
    )
    def test_reads_what_people_write(self, said: str, due: rules.Due) -> None:
        assert rules.read_due(said) == due

    @pytest.mark.parametrize("said", ["", "昨天", "前1天", "前1天 25:00", "16:00", "前一小时"])
    def test_refuses_the_rest_with_examples(self, said: str) -> None:
        with pytest.raises(Refused, match="前1天 16:00"):
            rules.read_due(said)


class TestDueAt:
    @pytest.mark.req("LANE-05")
    def test_is_the_day_before_or_an_hour_before(self) -> None:
        starts = OPEN + timedelta(days=3)
        made = OPEN
        assert rules.due_at(rules.read_due("前1天 16:00"), starts, made_at=made) == starts.replace(
            day=4, hour=16
        )
        assert rules.due_at(rules.read_due("前60分钟"), starts, made_at=made) == starts - timedelta(hours=1)

    def test_is_never_after_the_car_came(self) -> None:
        due = rules.read_due("当天 12:00")
        assert rules.due_at(due, OPEN + timedelta(days=1), made_at=OPEN) == OPEN + timedelta(days=1)

    def test_is_soon_for_a_booking_made_late_but_before_the_car_comes(self) -> None:
        due = rules.read_due("前1天 16:00")
        assert rules.due_at(due, CLOSE, made_at=OPEN) == OPEN + timedelta(minutes=30)
        assert rules.due_at(due, OPEN + STEP, made_at=OPEN) == OPEN + STEP


class TestCallBy:
    @given(st.integers(0, 72 * 60))
    def test_never_lies_behind_us_nor_later_than_an_hour(self, minutes: int) -> None:
        due = rules.call_by(OPEN + timedelta(minutes=minutes), at=OPEN)
        assert OPEN <= due <= OPEN + timedelta(hours=1)


class TestBoardName:
    @pytest.mark.req("LANE-07")
    @pytest.mark.parametrize(
        ("choice", "shown"), [("plate", "川A·**6K2"), ("surname", "王先生"), ("name", "王建国")]
    )
    def test_is_the_customers_choice(self, choice: str, shown: str) -> None:
        assert rules.board_name(choice, name="王建国", addressed="王先生", masked_plate="川A·**6K2") == shown


class TestAnsweredInTime:
    @pytest.mark.req("LANE-09")
    def test_counts_rings_of_answered_calls(self) -> None:
        assert rules.answered_in_time(3, "answered", within=3)
        assert not rules.answered_in_time(4, "answered", within=3)
        assert rules.answered_in_time(4, "answered", within=5)
        assert not rules.answered_in_time(1, "lost", within=3)
