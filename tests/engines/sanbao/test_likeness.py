"""Whether two complaints may be of the same problem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.engines.sanbao.likeness import Complaint, compare, plain, wording

GEARBOX = Complaint("transmission", "客户反映起步时变速器有响声", frozenset({"变速器油"}))


@pytest.mark.parametrize(
    "other",
    [
        Complaint("transmission", "变速器起步异响"),
        Complaint("transmission", "起步时变速器嘎吱响", frozenset({"变速器油"})),
        Complaint("transmission", "变速箱起步有噪音", frozenset({"变速器油"})),
    ],
)
def test_the_same_noise_in_other_words_is_proposed(other: Complaint) -> None:
    assert compare(GEARBOX, other).proposes


@pytest.mark.parametrize(
    "other",
    [
        Complaint("aircon", "空调不制冷"),
        Complaint("transmission", "挂挡后仪表报警"),
        Complaint("brake", "刹车时抖动", frozenset({"制动盘"})),
    ],
)
def test_another_matter_is_not(other: Complaint) -> None:
    assert not compare(GEARBOX, other).proposes


def test_says_why_in_points() -> None:
    found = compare(GEARBOX, Complaint("transmission", "变速器异响", frozenset({"变速器油"})))
    assert found.why[0] == "同一系统 35 分"
    assert "变速器油" in found.why[-1]


def test_one_word_for_one_thing() -> None:
    assert plain("客户反映刹车有响声") == plain("刹车异响")


@given(st.text(max_size=40), st.text(max_size=40))
def test_is_the_same_both_ways_and_within_bounds(one: str, other: str) -> None:
    assert wording(one, other) == wording(other, one)
    assert 0 <= compare(Complaint("a", one), Complaint("a", other)).points <= 100
