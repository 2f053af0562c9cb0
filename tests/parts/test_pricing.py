"""Prices by rules (PARTS-40): matrix, rounds, why a part costs what it costs."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import price_rules, pricing, queries
from huichang.parts.models import PartPrice, PriceBand, PriceRound, PriceRoundLine
from huichang.parts.pricing import Band
from huichang.parts.states import RoundBasis
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-40")
NEXT = TODAY + timedelta(days=7)
MATRIX = [
    Band(
        cost_from=Decimal(0),
        cost_to=Decimal(100),
        markup=Decimal(60),
        step=Decimal(1),
        ending=Decimal("0.90"),
    ),
    Band(cost_from=Decimal(100), markup=Decimal(40)),
    Band(use_class="consumable", markup=Decimal(100)),
]


def matrix(world: World, bands: list[Band] | None = None) -> None:
    """The matrix as the parts manager saves it."""
    pricing.save_matrix(world.parts_manager, bands=MATRIX if bands is None else bands)


def tried(world: World, basis: str = RoundBasis.RULES, **more: Any) -> PriceRound:
    """A round that was tried."""
    return pricing.draft_round(
        world.parts_manager, **{"name": "三月调价", "from_on": NEXT, "at": NOON, **more}, basis=basis
    )


def lines(made: PriceRound) -> dict[str, tuple[Decimal | None, str]]:
    """New price and reason by number."""
    return {row.part.number: (row.new, row.why) for row in PriceRoundLine.objects.filter(round=made)}


class TestRounding:
    @given(
        st.decimals(min_value="0.01", max_value=10**6, places=4),
        st.sampled_from([("1", "0"), ("0.5", "0"), ("1", "0.90"), ("10", "9"), ("0.01", "0")]),
    )
    def test_is_the_lowest_ending_not_below(self, price: Decimal, how: tuple[str, str]) -> None:
        step, ending = map(Decimal, how)
        found = price_rules.ends_in(price, step=step, ending=ending)
        assert (found - ending) % step == 0
        assert found >= price
        assert found - step < price or found == ending

    def test_cost_plus_has_tax_in_it(self) -> None:
        found = price_rules.cost_plus(
            Decimal(100), markup=Decimal(40), tax=Decimal("0.13"), step=Decimal(1), ending=Decimal("0.90")
        )
        assert found == Decimal("158.90")

    @pytest.mark.parametrize(
        ("percent", "says"), [(92, "9.2 折"), (90, "9 折"), (100, "不打折"), (85, "8.5 折")]
    )
    def test_is_said_as_the_trade_says_it(self, percent: int, says: str) -> None:
        assert price_rules.tenths(Decimal(percent)) == says


class TestSaveMatrix:
    def test_replaces_the_whole_table(self, world: World) -> None:
        matrix(world)
        matrix(world, MATRIX[:2])
        assert PriceBand.objects.count() == 2
        assert [card.example for card in queries.matrix(world.parts_manager)] == [
            "成本 ¥50.00 → ¥90.90",
            "成本 ¥150.00 → ¥238.00",
        ]

    @pytest.mark.parametrize(
        ("bands", "says"),
        [
            ([Band(cost_from=Decimal(5), cost_to=Decimal(5), markup=Decimal(1))], "终点必须大于起点"),
            ([Band(markup=Decimal(-1))], "加价率要在 0 到 2000%"),
            ([Band(markup=Decimal(1), ending=Decimal(2))], "尾数要小于进位"),
            ([Band(markup=Decimal(1)), Band(cost_from=Decimal(9), markup=Decimal(1))], "重叠"),
            ([Band(use_class="x", markup=Decimal(1))], "用途分类请从列表里选择"),
            ([Band(quality="x", markup=Decimal(1))], "质量属性请从列表里选择"),
            ([Band(markup=Decimal(1))] * 201, "最多 200 行"),
        ],
    )
    def test_is_refused(self, world: World, bands: list[Band], says: str) -> None:
        with pytest.raises(Refused, match=says):
            matrix(world, bands)

    def test_is_not_for_clerks(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            pricing.save_matrix(world.parts_clerk, bands=MATRIX)


class TestDraftRound:
    def test_says_where_each_price_comes_from(self, world: World) -> None:
        matrix(world)
        pricing.set_guide_price(
            world.parts_manager, world.pads.pk, price=Decimal(520), from_on=date(2026, 3, 1)
        )
        made = lines(tried(world))
        # Cost is 60 % of the price in the world: 22.80 and 196.80.
        assert made["BR-1001"] == (Decimal(520), "厂家指导价 2026-03-01 起 ¥520.00")
        assert made["FL-2001"] == (
            Decimal("41.90"),
            "加价矩阵：全部用途 成本 0.00 到 100.00 加 60%，含税进到尾数 0.90",
        )
        assert made["OL-3001"][0] == Decimal(312)
        assert not PartPrice.objects.filter(from_on=NEXT).exists()

    def test_the_database_rounds_as_the_rules_do(self, world: World) -> None:
        for step, ending in (("1", "0.90"), ("0.5", "0"), ("10", "9"), ("0.01", "0")):
            band = Band(markup=Decimal("33.3"), step=Decimal(step), ending=Decimal(ending))
            matrix(world, [band])
            made = lines(tried(world, RoundBasis.MATRIX))
            for number, cost in (("BR-1001", "288"), ("FL-2001", "22.8"), ("OL-3001", "196.8")):
                assert made[number][0] == price_rules.cost_plus(
                    Decimal(cost), markup=band.markup, tax=Decimal("0.13"), step=band.step, ending=band.ending
                )

    def test_what_cannot_be_priced_is_listed_with_the_reason(self, world: World) -> None:
        matrix(world, [Band(cost_from=Decimal(100), markup=Decimal(40))])
        world.part("NO-1", "没货的件", Decimal(10))
        made = lines(tried(world))
        assert made["FL-2001"] == (None, "加价矩阵里没有这个成本段")
        assert made["NO-1"] == (None, "没有成本，也没有厂家指导价")

    def test_today_prices_by_per_cent_within_a_scope(self, world: World) -> None:
        made = tried(world, RoundBasis.SHIFT, percent=Decimal("103"), use_class="wear", quality="genuine")
        assert lines(made)["BR-1001"] == (Decimal("494.40"), "现行售价 ¥480.00 的 103%")
        assert lines(tried(world, RoundBasis.SHIFT, percent=Decimal("103"), maker="别家")) == {}

    @pytest.mark.parametrize(
        ("more", "says"),
        [
            ({"basis": "x"}, "请选择调价的依据"),
            ({"name": " "}, "起个名称"),
            ({"from_on": TODAY - timedelta(days=1)}, "过去的价格不能再改"),
            ({"percent": Decimal(0)}, "1 到 500"),
            ({}, "加价矩阵还是空的"),
        ],
    )
    def test_is_refused(self, world: World, more: dict[str, Any], says: str) -> None:
        with pytest.raises(Refused, match=says):
            tried(world, **{"basis": RoundBasis.RULES, **more})

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            pricing.draft_round(world.adviser, name="x", basis="shift", from_on=NEXT, at=NOON)


class TestPublishRound:
    def test_prices_hold_from_their_day_and_say_why(self, world: World) -> None:
        made = pricing.publish_round(
            world.parts_manager, tried(world, "shift", percent=Decimal(110)).pk, at=NOON
        )
        assert made.state == "published"
        assert (
            queries.prices([world.pads.pk], NEXT - timedelta(days=1), store_id=world.north.pk)[world.pads.pk]
            == 480
        )
        assert queries.prices([world.pads.pk], NEXT, store_id=world.north.pk)[world.pads.pk] == 528
        origin = queries.price_origin(world.parts_manager, world.pads.pk, on=NEXT)
        assert (origin.source_says, origin.why) == ("调价单", "现行售价 ¥480.00 的 110%")

    def test_is_refused_when_prices_have_moved_meanwhile(self, world: World) -> None:
        made = tried(world, "shift", percent=Decimal(110))
        pricing.set_price(world.parts_manager, world.pads.pk, price=Decimal(490), from_on=TODAY, at=NOON)
        with pytest.raises(OutOfTurn, match="有 1 种配件的售价又变了"):
            pricing.publish_round(world.parts_manager, made.pk, at=NOON)

    def test_is_refused_beside_another_price_of_that_day(self, world: World) -> None:
        pricing.set_price(world.parts_manager, world.pads.pk, price=Decimal(490), from_on=NEXT, at=NOON)
        made = tried(world, "shift", percent=Decimal(110))
        with pytest.raises(Refused, match=r"如 BR-1001.*已经另有售价"):
            pricing.publish_round(world.parts_manager, made.pk, at=NOON)

    def test_is_refused_after_its_day_twice_and_when_nothing_changes(self, world: World) -> None:
        made = tried(world, "shift", percent=Decimal(110))
        with pytest.raises(Refused, match="生效日期已经过去"):
            pricing.publish_round(world.parts_manager, made.pk, at=NOON + timedelta(days=9))
        pricing.publish_round(world.parts_manager, made.pk, at=NOON)
        with pytest.raises(OutOfTurn):
            pricing.publish_round(world.parts_manager, made.pk, at=NOON)
        same = tried(world, "shift", from_on=TODAY + timedelta(days=1))
        with pytest.raises(Refused, match="没有会变的价格"):
            pricing.publish_round(world.parts_manager, same.pk, at=NOON)

    def test_an_unknown_one_is_missing(self, world: World) -> None:
        with pytest.raises(Missing):
            pricing.publish_round(world.parts_manager, 99, at=NOON)


class TestWithdrawRound:
    def test_before_its_day_the_prices_are_as_before(self, world: World) -> None:
        made = tried(world, "shift", percent=Decimal(110))
        pricing.publish_round(world.parts_manager, made.pk, at=NOON)
        pricing.withdraw_round(world.parts_manager, made.pk, at=NOON + timedelta(days=6))
        assert queries.prices([world.pads.pk], NEXT, store_id=world.north.pk)[world.pads.pk] == 480
        assert PriceRound.objects.get().state == "withdrawn"

    def test_is_refused_from_its_day_on(self, world: World) -> None:
        made = tried(world, "shift", percent=Decimal(110))
        pricing.publish_round(world.parts_manager, made.pk, at=NOON)
        with pytest.raises(Refused, match="已经生效，不能撤回"):
            pricing.withdraw_round(world.parts_manager, made.pk, at=NOON + timedelta(days=7))


class TestSetPrice:
    def test_holds_from_its_day_on_and_leaves_the_past(self, world: World) -> None:
        pricing.set_price(
            world.parts_manager, world.pads.pk, price=money(520), from_on=TODAY + timedelta(days=3), at=NOON
        )
        assert queries.prices([world.pads.pk], TODAY, store_id=world.north.pk)[world.pads.pk] == 480
        assert (
            queries.prices([world.pads.pk], TODAY + timedelta(days=3), store_id=world.north.pk)[world.pads.pk]
            == 520
        )
        assert queries.prices([world.pads.pk], date(2024, 1, 1), store_id=world.north.pk) == {}

    def test_corrects_a_price_of_the_same_day(self, world: World) -> None:
        for price in (500, 510):
            pricing.set_price(world.parts_manager, world.pads.pk, price=money(price), from_on=TODAY, at=NOON)
        assert PartPrice.objects.filter(part=world.pads).count() == 2
        assert queries.prices([world.pads.pk], TODAY, store_id=world.north.pk)[world.pads.pk] == 510

    @pytest.mark.parametrize(
        ("price", "days", "said"), [(0, 0, "售价必须大于零"), (500, -1, "过去的价格不能再改")]
    )
    def test_refuses_nothing_and_the_past(self, world: World, price: int, days: int, said: str) -> None:
        day = TODAY + timedelta(days=days)
        with pytest.raises(Refused, match=said):
            pricing.set_price(world.parts_manager, world.pads.pk, price=money(price), from_on=day, at=NOON)

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            pricing.set_price(world.parts_clerk, world.pads.pk, price=money(500), from_on=TODAY, at=NOON)


def asked(world: World, on: date = TODAY) -> tuple[Decimal, Decimal]:
    """What the pads cost in the north and in the south."""
    return (
        queries.prices([world.pads.pk], on, store_id=world.north.pk)[world.pads.pk],
        queries.prices([world.pads.pk], on, store_id=world.south.pk)[world.pads.pk],
    )


class TestEndOwnPrice:
    def test_an_own_price_runs_until_its_day_and_can_be_ended(self, world: World) -> None:
        week = TODAY + timedelta(days=7)
        pricing.set_price(
            world.parts_manager, world.pads.pk, price=Decimal(450), from_on=TODAY, until_on=week, at=NOON
        )
        assert asked(world, week) == (450, 480)
        assert asked(world, week + timedelta(days=1)) == (480, 480)
        pricing.set_price(world.parts_manager, world.pads.pk, price=Decimal(430), from_on=week, at=NOON)
        pricing.end_own_price(world.parts_manager, world.pads.pk, at=NOON)
        assert asked(world, TODAY) == (450, 480)
        assert asked(world, week) == (480, 480)
        with pytest.raises(Refused, match="没有本店价"):
            pricing.end_own_price(world.parts_manager, world.pads.pk, at=NOON)
        history = queries.price_history(world.north.pk, world.pads.pk, on=TODAY)
        assert [(card.price, card.is_own, card.is_now) for card in history] == [
            (450, True, True),
            (480, False, False),
        ]

    def test_an_own_price_is_not_ended_where_nothing_else_holds(self, world: World) -> None:
        part = world.part("OWN-1", "本店自采件", Decimal(10))
        PartPrice.objects.filter(part=part).delete()
        pricing.set_price(world.parts_manager, part.pk, price=Decimal(12), from_on=TODAY, at=NOON)
        with pytest.raises(Refused, match="没有集团价，停了就没有售价"):
            pricing.end_own_price(world.parts_manager, part.pk, at=NOON)

    def test_is_not_for_clerks(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            pricing.end_own_price(world.parts_clerk, world.pads.pk, at=NOON)


class TestPricesOfStores:
    """What the group asks holds everywhere; what a store asks holds there alone, on its days, at its own floor."""

    def officer(self, world: World) -> Actor:
        """Who sets what all stores ask."""
        return world.actor(Role.NETWORK_OFFICER)

    def test_nobody_changes_what_another_store_asks(self, world: World) -> None:
        pricing.set_price(world.parts_manager, world.pads.pk, price=Decimal(450), from_on=TODAY, at=NOON)
        assert asked(world) == (450, 480)
        pricing.publish_round(world.parts_manager, tried(world, "shift", percent=Decimal(110)).pk, at=NOON)
        assert asked(world, NEXT) == (495, 480)
        row = queries.price_board(world.parts_manager, "qzdp", on=TODAY)[0][0]
        assert (row.price, row.is_own) == (450, True)
        south = queries.price_board(world.southern_manager, "qzdp", on=TODAY)[0][0]
        assert (south.price, south.is_own, south.next_price) == (480, False, None)

    def test_a_round_of_another_store_does_not_exist(self, world: World) -> None:
        made = tried(world, "shift", percent=Decimal(110))
        stranger = world.actor(Role.PARTS_MANAGER, world.south)
        for act in (pricing.publish_round, pricing.withdraw_round):
            with pytest.raises(Missing):
                act(stranger, made.pk, at=NOON)
        with pytest.raises(Missing):
            queries.round_page(stranger, made.pk, on=TODAY)
        with pytest.raises(Missing):
            list(queries.round_lines(stranger, made.pk))
        assert queries.rounds(stranger) == []

    def test_the_group_asks_in_all_stores_but_where_a_store_asks_for_itself(self, world: World) -> None:
        pricing.set_price(world.parts_manager, world.pads.pk, price=Decimal(450), from_on=TODAY, at=NOON)
        made = pricing.draft_round(
            self.officer(world),
            name="品牌调价",
            basis="shift",
            percent=Decimal(125),
            from_on=NEXT,
            group=True,
            at=NOON,
        )
        assert [brief.is_group for brief in queries.rounds(world.southern_manager)] == [True]
        with pytest.raises(NotAllowed, match="集团价由集团督导制定"):
            pricing.publish_round(world.parts_manager, made.pk, at=NOON)
        pricing.publish_round(self.officer(world), made.pk, at=NOON)
        assert asked(world, NEXT) == (450, 600)
        assert queries.price_origin(world.parts_manager, world.pads.pk, on=NEXT).group == 600

    def test_a_store_may_have_its_own_matrix(self, world: World) -> None:
        pricing.save_matrix(self.officer(world), bands=[Band(markup=Decimal(40))], group=True)
        stranger = world.actor(Role.PARTS_MANAGER, world.south)
        matrix(world, [Band(markup=Decimal(60))])
        assert [card.markup for card in queries.matrix(world.parts_manager)] == [60]
        assert [card.markup for card in queries.matrix(stranger)] == [40]
        assert lines(tried(world, "matrix"))["FL-2001"][0] == Decimal(42)
        matrix(world, [])
        assert [card.markup for card in queries.matrix(world.parts_manager)] == [40]
        assert [card.markup for card in queries.matrix(stranger, group=True)] == [40]

    def test_who_sets_a_stores_prices_does_not_set_the_groups(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            pricing.save_matrix(world.parts_manager, bands=[], group=True)
        with pytest.raises(NotAllowed):
            tried(world, "shift", group=True)
        with pytest.raises(NotAllowed):
            pricing.set_price(
                world.parts_manager, world.pads.pk, price=Decimal(1), from_on=TODAY, group=True, at=NOON
            )

    def test_an_end_stands_after_its_beginning_and_the_group_has_none(self, world: World) -> None:
        for group, says in ((False, "结束日期早于生效日期"), (True, "集团价没有结束日期")):
            with pytest.raises(Refused, match=says):
                pricing.set_price(
                    self.officer(world),
                    world.pads.pk,
                    price=Decimal(5),
                    from_on=NEXT,
                    until_on=TODAY,
                    group=group,
                    at=NOON,
                )


class TestSetGuidePrice:
    def test_one_of_the_same_day_is_corrected(self, world: World) -> None:
        for price in (510, 520):
            pricing.set_guide_price(world.parts_manager, world.pads.pk, price=Decimal(price), from_on=TODAY)
        origin = queries.price_origin(world.parts_manager, world.pads.pk, on=TODAY)
        assert (origin.guide, origin.guide_from) == (520, TODAY)

    def test_is_more_than_nothing_and_not_for_advisers(self, world: World) -> None:
        with pytest.raises(Refused, match="大于零"):
            pricing.set_guide_price(world.parts_manager, world.pads.pk, price=Decimal(0), from_on=TODAY)
        with pytest.raises(NotAllowed):
            pricing.set_guide_price(world.adviser, world.pads.pk, price=Decimal(5), from_on=TODAY)


class TestTheBoard:
    def test_shows_what_holds_and_what_comes(self, world: World) -> None:
        pricing.set_price(world.parts_manager, world.pads.pk, price=Decimal(490), from_on=NEXT, at=NOON)
        rows, more = queries.price_board(world.adviser, "qzdp", on=TODAY)
        assert ([(row.number, row.price, row.next_price, row.next_on) for row in rows], more) == (
            [("BR-1001", 480, 490, NEXT)],
            False,
        )
        assert len(list(queries.whole_board(world.adviser, quality="genuine", on=TODAY))) == 3

    def test_what_a_round_would_bring_is_told_to_who_sees_costs(self, world: World) -> None:
        made = tried(world, "shift", percent=Decimal(50))
        page = queries.round_page(world.parts_manager, made.pk, on=TODAY, only="down")
        assert (page.up, page.down, page.average, page.below_cost) == (0, 3, Decimal("-50.0"), 3)
        assert page.effect == 0
        blind = queries.round_page(world.adviser, made.pk, on=TODAY)
        assert (blind.effect, blind.below_cost, {line.cost for line in blind.lines}) == (None, 0, {None})
