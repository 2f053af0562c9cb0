"""Two people after the same batch, the same transfer, the same write-off (PARTS-10)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused
from huichang.parts import (
    batches,
    counting,
    counting_plans,
    counting_review,
    issuing,
    proving,
    putting_away,
    scrapping,
    transfers,
)
from huichang.parts.models import Batch, Bin, Count, CountLine, CountTake, Move, Warehouse
from huichang.parts.states import MoveKind, Place, ScrapReason
from tests.parts import batchroom, countroom, storeroom
from tests.parts.test_races import at_once, issuer
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PARTS-10")]


def refusals(answers: list[object]) -> int:
    return sum(isinstance(each, Refused) for each in answers)


class TestTheLastPiece:
    def test_of_a_serial_number_goes_to_one_of_two(self, world: World) -> None:
        part = batchroom.tracked(world, "ECU-1", tracking="serial")
        batchroom.receive(world, part, 2, batchroom.came("S1", "S2"))
        first = Batch.objects.get(number="S1").pk
        one = storeroom.ask(world, (part, 1), order_id=1)[0]
        two = storeroom.ask(world, (part, 1), order_id=2)[0]
        taker, clerk = world.staff(Role.TECHNICIAN).pk, world.parts_clerk

        def take(order_id: int, line: int) -> object:
            return issuing.issue(
                clerk,
                order_id,
                quantities={line: Decimal(1)},
                taken_by_id=taker,
                at=NOON,
                batches={line: [first]},
            )

        assert refusals(at_once(lambda: take(1, one), lambda: take(2, two))) == 1
        storeroom.assert_proved(world)

    def test_is_issued_or_found_false_but_not_both_on_the_shelf(self, world: World) -> None:
        part = batchroom.tracked(world)
        batch = batchroom.receive(world, part, 2, batchroom.came("B1"))
        (line,) = storeroom.ask(world, (part, 2))
        taker, clerk = world.staff(Role.TECHNICIAN).pk, world.parts_clerk
        at_once(
            issuer(world, clerk, taker, 7, {line: Decimal(2)}),
            lambda: batches.check_batch(clerk, batch.pk, genuine=False, note="假冒", at=NOON),
        )
        batch.refresh_from_db()
        assert batch.state == "failed"
        assert set(batchroom.lies(batch)) <= {"GL-01"}
        storeroom.assert_proved(world)


class TestTwoAnswers:
    def test_a_transfer_is_received_once(self, world: World) -> None:
        room = Warehouse.objects.create(store=world.south, name="主库", place=Place.MAIN)
        Bin.objects.create(store=world.south, warehouse=room, code="S-01", walk=1)
        there = world.actor(Role.PARTS_CLERK, world.south)
        sent = transfers.send_transfer(
            world.parts_clerk,
            store_id=world.north.pk,
            to_store_id=world.south.pk,
            lines=[transfers.Sent(world.filter.pk, Decimal(5))],
            expected_on=NOON.date() + timedelta(days=1),
            at=NOON,
        )
        answers = at_once(
            lambda: transfers.receive_transfer(there, sent.pk, at=NOON),
            lambda: transfers.receive_transfer(there, sent.pk, at=NOON),
            lambda: transfers.recall_transfer(world.parts_clerk, sent.pk, at=NOON),
        )
        assert refusals(answers) == 2
        whole = sum(
            (storeroom.stock(world, world.filter, store).on_hand for store in (world.north, world.south)),
            Decimal(0),
        )
        assert whole == 20
        for store in (world.north, world.south):
            assert proving.prove(store.pk)[1] == []

    def test_two_stores_send_to_each_other_at_once(self, world: World) -> None:
        room = Warehouse.objects.create(store=world.south, name="主库", place=Place.MAIN)
        Bin.objects.create(store=world.south, warehouse=room, code="S-01", walk=1)
        there = world.actor(Role.PARTS_CLERK, world.south)
        day = NOON.date() + timedelta(days=1)

        def send(quantity: int) -> object:
            sent = transfers.send_transfer(
                world.parts_clerk,
                store_id=world.north.pk,
                to_store_id=world.south.pk,
                lines=[transfers.Sent(world.filter.pk, Decimal(quantity))],
                expected_on=day,
                at=NOON,
            )
            return transfers.receive_transfer(there, sent.pk, at=NOON)

        assert refusals(at_once(*(lambda n=n: send(n) for n in (1, 2, 3, 4)))) == 0
        assert storeroom.stock(world, world.filter, world.south).on_hand == 10
        for store in (world.north, world.south):
            assert proving.prove(store.pk)[1] == []

    def test_a_write_off_is_answered_once(self, world: World) -> None:
        storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
        scrap = scrapping.ask_scrap(
            world.parts_clerk,
            world.pads.pk,
            store_id=world.north.pk,
            bin_id=world.bin.pk,
            quantity=Decimal(1),
            reason=ScrapReason.DAMAGED,
            witness_id=world.staff(Role.TECHNICIAN).pk,
            at=NOON,
        )
        answers = at_once(
            lambda: scrapping.answer_scrap(world.parts_manager, scrap.pk, approve=True, at=NOON),
            lambda: scrapping.answer_scrap(world.service_manager, scrap.pk, approve=True, at=NOON),
        )
        assert refusals(answers) == 1
        assert Move.objects.filter(kind=MoveKind.SCRAP).count() == 1
        storeroom.assert_proved(world)


class TestCounting:
    @pytest.mark.req("PARTS-14")
    def test_beside_issuing_finds_no_difference_whoever_is_first(self, world: World) -> None:
        """One counts what lies there, the other takes two of twenty: the number is compared with the ledger of its moment."""
        taker, clerk = world.staff(Role.TECHNICIAN).pk, world.parts_clerk

        def teller(count: Count, pieces: Decimal) -> Callable[[], object]:
            return lambda: countroom.say(clerk, count, world.second_bin, world.filter, str(pieces))

        for turn in range(4):
            count = countroom.plan(world, world.second_bin, at=NOON + timedelta(hours=turn))
            (line,) = storeroom.ask(world, (world.filter, 2), order_id=100 + turn)
            before = storeroom.lying(world.filter, world.second_bin)
            answers = at_once(
                teller(count, before),
                issuer(world, clerk, taker, 100 + turn, {line: Decimal(2)}),
            )
            assert refusals(answers) == 0
            take = CountTake.objects.get(line__count=count)
            assert take.book in (before, before - 2)
            assert take.counted - take.book in (0, 2)
            assert storeroom.lying(world.filter, world.second_bin) == before - 2
            counting_plans.drop_count(world.parts_manager, count.pk, why="试", at=NOON)
        storeroom.assert_proved(world)

    @pytest.mark.req("PARTS-14")
    def test_posted_while_the_last_piece_is_issued_never_goes_below_nothing(self, world: World) -> None:
        count = countroom.plan(world, world.bin)
        (line,) = storeroom.ask(world, (world.pads, 2))
        countroom.say_all(world, count, BR1001=-1)
        CountLine.objects.filter(count=count).update(state="counted")
        counting.hand_in(world.parts_clerk, count.pk, at=NOON)
        countroom.explain(world, count)
        taker, clerk, chief = world.staff(Role.TECHNICIAN).pk, world.parts_clerk, world.service_manager
        at_once(
            issuer(world, clerk, taker, 7, {line: Decimal(2)}),
            lambda: counting_review.post_count(chief, count.pk, at=NOON),
        )
        assert storeroom.lying(world.pads, world.bin) in (0, 1)
        storeroom.assert_proved(world)

    @pytest.mark.req("PARTS-14")
    def test_of_one_line_by_two_people_keeps_both_numbers(self, world: World) -> None:
        count = countroom.plan(world, world.bin)
        first, second = world.parts_clerk, countroom.second_clerk(world)
        at_once(
            lambda: countroom.say(first, count, world.bin, world.pads, 1),
            lambda: countroom.say(second, count, world.bin, world.pads, 1),
        )
        assert CountTake.objects.filter(line__count=count).count() == 2
        assert CountLine.objects.get(count=count).state == "counted"


class TestPuttingAway:
    @pytest.mark.req("PARTS-11")
    def test_by_two_people_of_the_same_goods_carries_them_once(self, world: World) -> None:
        source = storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")
        storeroom.receive(world, world.filter, 3, bin=source)
        clerk, other = world.parts_clerk, world.parts_manager

        def put(actor: Actor, bin: Bin) -> object:
            return putting_away.put_away(
                actor,
                world.filter.pk,
                store_id=world.north.pk,
                source_id=source.pk,
                target_id=bin.pk,
                quantity=Decimal(3),
                at=NOON,
            )

        assert refusals(at_once(lambda: put(clerk, world.bin), lambda: put(other, world.second_bin))) == 1
        assert storeroom.lying(world.filter, source) == 0
        storeroom.assert_proved(world)

    @pytest.mark.req("PARTS-11")
    def test_is_taken_back_once(self, world: World) -> None:
        source = storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")
        storeroom.receive(world, world.filter, 3, bin=source)
        clerk = world.parts_clerk
        number = putting_away.put_away(
            clerk,
            world.filter.pk,
            store_id=world.north.pk,
            source_id=source.pk,
            target_id=world.bin.pk,
            quantity=Decimal(3),
            at=NOON,
        )

        def undo() -> object:
            return putting_away.undo_put_away(clerk, world.north.pk, number, at=NOON)

        assert refusals(at_once(undo, undo)) == 1
        assert storeroom.lying(world.filter, source) == 3
        storeroom.assert_proved(world)
