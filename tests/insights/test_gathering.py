"""What the figures are summed from: every sum is the sum of its lines, and the ledger's."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from huichang.insights import catalogue, gathering, parts_lines
from huichang.kernel.figures import Sum
from huichang.parts import counting, counting_review, picking
from huichang.parts.models import CountLine, DemandHistory, Move
from huichang.parts.queries import figures as store_room
from huichang.parts.states import LineState
from huichang.stocking import lost_sales
from huichang.stocking.states import AskedAt, LostReason
from huichang.supply import ordering, receiving
from huichang.supply.drafting import Urgency
from huichang.supply.states import OrderKind
from huichang.trade.models import Sale
from tests.parts import countroom, storeroom
from tests.stories import Visiting
from tests.supply import buying
from tests.trade import selling
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-31")
MARCH = date(2026, 3, 1)
D = Decimal


def sums(world: World, *, at: datetime = NOON, month: date = MARCH) -> dict[str, Sum]:
    """The north's sums of a month by key."""
    found = gathering.gather([world.north.pk], gathering.Span(month, month, at))
    merged: dict[str, Sum] = {}
    for each in found:
        if each.month == month:
            known = merged.get(each.key)
            top, under = (known.top, known.under) if known else (D(0), D(0))
            merged[each.key] = Sum(each.store_id, month, each.key, top + each.top, under + each.under)
    return merged


class TestFillAtOrders:
    def test_counts_a_line_that_was_there_at_once(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 2), (world.filter, 1))
        assert (sums(world)["fill_ro"].top, sums(world)["fill_ro"].under) == (2, 2)

    def test_a_line_that_was_short_in_part_was_not_filled(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 3), (world.filter, 1))
        assert (sums(world)["fill_ro"].top, sums(world)["fill_ro"].under) == (1, 2)

    def test_goods_that_come_later_do_not_change_it(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 3))
        of = buying.usual(world)
        order = buying.sent(world, of, {world.pads: 4})
        buying.received(world, order, buying.came(order, world.pads, 4), at=NOON + timedelta(hours=2))
        assert sums(world, at=NOON + timedelta(days=1))["fill_ro"].top == 0

    def test_a_line_that_becomes_short_later_was_filled_when_asked(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 2))
        with transaction.atomic():
            picking.ask(
                store_id=world.north.pk,
                order_id=7,
                order_number="RO0007",
                plate="川A8F6K2",
                promised_at=None,
                lines=[picking.Asked(line, world.pads.pk, D(5))],
                at=NOON + timedelta(hours=1),
            )
        assert (sums(world)["fill_ro"].top, sums(world)["fill_ro"].under) == (1, 1)

    def test_a_line_given_up_while_short_still_counts(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 3))
        with transaction.atomic():
            picking.withdraw(store_id=world.north.pk, line_ids=[line], at=NOON + timedelta(minutes=5))
        assert (sums(world)["fill_ro"].top, sums(world)["fill_ro"].under) == (0, 1)

    def test_another_stores_lines_do_not(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 2))
        assert gathering.gather([world.south.pk], gathering.Span(MARCH, MARCH, NOON))[0].key == "value"


def lost(world: World, reason: str = LostReason.NO_STOCK, *, asked_at: str = AskedAt.COUNTER) -> None:
    """Somebody asks for pads and leaves without."""
    lost_sales.record_lost(
        world.parts_clerk,
        world.pads.pk,
        store_id=world.north.pk,
        quantity=D(4),
        reason=reason,
        asked_at=asked_at,
        at=NOON,
    )


def sell(world: World, quantity: int = 2, *, at: datetime = NOON) -> Sale:
    """Filters are ordered by a walk-in and picked."""
    return selling.picked(world, selling.ordered(world, {world.filter: quantity}, at=at), at=at)


class TestFillAtTheCounter:
    def test_sets_what_was_there_against_what_was_not(self, world: World) -> None:
        sell(world)
        selling.ordered(world, {world.oil: 99})
        lost(world)
        lost(world, LostReason.PRICE)
        assert (sums(world)["fill_counter"].top, sums(world)["fill_counter"].under) == (1, 3)
        assert "fill_ro" not in sums(world)

    def test_leaves_out_what_orders_asked_for(self, world: World) -> None:
        lost(world, asked_at=AskedAt.ORDER)
        storeroom.ask(world, (world.pads, 1))
        assert "fill_counter" not in sums(world)


