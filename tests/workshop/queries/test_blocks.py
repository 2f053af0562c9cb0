"""What keeps an order from its next step."""

from datetime import timedelta

import pytest

from huichang.parts.models import BinStock, Stock
from huichang.workshop import orders
from huichang.workshop.models import CustomerLink, Finding, Line, Order
from huichang.workshop.pricing import WantedJob
from huichang.workshop.queries import order as cards
from huichang.workshop.queries.blocks import blocks
from tests.workshop.desk import READY_AT, asked, brakes, drafted, found, hose, signed
from tests.world import NOON, World


def said(world: World, order: Order, *, hours: float = 0) -> list[str]:
    card = cards.order_card(world.adviser, order.pk)
    return [block.words for block in blocks(card, at=NOON + timedelta(hours=hours))]


class TestOfADraft:
    def test_names_what_is_missing_for_the_signature(self, world: World) -> None:
        order = drafted(world)
        assert said(world, order) == ["还没有维修项目", "还没有确定交车时间"]

    def test_names_a_job_without_a_quote_and_an_urgent_point(self, world: World) -> None:
        order = drafted(world, WantedJob(title="异响检查"))
        Finding.objects.create(
            store=world.north,
            order=order,
            vehicle=world.car,
            point="x",
            name="轮胎花纹",
            state="now",
            found_at=NOON,
        )
        assert said(world, order) == [
            "环检发现要立即处理：轮胎花纹，请报价或记录客户不做",
            "“异响检查”还没有报价",
            "还没有确定交车时间",
        ]

    def test_says_whether_the_customer_has_opened_the_link(self, world: World) -> None:
        order = drafted(world, brakes(world))
        orders.send_to_sign(world.adviser, order.pk, promised_at=READY_AT, at=NOON)
        assert "签字链接已发出 1 小时，客户还没有打开" in said(world, order, hours=1)
        CustomerLink.objects.update(opened_at=NOON)
        assert "签字链接已发出 1 小时，客户已打开" in said(world, order, hours=1)
        assert "承诺的交车时间已经过了，请重新确定" in said(world, order, hours=5)


class TestOfWork:
    def test_names_late_promises_first(self, world: World) -> None:
        order = signed(world)
        assert said(world, order, hours=5)[0].startswith("已超过承诺时间 1 小时")

    @pytest.mark.req("PARTS-12")
    def test_names_parts_that_are_missing(self, world: World) -> None:
        BinStock.objects.filter(part=world.pads).update(quantity=0)
        Stock.objects.filter(part=world.pads).update(on_hand=0, value=0)
        order = signed(world)
        assert any(words.startswith("缺件：前制动片 1 件") for words in said(world, order))

    def test_names_extra_work_to_price_and_to_answer(self, world: World) -> None:
        order = signed(world)
        found(world, order, what="雨刮老化")
        asked(world, order, hose(world))
        words = said(world, order, hours=1)
        assert "增项“右前制动软管龟裂”等客户答复 1 小时，客户还没有打开链接" in words
        assert "增项“雨刮老化”等您报价，已 1 小时" in words


class TestOfSettlement:
    @pytest.mark.req("LANE-60")
    def test_names_parts_that_were_not_issued_and_claims_without_cause(self, world: World) -> None:
        order = signed(world, brakes(world, repair_type="warranty"))
        Order.objects.filter(pk=order.pk).update(state="checked")
        words = said(world, order)
        assert "前制动片：收费 1，实领 0" in words
        assert "索赔项目“更换前制动片”缺故障原因或处理结果" in words

    @pytest.mark.req("LANE-60")
    def test_names_a_difference_to_what_was_agreed(self, world: World) -> None:
        order = signed(world, brakes(world))
        Order.objects.filter(pk=order.pk).update(state="checked", amount_agreed=600)
        assert "现在金额 ¥680.00 与客户同意的 ¥600.00 不一致" in said(world, order)

    def test_says_nothing_more_once_it_is_over(self, world: World) -> None:
        order = signed(world)
        Line.objects.filter(order=order).update(state="dropped")
        Order.objects.filter(pk=order.pk).update(state="cancelled")
        assert said(world, order) == []
