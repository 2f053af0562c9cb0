"""Quotations (PARTS-50)."""

from datetime import timedelta

import pytest

from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.post.models import Message
from huichang.trade import links, ordering, quoting, writing
from tests.trade import selling
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-50")


class TestQuote:
    def test_holds_for_the_days_of_the_store_and_tells_the_customer(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1}, account=selling.shop(world))
        quoting.quote(world.parts_clerk, sale.pk, at=NOON)
        assert selling.fresh(sale).valid_until == TODAY + timedelta(days=7)
        message = Message.objects.get()
        assert sale.number in message.text
        assert message.link.startswith("/c/parts/")

    def test_refuses_nothing_and_a_day_that_is_over(self, world: World) -> None:
        with pytest.raises(Refused, match="还是空的"):
            quoting.quote(world.parts_clerk, selling.written(world, {}).pk, at=NOON)
        sale = selling.written(world, {world.pads: 1})
        with pytest.raises(Refused, match="有效期不能早于今天"):
            quoting.quote(world.parts_clerk, sale.pk, valid_until=TODAY - timedelta(days=1), at=NOON)

    def test_is_not_for_a_cashier_nor_another_store(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1})
        with pytest.raises(NotAllowed):
            quoting.quote(world.cashier, sale.pk, at=NOON)
        with pytest.raises(Missing):
            quoting.quote(world.southern_manager, sale.pk, at=NOON)


class TestAnswerQuote:
    def test_cannot_be_accepted_after_its_day_but_declined(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1})
        quoting.quote(world.parts_clerk, sale.pk, at=NOON)
        late = NOON + timedelta(days=8)
        with pytest.raises(OutOfTurn, match="已经过期"):
            quoting.answer_quote(world.parts_clerk, sale.pk, accepts=True, via="电话", at=late)
        with pytest.raises(OutOfTurn, match="已经过期"):
            ordering.confirm_sale(world.parts_clerk, sale.pk, at=late)
        quoting.answer_quote(world.parts_clerk, sale.pk, accepts=False, via="电话", at=late)
        assert selling.fresh(sale).state == "declined"


class TestAnswerQuoteByLink:
    def test_answers_once_to_the_amount_that_was_shown(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1})
        token = quoting.quote(world.parts_clerk, sale.pk, at=NOON).split("/")[3]
        actor = links.customer_actor(links.opened(token, at=NOON))
        writing.add_line(world.parts_clerk, sale.pk, part_id=world.filter.pk, at=NOON)
        with pytest.raises(Refused, match="更新过"):
            quoting.answer_quote_by_link(actor, token, accepts=True, told=Money(sale.total), at=NOON)
        total = selling.fresh(sale).total
        quoting.answer_quote_by_link(actor, token, accepts=True, told=Money(total), at=NOON)
        assert selling.fresh(sale).answered_via == "手机链接"
        with pytest.raises(OutOfTurn):
            quoting.answer_quote_by_link(actor, token, accepts=False, told=Money(total), at=NOON)

    def test_needs_a_whole_link_that_is_not_over(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1})
        token = quoting.quote(world.parts_clerk, sale.pk, at=NOON).split("/")[3]
        with pytest.raises(Missing, match="不完整"):
            links.opened(token[:-1] + ("0" if token[-1] != "0" else "1"), at=NOON)
        with pytest.raises(OutOfTurn, match="已过有效期"):
            links.opened(token, at=NOON + timedelta(days=61))


class TestReviseQuote:
    def test_is_a_draft_again(self, world: World) -> None:
        sale = selling.written(world, {world.pads: 1})
        with pytest.raises(OutOfTurn):
            quoting.revise_quote(world.parts_clerk, sale.pk, at=NOON)
        quoting.quote(world.parts_clerk, sale.pk, at=NOON)
        quoting.answer_quote(world.parts_clerk, sale.pk, accepts=True, via="电话", at=NOON)
        revised = quoting.revise_quote(world.parts_clerk, sale.pk, at=NOON)
        assert (revised.state, revised.valid_until) == ("draft", None)
