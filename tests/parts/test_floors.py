"""Below the floor only when asked and allowed (PARTS-40)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.company import settings
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import floors, queries
from huichang.parts.models import FloorRequest
from huichang.workshop import amending
from tests.parts.test_terms import pads
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-40")
FLOOR = Decimal("341.71")
"""288.00 a set, plus 5 %, with 13 % tax."""


def asked(world: World, price: object = 300, **more: object) -> FloorRequest:
    """An adviser asks for the pads."""
    said = {"why": "竞争对手报价", "at": NOON, **more}
    return floors.ask_below_floor(world.adviser, world.pads.pk, price=Decimal(str(price)), **said)


class TestByHand:
    def test_below_the_floor_leads_to_asking_and_an_answer_lets_it_through(self, world: World) -> None:
        world.north.settings = {"parts.floor_percent": 30}
        world.north.save()
        settings.forget()
        line, manager = pads(world), world.service_manager
        with pytest.raises(Refused, match="“前制动片”低于底价 ¥423.07，请先申请") as refusal:
            amending.change_price(manager, line.id, amount=Decimal(800), reason="竞争", at=NOON)
        assert (
            refusal.value.url
            == f"/parts/prices/floors/?part={world.pads.pk}&order={line.order_id}&line={line.pk}&price=400.00"
        )
        made = asked(world, 400, order_id=line.order_id, line_id=line.pk)
        floors.answer_below_floor(world.parts_manager, made.pk, allow=True, at=NOON)
        assert (
            amending.change_price(manager, line.id, amount=Decimal(800), reason="竞争", at=NOON).amount == 800
        )

    def test_an_answer_holds_for_its_order_its_price_and_a_week(self, world: World) -> None:
        floors.answer_below_floor(
            world.parts_manager, asked(world, order_id=7, line_id=9).pk, allow=True, at=NOON
        )
        today = NOON.date()

        def check(price: int = 300, order: int = 7, line: int = 9, days: int = 0) -> None:
            wanted = [floors.Priced(world.pads.pk, "前制动片", Decimal(price), line)]
            floors.check(world.north.pk, wanted, order_id=order, on=today + timedelta(days=days))

        check()
        for other in ({"price": 299}, {"order": 8}, {"line": 10}, {"days": 8}):
            with pytest.raises(Refused):
                check(**other)

    def test_at_the_floor_nothing_has_to_be_asked(self, world: World) -> None:
        assert queries.floors(world.north.pk, [world.pads.pk]) == {world.pads.pk: FLOOR}
        floors.check(world.north.pk, [floors.Priced(world.pads.pk, "片", FLOOR)], on=NOON.date())


class TestAskBelowFloor:
    @pytest.mark.parametrize(
        ("price", "why", "says"),
        [(342, "x", "不低于底价 ¥341.71"), (300, " ", "写明为什么")],
    )
    def test_is_refused(self, world: World, price: int, why: str, says: str) -> None:
        with pytest.raises(Refused, match=says):
            asked(world, price, why=why)

    def test_what_has_no_cost_has_no_floor(self, world: World) -> None:
        part = world.part("NO-1", "没货", Decimal(5))
        with pytest.raises(Refused, match="没有库存成本"):
            floors.ask_below_floor(world.adviser, part.pk, price=Decimal(1), why="x", at=NOON)

    def test_twice_for_one_line_is_refused(self, world: World) -> None:
        asked(world)
        with pytest.raises(OutOfTurn, match="已经申请过"):
            asked(world)

    def test_is_not_for_technicians(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            floors.ask_below_floor(world.technician, world.pads.pk, price=Decimal(1), why="x", at=NOON)


class TestAnswerBelowFloor:
    def test_is_answered_once_by_somebody_else(self, world: World) -> None:
        mine = floors.ask_below_floor(
            world.parts_manager, world.pads.pk, price=Decimal(1), why="清呆滞", at=NOON
        )
        with pytest.raises(NotAllowed, match="自己的申请"):
            floors.answer_below_floor(world.parts_manager, mine.pk, allow=True, at=NOON)
        with pytest.raises(Refused, match="写一句原因"):
            floors.answer_below_floor(world.service_manager, mine.pk, allow=False, at=NOON)
        floors.answer_below_floor(world.service_manager, mine.pk, allow=False, words="再等等", at=NOON)
        with pytest.raises(OutOfTurn):
            floors.answer_below_floor(world.service_manager, mine.pk, allow=True, at=NOON)
        (card,) = queries.floor_requests(world.parts_manager)
        assert (card.state, card.words, card.is_mine) == ("refused", "再等等", True)

    def test_is_not_for_advisers_nor_for_another_store(self, world: World) -> None:
        made = asked(world)
        with pytest.raises(NotAllowed):
            floors.answer_below_floor(world.adviser, made.pk, allow=True, at=NOON)
        with pytest.raises(Missing):
            floors.answer_below_floor(world.stranger, made.pk, allow=True, at=NOON)
