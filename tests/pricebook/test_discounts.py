"""How far below the published price each post may go, and the rules that other rooms bring."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from huichang.company import settings
from huichang.kernel.money import ZERO, Money, money
from huichang.kernel.refusals import Refused
from huichang.pricebook import discounts
from tests.world import TODAY, World

pytestmark = pytest.mark.req("LANE-20")


class TestCheck:
    def test_lets_an_adviser_go_five_per_cent_down_and_names_the_rule(self, world: World) -> None:
        assert (
            discounts.check(world.north.pk, ["adviser"], money(480), money(456))
            == "手工优惠 5%（服务顾问权限）"
        )

    def test_stops_the_adviser_beyond_that(self, world: World) -> None:
        with pytest.raises(Refused, match=r"服务顾问最多优惠 5%（不低于 ¥456\.00），这次是 10%"):
            discounts.check(world.north.pk, ["adviser"], money(480), money(432))

    def test_lets_the_service_manager_go_twenty_per_cent_down(self, world: World) -> None:
        assert "服务经理" in discounts.check(world.north.pk, ["service_manager"], money(480), money(384))
        with pytest.raises(Refused, match="最多优惠 20%"):
            discounts.check(world.north.pk, ["service_manager"], money(480), money("383.99"))

    def test_gives_other_posts_nothing(self, world: World) -> None:
        with pytest.raises(Refused, match="没有改价权限"):
            discounts.check(world.north.pk, ["technician"], money(480), money(479))

    def test_never_goes_above_the_published_price(self, world: World) -> None:
        with pytest.raises(Refused, match="不能高于公布的价格"):
            discounts.check(world.north.pk, ["service_manager"], money(480), money(481))

    def test_never_goes_below_nothing(self, world: World) -> None:
        with pytest.raises(Refused, match="不能为负数"):
            discounts.check(world.north.pk, ["service_manager"], money(480), money(-1))

    def test_follows_the_store_s_own_setting(self, world: World) -> None:
        world.north.settings = {discounts.ADVISER_PERCENT.key: 12}
        world.north.save()
        settings.forget()

        assert (
            discounts.check(world.north.pk, ["adviser"], money(100), money(88))
            == "手工优惠 12%（服务顾问权限）"
        )

    def test_has_no_words_for_the_list_price_itself(self, world: World) -> None:
        assert discounts.check(world.north.pk, [], money(480), money(480)) == ""


GOLD = discounts.Rule("金卡会员工时 9 折", Decimal(10), frozenset({"labour"}))
PADS = discounts.Rule("制动季", Decimal(15), frozenset({"part"}), frozenset({"BR-1001"}))


@pytest.fixture
def members() -> Iterator[None]:
    @discounts.source(rank=1)
    def ask(customer_id: int, store_id: int, on: date) -> Iterable[discounts.Rule]:
        return [GOLD, PADS] if customer_id == 7 else []

    yield
    discounts._SOURCES[:] = [pair for pair in discounts._SOURCES if pair[1] is not ask]


class TestRulesFor:
    def test_asks_every_room_that_registered(self, members: None) -> None:
        assert discounts.rules_for(7, 1, TODAY) == [GOLD, PADS]
        assert discounts.rules_for(8, 1, TODAY) == []


class TestBest:
    def test_takes_the_largest_fitting_saving_with_its_name(self) -> None:
        assert discounts.best([GOLD, PADS], kind="labour", code="X", list_amount=money(200)) == (
            Money(Decimal("20.00")),
            "金卡会员工时 9 折",
        )
        assert discounts.best([GOLD, PADS], kind="part", code="BR-1001", list_amount=money(480)) == (
            Money(Decimal("72.00")),
            "制动季",
        )

    def test_gives_nothing_where_no_rule_fits(self) -> None:
        assert discounts.best([GOLD, PADS], kind="part", code="FL-2001", list_amount=money(38)) == (ZERO, "")
