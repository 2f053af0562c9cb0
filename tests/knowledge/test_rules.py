"""How words find a case and how cases move likelihoods."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.knowledge import rules
from huichang.knowledge.rules import Asked, Case

SHARES = st.lists(st.integers(1, 1000), min_size=1, max_size=8).map(
    lambda parts: [Decimal(part) for part in parts]
)


def case(number: int, *titles: str, codes: tuple[str, ...] = (), keys: str = "") -> Case:
    plain = tuple(rules.plain(title) for title in titles)
    return Case(number, plain, "\n".join((*plain, keys)), frozenset(codes))


class TestPlain:
    def test_knows_one_word_for_things_with_several_names(self) -> None:
        assert rules.plain("刹车时方向盘振动") == rules.plain("制动时方向盘抖动")

    def test_folds_width_and_case(self) -> None:
        assert rules.plain("ＡＢＳ灯亮") == "abs灯亮"


class TestAsked:
    def test_takes_a_question_apart(self) -> None:
        asked = Asked("早上冷车抖，p0301，lcd")
        assert asked.codes == {"p0301"}
        assert asked.grams == ("早上", "上冷", "冷车", "车抖")
        assert asked.letters == ("lcd",)

    def test_forgets_words_that_say_nothing(self) -> None:
        assert "怎么" not in Asked("我的车怎么回事").grams

    def test_has_nothing_to_look_for_in_marks(self) -> None:
        assert Asked("？！…").needles == ()


class TestRanked:
    def test_puts_the_contained_saying_first(self) -> None:
        cold = case(1, "冷车怠速抖动", "冷车抖")
        fast = case(2, "高速行驶时方向盘抖动", "高速抖")
        assert rules.ranked(Asked("早上冷车抖"), [fast, cold], {})[0][0] == 1

    def test_lets_a_trouble_code_decide(self) -> None:
        named, coded = case(1, "发动机抖动无力"), case(2, "水温过高", codes=("p0217",))
        assert rules.ranked(Asked("发动机抖 P0217"), [named, coded], {})[0][0] == 2

    def test_finds_by_initials_from_the_start_of_a_word(self) -> None:
        found = rules.ranked(
            Asked("lcds"), [case(1, "冷车抖", keys="lcds lengchedousuo"), case(2, "漏水")], {}
        )
        assert [pk for pk, _ in found] == [1]

    def test_prefers_what_helped_others_when_all_else_is_alike(self) -> None:
        liked = Case(2, ("漏水",), "漏水", frozenset(), helped=9)
        disliked = Case(1, ("漏水",), "漏水", frozenset(), not_helped=9)
        assert [pk for pk, _ in rules.ranked(Asked("漏水"), [disliked, liked], {})] == [2, 1]

    def test_leaves_out_what_has_nothing_of_the_question(self) -> None:
        assert rules.ranked(Asked("空调不凉"), [case(1, "漏机油")], {}) == []


class TestMoved:
    @given(SHARES, st.data(), st.integers(0, 500))
    def test_keeps_the_whole_and_never_lowers_what_was_hit(
        self, parts: list[Decimal], data: st.DataObject, cases: int
    ) -> None:
        before = rules.to_one(parts)
        hit = data.draw(st.integers(0, len(before) - 1))
        after = rules.moved(before, hit, cases=cases)
        assert sum(after) == 1
        assert after[hit] >= before[hit]
        assert all(Decimal(0) <= share <= 1 for share in after)

    def test_turns_nothing_over_with_a_single_case(self) -> None:
        after = rules.moved([Decimal("0.9"), Decimal("0.1")], 1, cases=0)
        assert after == [Decimal("0.857"), Decimal("0.143")]

    @given(SHARES)
    def test_shares_add_up_to_one(self, parts: list[Decimal]) -> None:
        assert sum(rules.to_one(parts)) == 1

    def test_needs_something_to_share(self) -> None:
        with pytest.raises(ValueError, match="no shares"):
            rules.to_one([Decimal(0)])
