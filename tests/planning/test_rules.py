"""The arithmetic of proposals and pulls."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from huichang.planning import rules
from huichang.planning.rules import Candidate, Line, Place


def line(key: str, before: tuple[int, int] | None, after: tuple[int, int] | None, who: int = 1) -> Line:
    """A line of one person from … to …"""
    return Line(
        key,
        key,
        Place(*before, technicians=(who,)) if before else None,
        Place(*after, technicians=(who,)) if after else None,
    )


class TestTogether:
    def test_a_line_that_takes_nobodys_place_goes_alone(self) -> None:
        lines = [line("a", (0, 60), (120, 180)), line("b", (60, 120), (0, 60))]
        assert rules.together(lines, ["a"], {}) == {"a"}

    def test_whose_place_it_takes_goes_along(self) -> None:
        lines = [line("a", (0, 60), (120, 180)), line("b", (60, 120), (0, 60))]
        assert rules.together(lines, ["b"], {}) == {"a", "b"}

    def test_two_that_change_places_go_together(self) -> None:
        lines = [line("a", (0, 60), (60, 120)), line("b", (60, 120), (0, 60))]
        assert rules.together(lines, ["a"], {}) == rules.together(lines, ["b"], {}) == {"a", "b"}

    def test_what_must_be_done_before_goes_along(self) -> None:
        lines = [line("first", (100, 160), (0, 60), 1), line("then", (160, 200), (60, 100), 2)]
        assert rules.together(lines, ["then"], {"then": ("first",)}) == {"first", "then"}

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 2)), max_size=8))
    @settings(max_examples=60, deadline=None)
    def test_nothing_chosen_stands_where_something_left_still_stands(
        self, moves: list[tuple[int, int, int]]
    ) -> None:
        lines = [
            line(str(number), (a * 10, a * 10 + 10), (b * 10, b * 10 + 10), who)
            for number, (a, b, who) in enumerate(moves)
        ]
        for wanted in lines:
            chosen = rules.together(lines, [wanted.key], {})
            left = [each for each in lines if each.key not in chosen]
            for mine in (each for each in lines if each.key in chosen):
                assert mine.after is not None
                assert not any(each.before and mine.after.meets(each.before) for each in left)


class TestCostWords:
    def test_says_what_gets_better_and_worse(self) -> None:
        before = {"lateness": 40, "waiting": 0, "makespan": 100}
        after = {"lateness": 15, "waiting": 10, "makespan": 102}
        assert rules.cost_words(rules.difference(before, after)) == "延误 −25 分，客户等候 +10 分"

    def test_nothing_changed(self) -> None:
        assert rules.cost_words({}) == "代价不变"
        assert rules.cost_words({"lateness": 125, "refused": -1}) == "延误 +2 小时 5 分，排不下 −1 项"


def candidate(key: str, **more: object) -> Candidate:
    """A job that could be taken."""
    said: dict[str, object] = {
        "minutes": 60,
        "slack": 200,
        "waits": False,
        "statutory": False,
        "mine": False,
        "others": False,
    }
    return Candidate(key, **{**said, **more})  # type: ignore[arg-type]


class TestNextJob:
    def test_what_the_law_wants_comes_first(self) -> None:
        found = rules.next_job([candidate("late", slack=-30), candidate("recall", statutory=True)])
        assert found is not None
        assert found.key == "recall"
        assert rules.why_next(found) == "召回或安全项目，先做"

    def test_then_promises_in_danger_the_latest_first(self) -> None:
        jobs = [candidate("near", slack=20), candidate("late", slack=-30), candidate("mine", mine=True)]
        found = rules.next_job(jobs)
        assert found is not None
        assert found.key == "late"
        assert rules.why_next(found) == "预计晚 30 分，要抢时间"

    def test_then_who_waits_then_what_is_planned_for_me(self) -> None:
        jobs = [
            candidate("others", others=True),
            candidate("mine", mine=True),
            candidate("waits", waits=True),
        ]
        assert [found.key for found in _in_turn(jobs)] == ["waits", "mine", "others"]

    def test_then_the_more_valuable_hour(self) -> None:
        jobs = [candidate("cheap", amount=Decimal(50)), candidate("dear", amount=Decimal(500))]
        assert [found.key for found in _in_turn(jobs)] == ["dear", "cheap"]

    def test_nothing_of_nothing(self) -> None:
        assert rules.next_job([]) is None


def _in_turn(jobs: list[Candidate]) -> list[Candidate]:
    turn, left = [], list(jobs)
    while (found := rules.next_job(left)) is not None:
        turn.append(found)
        left.remove(found)
    return turn
