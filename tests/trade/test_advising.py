"""Technical advice (PARTS-50)."""

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.trade import advising, queries
from tests.trade import selling
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-50")


class TestAskAdvice:
    def test_takes_the_customer_from_the_sale_and_is_found_again(self, world: World) -> None:
        account = selling.shop(world)
        sale = selling.written(world, {world.pads: 1}, account=account)
        made = advising.ask_advice(
            world.parts_clerk,
            world.north.pk,
            question="刹车片装上有异响",
            part_id=world.pads.pk,
            sale_id=sale.pk,
            at=NOON,
        )
        assert (made.customer_id, made.asker) == (account.customer_id, "顺达汽车维修厂")
        for text in ("异响", "yx", "BR-1001", "顺达"):
            assert [each.id for each in queries.advice_list(world.parts_clerk, text=text)] == [made.pk]

    def test_refuses_nothing_and_what_is_unknown(self, world: World) -> None:
        with pytest.raises(Refused, match="写下客户问的问题"):
            advising.ask_advice(world.parts_clerk, world.north.pk, question=" ", at=NOON)
        with pytest.raises(Missing):
            advising.ask_advice(world.parts_clerk, world.north.pk, question="?", part_id=10**9, at=NOON)
        with pytest.raises(NotAllowed):
            advising.ask_advice(world.cashier, world.north.pk, question="?", at=NOON)


class TestAnswerAdvice:
    def test_is_kept_and_may_be_amended(self, world: World) -> None:
        made = advising.ask_advice(world.parts_clerk, world.north.pk, question="能不能用？", at=NOON)
        with pytest.raises(NotAllowed):
            advising.answer_advice(world.parts_clerk, made.pk, answer="能", at=NOON)
        with pytest.raises(Refused, match="写下答复"):
            advising.answer_advice(world.technical_manager, made.pk, answer=" ", at=NOON)
        advising.answer_advice(world.technical_manager, made.pk, answer="能用", at=NOON)
        answered = advising.answer_advice(world.parts_manager, made.pk, answer="能用，换新卡子", at=NOON)
        assert (answered.state, answered.answer) == ("answered", "能用，换新卡子")
        with pytest.raises(Missing):
            advising.answer_advice(world.southern_manager, made.pk, answer="不知道", at=NOON)
