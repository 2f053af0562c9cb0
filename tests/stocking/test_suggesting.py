"""The night's calculation (PARTS-30): what is suggested, and why."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.kernel.refusals import NotAllowed
from huichang.parts.models import Part, Stock
from huichang.stocking import certain, deciding, suggesting
from huichang.stocking.certain import Known
from huichang.stocking.models import Suggestion
from huichang.stocking.states import Kind, State
from tests.parts import storeroom
from tests.stocking.stockroom import elsewhere, level, night, past, suggested
from tests.supply import buying
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-30")
STEADY = [6, 5, 7, 6, 4, 8, 6, 5, 7, 6, 6, 6] * 2


class TestMakeSuggestions:
    def test_says_what_to_order_of_whom_and_why(self, world: World) -> None:
        supplier = buying.usual(world)
        past(world, world.pads, STEADY)
        assert night(world) >= 1
        row = suggested(world, world.pads)
        assert (row.supplier_id, row.cost) == (supplier.pk, Decimal("280.0000"))
        assert row.worth == row.quantity * 280
        assert row.quantity >= 1
        for words in ("近 12 个月用 72 件", "约定到货 5 天", "现有 2 件", "建议补"):
            assert words in row.why

    def test_is_quiet_when_enough_is_there(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0] * 2)
        Stock.objects.filter(part=world.pads).update(on_hand=40, value=9000)
        night(world)
        assert not Suggestion.objects.filter(part=world.pads, kind=Kind.ORDER).exists()

    def test_counts_what_is_on_its_way_and_what_is_drafted(self, world: World) -> None:
        supplier = buying.usual(world)
        past(world, world.pads, STEADY)
        night(world)
        needed = suggested(world, world.pads).quantity
        buying.written(world, supplier, {world.pads: int(needed)})
        night(world, at=NOON + timedelta(days=1))
        assert not Suggestion.objects.filter(part=world.pads, state=State.OPEN).exists()

    def test_counts_lost_sales_as_demand(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, [1] * 24)
        night(world)
        without = level(world, world.pads).mean
        past(world, world.filter, [1] * 24, lost=[4] * 24)
        night(world)
        assert level(world, world.filter).mean > without
        assert level(world, world.filter).months[-1] == [1.0, 4.0]

    def test_the_successor_inherits_the_demand_of_the_old_number(self, world: World) -> None:
        buying.usual(world)
        old = world.part("BR-1000", "前制动片 旧", Decimal("470.00"), on_hand=0)
        Part.objects.filter(pk=old.pk).update(replaced_by=world.pads)
        past(world, old, STEADY)
        night(world)
        assert level(world, world.pads).months[-1] == [6.0, 0.0]
        assert not Suggestion.objects.filter(part=old).exists()

    def test_a_part_asked_for_too_seldom_is_not_kept(self, world: World) -> None:
        buying.usual(world)
        Stock.objects.filter(part=world.pads).update(on_hand=0, value=0)
        past(world, world.pads, [0] * 10 + [1] + [0] * 11 + [1, 0])
        night(world)
        assert not level(world, world.pads).is_kept
        assert not Suggestion.objects.filter(part=world.pads).exists()

    def test_but_what_an_order_waits_for_is_ordered(self, world: World) -> None:
        buying.usual(world)
        rare = world.part("TB-9001", "涡轮增压器", Decimal("9800.00"), on_hand=0)
        storeroom.ask(world, (rare, 1))
        night(world)
        row = suggested(world, rare)
        assert row.quantity == 1
        assert "只订要用的" in row.why
        assert row.supplier_id is None

    def test_only_what_cannot_wait_is_urgent(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        buying.usual(world)
        past(world, world.pads, STEADY)
        past(world, world.filter, [0, 0, 1, 0] * 6)
        seldom = Stock.objects.filter(part=world.filter)
        seldom.update(on_hand=0, value=0)
        monkeypatch.setattr(certain, "_SOURCES", [])
        night(world)
        assert not suggested(world, world.pads).is_urgent
        assert not suggested(world, world.filter).is_urgent
        Stock.objects.filter(part=world.pads).update(on_hand=0, value=0)
        night(world, at=NOON + timedelta(hours=1))
        row = suggested(world, world.pads)
        assert row.is_urgent
        assert "到货要 5 天，现有加在途 0 件，撑不到到货" in row.numbers["urgent_why"]

    def test_who_has_asked_makes_it_urgent_from_the_day_when_an_order_would_come_too_late(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        buying.usual(world)
        past(world, world.pads, STEADY)
        on = TODAY + timedelta(days=12)

        def booked(store_id: int, today: object, until: object) -> list[Known]:
            return [Known(part_id=world.pads.pk, quantity=Decimal(4), on=on, says="川A66L88 的预约")]

        monkeypatch.setattr(certain, "_SOURCES", [booked])
        night(world)
        assert not suggested(world, world.pads).is_urgent
        on = TODAY + timedelta(days=4)
        night(world, at=NOON + timedelta(hours=1))
        row = suggested(world, world.pads)
        assert row.is_urgent
        assert "已有人要 4 件，现有加在途 2 件，差 2 件" in row.numbers["urgent_why"]

    def test_known_demand_that_the_past_does_not_know_comes_on_top(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        buying.usual(world)
        past(world, world.pads, STEADY)
        night(world)
        usual = level(world, world.pads).up_to

        def recall(store_id: int, today: object, until: object) -> list[Known]:
            return [
                Known(
                    part_id=world.pads.pk,
                    quantity=Decimal(30),
                    on=TODAY + timedelta(days=3),
                    says="召回 2026-03",
                    is_usual=False,
                )
            ]

        monkeypatch.setattr(certain, "_SOURCES", [recall])
        night(world)
        assert level(world, world.pads).up_to == usual + 30
        assert "其中已知要用 30 件" in suggested(world, world.pads).why

    def test_fetches_from_another_store_before_it_buys(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, STEADY)
        elsewhere(world, world.pads, 4, up_to=1)
        night(world)
        fetch = suggested(world, world.pads, Kind.TRANSFER)
        assert (fetch.quantity, fetch.other_store_id) == (3, world.south.pk)
        assert "南城店" in fetch.why
        assert suggested(world, world.pads).quantity > 0

    def test_says_what_lies_idle(self, world: World) -> None:
        buying.usual(world)
        old = world.part("XX-1", "老车型门锁", Decimal("300.00"), on_hand=3)
        night(world, at=NOON + timedelta(days=200))
        row = suggested(world, old, Kind.SELL)
        assert row.quantity == 3
        assert "从没用过" in row.why

    def test_an_open_suggestion_follows_and_a_needless_one_passes_by(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, STEADY)
        night(world)
        first = suggested(world, world.pads)
        Stock.objects.filter(part=world.pads).update(on_hand=1, value=100)
        night(world, at=NOON + timedelta(hours=1))
        again = suggested(world, world.pads)
        assert (again.pk, again.quantity) == (first.pk, first.quantity + 1)
        Stock.objects.filter(part=world.pads).update(on_hand=90, value=9000)
        night(world, at=NOON + timedelta(hours=2))
        first.refresh_from_db()
        assert first.state == State.STALE

    def test_what_was_dropped_rests_until_much_more_is_needed(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, STEADY)
        night(world)
        row = suggested(world, world.pads)
        deciding.drop_suggestion(world.parts_manager, row.pk, reason="once", at=NOON)
        night(world, at=NOON + timedelta(days=1))
        assert not Suggestion.objects.filter(part=world.pads, state=State.OPEN).exists()
        night(world, at=NOON + timedelta(days=31))
        assert suggested(world, world.pads).pk != row.pk

    def test_what_another_store_was_asked_for_counts_for_nothing_here(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, STEADY, store=world.south)
        night(world)
        assert not any(served or lost for served, lost in level(world, world.pads).months)
        assert not level(world, world.pads).is_kept

    def test_reads_a_store_in_a_fixed_number_of_statements(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, STEADY)
        night(world)
        with CaptureQueriesContext(connection) as few:
            night(world)
        for number in range(12):
            part = world.part(f"ZZ-{number}", f"测试件{number}", Decimal("10.00"), on_hand=1)
            past(world, part, STEADY)
        night(world)
        with CaptureQueriesContext(connection) as many:
            night(world)
        assert len(many) == len(few) <= 30

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            suggesting.make_suggestions(world.parts_clerk, world.north.pk, at=NOON)

    def test_not_in_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            suggesting.make_suggestions(world.parts_manager, world.south.pk, at=NOON)
