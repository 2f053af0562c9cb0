"""Limits, scopes, cuts and samples, at their edges. No database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel.money import money
from huichang.verdicts import rules
from huichang.verdicts.rules import LIMITS, Amounts, Case, Rule, allot, judge
from huichang.verdicts.states import Ruling

pytestmark = pytest.mark.req("WARR-30")
ASKED = Amounts(Decimal("200.00"), Decimal("480.00"), Decimal("20.00"))


def case(asked: Amounts = ASKED, **figures: object) -> Case:
    return Case(
        asked,
        {key: Decimal(str(value)) for key, value in figures.items()},
        store_id=1,
        model="远岚 R5 1.5T",
        codes=("BR-1001", "BR0101RR"),
        kind="normal",
    )


def rule(does: str, reason: str = "no_part", **limits: object) -> Rule:
    return Rule(1, "规则", does, {key: Decimal(str(most)) for key, most in limits.items()}, reason=reason)


EDGES = [
    ("parts", "480", "479.99"),
    ("labour", "200", "199.99"),
    ("total", "700", "699.99"),
    *((key, "3", "2") for key in LIMITS if key not in ("parts", "labour", "total")),
]


@pytest.mark.parametrize(("key", "within", "beyond"), EDGES)
class TestEveryLimit:
    def test_accepts_exactly_the_limit_and_no_cent_more(self, key: str, within: str, beyond: str) -> None:
        figures = {} if key in ("parts", "labour", "total") else {key: 3}
        assert judge([rule("accept", **{key: within})], case(**figures)).ruling == Ruling.ACCEPT
        found = judge([rule("accept", **{key: beyond})], case(**figures))
        assert found.ruling == ""
        assert LIMITS[key].says in found.reasons[0]

    def test_rejects_beyond_it_only(self, key: str, within: str, beyond: str) -> None:
        figures = {} if key in ("parts", "labour", "total") else {key: 3}
        everything = rule("accept", total=9_999)
        assert judge([rule("reject", **{key: within}), everything], case(**figures)).ruling == "accept"
        assert judge([rule("reject", **{key: beyond}), everything], case(**figures)).ruling == "reject"

    def test_gives_to_a_person_beyond_it_only(self, key: str, within: str, beyond: str) -> None:
        figures = {} if key in ("parts", "labour", "total") else {key: 3}
        everything = rule("accept", total=9_999)
        assert judge([rule("person", **{key: within}), everything], case(**figures)).ruling == "accept"
        assert judge([rule("person", **{key: beyond}), everything], case(**figures)).ruling == ""


class TestJudge:
    def test_takes_the_severest_word(self) -> None:
        accept, person, reject = (
            rule("accept", total=999),
            rule("person", days=2),
            rule("reject", send_days=2),
        )
        slow = case(days=3)
        assert judge([accept, person, reject], slow).ruling == ""
        assert judge([accept, person, reject], case(days=3, send_days=3)).ruling == Ruling.REJECT
        assert judge([reject, person, accept], case(days=1)).ruling == Ruling.ACCEPT

    def test_cuts_and_then_looks_whether_the_rest_is_accepted(self) -> None:
        cut, accept = rule("cut", labour=150), rule("accept", total=650)
        found = judge([cut, accept], case())
        assert (found.ruling, found.paid, found.reason) == (
            Ruling.CUT,
            Amounts(Decimal(150), Decimal(480), Decimal(20)),
            "no_part",
        )
        assert judge([cut, rule("accept", total=649)], case()).ruling == ""

    def test_proposes_the_cut_to_the_person(self) -> None:
        found = judge([rule("cut", labour=150), rule("person", days=1)], case(days=2))
        assert (found.ruling, found.paid.labour) == ("", 150)
        assert [hit.does for hit in found.hits] == ["person", "cut"]

    def test_rejects_what_is_cut_to_nothing(self) -> None:
        assert judge([rule("cut", total=0), rule("accept", total=9)], case()).ruling == Ruling.REJECT

    def test_gives_everything_to_people_without_a_rule_that_accepts(self) -> None:
        assert judge([], case()).reasons == ("没有自动通过的规则适用",)

    def test_acts_on_a_whole_scope_without_limits(self) -> None:
        brakes = Rule(1, "制动件", "person", parts=("BR-",))
        assert judge([brakes, rule("accept", total=999)], case()).reasons == ("制动件",)


class TestScopes:
    @pytest.mark.parametrize(
        ("scope", "fits"),
        [
            ({}, True),
            ({"stores": (1, 2)}, True),
            ({"stores": (2,)}, False),
            ({"models": ("r5",)}, True),
            ({"models": ("R7",)}, False),
            ({"parts": ("br-1",)}, True),
            ({"parts": ("FL",)}, False),
            ({"kinds": ("normal",)}, True),
            ({"kinds": ("goodwill",)}, False),
            ({"stores": (1,), "models": ("R7",)}, False),
        ],
    )
    def test_fit_when_every_named_one_fits(self, scope: dict[str, tuple[object, ...]], fits: bool) -> None:
        assert Rule(1, "x", "person", **scope).covers(case()) is fits


class TestProblem:
    @pytest.mark.parametrize(
        ("written", "said"),
        [
            (Rule(0, " ", "accept", {"total": Decimal(1)}), "名称"),
            (Rule(0, "x", "burn", {"total": Decimal(1)}), "做什么"),
            (Rule(0, "x", "accept"), "至少要有一个限值"),
            (Rule(0, "x", "accept", {"moon": Decimal(1)}), "没有这样的限值"),
            (Rule(0, "x", "accept", {"total": Decimal(-1)}), "不能小于零"),
            (Rule(0, "x", "person"), "作用于所有索赔"),
            (Rule(0, "x", "reject", reason="no_part"), "作用于所有索赔"),
            (Rule(0, "x", "cut", {"days": Decimal(1)}, reason="no_part"), "金额的限值"),
            (Rule(0, "x", "cut", reason="no_part"), "金额的限值"),
            (Rule(0, "x", "cut", {"total": Decimal(1)}), "选择原因"),
            (Rule(0, "x", "reject", {"total": Decimal(1)}), "选择原因"),
        ],
    )
    def test_says_what_is_wrong(self, written: Rule, said: str) -> None:
        assert said in written.problem()

    def test_lets_good_ones_pass(self) -> None:
        assert rule("accept", total=1).problem() == ""
        assert Rule(0, "x", "person", parts=("BR",)).problem() == ""
        assert rule("cut", total=1).problem() == ""


yuan = st.decimals(min_value=0, max_value=100_000, places=2)


class TestAllot:
    @given(asked=yuan, labour=yuan, parts=yuan, other=yuan)
    def test_adds_up_to_what_is_asked(
        self, asked: Decimal, labour: Decimal, parts: Decimal, other: Decimal
    ) -> None:
        found = allot(asked, Amounts(labour, parts, other))
        assert found.total == asked
        assert min(found.labour, found.parts, found.other) >= 0

    @given(labour=yuan, parts=yuan, most=yuan)
    def test_a_cut_never_pays_more_than_is_asked_or_than_its_limit(
        self, labour: Decimal, parts: Decimal, most: Decimal
    ) -> None:
        asked = Amounts(labour, parts)
        left = Rule(1, "x", "cut", {"total": most}).cut(asked)
        assert left.total == min(asked.total, money(most))


class TestIsSampled:
    def test_is_fixed_by_seed_and_submission_alone(self) -> None:
        first = [rules.is_sampled("abc", pk, 20) for pk in range(500)]
        assert first == [rules.is_sampled("abc", pk, 20) for pk in range(500)]
        assert first != [rules.is_sampled("abd", pk, 20) for pk in range(500)]
        assert 60 <= sum(first) <= 140

    def test_grows_with_the_rate(self) -> None:
        few = {pk for pk in range(2_000) if rules.is_sampled("s", pk, 5)}
        many = {pk for pk in range(2_000) if rules.is_sampled("s", pk, 30)}
        assert few < many
        assert not any(rules.is_sampled("s", pk, 0) for pk in range(500))
        assert all(rules.is_sampled("s", pk, 100) for pk in range(500))

    @pytest.mark.parametrize(("score", "percent"), [(0, 5), (100, 30), (50, 17.5), (-3, 5), (140, 30)])
    def test_risky_stores_are_looked_at_more(self, score: float, percent: float) -> None:
        assert rules.sample_percent(score, usual=5, risky=30) == percent