class TestSales:
    def test_are_what_was_settled_without_tax_and_what_it_cost(self, world: World) -> None:
        story = Visiting(world).settled()
        found = sums(world, at=story.at)
        listed = sum(line.amount for line in story.lines if line.kind == "part")
        assert abs(found["sales.customer"].top - listed / D("1.13")) <= D("0.03")
        cost = -sum(Move.objects.filter(kind="issue").values_list("value", flat=True))
        assert found["sales.customer"].under == cost > 0

    def test_over_the_counter_are_sold_when_the_goods_leave(self, world: World) -> None:
        sale = selling.ordered(world, {world.filter: 2})
        assert not [key for key in sums(world) if key.startswith("sales")]
        selling.picked(world, sale)
        found = sums(world)["sales.sale_order"]
        assert (found.top, found.under) == (D("67.26"), D("45.60"))

    def test_before_the_statement_nothing_is_sold(self, world: World) -> None:
        story = Visiting(world).checked()
        assert not [key for key in sums(world, at=story.at) if key.startswith("sales")]


class TestBuying:
    def test_emergency_lines_and_what_they_cost_more(self, world: World) -> None:
        of = buying.usual(world)
        buying.sent(world, of, {world.pads: 2, world.filter: 5})
        buying.sent(world, of, {world.pads: 1}, kind=OrderKind.URGENT, urgency=Urgency(reason="car_stands"))
        found = sums(world)
        assert (found["urgent"].top, found["urgent"].under) == (1, 3)
        assert (found["urgent_cost.price"].top, found["urgent_cost.price"].under) == (D("28.00"), D("308.00"))
        assert found["urgent_cost.freight"].top == D("60.00")

    def test_an_order_that_was_cancelled_is_none(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 2})
        ordering.cancel_order(world.parts_clerk, order.pk, why="不要了", at=NOON)
        assert "urgent" not in sums(world)

    def test_what_is_not_due_yet_is_not_late_and_late_from_the_next_day(self, world: World) -> None:
        buying.sent(world, buying.usual(world), {world.pads: 2})
        due = NOON + timedelta(days=5)
        assert "on_time" not in sums(world, at=due)
        assert (sums(world, at=due + timedelta(days=1))["on_time"].top, 1) == (0, 1)

    @pytest.mark.parametrize(("days", "good"), [(4, 1), (5, 1), (6, 0)])
    def test_on_time_is_by_the_day_that_was_promised(self, world: World, days: int, good: int) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 2})
        came = NOON + timedelta(days=days)
        buying.received(world, order, buying.came(order, world.pads, 2), at=came)
        assert sums(world, at=came + timedelta(days=1))["on_time"].top == good

    def test_bought_is_what_came_less_what_went_back(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        receipt = buying.received(world, order, buying.came(order, world.pads, 4))
        assert sums(world)["bought.receipt"].top == D("1120.00")
        receiving.undo_receipt(world.parts_manager, receipt.pk, why="收错", at=NOON + timedelta(hours=1))
        assert sum(each.top for key, each in sums(world).items() if key.startswith("bought")) == 0


class TestCounts:
    def test_right_lines_and_what_was_gained_and_lost(self, world: World) -> None:
        count = countroom.plan(world, world.second_bin)
        countroom.say_all(world, count, FL2001=-2)
        CountLine.objects.filter(count=count, state=LineState.AGAIN).update(state=LineState.COUNTED)
        counting.hand_in(world.parts_clerk, count.pk, at=countroom.LATER)
        countroom.explain(world, count)
        assert "count_right" not in sums(world)
        counting_review.post_count(world.parts_manager, count.pk, at=countroom.LATER)
        found = sums(world)
        assert (found["count_right"].top, found["count_right"].under) == (1, 2)
        assert (found["count_gain"].top, found["count_gain"].under) == (0, D("45.60"))


class TestWhatLiesThere:
    def test_is_the_ledger_at_every_months_end(self, world: World) -> None:
        sell(world)
        Visiting(world).settled()
        at = NOON + timedelta(hours=9)
        january = date(2026, 1, 1)
        found = store_room.values_at_ends(
            [world.north.pk], since=gathering.Span(january, january, at).since, at=at
        )
        for (_, month), value in found.items():
            until = gathering.Span(month, month, at).until
            kept = Move.objects.filter(store=world.north, at__lt=min(until, at)).values_list(
                "value", flat=True
            )
            assert value == sum(kept)
        assert len(found) == 3

    def test_by_age_is_the_same_from_the_running_totals_and_from_the_ledger(self, world: World) -> None:
        sell(world)
        storeroom.receive(world, world.pads, 3)
        for at in (NOON, NOON + timedelta(days=30 * 5), NOON + timedelta(days=800)):
            now, then = (store_room.ages([world.north.pk], at=at, is_now=is_now) for is_now in (True, False))
            assert sorted(now, key=str) == sorted(then, key=str)
            assert sum(each.top for each in now) == sum(Move.objects.values_list("value", flat=True))

    @pytest.mark.parametrize(
        ("day", "key"),
        [
            (date(2026, 6, 1), "age.0"),
            (date(2026, 6, 2), "age.3"),
            (date(2026, 9, 1), "age.3"),
            (date(2026, 9, 2), "age.6"),
            (date(2027, 3, 1), "age.6"),
            (date(2027, 3, 2), "age.12"),
            (date(2028, 3, 1), "age.12"),
            (date(2028, 3, 2), "age.24"),
        ],
    )
    def test_goes_by_whole_months_since_it_last_went_out(self, world: World, day: date, key: str) -> None:
        sell(world)
        at = datetime.combine(day, NOON.timetz())
        keys = {each.key: each.under for each in store_room.ages([world.north.pk], at=at, is_now=True)}
        assert key in keys

    def test_goes_by_imported_history_where_that_is_later(self, world: World) -> None:
        at = NOON + timedelta(days=365)
        before = {each.key for each in store_room.ages([world.north.pk], at=at, is_now=True)}
        assert before == {"age.12"}
        for part in (world.pads, world.filter, world.oil):
            DemandHistory.objects.create(store=world.north, part=part, month=date(2027, 1, 1), quantity=1)
        assert {each.key for each in store_room.ages([world.north.pk], at=at, is_now=True)} == {"age.0"}


def everything(world: World) -> datetime:
    """A month in which everything happens; returns when it is looked at."""
    storeroom.ask(world, (world.pads, 3), (world.filter, 1))
    sell(world)
    lost(world)
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 9, world.filter: 5})
    buying.sent(world, of, {world.pads: 1}, kind=OrderKind.URGENT, urgency=Urgency(reason="car_stands"))
    buying.received(world, order, buying.came(order, world.pads, 9), at=NOON + timedelta(minutes=30))
    return Visiting(world, at=NOON + timedelta(hours=1)).settled().at


