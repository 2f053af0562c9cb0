"""Loans, and what the store uses itself (RULES B4, PARTS-10)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import lending, queries, receiving
from huichang.parts.models import Loan, Move
from huichang.parts.states import LoanKind, MoveKind
from tests.parts import storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-10")


def lend(world: World, quantity: int = 2, **words: object) -> Loan:
    told = {"kind": LoanKind.OUT, "partner": "西南兄弟店", "why": "应急", "at": NOON, **words}
    return lending.lend_goods(
        world.parts_clerk, world.filter.pk, store_id=world.north.pk, quantity=Decimal(quantity), **told
    )[0]


class TestUseInternally:
    def test_leaves_with_a_purpose_and_a_taker(self, world: World) -> None:
        taker = world.staff(Role.TECHNICIAN).pk
        words = {"store_id": world.north.pk, "quantity": Decimal(1), "at": NOON}
        number = lending.use_internally(
            world.parts_clerk, world.oil.pk, taken_by_id=taker, purpose="试驾车保养", **words
        )
        move = Move.objects.get(document=number)
        assert (move.kind, move.quantity, move.taken_by_id) == (MoveKind.INTERNAL, -1, taker)
        storeroom.assert_proved(world)
        with pytest.raises(Refused, match="写明用途"):
            lending.use_internally(world.parts_clerk, world.oil.pk, taken_by_id=taker, purpose="", **words)
        with pytest.raises(Refused, match="不是本店的在职同事"):
            lending.use_internally(
                world.parts_clerk,
                world.oil.pk,
                taken_by_id=world.staff(Role.TECHNICIAN, world.south).pk,
                purpose="x",
                **words,
            )
        with pytest.raises(NotAllowed):
            lending.use_internally(world.adviser, world.oil.pk, taken_by_id=taker, purpose="x", **words)


class TestLendGoods:
    def test_comes_back_at_the_value_it_left_at(self, world: World) -> None:
        loan = lend(world)
        assert storeroom.stock(world, world.filter).on_hand == 18
        storeroom.receive(world, world.filter, 10, cost="90.00")
        lending.end_loan(world.parts_clerk, loan.pk, quantity=Decimal(2), at=NOON)
        move = Move.objects.latest("pk")
        assert (move.kind, move.value) == (MoveKind.LEND_BACK, Decimal("45.60"))
        storeroom.assert_proved(world)
        with pytest.raises(OutOfTurn, match="已经还清"):
            lending.end_loan(world.parts_clerk, loan.pk, quantity=Decimal(1), at=NOON)

    def test_refuses_more_back_than_is_out(self, world: World) -> None:
        with pytest.raises(Refused, match="还差 2 件没有归还"):
            lending.end_loan(world.parts_clerk, lend(world).pk, quantity=Decimal(3), at=NOON)

    def test_wants_the_other_side(self, world: World) -> None:
        with pytest.raises(Refused, match="借给哪家单位"):
            lend(world, partner=" ")
        with pytest.raises(Refused, match="请选择借料的同事"):
            lend(world, kind=LoanKind.SHOP)
        with pytest.raises(Refused, match="应还日期已经过去"):
            lend(world, due_on=NOON.date() - timedelta(days=1))
        with pytest.raises(Refused, match="借进请用"):
            lend(world, kind=LoanKind.IN)

    def test_takes_only_what_is_free(self, world: World) -> None:
        storeroom.ask(world, (world.filter, 19))
        with pytest.raises(Refused, match="只有 1 件可用"):
            lend(world)

    def test_the_workshop_borrows_in_a_name(self, world: World) -> None:
        taker = world.staff(Role.TECHNICIAN).pk
        loan = lend(world, kind=LoanKind.SHOP, partner="", taker_id=taker, due_on=NOON.date())
        (card,) = queries.loans(world.parts_clerk, on=NOON.date() + timedelta(days=1))
        assert (card.kind_says, card.left, card.is_late) == ("车间借料", 2, True)
        lending.end_loan(world.parts_clerk, loan.pk, quantity=Decimal(1), at=NOON)
        assert queries.loans(world.parts_clerk, on=NOON.date())[0].left == 1
        storeroom.assert_proved(world)


class TestEndLoan:
    def test_is_not_for_the_adviser_nor_for_another_store(self, world: World) -> None:
        loan = lend(world)
        with pytest.raises(NotAllowed):
            lending.end_loan(world.adviser, loan.pk, quantity=Decimal(1), at=NOON)
        with pytest.raises(Missing):
            lending.end_loan(world.stranger, loan.pk, quantity=Decimal(1), at=NOON)


class TestBorrowGoods:
    def test_serves_who_waits_and_goes_back_out_of_free_stock(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 3))
        loan = lending.borrow_goods(
            world.parts_clerk,
            store_id=world.north.pk,
            received=receiving.Received(world.pads.pk, Decimal(2), Decimal("300.00")),
            partner="邻店",
            why="等件",
            at=NOON,
        )
        assert storeroom.held(line=line) == 3
        assert (loan.kind, loan.value) == (LoanKind.IN, Decimal("600.00"))
        with pytest.raises(Refused, match="只有 1 件可用"):
            lending.end_loan(world.parts_clerk, loan.pk, quantity=Decimal(2), at=NOON)
        storeroom.receive(world, world.pads, 2)
        lending.end_loan(world.parts_clerk, loan.pk, quantity=Decimal(2), at=NOON)
        assert Move.objects.latest("pk").kind == MoveKind.BORROW_BACK
        storeroom.assert_proved(world)

    def test_wants_the_other_side(self, world: World) -> None:
        with pytest.raises(Refused, match="向哪家单位借"):
            lending.borrow_goods(
                world.parts_clerk,
                store_id=world.north.pk,
                received=receiving.Received(world.pads.pk, Decimal(2), Decimal("300.00")),
                partner="",
                why="",
                at=NOON,
            )
