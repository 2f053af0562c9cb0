"""Two hands at one claim at once: it does not outlive its order, no list is taken in twice, no money goes back twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from huichang.billing import payments
from huichang.billing.models import Payment, Statement
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Refused
from huichang.warranty import matching, settling, splitting
from huichang.warranty.models import Claim, SettlementLine
from huichang.workshop import orders
from tests.interleaving import interleaved
from tests.warranty.claiming import Claiming
from tests.warranty.settlement import MONTH, imported
from tests.world import NOON, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.req("WARR-10")
def test_a_claim_that_is_asked_for_while_its_order_is_cancelled_falls_with_it(world: World) -> None:
    story = Claiming(world)
    story.visiting.quoted()
    order, job, at = story.visiting.order, story.job, story.visiting.later(1)
    adviser, manager = world.adviser, world.service_manager
    answers = interleaved(
        lambda: splitting.ask_inspection(adviser, job.pk, order_id=order.pk, at=at),
        lambda: orders.cancel_order(manager, order.pk, reason="客户不修了", at=at),
        after='INSERT INTO "warranty_claim"',
    )
    assert answers is not None
    assert Claim.objects.get().state == "void"


@pytest.mark.req("WARR-14")
class TestTheSettlementList:
    def test_money_that_a_cashier_gave_back_is_not_given_back_once_more(self, world: World) -> None:
        story = Claiming(world).sent().settled()
        imported(world, (story.claim.number, 500, "工时超标"))
        clerk, manager, here = world.warranty_clerk, world.service_manager, world.north.pk
        settling.book_month(clerk, here, month=MONTH, at=story.visiting.later(5))
        paid, at = Payment.objects.get(method="manufacturer"), story.visiting.later(5)
        answers = interleaved(
            lambda: settling.unbook_month(clerk, here, month=MONTH, why="月份选错", at=at),
            lambda: payments.refund(
                manager, paid.pk, amount=Decimal(paid.amount), reason="厂家要求退回", once="r", at=at
            ),
            after='FROM "billing_statement"',
        )
        assert answers is not None
        bill = Statement.objects.get(payer="manufacturer")
        assert bill.paid == ZERO == sum(bill.payments.values_list("amount", flat=True))

    def test_a_list_comes_in_once_by_whichever_door(self, world: World) -> None:
        lines = [matching.ListLine("SPD1", "", ZERO, ZERO, ZERO, ZERO, "")]

        @transaction.atomic
        def take() -> object:
            return matching.take_over(
                world.north.pk, list_number="CJ1", month=date(2026, 3, 1), lines=lines, at=NOON
            )

        answers = interleaved(take, take, after="CREATE TEMP TABLE")
        assert answers is not None
        assert isinstance(answers[1], Refused)
        assert SettlementLine.objects.count() == 1