@pytest.mark.parametrize("key", sorted(catalogue.BY_KEY))
def test_every_figure_is_the_sum_of_its_lines(world: World, key: str) -> None:
    at = everything(world)
    found = sums(world, at=at)
    listed = parts_lines.figure_lines(world.parts_manager, key, at=at, limit=parts_lines.MOST)
    behind = {"turnover": "cost_out", "margin": "sales"}.get(key, key)
    mine = [each for name, each in found.items() if name.split(".")[0] == behind]
    if key in ("value", "months_of_stock"):
        assert sum(line.top for line in listed.lines) == found["value"].top
        return
    if key == "idle":
        mine = []
    assert listed.total == len(listed.lines)
    assert sum(line.top for line in listed.lines) == sum(each.top for each in mine)
    assert sum(line.under for line in listed.lines) == sum(each.under for each in mine)


def test_a_list_goes_on_over_several_pages_and_rooms(world: World) -> None:
    at = everything(world)
    whole = parts_lines.figure_lines(world.parts_manager, "fill_counter", at=at)
    assert (whole.total, whole.after) == (2, None)
    first = parts_lines.figure_lines(world.parts_manager, "fill_counter", at=at, limit=1)
    second = parts_lines.figure_lines(world.parts_manager, "fill_counter", at=at, limit=1, skip=1)
    beyond = parts_lines.figure_lines(world.parts_manager, "fill_counter", at=at, limit=1, skip=9)
    assert (first.total, first.after, second.total, second.after, beyond.total) == (2, 1, 2, None, 2)
    assert first.lines + second.lines == whole.lines
    assert [line.missed for line in whole.lines] == [True, False]
