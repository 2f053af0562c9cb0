"""The register of orders."""

from datetime import timedelta

import pytest

from huichang.kernel import finder
from huichang.kernel.refusals import NotAllowed
from huichang.parts import askers
from huichang.workshop.models import Order
from huichang.workshop.queries import orders as queries
from tests.workshop import floor
from tests.workshop.desk import brakes, drafted, found, service, signed
from tests.world import NOON, World

CARS = ("川B20001", "川B20002", "川B20003")


def three(world: World) -> list[Order]:
    """A draft, a signed and a cancelled order, one minute after another."""
    made = [
        drafted(world, brakes(world)),
        signed(world, service(world), car=world.another_car("川B20002", "")),
    ]
    made.append(signed(world, brakes(world), car=world.another_car("川B20003", "", store=world.north)))
    Order.objects.filter(pk=made[2].pk).update(state="cancelled")
    for number, order in enumerate(made):
        Order.objects.filter(pk=order.pk).update(opened_at=NOON + timedelta(minutes=number))
    return made


def numbers(world: World, **asked: object) -> list[str]:
    page = queries.register(world.adviser, at=NOON, **asked)  # type: ignore[arg-type]
    return [row.number for row in page.rows]


class TestRegister:
    def test_shows_what_is_in_the_house_newest_first(self, world: World) -> None:
        draft, second, _ = three(world)
        assert numbers(world) == [second.number, draft.number]
        assert len(numbers(world, state="all")) == 3
        assert len(numbers(world, state="cancelled")) == 1
        assert numbers(world, state="draft") == [draft.number]

    def test_shows_amount_promise_and_jobs(self, world: World) -> None:
        three(world)
        found(world, Order.objects.get(state="signed"))
        second, draft = queries.register(world.adviser, at=NOON + timedelta(hours=5)).rows
        assert (second.amount, second.is_agreed, second.jobs, second.is_late, second.asks) == (
            466,
            True,
            1,
            True,
            True,
        )
        assert (draft.amount, draft.is_agreed, draft.stage, draft.asks) == (680, False, "checked_in", False)

    def test_finds_by_number_plate_name_and_pinyin_in_all_states(self, world: World) -> None:
        draft, _, cancelled = three(world)
        Order.objects.filter(pk=draft.pk).update(number="RO2603020007")
        for text in ("RO2603020007", "ro2603020007", "2603020007", "#7", "F6K2", "王建国", "wjg", "8001"):
            assert numbers(world, text=text) == ["RO2603020007"], text
        assert numbers(world, text="20003") == [cancelled.number]
        assert numbers(world, text="没有这个人") == []

    def test_keeps_to_mine(self, world: World) -> None:
        three(world)
        Order.objects.filter(state="signed").update(adviser=world.staff("service_manager"))
        assert len(numbers(world, mine=True)) == 1

    def test_goes_on_page_by_page_without_gap_or_repetition(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "PAGE", 2)
        for number in range(5):
            drafted(world, car=world.another_car(f"川B3000{number}", ""))
        Order.objects.update(opened_at=NOON)
        seen, after = [], ""
        while True:
            page = queries.register(world.adviser, after=after, at=NOON)
            seen += [row.id for row in page.rows]
            if not (after := page.after):
                break
        assert seen == sorted(Order.objects.values_list("pk", flat=True), reverse=True)

    def test_goes_on_in_what_a_search_finds_by_shorter_pages(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "FOUND", 2)
        for office in "BCD":
            drafted(world, car=world.another_car(f"川{office}40001", ""))
        first = queries.register(world.adviser, text="40001", at=NOON)
        rest = queries.register(world.adviser, text="40001", after=first.after, at=NOON)
        assert [len(first.rows), len(rest.rows), rest.after] == [2, 1, ""]

    def test_takes_a_bent_cursor_for_the_first_page(self, world: World) -> None:
        three(world)
        assert len(numbers(world, after="x~y")) == 2

    def test_costs_a_fixed_number_of_statements(self, world: World) -> None:
        three(world)
        actor = world.adviser
        with floor.statements(at_most=3):
            queries.register(actor, state="all", at=NOON)
        with floor.statements(at_most=5):
            queries.register(actor, text="王建国", at=NOON)

    def test_is_of_one_store_and_not_for_the_gate(self, world: World) -> None:
        three(world)
        assert queries.register(world.stranger, state="all", at=NOON).rows == ()
        with pytest.raises(NotAllowed):
            queries.register(world.greeter, at=NOON)


class TestOpenCounts:
    def test_counts_each_open_state(self, world: World) -> None:
        three(world)
        assert queries.open_counts(world.adviser) == {"draft": 1, "signed": 1}
        assert queries.open_counts(world.adviser, mine=True) == {"draft": 1, "signed": 1}
        assert queries.open_counts(world.stranger) == {}


class TestNumberOf:
    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            ("RO2603020007", "RO2603020007"),
            (" ro2603020007 ", "RO2603020007"),
            ("2603020007", "RO2603020007"),
            ("#12", "RO2603020012"),
            ("12", ""),
            ("13800138001", ""),
            ("川A8F6K2", ""),
        ],
    )
    def test_knows_a_number_when_it_sees_one(self, typed: str, number: str) -> None:
        assert queries.number_of(typed, at=NOON) == number


def test_the_search_box_finds_an_order_by_its_number(world: World) -> None:
    order = drafted(world)
    Order.objects.filter(pk=order.pk).update(number="RO2603020042")
    hits = [hit for hit in finder.find(world.adviser, "ro2603020042") if hit.kind == "工单"]
    assert [(hit.text, hit.url, hit.plate) for hit in hits] == [
        ("RO2603020042", f"/workshop/orders/{order.pk}/", "川A8F6K2")
    ]
    assert [hit for hit in finder.find(world.stranger, "ro2603020042") if hit.kind == "工单"] == []


@pytest.mark.req("PARTS-13")
def test_the_parts_counter_learns_who_stands_behind_an_order(world: World) -> None:
    order = signed(world)
    asker = askers.orders(world.north.pk, [order.pk])[order.pk]
    assert (asker.plate, asker.customer, asker.adviser) == ("川A8F6K2", "王建国", world.staff("adviser").name)
    assert asker.url == f"/workshop/orders/{order.pk}/"
