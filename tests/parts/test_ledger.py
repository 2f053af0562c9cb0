"""The ledger: nothing edits a quantity, and every total is the sum of its moves (PARTS-10)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.parts import ledger, queries
from huichang.parts.models import Move, Part, Proof, Stock
from huichang.parts.states import MoveKind
from tests.parts import storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-10")


def issue(world: World, part: Part, quantity: str) -> None:
    with transaction.atomic():
        ledger.post(
            world.north.pk,
            [
                ledger.Movement(
                    part_id=part.pk,
                    bin_id=world.bin.pk,
                    kind=MoveKind.ISSUE,
                    quantity=-Decimal(quantity),
                    document="RO1",
                )
            ],
            at=NOON,
            by_id=None,
        )


class TestPost:
    def test_moves_quantity_value_and_bin_together(self, world: World) -> None:
        storeroom.receive(world, world.pads, 2, cost="312.00")
        stock = storeroom.stock(world, world.pads)
        assert storeroom.row(stock.on_hand, stock.value) == (4, Decimal("1200.00"))
        assert storeroom.lying(world.pads, world.bin) == 4
        issue(world, world.pads, "1")
        stock.refresh_from_db()
        assert storeroom.row(stock.on_hand, stock.value) == (3, Decimal("900.00"))
        last = Move.objects.latest("pk")
        assert storeroom.row(last.quantity, last.value, last.on_hand_after) == (-1, Decimal("-300.00"), 3)
        storeroom.assert_proved(world)

    def test_takes_the_last_cent_with_the_last_piece(self, world: World) -> None:
        odd = world.part("XX-1", "奇数件", Decimal("10.00"))
        storeroom.receive(world, odd, 3, cost="3.33")
        for _ in range(3):
            issue(world, odd, "1")
        assert storeroom.row(storeroom.stock(world, odd).on_hand, storeroom.stock(world, odd).value) == (0, 0)

    def test_refuses_more_than_lies_in_the_bin(self, world: World) -> None:
        with pytest.raises(Refused, match="货位 A-01-1 的“前制动片”只有 2 件"):
            issue(world, world.pads, "3")

    def test_refuses_to_touch_what_is_promised(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 2))
        with pytest.raises(Refused, match="其余已为别的车预留"):
            issue(world, world.pads, "1")

    def test_knows_no_bin_of_another_store(self, world: World) -> None:
        with pytest.raises(Missing), transaction.atomic():
            ledger.post(
                world.south.pk,
                [
                    ledger.Movement(
                        part_id=world.pads.pk,
                        bin_id=world.bin.pk,
                        kind=MoveKind.RECEIPT,
                        quantity=Decimal(1),
                        value=Decimal(1),
                        document="RK1",
                    )
                ],
                at=NOON,
                by_id=None,
            )

    def test_opens_the_totals_of_a_part_that_the_store_never_had(self, world: World) -> None:
        with transaction.atomic():
            book = ledger.open_book(world.south.pk, [world.pads.pk, world.oil.pk])
        assert book.free(world.pads.pk) == 0
        assert Stock.objects.filter(store=world.south).count() == 2

    def test_knows_no_part_that_does_not_exist(self, world: World) -> None:
        with pytest.raises(Missing), transaction.atomic():
            ledger.open_book(world.north.pk, [world.pads.pk, 999_999])

    @pytest.mark.parametrize("lines", [1, 40])
    def test_costs_the_same_for_one_line_and_for_forty(self, world: World, lines: int) -> None:
        parts = [world.part(f"N-{number:03d}", "滤芯", Decimal("10.00")) for number in range(lines)]
        moves = [
            ledger.Movement(
                part_id=part.pk,
                bin_id=world.bin.pk,
                kind=MoveKind.RECEIPT,
                quantity=Decimal(3),
                value=Decimal(30),
                document="RK1",
            )
            for part in parts
        ]
        with storeroom.at_most(7):
            ledger.post(world.north.pk, moves, at=NOON, by_id=None)


class TestTheDatabase:
    """What no code can do wrong, because PostgreSQL refuses it."""

    def test_refuses_stock_below_zero(self, world: World) -> None:
        with (
            pytest.raises(DatabaseError, match="stock_never_negative|never_promise_more"),
            transaction.atomic(),
        ):
            Stock.objects.filter(part=world.pads).update(on_hand=-1)

    def test_refuses_a_promise_of_more_than_there_is(self, world: World) -> None:
        with pytest.raises(DatabaseError, match="never_promise_more_than_on_hand"), transaction.atomic():
            Stock.objects.filter(part=world.pads).update(held=3)

    def test_refuses_value_without_goods(self, world: World) -> None:
        with pytest.raises(DatabaseError, match="nothing_is_worth_nothing"), transaction.atomic():
            Stock.objects.filter(part=world.pads).update(on_hand=0)

    @pytest.mark.parametrize("change", ["update", "delete"])
    def test_refuses_to_edit_the_ledger(self, world: World, change: str) -> None:
        moves = Move.objects.filter(part=world.pads)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            moves.update(quantity=5) if change == "update" else moves.delete()


steps = some.lists(
    some.tuples(
        some.sampled_from(["receive", "issue", "shift"]),
        some.decimals(min_value=Decimal("0.001"), max_value=Decimal(30), places=3),
        some.decimals(min_value=0, max_value=Decimal(500), places=2),
    ),
    max_size=12,
)


class TestAnyCourse:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(course=steps)
    def test_keeps_totals_equal_to_the_sum_of_moves(
        self, world: World, course: list[tuple[str, Decimal, Decimal]]
    ) -> None:
        part = Part.objects.get_or_create(number="PROP-1", defaults={"name": "机油", "initials": "jy"})[0]
        for verb, quantity, cost in course:
            there = storeroom.lying(part, world.bin)
            if verb == "receive":
                storeroom.receive(world, part, str(quantity), cost=str(cost))
            elif verb == "issue" and there >= quantity:
                issue(world, part, str(quantity))
            elif verb == "issue":
                with pytest.raises(Refused):
                    issue(world, part, str(quantity))
            elif there >= quantity:
                with transaction.atomic():
                    opened = ledger.open_book(world.north.pk, [part.pk])
                    opened.shift(
                        part.pk, quantity, source=world.bin.pk, target=world.second_bin.pk, document="YK"
                    )
                    opened.close(at=NOON, by_id=None)
            stock = Stock.objects.filter(store=world.north, part=part).first()
            assert stock is None or (stock.value >= 0 and (stock.on_hand > 0 or stock.value == 0))
        storeroom.assert_proved(world)


class TestStanding:
    def test_says_what_lay_here_on_any_day(self, world: World) -> None:
        storeroom.receive(world, world.pads, 2, cost="312.00")
        storeroom.ask(world, (world.pads, 3), at=NOON + timedelta(hours=1))
        before = queries.standing(world.north.pk, at=NOON - timedelta(days=1))[world.pads.pk]
        at_noon = queries.standing(world.north.pk, at=NOON)[world.pads.pk]
        now = queries.standing(world.north.pk, at=NOON + timedelta(hours=2))[world.pads.pk]
        assert storeroom.row(before.on_hand, before.value, before.held) == (2, Decimal("576.00"), 0)
        assert storeroom.row(at_noon.on_hand, at_noon.value, at_noon.held) == (4, Decimal("1200.00"), 0)
        assert storeroom.row(now.on_hand, now.held) == (4, 3)
        assert queries.stock_value(world.north.pk, at=NOON - timedelta(days=90)) == 0
        assert queries.stock_value(world.south.pk, at=NOON) == 0


class TestProveLedger:
    def test_finds_everything_right(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1), (world.oil, 2))
        proof = ledger.prove_ledger(world.parts_manager, world.north.pk, at=NOON)
        assert proof.wrong == []
        assert proof.checked == 18
        assert Proof.objects.get().at == NOON

    def test_finds_a_total_that_is_not_the_sum_of_its_moves(self, world: World) -> None:
        Stock.objects.filter(part=world.pads).update(on_hand=5, value=Decimal("700.00"), held=1)
        proof = ledger.prove_ledger(world.parts_manager, world.north.pk, at=NOON)
        assert proof.wrong == [
            "BR-1001 现存：账上 5，明细合计 2",
            "BR-1001 金额：账上 700，明细合计 576",
            "BR-1001 预留：账上 1，明细合计 0",
            "BR-1001 货位合计：账上 5，明细合计 2",
        ]

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            ledger.prove_ledger(world.parts_clerk, world.north.pk, at=NOON)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            ledger.prove_ledger(world.parts_manager, world.south.pk, at=NOON)
