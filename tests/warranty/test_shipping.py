"""Claimed parts to the manufacturer, and what its audit says (WARR-15)."""

from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.warranty import shipping
from huichang.warranty.models import Shipment
from huichang.warranty.shipping import Audited
from huichang.warranty.states import Deduction, PartState, ShipmentState
from tests.warranty.claiming import Claiming
from tests.world import World

pytestmark = pytest.mark.req("WARR-15")


def packed(world: World) -> tuple[Claiming, Shipment]:
    """The pads lie in box 1."""
    story = Claiming(world).sent()
    shipment = shipping.open_shipment(world.warranty_clerk, world.north.pk, kind="normal", at=story.at)
    shipping.box_part(world.warranty_clerk, shipment.pk, tag=story.part.tag, box=1, at=story.at)
    return story, shipment


def gone(world: World) -> tuple[Claiming, Shipment]:
    """And are on their way."""
    story, shipment = packed(world)
    shipping.send_shipment(world.warranty_clerk, shipment.pk, carrier="顺丰 SF1", at=story.at)
    return story, shipment


class TestOpenShipment:
    def test_has_a_kind(self, world: World) -> None:
        story = Claiming(world).sent()
        with pytest.raises(Refused, match="回运类型"):
            shipping.open_shipment(world.warranty_clerk, world.north.pk, kind="x", at=story.at)
        with pytest.raises(NotAllowed):
            shipping.open_shipment(world.adviser, world.north.pk, kind="normal", at=story.at)


class TestBoxPart:
    def test_goes_into_a_box(self, world: World) -> None:
        story, shipment = packed(world)
        assert (story.part.state, story.part.box, story.part.shipment) == (PartState.BOXED, 1, shipment)
        with pytest.raises(OutOfTurn):
            shipping.box_part(world.warranty_clerk, shipment.pk, tag=story.part.tag, box=1, at=story.at)

    def test_with_a_number_and_not_before_the_claim_is_out(self, world: World) -> None:
        story = Claiming(world).ready()
        shipment = shipping.open_shipment(world.warranty_clerk, world.north.pk, kind="urgent", at=story.at)
        with pytest.raises(Refused, match="箱号"):
            shipping.box_part(world.warranty_clerk, shipment.pk, tag=story.part.tag, box=0, at=story.at)
        with pytest.raises(Refused, match="还没有上报"):
            shipping.box_part(world.warranty_clerk, shipment.pk, tag=story.part.tag, box=1, at=story.at)
        with pytest.raises(Missing):
            shipping.box_part(world.southern_manager, shipment.pk, tag=story.part.tag, box=1, at=story.at)


class TestUnboxPart:
    def test_lies_in_its_place_again(self, world: World) -> None:
        story, _ = packed(world)
        with pytest.raises(NotAllowed):
            shipping.unbox_part(world.adviser, story.part.pk, at=story.at)
        part = shipping.unbox_part(world.warranty_clerk, story.part.pk, at=story.at)
        assert (part.state, part.place, part.box) == (PartState.STORED, "SP-01", None)


class TestSendShipment:
    def test_its_parts_are_gone_with_it_as_their_document(self, world: World) -> None:
        story, shipment = gone(world)
        assert (story.part.state, story.part.gone_document) == (PartState.SHIPPED, shipment.number)
        with pytest.raises(OutOfTurn):
            shipping.send_shipment(world.warranty_clerk, shipment.pk, carrier="x", at=story.at)

    def test_with_carrier_and_parts(self, world: World) -> None:
        story, shipment = packed(world)
        with pytest.raises(Refused, match="承运人"):
            shipping.send_shipment(world.warranty_clerk, shipment.pk, carrier=" ", at=story.at)
        with pytest.raises(NotAllowed):
            shipping.send_shipment(world.adviser, shipment.pk, carrier="x", at=story.at)
        shipping.unbox_part(world.warranty_clerk, story.part.pk, at=story.at)
        with pytest.raises(Refused, match="没有旧件"):
            shipping.send_shipment(world.warranty_clerk, shipment.pk, carrier="x", at=story.at)


class TestCancelShipment:
    def test_its_parts_stay(self, world: World) -> None:
        story, shipment = packed(world)
        with pytest.raises(NotAllowed):
            shipping.cancel_shipment(world.adviser, shipment.pk, at=story.at)
        assert (
            shipping.cancel_shipment(world.warranty_clerk, shipment.pk, at=story.at).state
            == ShipmentState.CANCELLED
        )
        assert story.part.state == PartState.STORED


class TestAuditShipment:
    def audit(self, world: World, shipment: Shipment, *deducted: Audited) -> None:
        shipping.audit_shipment(
            world.warranty_clerk, shipment.pk, deducted=deducted, words="包装完好", at=shipment.opened_at
        )

    def test_what_is_not_named_is_accepted(self, world: World) -> None:
        story, shipment = gone(world)
        self.audit(world, shipment)
        assert story.part.state == PartState.ACCEPTED

    def test_a_deduction_has_a_reason_of_the_list(self, world: World) -> None:
        story, shipment = gone(world)
        pk = story.part.pk
        with pytest.raises(Refused, match="列表"):
            self.audit(world, shipment, Audited(pk, "x"))
        with pytest.raises(Refused, match="请写明"):
            self.audit(world, shipment, Audited(pk, Deduction.OTHER))
        with pytest.raises(Refused, match="负数"):
            self.audit(world, shipment, Audited(pk, Deduction.NO_TAG, amount=Decimal(-1)))
        with pytest.raises(Missing):
            self.audit(world, shipment, Audited(0, Deduction.NO_TAG))
        self.audit(world, shipment, Audited(pk, Deduction.NO_TAG, amount=Decimal(480)))
        assert (story.part.state, story.part.deducted) == (PartState.DEDUCTED, 480)
        with pytest.raises(NotAllowed):
            shipping.audit_shipment(world.adviser, shipment.pk, deducted=[], at=story.at)
