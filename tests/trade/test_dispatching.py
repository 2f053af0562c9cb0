"""Deliveries with proof (PARTS-50)."""

import base64
import io
from decimal import Decimal

import pytest
from PIL import Image

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import issuing
from huichang.parts.states import ReturnReason
from huichang.post.models import Message
from huichang.trade import dispatching, links, paying
from huichang.trade.models import Bill, Charge
from huichang.trade.sending import Route
from tests.trade import selling
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-50")


def photo() -> bytes:
    """A picture of goods."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (90, 120, 150)).save(out, "JPEG")
    return out.getvalue()


class TestSendGoods:
    def test_sends_a_part_of_it_and_tells_the_customer(self, world: World) -> None:
        sale = selling.picked(world, selling.ordered(world, {world.filter: 5}, account=selling.shop(world)))
        dispatch = selling.sent(world, sale, {world.filter: 2})
        assert (dispatch.tracking, selling.line(sale, world.filter).sent) == ("SF1001", 2)
        assert "SF1001" in Message.objects.get(template="trade.sent").text
        with pytest.raises(Refused, match="拣好没发的是 3"):
            selling.sent(world, sale, {world.filter: 4})

    def test_waits_for_the_money_of_a_sale_at_once(self, world: World) -> None:
        sale = selling.picked(world, selling.ordered(world, {world.filter: 1}))
        with pytest.raises(Refused, match="要先收款再发"):
            selling.sent(world, sale)
        bill = Bill.objects.get()
        paying.take(world.cashier, bill.pk, method="cash", amount=bill.total, once="p", at=NOON)
        dispatching.send_goods(world.parts_clerk, sale.pk, route=Route(way="pickup"), at=NOON)
        assert selling.fresh(sale).state == "done"

    def test_asks_for_carrier_driver_and_address(self, world: World) -> None:
        sale = selling.picked(world, selling.ordered(world, {world.filter: 1}, account=selling.shop(world)))
        for route, why in (
            (Route(way="carrier"), "请填写承运商"),
            (Route(way="driver"), "请选择送货员"),
            (Route(way="driver", driver_id=world.stranger.staff_id), "不是本店的在职同事"),
            (Route(way="balloon"), "请选择送货方式"),
        ):
            with pytest.raises(Refused, match=why):
                dispatching.send_goods(world.parts_clerk, sale.pk, route=route, at=NOON)

    def test_refuses_what_is_not_picked_and_other_people(self, world: World) -> None:
        sale = selling.ordered(world, {world.filter: 1}, account=selling.shop(world))
        with pytest.raises(Refused, match="没有拣好的货"):
            selling.sent(world, sale)
        with pytest.raises(NotAllowed):
            dispatching.send_goods(world.cashier, sale.pk, route=Route(way="pickup"), at=NOON)
        with pytest.raises(Missing):
            dispatching.send_goods(world.southern_manager, sale.pk, route=Route(way="pickup"), at=NOON)

    def test_what_is_sent_cannot_go_back_to_its_bin(self, world: World) -> None:
        sale = selling.picked(world, selling.ordered(world, {world.filter: 1}, account=selling.shop(world)))
        selling.sent(world, sale)
        with pytest.raises(Refused, match="按销售退货办理"):
            issuing.take_back(
                world.parts_clerk,
                sale.pk,
                quantities={selling.line(sale, world.filter).pk: Decimal(1)},
                reason=ReturnReason.UNUSED,
                at=NOON,
            )


class TestDeliver:
    def test_charges_what_was_signed_for_and_adds_up(self, world: World) -> None:
        odd = world.part("OD-1", "散件", Decimal("0.33"), on_hand=9)
        sale = selling.picked(world, selling.ordered(world, {odd: 7}, account=selling.shop(world)))
        for pieces in (2, 3, 2):
            dispatch = selling.sent(world, sale, {odd: pieces})
            dispatching.deliver(world.parts_clerk, dispatch.pk, signed_by="刘", photo=photo(), at=NOON)
        assert sum(charge.amount for charge in Charge.objects.all()) == selling.fresh(sale).total
        assert selling.fresh(sale).state == "done"

    def test_asks_for_proof_and_a_name_and_is_done_once(self, world: World) -> None:
        sale = selling.picked(world, selling.ordered(world, {world.filter: 1}, account=selling.shop(world)))
        dispatch = selling.sent(world, sale)
        with pytest.raises(Refused, match="签名，或拍一张"):
            dispatching.deliver(world.parts_clerk, dispatch.pk, signed_by="刘", at=NOON)
        with pytest.raises(Refused, match="签收人"):
            dispatching.deliver(world.parts_clerk, dispatch.pk, signed_by=" ", photo=photo(), at=NOON)
        dispatching.deliver(world.parts_clerk, dispatch.pk, signed_by="刘", photo=photo(), at=NOON)
        with pytest.raises(OutOfTurn):
            dispatching.deliver(world.parts_clerk, dispatch.pk, signed_by="刘", photo=photo(), at=NOON)
        with pytest.raises(Missing):
            dispatching.deliver(world.southern_manager, dispatch.pk, signed_by="刘", photo=photo(), at=NOON)


class TestDeliverByLink:
    def test_signs_for_the_goods_of_this_sale_alone(self, world: World) -> None:
        account = selling.shop(world)
        sale = selling.picked(world, selling.ordered(world, {world.filter: 1}, account=account))
        other = selling.picked(world, selling.ordered(world, {world.oil: 1}, account=account))
        dispatch, strange = selling.sent(world, sale), selling.sent(world, other)
        link = Message.objects.get(template="trade.sent", about=f"trade.sale:{sale.pk}").link
        token = link.split("/")[3]
        actor = links.customer_actor(links.opened(token, at=NOON))
        with pytest.raises(Missing):
            dispatching.deliver_by_link(
                actor, token, strange.pk, signed_by="刘", signature=selling.SIGNATURE, at=NOON
            )
        with pytest.raises(Refused, match="手写签名"):
            dispatching.deliver_by_link(actor, token, dispatch.pk, signed_by="刘", signature="", at=NOON)
        dispatching.deliver_by_link(
            actor, token, dispatch.pk, signed_by="刘", signature=selling.SIGNATURE, at=NOON
        )
        assert selling.fresh(sale).state == "done"
        assert base64.b64decode(selling.SIGNATURE.partition(",")[2])


class TestBringBack:
    def test_is_picked_again_and_charged_to_nobody(self, world: World) -> None:
        sale = selling.picked(world, selling.ordered(world, {world.filter: 1}, account=selling.shop(world)))
        dispatch = selling.sent(world, sale)
        with pytest.raises(Refused, match="没有送达的原因"):
            dispatching.bring_back(world.parts_clerk, dispatch.pk, words="", at=NOON)
        dispatching.bring_back(world.parts_clerk, dispatch.pk, words="没有人收货", at=NOON)
        assert selling.line(sale, world.filter).sent == 0
        assert not Charge.objects.exists()
        selling.sent(world, sale)


class TestSetTracking:
    def test_comes_later(self, world: World) -> None:
        sale = selling.picked(world, selling.ordered(world, {world.filter: 1}, account=selling.shop(world)))
        dispatch = selling.sent(world, sale)
        changed = dispatching.set_tracking(
            world.parts_clerk, dispatch.pk, carrier="德邦", tracking="dp77", at=NOON
        )
        assert (changed.carrier, changed.tracking) == ("德邦", "DP77")
        with pytest.raises(Refused, match="请填写承运商"):
            dispatching.set_tracking(world.parts_clerk, dispatch.pk, carrier="", tracking="1", at=NOON)
