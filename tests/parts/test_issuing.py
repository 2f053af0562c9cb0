"""Handing out by quantity and by scan, taking back (PARTS-13, PARTS-11 for the hazardous store)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import facts, issuing, places, queries
from huichang.parts.models import Hold, Move, Part, PickLine
from huichang.parts.states import Place, ReturnReason
from tests.parts import storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-13")


def issue(
    world: World,
    quantities: dict[int, int | str] | None,
    *,
    by: Actor | None = None,
    order_id: int = 7,
) -> issuing.Handed:
    """The clerk hands parts to the technician."""
    wanted = None if quantities is None else {line: Decimal(each) for line, each in quantities.items()}
    return issuing.issue(
        by or world.parts_clerk,
        order_id,
        quantities=wanted,
        taken_by_id=world.staff(Role.TECHNICIAN).pk,
        at=NOON,
    )


def scan(world: World, code: str, **words: Any) -> issuing.Handed:
    """The clerk scans a part for the technician."""
    taker = world.staff(Role.TECHNICIAN).pk
    return issuing.issue_scanned(world.parts_clerk, 7, code, taken_by_id=taker, at=NOON, **words)


def take_back(
    world: World,
    quantities: dict[int, int | str],
    *,
    reason: ReturnReason = ReturnReason.UNUSED,
    by: Actor | None = None,
) -> issuing.Handed:
    """The technician brings parts back."""
    wanted = {line: Decimal(each) for line, each in quantities.items()}
    return issuing.take_back(by or world.parts_clerk, 7, quantities=wanted, reason=reason, at=NOON)


class TestIssue:
    def test_hands_out_everything_that_is_ready(self, world: World, told: list[Any]) -> None:
        pads, oil = storeroom.ask(world, (world.pads, 2), (world.oil, 1))
        handed = issue(world, None)
        assert handed.left == 0
        assert handed.said == "前制动片 2 件、全合成机油 4L 1 件"
        assert [(line.issued, line.is_open) for line in PickLine.objects.order_by("pk")] == [
            (2, False),
            (1, False),
        ]
        stock = storeroom.stock(world, world.pads)
        assert storeroom.row(stock.on_hand, stock.held, stock.value) == (0, 0, 0)
        assert storeroom.lying(world.pads, world.bin) == 0
        move = Move.objects.get(for_line=pads)
        assert storeroom.row(move.document, move.kind, move.quantity) == ("RO0007", "issue", -2)
        assert move.taken_by == world.staff(Role.TECHNICIAN)
        assert move.by == world.staff(Role.PARTS_CLERK)
        technician = world.staff(Role.TECHNICIAN).pk
        issued = {pads: Decimal(2), oil: Decimal(1)}
        assert told == [facts.PartsIssued(world.north.pk, 7, issued, NOON, technician)]
        assert {hold.state for hold in Hold.objects.all()} == {"used"}
        storeroom.assert_proved(world)

    def test_hands_out_part_of_a_line_and_keeps_the_rest_for_it(self, world: World, told: list[Any]) -> None:
        (line,) = storeroom.ask(world, (world.oil, 4))
        issue(world, {line: 1})
        issue(world, {line: 2})
        assert storeroom.held(line=line) == 1
        assert [fact.issued[line] for fact in told] == [1, 3]
        assert PickLine.objects.get().is_open
        storeroom.assert_proved(world)

    def test_hands_out_what_is_there_when_some_is_short(self, world: World) -> None:
        pads, oil = storeroom.ask(world, (world.pads, 3), (world.oil, 1))
        handed = issue(world, None)
        assert handed.quantities == {pads: 2, oil: 1}
        assert handed.left == 1
        assert queries.shorts(world.north.pk)[0].quantity == 1
        storeroom.assert_proved(world)

    def test_takes_from_one_bin_if_one_has_all(self, world: World) -> None:
        storeroom.receive(world, world.oil, 1, bin=world.bin)
        (line,) = storeroom.ask(world, (world.oil, 3))
        issue(world, {line: 3})
        assert storeroom.lying(world.oil, world.bin) == 1
        assert storeroom.lying(world.oil, world.second_bin) == 9

    def test_walks_from_bin_to_bin_if_it_must(self, world: World) -> None:
        storeroom.receive(world, world.oil, 1, bin=world.bin)
        (line,) = storeroom.ask(world, (world.oil, 13))
        issue(world, {line: 13})
        assert [move.bin for move in Move.objects.filter(for_line=line).order_by("pk")] == [
            world.bin,
            world.second_bin,
        ]
        storeroom.assert_proved(world)

    def test_takes_free_stock_beyond_what_is_held(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.oil, 14))
        storeroom.receive(world, world.oil, 5)
        issue(world, {line: 14})
        assert queries.shorts(world.north.pk) == []
        storeroom.assert_proved(world)

    def test_refuses_when_no_line_is_named(self, world: World) -> None:
        storeroom.ask(world, (world.oil, 2))
        with pytest.raises(Refused, match="至少选择一行"):
            issue(world, {})

    @pytest.mark.req("PARTS-12")
    def test_refuses_what_is_held_for_another_car(self, world: World) -> None:
        storeroom.book(world, {world.pads: 2})
        (line,) = storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Refused, match="在库的 2 件 已为别的车预留。请打开配件页看谁占用，可以申请调用"):
            issue(world, {line: 1})

    def test_refuses_more_than_is_there(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 5))
        with pytest.raises(Refused, match="“前制动片”现在只能发 2 件"):
            issue(world, {line: 3})

    def test_refuses_more_than_was_asked(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.oil, 2))
        with pytest.raises(Refused, match="“全合成机油 4L”只差 2 件，不能发 3 件"):
            issue(world, {line: 3})

    def test_refuses_when_nothing_is_there_at_all(self, world: World) -> None:
        brake = world.part("BR-9", "制动盘", Decimal("500.00"))
        (line,) = storeroom.ask(world, (brake, 1))
        with pytest.raises(Refused, match="现在没有库存，已登记缺件"):
            issue(world, {line: 1})
        with pytest.raises(Refused, match="都还没到货"):
            issue(world, None)

    @pytest.mark.parametrize("quantity", ["0", "-1", "0.5"])
    def test_refuses_a_quantity_that_does_not_exist(self, world: World, quantity: str) -> None:
        (line,) = storeroom.ask(world, (world.pads, 2))
        with pytest.raises(Refused, match="数量不对"):
            issue(world, {line: quantity})

    def test_refuses_a_second_time(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 1))
        issue(world, None)
        with pytest.raises(OutOfTurn, match="已经全部发完"):
            issue(world, None)
        with pytest.raises(OutOfTurn, match="已经发齐 1 件"):
            issue(world, {line: 1})

    def test_refuses_a_taker_who_does_not_work_here(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        stranger = world.staff(Role.TECHNICIAN, world.south).pk
        with pytest.raises(Refused, match="领料人不是本店的在职同事"):
            issuing.issue(world.parts_clerk, 7, quantities=None, taken_by_id=stranger, at=NOON)

    def test_knows_no_line_that_was_withdrawn(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Missing):
            issue(world, {424242: 1})

    def test_is_not_for_the_adviser(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        with pytest.raises(NotAllowed):
            issue(world, None, by=world.adviser)

    def test_is_not_there_for_another_store(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Missing):
            issue(world, None, by=world.actor(Role.PARTS_CLERK, world.south))

    def test_three_lines_cost_at_most_twelve_statements(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 2), (world.oil, 1), (world.filter, 1))
        world.staff(Role.TECHNICIAN)
        world.parts_clerk  # noqa: B018
        with storeroom.at_most(12):
            issue(world, None)

    @pytest.mark.req("PARTS-11")
    def test_leaves_quarantined_goods_where_they_are(self, world: World) -> None:
        bin = storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
        places.move_goods(
            world.parts_clerk,
            world.pads.pk,
            store_id=world.north.pk,
            source_id=world.bin.pk,
            target_id=bin.pk,
            quantity=Decimal(2),
            why="包装破损",
            at=NOON,
        )
        (line,) = storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Refused, match="只在隔离区或索赔件库有 2 件，不能发料"):
            issue(world, {line: 1})
        storeroom.assert_proved(world)

    @pytest.mark.req("PARTS-11")
    def test_opens_the_hazardous_store_only_to_those_with_the_right(self, world: World) -> None:
        bin = storeroom.place(world, "危险品库", Place.HAZARD, "WX-01")
        paint = world.part("PT-1", "稀释剂", Decimal("60.00"))
        storeroom.receive(world, paint, 4, bin=bin)
        (line,) = storeroom.ask(world, (paint, 2))
        with pytest.raises(NotAllowed, match="放在危险品库（WX-01）"):
            issue(world, {line: 1}, by=world.service_manager)
        issue(world, {line: 1})
        assert storeroom.lying(paint, bin) == 3


class TestIssueScanned:
    @pytest.fixture
    def line(self, world: World) -> int:
        """An order that asks for two filters."""
        Part.objects.filter(pk=world.filter.pk).update(barcode="6901234567892")
        return storeroom.ask(world, (world.filter, 2))[0]

    @pytest.mark.parametrize("code", ["FL-2001", "fl2001", " FL－2001 ", "6901234567892"])
    def test_hands_out_one_piece_by_number_or_barcode(self, world: World, line: int, code: str) -> None:
        assert scan(world, code).quantities == {line: 1}

    def test_counts_up_scan_by_scan_and_then_says_it_is_enough(self, world: World, line: int) -> None:
        scan(world, "FL-2001")
        assert scan(world, "FL-2001").left == 0
        with pytest.raises(OutOfTurn, match="“机油滤清器”（FL-2001）已经发齐 2 件，不用再发"):
            scan(world, "FL-2001")

    def test_tells_what_is_left_of_the_whole_order(self, world: World, line: int) -> None:
        storeroom.ask(world, (world.oil, 1))
        scan(world, "FL-2001")
        assert scan(world, "FL-2001").left == 1

    def test_hands_out_all_that_is_asked_of_goods_by_measure(self, world: World) -> None:
        Part.objects.filter(pk=world.oil.pk).update(is_whole=False, unit="升")
        world.oil.refresh_from_db()
        (line,) = storeroom.ask(world, (world.oil, "4.5"))
        assert scan(world, "OL-3001").quantities == {line: Decimal("4.5")}

    def test_refuses_more_than_was_asked(self, world: World, line: int) -> None:
        with pytest.raises(Refused, match="只差 2 件，不能发 3 件"):
            scan(world, "FL-2001", quantity=Decimal(3))

    def test_refuses_a_part_that_is_not_on_the_list(self, world: World, line: int) -> None:
        with pytest.raises(Refused, match="“前制动片”（BR-1001）不在工单 RO0007 的领料单上"):
            scan(world, "BR-1001")

    def test_refuses_a_code_that_nobody_knows(self, world: World, line: int) -> None:
        with pytest.raises(Refused, match="没有编码为“ZZ-77”的配件"):
            scan(world, "ZZ-77")

    def test_refuses_an_empty_scan(self, world: World, line: int) -> None:
        with pytest.raises(Refused, match="没有读到编码"):
            scan(world, "  ")

    @pytest.mark.req("PARTS-01")
    def test_offers_the_new_number_for_a_superseded_one(self, world: World, line: int) -> None:
        old = world.part("FL-1990", "机油滤清器（旧）", Decimal("30.00"))
        Part.objects.filter(pk=old.pk).update(replaced_by=world.filter)
        with pytest.raises(Refused, match="FL-1990 是旧编码，已由 FL-2001 替代；.*请改拿 FL-2001 再扫"):
            scan(world, "FL-1990")

    @pytest.mark.req("PARTS-01")
    def test_tells_the_clerk_who_scans_the_new_part_for_the_old_number(self, world: World, line: int) -> None:
        new = world.part("FL-2002", "机油滤清器（新）", Decimal("40.00"))
        Part.objects.filter(pk=world.filter.pk).update(replaced_by=new)
        with pytest.raises(Refused, match="领料单上是旧编码 FL-2001，您扫的 FL-2002 是它的替代件"):
            scan(world, "FL-2002")

    def test_is_not_for_the_technician(self, world: World, line: int) -> None:
        with pytest.raises(NotAllowed):
            issuing.issue_scanned(
                world.technician, 7, "FL-2001", taken_by_id=world.staff(Role.TECHNICIAN).pk, at=NOON
            )

    def test_is_not_there_for_another_store(self, world: World, line: int) -> None:
        with pytest.raises(Missing):
            issuing.issue_scanned(
                world.actor(Role.PARTS_CLERK, world.south), 7, "FL-2001", taken_by_id=1, at=NOON
            )


class TestTakeBack:
    @pytest.fixture
    def line(self, world: World) -> int:
        """An order whose two pads are out."""
        (line,) = storeroom.ask(world, (world.pads, 2))
        issue(world, None)
        return line

    def test_brings_goods_and_value_back_and_keeps_them_for_the_line(
        self, world: World, line: int, told: list[Any]
    ) -> None:
        storeroom.receive(world, world.pads, 2, cost="500.00")
        told.clear()
        handed = take_back(world, {line: 1})
        assert handed.left == 1
        stock = storeroom.stock(world, world.pads)
        assert storeroom.row(stock.on_hand, stock.held, stock.value) == (3, 1, Decimal("1288.00"))
        move = Move.objects.latest("pk")
        assert storeroom.row(move.kind, move.quantity, move.value) == ("return", 1, Decimal("288.00"))
        assert move.note == "未用上"
        assert told[-1].issued == {line: 1}
        assert told[-1].staff_id == world.parts_clerk.staff_id
        assert storeroom.lying(world.pads, world.bin) == 3
        storeroom.assert_proved(world)

    def test_can_be_handed_out_again(self, world: World, line: int) -> None:
        take_back(world, {line: 2})
        assert issue(world, None).left == 0
        assert storeroom.stock(world, world.pads).value == 0

    @pytest.mark.req("PARTS-11")
    def test_puts_faulty_parts_in_quarantine_and_waits_for_new_ones(self, world: World, line: int) -> None:
        bin = storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
        take_back(world, {line: 1}, reason=ReturnReason.FAULTY)
        stock = storeroom.stock(world, world.pads)
        assert storeroom.row(stock.on_hand, stock.blocked, stock.held) == (1, 1, 0)
        assert storeroom.lying(world.pads, bin) == 1
        assert queries.shorts(world.north.pk)[0].quantity == 1
        storeroom.assert_proved(world)

    def test_refuses_faulty_parts_without_a_quarantine(self, world: World, line: int) -> None:
        with pytest.raises(Refused, match="还没有隔离区货位"):
            take_back(world, {line: 1}, reason=ReturnReason.FAULTY)

    def test_refuses_more_than_is_out(self, world: World, line: int) -> None:
        with pytest.raises(Refused, match="只领出 2 件，不能退 3 件"):
            take_back(world, {line: 3})

    def test_refuses_half_a_piece(self, world: World, line: int) -> None:
        with pytest.raises(Refused, match="退料数量不对"):
            take_back(world, {line: "0.5"})

    def test_refuses_nothing(self, world: World, line: int) -> None:
        with pytest.raises(Refused, match="请选择要退的配件"):
            take_back(world, {})

    def test_is_not_for_the_adviser(self, world: World, line: int) -> None:
        with pytest.raises(NotAllowed):
            take_back(world, {line: 1}, by=world.adviser)

    def test_is_not_there_for_another_store(self, world: World, line: int) -> None:
        with pytest.raises(Missing):
            take_back(world, {line: 1}, by=world.actor(Role.PARTS_CLERK, world.south))


class TestPickList:
    def test_is_sorted_by_the_way_through_the_store(self, world: World) -> None:
        storeroom.ask(world, (world.oil, 1), (world.filter, 1), (world.pads, 1))
        found = queries.pick_list(world.parts_clerk, 7)
        assert [line.bin for line in found.lines] == ["A-01-1", "B-02-3", "B-02-3"]
        assert [line.number for line in found.lines] == ["BR-1001", "FL-2001", "OL-3001"]

    def test_says_when_the_last_missing_part_comes(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 5))
        assert queries.pick_list(world.parts_clerk, 7).expected_on is None
        storeroom.expect(world, world.pads, 9, date(2026, 3, 6))
        assert queries.pick_list(world.parts_clerk, 7).expected_on == date(2026, 3, 6)

    def test_is_not_for_the_greeter(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        with pytest.raises(NotAllowed):
            queries.pick_list(world.greeter, 7)

    def test_is_not_there_for_another_store(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Missing):
            queries.pick_list(world.actor(Role.PARTS_CLERK, world.south), 7)


class TestTakeBackScanned:
    def issued(self, world: World) -> int:
        line = storeroom.ask(world, (world.pads, 2), (world.oil, 1))[0]
        issuing.issue(
            world.parts_clerk,
            7,
            quantities={line: Decimal(2)},
            taken_by_id=world.staff(Role.TECHNICIAN).pk,
            at=NOON,
        )
        return line

    def test_takes_back_one_piece_of_what_was_scanned(self, world: World) -> None:
        line = self.issued(world)
        taken = issuing.take_back_scanned(
            world.parts_clerk, 7, "HC1|P|BR-1001", reason=ReturnReason.UNUSED, at=NOON
        )
        assert taken.quantities == {line: 1}
        assert storeroom.lying(world.pads, world.bin) == 1
        storeroom.assert_proved(world)

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("ZZ-404", "没有编码为“ZZ-404”的配件"),
            ("OL-3001", "没有领出“全合成机油 4L”"),
            ("FL-2001", "没有领过“机油滤清器”"),
        ],
    )
    def test_refuses_what_this_order_has_not_had(self, world: World, code: str, said: str) -> None:
        self.issued(world)
        with pytest.raises(Refused, match=said):
            issuing.take_back_scanned(world.parts_clerk, 7, code, reason=ReturnReason.UNUSED, at=NOON)

    def test_not_more_than_is_out(self, world: World) -> None:
        self.issued(world)
        for _ in range(2):
            issuing.take_back_scanned(world.parts_clerk, 7, "BR-1001", reason=ReturnReason.UNUSED, at=NOON)
        with pytest.raises(Refused, match="没有领出"):
            issuing.take_back_scanned(world.parts_clerk, 7, "BR-1001", reason=ReturnReason.UNUSED, at=NOON)

    def test_not_for_an_adviser_nor_in_another_store(self, world: World) -> None:
        self.issued(world)
        with pytest.raises(NotAllowed):
            issuing.take_back_scanned(world.adviser, 7, "BR-1001", reason=ReturnReason.UNUSED, at=NOON)
        with pytest.raises(Missing):
            issuing.take_back_scanned(world.stranger, 7, "BR-1001", reason=ReturnReason.UNUSED, at=NOON)
