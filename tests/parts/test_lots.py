"""Batches over any course of events: totals are sums, what expires first leaves first, value follows goods (PARTS-10)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.parts import batches, ledger
from huichang.parts.models import Batch, BatchStock, Move, Part, Stock
from huichang.parts.states import GOOD_BATCHES, MoveKind
from tests.parts import batchroom, storeroom
from tests.world import NOON, World

pytestmark = [pytest.mark.req("PARTS-10"), pytest.mark.req("PARTS-01")]
TODAY = NOON.date()
steps = some.lists(
    some.tuples(
        some.sampled_from(
            ["receive", "receive", "issue", "issue", "shift", "stop", "resume", "fail", "back"]
        ),
        some.integers(1, 5),
        some.integers(1, 9),
    ),
    max_size=14,
)


def move(world: World, part: Part, quantity: int, kind: MoveKind) -> None:
    with transaction.atomic():
        ledger.post(
            world.north.pk,
            [
                ledger.Movement(
                    part_id=part.pk,
                    bin_id=world.bin.pk,
                    kind=kind,
                    quantity=Decimal(quantity),
                    document="X",
                )
            ],
            at=NOON,
            by_id=None,
        )


def act(world: World, part: Part, verb: str, which: int, quantity: int) -> None:
    """One step; whatever is refused changes nothing."""
    batch = Batch.objects.filter(part=part).order_by("pk")[which - 1 : which].first()
    if verb == "receive":
        day = TODAY + timedelta(days=100 * which)
        batchroom.receive(world, part, quantity, batchroom.came(f"B{which}", expires_on=day), bin=world.bin)
    elif verb == "issue":
        move(world, part, -quantity, MoveKind.INTERNAL)
    elif verb in ("shift", "back"):
        bins = (world.bin.pk, world.second_bin.pk)
        source, target = bins if verb == "shift" else bins[::-1]
        with transaction.atomic():
            book = ledger.open_book(world.north.pk, [part.pk], on=TODAY)
            book.shift(part.pk, Decimal(quantity), source=source, target=target, document="YK")
            book.close(at=NOON, by_id=None)
    elif batch is None:
        return
    elif verb == "stop":
        batches.stop_batch(world.parts_manager, batch.pk, why="x", at=NOON)
    elif verb == "resume":
        batches.resume_batch(world.parts_manager, batch.pk, why="x", at=NOON)
    else:
        batches.check_batch(world.parts_clerk, batch.pk, genuine=False, note="x", at=NOON)


def assert_first_to_expire_left_first(part: Part, before: dict[int, Decimal], since: int) -> None:
    """Of what one issue took, nothing was of a batch that expires later while an earlier one had something left."""
    taken = Move.objects.filter(part=part, pk__gt=since, kind=MoveKind.INTERNAL)
    left = {batch_id: before.get(batch_id, Decimal(0)) for batch_id in before}
    for line in taken.select_related("batch").order_by("pk"):
        assert line.batch is not None
        earlier = Batch.objects.filter(
            part=part, state__in=GOOD_BATCHES, expires_on__lt=line.batch.expires_on, pk__in=left
        )
        assert all(left[each.pk] == 0 for each in earlier)
        left[line.batch.pk] += line.quantity


class TestAnyCourse:
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(course=steps)
    def test_keeps_batches_bins_and_totals_together(
        self, world: World, course: list[tuple[str, int, int]]
    ) -> None:
        known = Part.objects.filter(number="PROP-B").first()
        part = known or batchroom.tracked(world, "PROP-B")
        for verb, which, quantity in course:
            since = Move.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            before = dict(
                BatchStock.objects.filter(part=part, bin=world.bin, quantity__gt=0).values_list(
                    "batch_id", "quantity"
                )
            )
            try:
                act(world, part, verb, which, quantity)
            except (Refused, OutOfTurn):
                continue
            if verb == "issue":
                assert_first_to_expire_left_first(part, before, since)
            stock = Stock.objects.get(store=world.north, part=part)
            assert stock.value >= 0
            assert stock.on_hand > 0 or stock.value == 0
        storeroom.assert_proved(world)


class TestBooks:
    def test_a_move_over_several_batches_keeps_every_cent(self, world: World) -> None:
        part = batchroom.tracked(world)
        for number in (1, 2, 3):
            day = TODAY + timedelta(days=number)
            batchroom.receive(world, part, 1, batchroom.came(f"B{number}", expires_on=day), cost="3.33")
        batchroom.receive(world, part, 1, batchroom.came("B9"), cost="0.02")
        move(world, part, -3, MoveKind.INTERNAL)
        lines = Move.objects.filter(kind=MoveKind.INTERNAL)
        assert [line.batch.number for line in lines if line.batch] == ["B1", "B2", "B3"]
        assert sum((line.value for line in lines), Decimal(0)) == -(Decimal("10.01") - Decimal("2.50"))
        storeroom.assert_proved(world)

    def test_refuses_what_comes_in_without_its_batch(self, world: World) -> None:
        part = batchroom.tracked(world)
        with pytest.raises(Refused, match="请填写批次号"):
            move(world, part, 1, MoveKind.COUNT)

    def test_refuses_another_parts_batch(self, world: World) -> None:
        batch = batchroom.receive(world, batchroom.tracked(world), 1, batchroom.came("B1"))
        other = batchroom.tracked(world, "BF-2")
        with pytest.raises(Refused, match="不是这个配件的"), transaction.atomic():
            ledger.post(
                world.north.pk,
                [
                    ledger.Movement(
                        part_id=other.pk,
                        bin_id=world.bin.pk,
                        kind=MoveKind.COUNT,
                        quantity=Decimal(1),
                        document="X",
                        batch_id=batch.pk,
                    )
                ],
                at=NOON,
                by_id=None,
            )
