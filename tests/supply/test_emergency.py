"""Where a missing part could come from, ranked; another store is asked (PARTS-51)."""

from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import Bin, Part, Stock, Substitute, Warehouse
from huichang.supply import emergency, queries
from huichang.supply.models import Contact, TransferAsk
from tests.parts import storeroom
from tests.supply import buying
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-51")


def in_the_south(world: World, part: Part, quantity: int) -> None:
    """So many lie in the other store."""
    warehouse = Warehouse.objects.create(store=world.south, name="主库", place="main")
    Bin.objects.create(store=world.south, warehouse=warehouse, code="S-1", walk=1)
    Stock.objects.create(store=world.south, part=part, on_hand=quantity, value=quantity)


def plan(world: World, quantity: int = 3) -> queries.EmergencyPlan:
    """What the adviser sees for the pads."""
    return queries.emergency_plan(world.adviser, world.pads.pk, quantity=Decimal(quantity), on=TODAY)


class TestThePlan:
    def test_ranks_by_time_and_cost_with_whom_to_call(self, world: World) -> None:
        near = buying.usual(world)
        cheap = buying.supplier("G002", "西南通用件")
        buying.contract(world, cheap, {world.pads: "250"}, urgent_days=4, urgent_freight=Decimal(0))
        Contact.objects.create(supplier=near, name="值班", job="调度", phone="028-1", is_urgent=False)
        Contact.objects.create(supplier=near, name="唐敏", job="急件", phone="028-2", is_urgent=True)
        in_the_south(world, world.pads, 5)
        found = plan(world)
        assert [each.name for each in found.sources] == ["南城店", "远岚配件中心", "西南通用件"]
        store, first, second = found.sources
        assert (store.hours, store.cost, store.free, store.phone) == (4.0, 0, 5, "028-60000002")
        assert (first.cost, first.hours, first.call_name, first.phone) == (
            Decimal("1044.00"),
            24.0,
            "唐敏（急件）",
            "028-2",
        )
        assert (second.cost, second.hours) == (Decimal("825.00"), 96.0)

    def test_puts_what_is_not_enough_last_and_knows_stand_ins(self, world: World) -> None:
        buying.usual(world)
        in_the_south(world, world.pads, 1)
        Substitute.objects.create(part=world.pads, other=world.oil, condition="应急")
        newer = world.part("BR-1009", "前制动片", Decimal("520.00"), on_hand=9)
        Part.objects.filter(pk=world.pads.pk).update(replaced_by=newer)
        found = plan(world)
        assert [(each.name, each.words) for each in found.sources][:2] == [
            ("本店", "新编码"),
            ("本店", "代用件（应急）"),
        ]
        assert found.sources[-1].name == "南城店"
        assert not found.sources[-1].is_enough

    def test_says_who_waits(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 5))
        found = plan(world)
        assert (found.waiting, found.free, found.sources) == (3, 0, [])

    def test_is_for_those_who_promise(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            queries.emergency_plan(world.technician, world.pads.pk, quantity=Decimal(1), on=TODAY)
        with pytest.raises(Missing):
            queries.emergency_plan(world.adviser, 0, quantity=Decimal(1), on=TODAY)


def ask(world: World, quantity: str = "2", **more: object) -> TransferAsk:
    """The north asks the south for pads."""
    return emergency.ask_store(
        world.parts_clerk,
        world.pads.pk,
        **{  # type: ignore[arg-type]
            "store_id": world.north.pk,
            "from_store_id": world.south.pk,
            "quantity": Decimal(quantity),
            "why": "车辆停驶待件",
            "plate": "川A8F6K2",
            "at": NOON,
            **more,
        },
    )


class TestAskStore:
    def test_is_seen_by_both(self, world: World) -> None:
        in_the_south(world, world.pads, 5)
        ask(world)
        ours, theirs = (queries.asks(store.pk) for store in (world.north, world.south))
        assert [(each.store, each.is_ours) for each in (*ours, *theirs)] == [
            ("南城店", True),
            ("北城店", False),
        ]

    def test_refuses_what_is_not_there_oneself_and_twice(self, world: World) -> None:
        in_the_south(world, world.pads, 5)
        with pytest.raises(Refused, match="不够"):
            ask(world, "6")
        with pytest.raises(Refused, match="本店"):
            ask(world, from_store_id=world.north.pk)
        with pytest.raises(Refused, match="为什么"):
            ask(world, why="")
        with pytest.raises(Refused, match="数量不对"):
            ask(world, "0.5")
        with pytest.raises(Missing):
            ask(world, from_store_id=0)
        ask(world)
        with pytest.raises(Refused, match="已经向这家店申请过"):
            ask(world)

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            emergency.ask_store(
                world.adviser,
                world.pads.pk,
                store_id=world.north.pk,
                from_store_id=world.south.pk,
                quantity=Decimal(1),
                why="急",
                at=NOON,
            )
        with pytest.raises(Missing):
            emergency.ask_store(
                world.parts_clerk,
                0,
                store_id=world.north.pk,
                from_store_id=world.south.pk,
                quantity=Decimal(1),
                why="急",
                at=NOON,
            )


class TestAnswerStore:
    def test_is_the_other_stores_word(self, world: World) -> None:
        in_the_south(world, world.pads, 5)
        row = ask(world)
        south = world.actor(Role.PARTS_CLERK, world.south)
        with pytest.raises(Missing):
            emergency.answer_store(world.parts_clerk, row.pk, granted=True, words="", at=NOON)
        with pytest.raises(NotAllowed):
            emergency.answer_store(world.stranger, row.pk, granted=True, words="", at=NOON)
        with pytest.raises(Refused, match="写明原因"):
            emergency.answer_store(south, row.pk, granted=False, words="", at=NOON)
        assert emergency.answer_store(south, row.pk, granted=True, words="", at=NOON).state == "granted"
        with pytest.raises(OutOfTurn):
            emergency.answer_store(south, row.pk, granted=False, words="没了", at=NOON)


class TestWithdrawAsk:
    def test_is_the_askers(self, world: World) -> None:
        in_the_south(world, world.pads, 5)
        row = ask(world)
        south = world.actor(Role.PARTS_CLERK, world.south)
        with pytest.raises(Missing):
            emergency.withdraw_ask(south, row.pk, store_id=world.south.pk)
        with pytest.raises(NotAllowed):
            emergency.withdraw_ask(world.adviser, row.pk, store_id=world.north.pk)
        assert emergency.withdraw_ask(world.parts_clerk, row.pk, store_id=world.north.pk).state == "withdrawn"
