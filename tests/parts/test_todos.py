"""“现在要做” of the parts store and of the adviser whose promise somebody asks for."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huichang.kernel import todo
from huichang.kernel.cards import Todo
from huichang.parts import askers, holds, ledger, lending, requests, shelf, todos
from huichang.parts.models import Hold, Stock
from huichang.parts.states import LoanKind
from tests.parts import batchroom, storeroom
from tests.world import NOON, World, minutes

pytestmark = pytest.mark.req("PARTS-13")


def acts(world: World, todos: list[Todo]) -> list[tuple[str, str]]:
    """(act, plate) of what waits."""
    return [(each.act, each.plate) for each in todos]


class TestOfTheClerk:
    def test_begins_with_the_promise_that_is_near(self, world: World) -> None:
        storeroom.ask(world, (world.oil, 1), order_id=1, plate="川A00001", promised_at=NOON + minutes(120))
        storeroom.ask(world, (world.oil, 1), order_id=2, plate="川A00002", promised_at=NOON + minutes(20))
        storeroom.ask(world, (world.oil, 99), order_id=3, plate="川A00003", promised_at=NOON + minutes(180))
        found = todo.for_actor(world.parts_clerk, NOON)
        assert acts(world, found) == [
            ("发料", "川A00002"),
            ("发料", "川A00001"),
            ("发料", "川A00003"),
            ("催货", "川A00003"),
        ]
        assert [each.urgent for each in found] == [True, False, False, False]
        assert found[0].url == "/parts/counter/2/"
        assert found[3].why == "缺 全合成机油 4L 89 件，到货日未定"

    def test_has_the_shelf_of_tomorrow_and_what_is_left_on_it(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1, world.oil: 1})
        found = todo.for_actor(world.parts_clerk, NOON)
        assert [(each.act, each.why) for each in found] == [("备货", "明天的预约，2 种配件要上货架")]
        shelf.shelve_for_booking(world.parts_clerk, 3, at=NOON)
        assert todo.for_actor(world.parts_clerk, NOON) == []
        with transaction.atomic():
            holds.release_for_appointment(3, at=NOON)
        found = todo.for_actor(world.parts_clerk, NOON)
        assert [(each.act, each.why) for each in found] == [("归位", "预约货架上有 2 种配件已释放，放回货位")]

    def test_says_that_the_customer_waits(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(askers, "_ORDERS", [storeroom.whose(waits=True, technician="李强")])
        storeroom.ask(world, (world.oil, 1), (world.pads, 1), (world.filter, 1))
        (found,) = todo.for_actor(world.parts_clerk, NOON)
        assert found.why == "客户在店等：前制动片、机油滤清器 等 3 种可以发"
        assert found.name == "RO0007 · 李强"

    def test_costs_few_statements(self, world: World) -> None:
        for order in range(1, 12):
            storeroom.ask(world, (world.oil, 2), order_id=order)
        storeroom.book(world, {world.pads: 1})
        clerk = world.parts_clerk
        with CaptureQueriesContext(connection) as caught:
            todo.for_actor(clerk, NOON)
        said = [query["sql"] for query in caught.captured_queries]
        own = [sql for sql in said if "parts_" in sql and 'FROM "supply_' not in sql]
        assert len(own) <= 7, own


class TestOfTheAdviser:
    @pytest.mark.req("PARTS-12")
    def test_is_to_answer_who_asks_for_a_held_part(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        storeroom.book(world, {world.pads: 2})
        (line,) = storeroom.ask(world, (world.pads, 1))
        hold = Hold.objects.get(for_appointment=3)
        requests.ask_for_held(world.parts_clerk, hold.pk, why="急用", for_line=line, at=NOON)
        (found,) = [each for each in todo.for_actor(world.adviser, NOON) if each.act == "答复"]
        assert (found.why, found.plate) == ("北备件员想调用 前制动片：急用", "川A66L88")
        monkeypatch.setattr(askers, "_APPOINTMENTS", [storeroom.whose(adviser_id=1)])
        assert [each for each in todo.for_actor(world.adviser, NOON) if each.act == "答复"] == []
        assert [each.act for each in todo.for_actor(world.service_manager, NOON)].count("答复") == 1


class TestOfTheManager:
    @pytest.mark.req("PARTS-10")
    def test_is_to_clear_up_what_the_proof_found(self, world: World) -> None:
        Stock.objects.filter(part=world.pads).update(on_hand=3)
        ledger.prove_ledger(world.parts_manager, world.north.pk, at=NOON)
        (found,) = [each for each in todo.for_actor(world.parts_manager, NOON) if each.act == "查看"]
        assert found.why.startswith("库存台账有 2 项不符：BR-1001 现存")
        later = NOON + timedelta(days=1)
        Stock.objects.filter(part=world.pads).update(on_hand=2)
        ledger.prove_ledger(world.parts_manager, world.north.pk, at=later)
        assert [each for each in todo.for_actor(world.parts_manager, later) if each.act == "查看"] == []


class TestOfTheStoreRoom:
    @pytest.mark.req("PARTS-02")
    def test_names_batches_to_check_and_loans_over_their_day(self, world: World) -> None:
        part = batchroom.tracked(world, needs_check=True)
        batchroom.receive(world, part, 1, batchroom.came("B1", expires_on=NOON.date() + timedelta(days=9)))
        lending.lend_goods(
            world.parts_clerk,
            world.filter.pk,
            store_id=world.north.pk,
            kind=LoanKind.OUT,
            quantity=Decimal(1),
            partner="邻店",
            why="",
            due_on=NOON.date(),
            at=NOON,
        )
        with storeroom.at_most(2):
            list(todos.to_look_after(world.parts_clerk, NOON))
        said = {each.act: each.why for each in todo.for_actor(world.parts_manager, NOON + timedelta(days=1))}
        assert said["验真"] == "1 个批次待检，在隔离区发不出去"
        assert said["催还"] == "1 笔借料过了应还日期"
        assert said["查看"] == "1 个批次临期或过期，先用、退货或报损"
        clerk = [each.act for each in todo.for_actor(world.parts_clerk, NOON)]
        assert clerk == ["验真"]
