"""Two hands at the till at the same moment: what is booked while a day is counted is in this count or in the next."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest

from huichang.billing import day_close, payments, queries, statements
from huichang.billing.models import DayClose, Payment
from huichang.kernel.refusals import OutOfTurn
from huichang.workshop import amending, covers, inspection, insured
from tests.interleaving import interleaved
from tests.stories import Visiting
from tests.world import TODAY, World, minutes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("LANE-64")]


def till(world: World) -> tuple[Callable[[], Payment], Callable[[], DayClose]]:
    """The cashier takes ¥100 of a bill; and counts the day a minute later."""
    story = Visiting(world).settled()
    bill, at, cashier = story.statement.pk, story.later(3), world.cashier

    def take() -> Payment:
        return payments.take(cashier, bill, method="cash", amount=Decimal(100), once="a", at=at)

    def count() -> DayClose:
        later: datetime = at + minutes(1)
        return day_close.close_day(cashier, world.north.pk, on=TODAY, counted={}, explanation="", at=later)

    return take, count


def test_a_payment_that_is_being_booked_is_waited_for(world: World) -> None:
    take, count = till(world)
    assert interleaved(take, count, after="COMMIT") is not None
    assert DayClose.objects.get().expected == {"cash": "100.00"}


def test_a_payment_that_began_before_the_count_and_ends_after_it_is_counted_next(world: World) -> None:
    take, count = till(world)
    assert interleaved(count, take, after='INSERT INTO "billing_dayclose"') is not None
    assert DayClose.objects.get().expected == {}
    left = queries.day_end(world.cashier, TODAY)
    assert (left.is_supplement, left.total) == (True, Decimal(100))
    (line,) = queries.day_ends(world.service_manager, since=TODAY, until=TODAY)
    assert line.open_count == 1
    assert count().expected == {"cash": "100.00"}


@pytest.mark.req("LANE-61")
def test_a_deposit_that_is_sent_twice_is_taken_once_and_both_are_told_so(world: World) -> None:
    story, cashier = Visiting(world).opened(), world.cashier

    def take() -> Payment:
        return payments.take_deposit(
            cashier, method="cash", amount=Decimal(100), once="a", order_id=story.order.pk, at=story.at
        )

    answers = interleaved(take, take, after='INSERT INTO "billing_payment"')
    assert answers is not None
    assert answers[0] == answers[1] == Payment.objects.get()


@pytest.mark.req("LANE-60")
@pytest.mark.parametrize("what", ["check", "payer", "insurer", "cover"])
def test_what_is_billed_stands_as_it_was_billed(world: World, what: str) -> None:
    story, cashier, manager = Visiting(world).checked(), world.cashier, world.service_manager
    order, job, at, inspector = story.order.pk, story.jobs[0].pk, story.later(3), world.inspector

    def change() -> object:
        if what == "check":
            return inspection.fail_final_check(inspector, job, cause="异响", at=at)
        if what == "insurer":
            return insured.note_insurer_case(manager, order, insurer="平安", case_number="BA-1", at=at)
        if what == "cover":
            return covers.take_cover(manager, order, at=at)
        return amending.set_payer(manager, order, payer="internal", job_ids=[job], at=at)

    answers = interleaved(lambda: statements.settle(cashier, order, at=at), change, after="COMMIT")
    assert answers is not None
    assert isinstance(answers[1], OutOfTurn)
    assert "反结算" in str(answers[1])
