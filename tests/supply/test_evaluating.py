"""How suppliers did in a month; every figure opens its lines (PARTS-20)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from huichang.kernel import jobs as timetable
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.supply import claims, evaluating, ordering, queries
from huichang.supply.claims import Faulty
from huichang.supply.models import Evaluation, ReceiptLine
from huichang.supply.ordering import Promised
from huichang.supply.queries import scoring
from huichang.supply.states import Fault, FoundWhen, Restores
from tests.supply import buying
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-20")
MARCH = date(2026, 3, 1)


def a_month(world: World) -> None:
    """Pads in time, one of four damaged and claimed; filters three days late, two of ten missing."""
    buying.quarantine(world)
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 4, world.filter: 10})
    promised = {
        line.pk: Promised(quantity=line.quantity, expected_on=TODAY + timedelta(days=2))
        for line in order.lines.all()
    }
    ordering.confirm_order(world.parts_clerk, order.pk, promised=promised, at=NOON)
    pads = buying.came(order, world.pads, 3, damaged=Decimal(1), fault=Fault.DAMAGED)
    buying.received(world, order, pads, at=NOON + timedelta(days=2))
    late = NOON + timedelta(days=5)
    buying.received(world, order, buying.came(order, world.filter, 8), document="SH-2", at=late)
    ordering.cancel_line(world.parts_clerk, buying.line(order, world.filter).pk, why="断货", at=late)
    line = ReceiptLine.objects.get(part=world.pads)
    claim = claims.open_claim(
        world.parts_clerk,
        of.pk,
        store_id=world.north.pk,
        faulty=Faulty(
            part_id=world.pads.pk,
            quantity=Decimal(1),
            found=FoundWhen.AT_RECEIPT,
            words="破损",
            restores=Restores.WHOLE,
            receipt_line_id=line.pk,
        ),
        at=late,
    )
    claims.send_claim(world.parts_clerk, claim.pk, at=late)
    claims.answer_claim(world.parts_clerk, claim.pk, accepted=True, words="", at=late + timedelta(days=8))
    buying.billed(world, of, [(line, "4", "1120.00")])


class TestEvaluateSuppliers:
    def test_counts_what_happened(self, world: World) -> None:
        a_month(world)
        count = evaluating.evaluate_suppliers(
            world.parts_manager, world.north.pk, month=TODAY, at=NOON + timedelta(days=20)
        )
        assert count == 1
        (row,) = queries.ranking(world.parts_clerk, month=MARCH)
        said = {name: share.percent for name, share in row.card.shares.items()}
        assert said == {
            "on_time": Decimal("50.0"),
            "fill": Decimal("90.0"),
            "quality": Decimal("91.7"),
            "price": Decimal("100.0"),
            "claims": Decimal("0.0"),
        }
        assert (row.card.points, row.card.grade) == (Decimal("70.4"), "C")

    def test_opens_the_lines_behind_each_figure(self, world: World) -> None:
        a_month(world)
        for figure, words in {
            "on_time": ["按时 4 / 4", "按时 0 / 10"],
            "fill": ["订 4，到 4", "订 10，到 8，取消 2"],
            "quality": ["合格 3，破损 1", "合格 8"],
            "price": ["应开 1,120.00，实开 1,120.00"],
            "claims": ["8 天答复：已同意"],
        }.items():
            lines = scoring.lines_of(world.north.pk, MARCH, figure)
            assert [word in line.words for line, word in zip(lines, words, strict=True)] == [True] * len(
                words
            )
            assert all(line.url for line in lines)
        assert scoring.lines_of(world.south.pk, MARCH, "on_time") == []

    def test_may_be_done_again(self, world: World) -> None:
        a_month(world)
        for _ in range(2):
            evaluating.evaluate_suppliers(
                world.parts_manager, world.north.pk, month=MARCH, at=NOON + timedelta(days=20)
            )
        assert Evaluation.objects.count() == 1

    def test_not_of_a_month_to_come_nor_by_clerks(self, world: World) -> None:
        with pytest.raises(Refused, match="还没有开始"):
            evaluating.evaluate_suppliers(
                world.parts_manager, world.north.pk, month=date(2026, 4, 1), at=NOON
            )
        for actor in (world.parts_clerk, world.southern_manager):
            with pytest.raises(NotAllowed):
                evaluating.evaluate_suppliers(actor, world.north.pk, month=MARCH, at=NOON)

    def test_happens_by_itself_on_the_first(self, world: World) -> None:
        a_month(world)
        first = NOON.replace(month=4, day=1)
        timetable.run_now(timetable.TIMETABLE["supply.jobs.evaluate_suppliers"], at=first)
        assert Evaluation.objects.get().month == MARCH


def test_lead_times_are_measured_from_receipts(world: World) -> None:
    of = buying.usual(world)
    for days in (4, 6, 8):
        order = buying.sent(world, of, {world.pads: 1})
        buying.received(world, order, buying.came(order, world.pads, 1), at=NOON + timedelta(days=days))
    measured = queries.lead_times(world.north.pk, on=TODAY + timedelta(days=30)).of(of.pk, world.pads.pk)
    assert measured is not None
    assert (measured.count, measured.middle, measured.spread) == (3, 6.0, 2.0)
    (offer,) = queries.offers(world.north.pk, [world.pads.pk], on=TODAY + timedelta(days=30))[world.pads.pk]
    assert (offer.lead_days, offer.days) == (5, 6.0)
