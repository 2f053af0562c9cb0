"""Goods between two stores of the group: out here, on their way there, in there at the same value (PARTS-10, PARTS-11)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import proving, queries, transfers
from huichang.parts.models import Batch, Bin, BinStock, Move, Part, Transfer, TransferLine, Warehouse
from huichang.parts.states import Difference, MoveKind, Place
from tests.parts import batchroom, storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-10")
SOON = NOON.date() + timedelta(days=2)


@pytest.fixture
def there(world: World) -> Actor:
    """The clerk of the other store, which has one bin."""
    room = Warehouse.objects.create(store=world.south, name="主库", place=Place.MAIN)
    Bin.objects.create(store=world.south, warehouse=room, code="S-01", walk=1)
    return world.actor(Role.PARTS_CLERK, world.south)


def send(world: World, part: Part, quantity: int, *, by: Actor | None = None) -> Transfer:
    return transfers.send_transfer(
        by or world.parts_clerk,
        store_id=world.north.pk,
        to_store_id=world.south.pk,
        lines=[transfers.Sent(part.pk, Decimal(quantity))],
        expected_on=SOON,
        at=NOON,
    )


def proved(world: World) -> None:
    for store in (world.north, world.south):
        assert [each.says for each in proving.prove(store.pk)[1]] == []


class TestSendTransfer:
    def test_leaves_here_and_is_on_its_way_there(self, world: World) -> None:
        sent = send(world, world.filter, 5)
        here, coming = storeroom.stock(world, world.filter), storeroom.stock(world, world.filter, world.south)
        assert storeroom.row(here.on_hand, coming.on_hand, coming.in_transit) == (15, 0, 5)
        assert Move.objects.get(document=sent.number).kind == MoveKind.TRANSFER_OUT
        proved(world)

    def test_takes_only_what_is_free(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Refused, match="只有 1 件可用"):
            send(world, world.pads, 2)

    def test_refuses_no_lines_the_same_store_and_yesterday(self, world: World) -> None:
        words = {"store_id": world.north.pk, "expected_on": SOON, "at": NOON}
        line = [transfers.Sent(world.pads.pk, Decimal(1))]
        with pytest.raises(Refused, match="至少填写一行"):
            transfers.send_transfer(world.parts_clerk, to_store_id=world.south.pk, lines=[], **words)
        with pytest.raises(Refused, match="另一家门店"):
            transfers.send_transfer(world.parts_clerk, to_store_id=world.north.pk, lines=line, **words)
        words["expected_on"] = NOON.date() - timedelta(days=1)
        with pytest.raises(Refused, match="已经过去"):
            transfers.send_transfer(world.parts_clerk, to_store_id=world.south.pk, lines=line, **words)

    def test_is_not_for_the_adviser_nor_from_another_store(self, world: World, there: Actor) -> None:
        for actor in (world.adviser, there):
            with pytest.raises(NotAllowed):
                send(world, world.pads, 1, by=actor)


class TestReceiveTransfer:
    def test_arrives_at_the_value_it_left_at(self, world: World, there: Actor) -> None:
        sent = send(world, world.filter, 5)
        transfers.receive_transfer(there, sent.pk, at=NOON)
        stock = storeroom.stock(world, world.filter, world.south)
        assert storeroom.row(stock.on_hand, stock.in_transit, stock.value) == (5, 0, Decimal("114.00"))
        proved(world)
        with pytest.raises(OutOfTurn, match="已收货"):
            transfers.receive_transfer(there, sent.pk, at=NOON)

    def test_brings_the_batch_along(self, world: World, there: Actor) -> None:
        part = batchroom.tracked(world, needs_check=True)
        batchroom.receive(world, part, 3, batchroom.came("B1", genuine=True, expires_on=SOON))
        sent = send(world, part, 2)
        transfers.receive_transfer(there, sent.pk, at=NOON)
        batch = Batch.objects.get(store=world.south)
        assert (batch.number, batch.state, batch.expires_on) == ("B1", "passed", SOON)
        assert batchroom.lies(batch) == {"S-01": 2}
        proved(world)

    def test_wants_to_know_why_less_came_and_settles_it(self, world: World, there: Actor) -> None:
        sent = send(world, world.filter, 5)
        (line,) = TransferLine.objects.filter(transfer=sent)
        with pytest.raises(Refused, match="请写明缺什么"):
            transfers.receive_transfer(there, sent.pk, at=NOON, received={line.pk: Decimal(3)})
        transfers.receive_transfer(there, sent.pk, at=NOON, received={line.pk: Decimal(3)}, why="箱破")
        proved(world)
        manager = world.parts_manager
        with pytest.raises(Refused, match="退回库存，还是运输丢失"):
            transfers.settle_difference(manager, sent.pk, answers={}, at=NOON)
        transfers.settle_difference(manager, sent.pk, answers={line.pk: Difference.BACK}, at=NOON)
        here = storeroom.stock(world, world.filter)
        assert storeroom.row(here.on_hand, here.value) == (17, Decimal("387.60"))
        proved(world)
        with pytest.raises(OutOfTurn):
            transfers.settle_difference(manager, sent.pk, answers={line.pk: Difference.BACK}, at=NOON)

    def test_refuses_more_than_was_sent(self, world: World, there: Actor) -> None:
        sent = send(world, world.filter, 5)
        (line,) = TransferLine.objects.filter(transfer=sent)
        with pytest.raises(Refused, match="只发出 5 件"):
            transfers.receive_transfer(there, sent.pk, at=NOON, received={line.pk: Decimal(6)})

    def test_is_not_for_the_sender_nor_for_a_stranger(self, world: World, there: Actor) -> None:
        sent = send(world, world.filter, 1)
        with pytest.raises(Missing):
            transfers.receive_transfer(world.parts_clerk, sent.pk, at=NOON)
        with pytest.raises((Missing, NotAllowed)):
            transfers.receive_transfer(world.stranger, sent.pk, at=NOON)
        with pytest.raises(NotAllowed):
            transfers.receive_transfer(world.actor(Role.ADVISER, world.south), sent.pk, at=NOON)


class TestSettleDifference:
    def test_what_is_lost_stays_gone(self, world: World, there: Actor) -> None:
        sent = send(world, world.filter, 5)
        (line,) = TransferLine.objects.filter(transfer=sent)
        transfers.receive_transfer(there, sent.pk, at=NOON, received={}, why="整箱丢失")
        transfers.settle_difference(world.parts_manager, sent.pk, answers={line.pk: Difference.LOST}, at=NOON)
        assert storeroom.stock(world, world.filter).on_hand == 15
        assert not BinStock.objects.filter(store=world.south, quantity__gt=0).exists()
        proved(world)


class TestRecallTransfer:
    def test_comes_back_to_its_bin(self, world: World, there: Actor) -> None:
        sent = send(world, world.filter, 5)
        transfers.recall_transfer(world.parts_clerk, sent.pk, at=NOON)
        stock = storeroom.stock(world, world.filter)
        assert storeroom.row(stock.on_hand, stock.value) == (20, Decimal("456.00"))
        assert storeroom.stock(world, world.filter, world.south).in_transit == 0
        proved(world)
        with pytest.raises(OutOfTurn):
            transfers.receive_transfer(there, sent.pk, at=NOON)


def test_both_sides_see_it_and_others_do_not(world: World, there: Actor) -> None:
    sent = send(world, world.filter, 5)
    (mine,), (theirs,) = queries.transfer_list(world.parts_clerk), queries.transfer_list(there, only="in")
    assert (mine.is_mine, theirs.is_mine, theirs.number) == (True, False, sent.number)
    assert queries.transfer_page(there, sent.pk).lines[0].quantity == 5
    with pytest.raises((Missing, NotAllowed)):
        queries.transfer_page(world.stranger, sent.pk)
