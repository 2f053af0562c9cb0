"""Who pays less than published (PARTS-40), down to the line of an order."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import queries, terms
from huichang.parts.models import Campaign, ClassTerm
from huichang.parts.terms import Given
from huichang.workshop import amending, quoting
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.queries import margin
from tests.stories import Visiting
from tests.workshop.floor import statements
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-40")


def fleet(world: World, percent: object = 92, **more: Any) -> ClassTerm:
    """The customer of the world belongs to a fleet that pays so many per cent."""
    terms.class_customer(world.parts_manager, world.wang.pk, price_class="fleet")
    return terms.set_term(
        world.parts_manager,
        **{
            "price_class": "fleet",
            "basis": "list",
            "percent": Decimal(str(percent)),
            "from_on": TODAY,
            "at": NOON,
            **more,
        },
    )


def campaign(world: World, *given: Given, **more: Any) -> Campaign:
    """A campaign of this week."""
    said = {"name": "三月活动", "from_on": TODAY, "until_on": TODAY + timedelta(days=6), "at": NOON, **more}
    return terms.open_campaign(world.parts_manager, **said, given=given)


def pads(world: World, *, payer: str = "") -> Any:
    """A line of two sets of pads in a fresh order."""
    order = Visiting(world).opened().order
    wanted = WantedJob(
        title="换片", lines=(WantedLine("part", part_id=world.pads.pk, quantity=Decimal(2), payer=payer),)
    )
    (job,) = quoting.add_jobs(world.adviser, order.pk, jobs=[wanted], at=NOON)
    return job.lines.get()


class TestOnAnOrder:
    def test_a_class_pays_its_share_and_the_line_says_so(self, world: World) -> None:
        fleet(world)
        line = pads(world)
        assert (line.unit_price, line.discount, line.amount, line.rule) == (
            480,
            Decimal("76.80"),
            Decimal("883.20"),
            "车队 9.2 折",
        )

    def test_the_rule_for_the_use_counts_before_the_general_one(self, world: World) -> None:
        fleet(world, 80)
        fleet(world, 95, use_class="wear")
        assert pads(world).rule == "车队 9.5 折"

    def test_the_lowest_of_class_and_campaign_wins(self, world: World) -> None:
        fleet(world)
        campaign(world, Given(part_id=world.pads.pk, price=Decimal(400)))
        line = pads(world)
        assert (line.amount, line.rule) == (800, "活动“三月活动” ¥400.00")

    def test_a_campaign_of_another_class_or_another_day_does_not_count(self, world: World) -> None:
        campaign(world, Given(percent=Decimal(50)), price_class="shop")
        campaign(world, Given(percent=Decimal(50)), from_on=TODAY + timedelta(days=1))
        assert pads(world).discount == 0

    def test_nothing_is_dearer_than_published(self, world: World) -> None:
        fleet(world, 500, basis="cost")
        campaign(world, Given(part_id=world.pads.pk, price=Decimal(900)))
        assert pads(world).discount == 0

    def test_the_insurer_and_the_house_pay_by_their_own_class(self, world: World) -> None:
        fleet(world)
        fleet(world, 97, price_class="insurer")
        fleet(world, 5, price_class="internal", basis="cost")
        line = pads(world, payer="insurer")
        assert line.rule == "保险公司 9.7 折"
        (line,) = amending.set_payer(
            world.service_manager, line.order_id, payer="internal", line_ids=[line.pk], at=NOON
        )
        # Cost 288.00 a set, plus 5 %, with 13 % tax.
        assert (line.amount, line.rule) == (Decimal("683.42"), "内部价（成本加 5%）")

    def test_adding_a_job_still_costs_eight_statements(self, world: World) -> None:
        fleet(world)
        campaign(world, Given(percent=Decimal(90)))
        order = Visiting(world).opened().order
        wanted = WantedJob(
            lines=(
                WantedLine("labour", operation_id=world.operation.pk),
                WantedLine("part", part_id=world.pads.pk),
            )
        )
        with statements(at_most=8):
            quoting.add_jobs(world.adviser, order.pk, jobs=[wanted], at=NOON)

    def test_who_sees_costs_sees_the_margin(self, world: World) -> None:
        fleet(world)
        line = pads(world)
        found = margin.margin_of(world.service_manager, line.order_id)
        # 883.20 with tax is 781.59 without; two sets cost 576.00.
        assert (found.left, found.share, found.lines[0].rule) == (
            Decimal("205.59"),
            Decimal("26.3"),
            "车队 9.2 折",
        )
        with pytest.raises(NotAllowed):
            margin.margin_of(world.adviser, line.order_id)


class TestClassCustomer:
    def test_back_to_owner_pays_as_published(self, world: World) -> None:
        fleet(world)
        terms.class_customer(world.parts_manager, world.wang.pk, price_class="owner")
        assert queries.classed_customers(world.parts_manager) == []
        assert pads(world).discount == 0

    def test_is_refused(self, world: World) -> None:
        with pytest.raises(Refused, match="请选择客户类别"):
            terms.class_customer(world.parts_manager, world.wang.pk, price_class="x")
        with pytest.raises(Missing):
            terms.class_customer(world.parts_manager, 99_999, price_class="fleet")
        with pytest.raises(NotAllowed):
            terms.class_customer(world.adviser, world.wang.pk, price_class="fleet")


class TestSetTerm:
    @pytest.mark.parametrize(
        ("more", "says"),
        [
            ({"percent": Decimal(101)}, "0 到 100"),
            ({"percent": Decimal(501), "basis": "cost"}, "0 到 500"),
            ({"from_on": TODAY - timedelta(days=1)}, "过去的规则"),
            ({"until_on": TODAY - timedelta(days=1)}, "早于开始日期"),
            ({"use_class": "x"}, "用途分类"),
            ({"basis": "x"}, "计价依据"),
        ],
    )
    def test_is_refused(self, world: World, more: dict[str, Any], says: str) -> None:
        with pytest.raises(Refused, match=says):
            fleet(world, **more)

    def test_twice_from_one_day_is_refused(self, world: World) -> None:
        fleet(world)
        with pytest.raises(OutOfTurn, match="已经有规则"):
            fleet(world, 90)


class TestEndTerm:
    def test_ends_with_yesterday(self, world: World) -> None:
        term = fleet(world)
        terms.end_term(world.parts_manager, term.pk, at=NOON + timedelta(days=3))
        term.refresh_from_db()
        assert term.until_on == TODAY + timedelta(days=2)
        with pytest.raises(OutOfTurn):
            terms.end_term(world.parts_manager, term.pk, at=NOON + timedelta(days=3))

    def test_one_that_has_not_begun_is_gone(self, world: World) -> None:
        terms.end_term(world.parts_manager, fleet(world).pk, at=NOON)
        assert not ClassTerm.objects.exists()

    def test_is_missing_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            terms.end_term(world.stranger, fleet(world).pk, at=NOON)


class TestOpenCampaign:
    @pytest.mark.parametrize(
        ("given", "more", "says"),
        [
            ((), {}, "至少写一个"),
            ((Given(percent=Decimal(50)),), {"name": ""}, "起个名称"),
            ((Given(percent=Decimal(50)),), {"until_on": TODAY - timedelta(days=1)}, "结束日期"),
            ((Given(percent=Decimal(150)),), {}, "0 到 100"),
            ((Given(price=Decimal(5)),), {}, "写明是哪个配件"),
            ((Given(),), {}, "二选一"),
            ((Given(percent=Decimal(50)),), {"price_class": "x"}, "请选择客户类别"),
        ],
    )
    def test_is_refused(
        self, world: World, given: tuple[Given, ...], more: dict[str, Any], says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            campaign(world, *given, **more)


class TestEndCampaign:
    def test_ends_early(self, world: World) -> None:
        made = campaign(world, Given(percent=Decimal(50)))
        terms.end_campaign(world.parts_manager, made.pk, at=NOON + timedelta(days=2))
        made.refresh_from_db()
        assert made.until_on == TODAY + timedelta(days=1)
        assert [card.gives for card in queries.campaigns(world.parts_manager, on=TODAY)] == [
            ("全部配件 5 折",)
        ]
        with pytest.raises(OutOfTurn):
            terms.end_campaign(world.parts_manager, made.pk, at=NOON + timedelta(days=2))
