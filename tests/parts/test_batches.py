"""Batches: what came from where, whether it is genuine, what leaves first, where it went (PARTS-01, PARTS-02)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import batches, issuing, ledger, places, queries
from huichang.parts.models import Batch, BatchStock, Move, Stock
from huichang.parts.states import BatchState, MoveKind, ReturnReason
from tests.parts import batchroom, storeroom
from tests.world import NOON, World

TODAY = NOON.date()
LATE, SOON = TODAY + timedelta(days=400), TODAY + timedelta(days=40)


def fetch(world: World, line: int, quantity: int, *, order_id: int = 7, of: tuple[int, ...] = ()) -> None:
    issuing.issue(
        world.parts_clerk,
        order_id,
        quantities={line: Decimal(quantity)},
        taken_by_id=world.staff(Role.TECHNICIAN).pk,
        at=NOON,
        batches={line: of} if of else None,
    )


@pytest.mark.req("PARTS-01")
class TestReceiving:
    def test_refuses_a_tracked_part_without_its_batch(self, world: World) -> None:
        part = batchroom.tracked(world)
        with pytest.raises(Refused, match="按批次管理，请填写包装上的批次号"):
            batchroom.receive(world, part, 2, batches.Came(numbers=()))

    def test_wants_one_serial_number_for_each_piece(self, world: World) -> None:
        part = batchroom.tracked(world, "ECU-1", tracking="serial")
        with pytest.raises(Refused, match="要有 2 个序列号，现在填了 1 个"):
            batchroom.receive(world, part, 2, batchroom.came("S1"))
        batchroom.receive(world, part, 2, batchroom.came("S1", "S2"))
        assert list(Batch.objects.filter(part=part).values_list("number", flat=True)) == ["S1", "S2"]
        with pytest.raises(Refused, match="序列号 S1 已经在库"):
            batchroom.receive(world, part, 1, batchroom.came("S1"))
        storeroom.assert_proved(world)

    def test_works_out_the_last_day_from_the_shelf_life(self, world: World) -> None:
        part = batchroom.tracked(world)
        part.shelf_life_months = 24
        part.save()
        with pytest.raises(Refused, match="有保质期，请填写生产日期或有效期"):
            batchroom.receive(world, part, 1, batchroom.came("B1"))
        made = date(TODAY.year - 1, 1, 31)
        batch = batchroom.receive(world, part, 1, batches.Came(numbers=("B1",), made_on=made))
        assert batch.expires_on == date(TODAY.year + 1, 1, 31)

    def test_refuses_goods_over_their_day(self, world: World) -> None:
        part = batchroom.tracked(world)
        with pytest.raises(Refused, match="过期，请拒收"):
            batchroom.receive(world, part, 1, batchroom.came("B1", expires_on=TODAY - timedelta(days=1)))

    def test_refuses_goods_made_on_a_day_to_come(self, world: World) -> None:
        part = batchroom.tracked(world)
        tomorrow = batches.Came(numbers=("B1",), made_on=TODAY + timedelta(days=1))
        with pytest.raises(Refused, match="还没到，请核对包装"):
            batchroom.receive(world, part, 1, tomorrow)

    def test_refuses_another_last_day_for_a_known_batch(self, world: World) -> None:
        part = batchroom.tracked(world)
        batchroom.receive(world, part, 1, batchroom.came("B1", expires_on=SOON))
        with pytest.raises(Refused, match="登记的有效期是"):
            batchroom.receive(world, part, 1, batchroom.came("B1", expires_on=LATE))


@pytest.mark.req("PARTS-02")
class TestCheckBatch:
    def test_unchecked_goods_lie_in_quarantine_until_they_pass(self, world: World) -> None:
        part = batchroom.tracked(world, needs_check=True)
        Stock.objects.filter(part=part).update(home_bin=world.bin)
        (line,) = storeroom.ask(world, (part, 2))
        batch = batchroom.receive(world, part, 3, batchroom.came("B1"))
        assert (batch.state, batchroom.lies(batch)) == (BatchState.UNCHECKED, {"GL-01": 3})
        assert storeroom.held(line=line) == 0
        batches.check_batch(
            world.parts_clerk, batch.pk, genuine=True, checklist=batchroom.LOOKED, certificate="HG1", at=NOON
        )
        batch.refresh_from_db()
        assert (batch.state, batch.certificate) == (BatchState.PASSED, "HG1")
        assert batchroom.lies(batch) == {"A-01-1": 3}
        assert storeroom.held(line=line) == 2
        storeroom.assert_proved(world)

    def test_a_failed_batch_is_carried_to_quarantine_and_its_promises_wait(self, world: World) -> None:
        part = batchroom.tracked(world)
        batch = batchroom.receive(world, part, 3, batchroom.came("B1"))
        (line,) = storeroom.ask(world, (part, 2))
        batches.check_batch(world.parts_clerk, batch.pk, genuine=False, note="印刷模糊", at=NOON)
        batch.refresh_from_db()
        assert (batch.state, batchroom.lies(batch)) == (BatchState.FAILED, {"GL-01": 3})
        assert storeroom.held(line=line) == 0
        assert [short.quantity for short in queries.shorts(world.north.pk)] == [2]
        with pytest.raises(Refused, match="待检、停用、过期或在隔离区，不能发料"):
            fetch(world, line, 1)
        storeroom.assert_proved(world)

    def test_wants_grounds(self, world: World) -> None:
        part = batchroom.tracked(world, needs_check=True)
        batch = batchroom.receive(world, part, 1, batchroom.came("B1"))
        with pytest.raises(Refused, match="判定合格要有依据"):
            batches.check_batch(world.parts_clerk, batch.pk, genuine=True, at=NOON)
        with pytest.raises(Refused, match="写明哪里不对"):
            batches.check_batch(world.parts_clerk, batch.pk, genuine=False, at=NOON)

    def test_is_not_for_the_adviser_nor_for_another_store(self, world: World) -> None:
        part = batchroom.tracked(world, needs_check=True)
        batch = batchroom.receive(world, part, 1, batchroom.came("B1"))
        with pytest.raises(NotAllowed):
            batches.check_batch(world.adviser, batch.pk, genuine=False, note="x", at=NOON)
        with pytest.raises(Missing):
            batches.check_batch(world.stranger, batch.pk, genuine=False, note="x", at=NOON)

    def test_a_result_at_receipt_is_kept_with_the_batch(self, world: World) -> None:
        part = batchroom.tracked(world, needs_check=True)
        good = batchroom.receive(world, part, 1, batchroom.came("B1", genuine=True))
        bad = batchroom.receive(world, part, 1, batchroom.came("B2", genuine=False, note="无防伪标"))
        assert (good.state, bad.state) == (BatchState.PASSED, BatchState.FAILED)
        assert (batchroom.lies(good), batchroom.lies(bad)) == ({"A-01-1": 1}, {"GL-01": 1})
        assert good.checked_by_id == world.parts_clerk.staff_id
        storeroom.assert_proved(world)

    def test_unchecked_goods_do_not_leave_quarantine(self, world: World) -> None:
        part = batchroom.tracked(world, needs_check=True)
        batch = batchroom.receive(world, part, 2, batchroom.came("B1"))
        lying = BatchStock.objects.get(batch=batch, quantity__gt=0)
        with pytest.raises((Refused, IntegrityError)), transaction.atomic():
            places.move_goods(
                world.parts_clerk,
                part.pk,
                store_id=world.north.pk,
                source_id=lying.bin_id,
                target_id=world.bin.pk,
                quantity=Decimal(1),
                why="",
                at=NOON,
            )


@pytest.mark.req("PARTS-02")
class TestTheDatabase:
    """Broken by hand: past every use-case."""

    def move(self, world: World, batch: Batch | None, quantity: int, kind: MoveKind, bin_id: int) -> None:
        part_id = batch.part_id if batch else Batch.objects.latest("pk").part_id
        Move.objects.create(
            store=world.north,
            part_id=part_id,
            bin_id=bin_id,
            kind=kind,
            quantity=quantity,
            value=0,
            on_hand_after=0,
            document="X",
            at=NOON,
            batch=batch,
        )

    def test_issues_no_batch_that_is_not_good(self, world: World) -> None:
        part = batchroom.tracked(world, needs_check=True)
        batch = batchroom.receive(world, part, 2, batchroom.came("B1"))
        bin_id = BatchStock.objects.get(batch=batch, quantity__gt=0).bin_id
        for kind in (MoveKind.ISSUE, MoveKind.SALE, MoveKind.TRANSFER_OUT, MoveKind.INTERNAL, MoveKind.LEND):
            with pytest.raises(IntegrityError, match="only_good_batches_leave"), transaction.atomic():
                self.move(world, batch, -1, kind, bin_id)

    def test_takes_no_tracked_goods_without_a_batch(self, world: World) -> None:
        part = batchroom.tracked(world)
        batchroom.receive(world, part, 2, batchroom.came("B1"))
        for quantity, kind in ((1, MoveKind.RECEIPT), (-1, MoveKind.ISSUE)):
            with pytest.raises(IntegrityError, match="move_names_its_batch"), transaction.atomic():
                self.move(world, None, quantity, kind, world.bin.pk)

    def test_takes_no_batch_of_another_part(self, world: World) -> None:
        batch = batchroom.receive(world, batchroom.tracked(world), 2, batchroom.came("B1"))
        batch.part_id = world.pads.pk
        with pytest.raises(IntegrityError, match="batch_is_of_the_part"), transaction.atomic():
            self.move(world, batch, 1, MoveKind.RECEIPT, world.bin.pk)

    def test_lays_nothing_unchecked_on_a_shelf(self, world: World) -> None:
        part = batchroom.tracked(world, needs_check=True)
        batch = batchroom.receive(world, part, 2, batchroom.came("B1"))
        with pytest.raises(IntegrityError, match="unchecked_lies_in_quarantine"), transaction.atomic():
            self.move(world, batch, 1, MoveKind.RECEIPT, world.bin.pk)
        with pytest.raises(IntegrityError, match="unchecked_lies_in_quarantine"), transaction.atomic():
            BatchStock.objects.create(
                store=world.north, part=part, batch=batch, bin=world.bin, quantity=Decimal(1)
            )

    def test_fails_no_batch_that_still_lies_on_a_shelf(self, world: World) -> None:
        batch = batchroom.receive(world, batchroom.tracked(world), 2, batchroom.came("B1"))
        with pytest.raises(IntegrityError, match="unchecked_lies_in_quarantine"), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(state="failed", checked_at=NOON)

    def test_holds_one_piece_of_a_serial_number(self, world: World) -> None:
        part = batchroom.tracked(world, "ECU-1", tracking="serial")
        batch = batchroom.receive(world, part, 1, batchroom.came("S1"))
        lying = BatchStock.objects.filter(batch=batch)
        with pytest.raises(IntegrityError, match="serial_is_one_piece"), transaction.atomic():
            lying.update(quantity=2)
        with pytest.raises(IntegrityError, match="serial_lies_in_one_place"), transaction.atomic():
            BatchStock.objects.create(
                store=world.north, part=part, batch=batch, bin=world.second_bin, quantity=1, is_serial=True
            )


@pytest.mark.req("PARTS-01")
class TestIssuing:
    def test_hands_out_what_expires_first(self, world: World) -> None:
        part = batchroom.tracked(world)
        late = batchroom.receive(world, part, 5, batchroom.came("LATE", expires_on=LATE))
        soon = batchroom.receive(
            world, part, 2, batchroom.came("SOON", expires_on=SOON), bin=world.second_bin
        )
        (line,) = storeroom.ask(world, (part, 3))
        fetch(world, line, 3)
        assert batchroom.left([late, soon]) == [4, 0]
        storeroom.assert_proved(world)

    def test_hands_out_the_batch_that_was_chosen(self, world: World) -> None:
        part = batchroom.tracked(world)
        soon = batchroom.receive(world, part, 2, batchroom.came("SOON", expires_on=SOON))
        late = batchroom.receive(world, part, 5, batchroom.came("LATE", expires_on=LATE))
        (line,) = storeroom.ask(world, (part, 2))
        fetch(world, line, 2, of=(late.pk,))
        assert batchroom.left([soon, late]) == [2, 3]

    def test_refuses_goods_over_their_day(self, world: World) -> None:
        part = batchroom.tracked(world)
        batch = batchroom.receive(world, part, 2, batchroom.came("B1", expires_on=SOON))
        (line,) = storeroom.ask(world, (part, 1))
        Batch.objects.filter(pk=batch.pk).update(expires_on=TODAY - timedelta(days=1), made_on=None)
        with pytest.raises(Refused, match="数量不够 1 件"):
            fetch(world, line, 1)

    def test_asks_which_piece_of_a_serial_part(self, world: World) -> None:
        part = batchroom.tracked(world, "ECU-1", tracking="serial")
        batchroom.receive(world, part, 2, batchroom.came("S1", "S2"))
        (line,) = storeroom.ask(world, (part, 1))
        with pytest.raises(Refused, match="请扫描或选择要发的序列号（在库：S1、S2）"):
            fetch(world, line, 1)
        done = issuing.issue_scanned(
            world.parts_clerk, 7, "s2", taken_by_id=world.staff(Role.TECHNICIAN).pk, at=NOON
        )
        assert done.quantities == {line: 1}
        assert [batchroom.lies(batch) for batch in Batch.objects.order_by("number")] == [{"A-01-1": 1}, {}]
        storeroom.assert_proved(world)

    def test_returns_go_back_to_the_batch_they_left(self, world: World) -> None:
        part = batchroom.tracked(world)
        first = batchroom.receive(world, part, 2, batchroom.came("B1", expires_on=SOON), cost="10.00")
        second = batchroom.receive(world, part, 2, batchroom.came("B2", expires_on=LATE), cost="20.00")
        (line,) = storeroom.ask(world, (part, 3))
        fetch(world, line, 3)
        assert batchroom.left([first, second]) == [0, 1]
        issuing.take_back(
            world.parts_clerk, 7, quantities={line: Decimal(2)}, reason=ReturnReason.UNUSED, at=NOON
        )
        assert batchroom.left([first, second]) == [1, 2]
        storeroom.assert_proved(world)

    def test_what_failed_meanwhile_comes_back_into_quarantine(self, world: World) -> None:
        part = batchroom.tracked(world)
        batch = batchroom.receive(world, part, 2, batchroom.came("B1"))
        (line,) = storeroom.ask(world, (part, 1))
        fetch(world, line, 1)
        batches.check_batch(world.parts_clerk, batch.pk, genuine=False, note="假冒", at=NOON)
        issuing.take_back(
            world.parts_clerk, 7, quantities={line: Decimal(1)}, reason=ReturnReason.UNUSED, at=NOON
        )
        assert batchroom.lies(batch) == {"GL-01": 2}
        storeroom.assert_proved(world)


@pytest.mark.req("PARTS-02")
class TestStopBatch:
    def test_blocks_it_where_it_lies_until_it_is_good_again(self, world: World) -> None:
        part = batchroom.tracked(world)
        batch = batchroom.receive(world, part, 3, batchroom.came("B1"))
        (line,) = storeroom.ask(world, (part, 2))
        batches.stop_batch(world.parts_manager, batch.pk, why="召回通知 Z-1", at=NOON)
        stock = storeroom.stock(world, part)
        assert storeroom.row(stock.on_hand, stock.held, stock.blocked) == (3, 0, 3)
        assert batchroom.lies(batch) == {"A-01-1": 3}
        storeroom.assert_proved(world)
        batches.resume_batch(world.parts_manager, batch.pk, why="解除 Z-1", at=NOON)
        stock.refresh_from_db()
        assert storeroom.row(stock.held, stock.blocked) == (2, 0)
        assert storeroom.held(line=line) == 2
        storeroom.assert_proved(world)


@pytest.mark.req("PARTS-02")
class TestResumeBatch:
    def test_wants_a_reason_and_a_batch_that_is_good(self, world: World) -> None:
        batch = batchroom.receive(world, batchroom.tracked(world), 3, batchroom.came("B1"))
        with pytest.raises(Refused, match="为什么停用"):
            batches.stop_batch(world.parts_manager, batch.pk, why=" ", at=NOON)
        with pytest.raises(Refused, match="为什么恢复|恢复使用"):
            batches.resume_batch(world.parts_manager, batch.pk, why="", at=NOON)
        with pytest.raises(OutOfTurn):
            batches.resume_batch(world.parts_manager, batch.pk, why="x", at=NOON)
        with pytest.raises(NotAllowed):
            batches.stop_batch(world.parts_clerk, batch.pk, why="x", at=NOON)


@pytest.mark.req("PARTS-01")
class TestExpireBatches:
    def test_blocks_what_is_over_its_day(self, world: World) -> None:
        part = batchroom.tracked(world)
        old = batchroom.receive(world, part, 2, batchroom.came("B1", expires_on=SOON))
        new = batchroom.receive(world, part, 1, batchroom.came("B2", expires_on=LATE))
        storeroom.ask(world, (part, 3))
        later = NOON + timedelta(days=60)
        assert batches.expire_batches(world.parts_manager, world.north.pk, at=later) == 1
        old.refresh_from_db()
        new.refresh_from_db()
        assert (old.state, new.state) == (BatchState.EXPIRED, BatchState.EXEMPT)
        stock = storeroom.stock(world, part)
        assert storeroom.row(stock.held, stock.blocked) == (1, 2)
        assert [short.quantity for short in queries.shorts(world.north.pk)] == [2]
        storeroom.assert_proved(world)


@pytest.mark.req("PARTS-01")
class TestProlongBatch:
    def test_a_second_test_prolongs_it(self, world: World) -> None:
        part = batchroom.tracked(world)
        batch = batchroom.receive(world, part, 2, batchroom.came("B1", expires_on=SOON))
        later = NOON + timedelta(days=60)
        batches.expire_batches(world.parts_manager, world.north.pk, at=later)
        with pytest.raises(Refused, match="复检报告号"):
            batches.prolong_batch(world.parts_manager, batch.pk, expires_on=LATE, why="", at=later)
        batches.prolong_batch(world.parts_manager, batch.pk, expires_on=LATE, why="FJ-7", at=later)
        assert storeroom.stock(world, part).blocked == 0
        storeroom.assert_proved(world)


@pytest.mark.req("PARTS-01")
class TestNameStock:
    def test_names_what_lay_there_before(self, world: World) -> None:
        world.pads.tracking = "serial"
        world.pads.save()
        name = world.parts_clerk, world.pads.pk
        (line,) = storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Refused, match="数量不够"):
            fetch(world, line, 1)
        made = batches.name_stock(
            *name,
            store_id=world.north.pk,
            bin_id=world.bin.pk,
            quantity=Decimal(2),
            came=batchroom.came("P1", "P2"),
            at=NOON,
        )
        fetch(world, line, 1, of=(made[0].pk,))
        with pytest.raises(Refused, match="没有登记批次的只有 0"):
            batches.name_stock(
                *name,
                store_id=world.north.pk,
                bin_id=world.bin.pk,
                quantity=Decimal(1),
                came=batchroom.came("P3"),
                at=NOON,
            )
        storeroom.assert_proved(world)


@pytest.mark.req("PARTS-02")
class TestWhereItWent:
    def test_one_search_says_which_cars_have_a_batch(self, world: World) -> None:
        part = batchroom.tracked(world)
        batch = batchroom.receive(world, part, 5, batchroom.came("RC2603"))
        (one,) = storeroom.ask(world, (part, 2), order_id=1, plate="川A11111")
        (two,) = storeroom.ask(world, (part, 1), order_id=2, plate="川A22222")
        fetch(world, one, 2, order_id=1)
        fetch(world, two, 1, order_id=2)
        issuing.take_back(
            world.parts_clerk, 2, quantities={two: Decimal(1)}, reason=ReturnReason.UNUSED, at=NOON
        )
        (row,), _ = queries.batch_list(world.parts_clerk, on=TODAY, text="rc2603")
        page = queries.batch_page(world.parts_clerk, row.id, on=TODAY)
        assert [(each.order_id, each.plate, each.quantity) for each in page.went] == [(1, "川A11111", 2)]
        assert row.lying == 3
        assert batch.pk == row.id

    def test_lists_what_runs_out_soonest_first(self, world: World) -> None:
        part = batchroom.tracked(world)
        batchroom.receive(world, part, 1, batchroom.came("LATE", expires_on=LATE))
        batchroom.receive(world, part, 1, batchroom.came("S2", expires_on=SOON))
        batchroom.receive(world, part, 1, batchroom.came("S1", expires_on=SOON - timedelta(days=9)))
        rows, _ = queries.batch_list(world.parts_clerk, on=TODAY, only="expiring")
        assert [(row.number, row.days_left) for row in rows] == [("S1", 31), ("S2", 40)]
        assert queries.batch_sums(world.parts_clerk, on=TODAY).expiring == 2

    def test_is_not_seen_from_another_store(self, world: World) -> None:
        batch = batchroom.receive(world, batchroom.tracked(world), 1, batchroom.came("B1"))
        with pytest.raises((Missing, NotAllowed)):
            queries.batch_page(world.stranger, batch.pk, on=TODAY)


def test_the_proof_finds_a_batch_that_is_not_the_sum_of_its_moves(world: World) -> None:
    batch = batchroom.receive(world, batchroom.tracked(world), 3, batchroom.came("B1"))
    BatchStock.objects.filter(batch=batch).update(quantity=2)
    proof = ledger.prove_ledger(world.parts_manager, world.north.pk, at=NOON)
    assert proof.wrong == ["BF-1 批次 B1 货位 A-01-1：账上 2，明细合计 3"]
