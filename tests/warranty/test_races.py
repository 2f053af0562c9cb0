"""Two hands at one claim at once: it follows its order, no list is taken in twice, no money goes back twice, and the tag of a
part does not go while somebody scans it in."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from huichang.billing import payments
from huichang.billing.models import Payment, Statement
from huichang.company import sheets
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Missing, Refused
from huichang.warranty import inspecting, keeping, matching, settling, splitting, tagging
from huichang.warranty.inspecting import Diagnosis
from huichang.warranty.models import Claim, ClaimedPart, ClaimLine, SettlementLine
from huichang.workshop import checklists, clock, orders
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


@pytest.mark.req("WARR-10")
def test_a_claim_that_is_decided_while_its_last_job_ends_is_ready_to_go_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Claiming(world).asked().proved()
    monkeypatch.setattr(story.visiting, "quoted", lambda: story.visiting)
    story.visiting.issued()
    *before, last = story.visiting.jobs
    for job in before:
        story.visiting.do(job)
    clock.clock_on(world.technician, last.pk, at=story.visiting.later(1))
    points = checklists.points([(last.repair_type, last.system)], "self")
    at, judged = story.visiting.later(20), story.judged()
    answers = interleaved(
        lambda: inspecting.decide_claim(
            world.warranty_clerk,
            story.claim.pk,
            judged=judged,
            found=Diagnosis(concern="制动异响", cause="摩擦片脱层，测量 1.8 mm"),
            at=at,
        ),
        lambda: clock.finish_job(
            world.technician,
            last.pk,
            cause="制动片磨损到极限",
            correction="更换制动片并磨合",
            checked=[point.code for point in points],
            at=at,
        ),
        after='INSERT INTO "vehicles_keptanswer"',
    )
    assert answers is not None
    claim = Claim.objects.get()
    assert (claim.state, claim.due_on is not None) == ("ready", True)
    assert story.part.state == "tagged"


@pytest.mark.req("WARR-15")
@pytest.mark.parametrize("why", ["judged anew", "line left"])
def test_a_tag_that_goes_is_not_scanned_in_at_the_same_moment(world: World, why: str) -> None:
    story = Claiming(world).repaired()
    tag, clerk, at = story.part.tag, world.warranty_clerk, story.visiting.later(1)

    @transaction.atomic
    def follow() -> object:
        ClaimLine.objects.filter(claim=story.claim).update(live=False)
        return tagging.tag(story.claim, at=at)

    def judge_anew() -> object:
        return inspecting.reopen_inspection(clerk, story.claim.pk, why="判错了", at=at)

    answers = interleaved(
        judge_anew if why == "judged anew" else follow,
        lambda: keeping.store_part(clerk, tag, place="SP-01", at=at),
        after='DELETE FROM "warranty_claimedpart"',
    )
    assert answers is not None
    assert isinstance(answers[1], Missing)
    assert not ClaimedPart.objects.exists()


@pytest.mark.req("WARR-14")
class TestTheSettlementList:
    def test_lines_that_are_taken_back_are_not_booked_meanwhile(self, world: World) -> None:
        story = Claiming(world).sent().settled()
        page = imported(world, (story.claim.number, 500, "工时超标"))
        clerk, here, at = world.warranty_clerk, world.north.pk, story.visiting.later(5)
        sheets.undo_sheet(clerk, page.id, at=at)
        answers = interleaved(
            lambda: sheets.take_back_sheet(clerk, page.id, at=at),
            lambda: settling.book_month(clerk, here, month=MONTH, at=at),
            after="DELETE FROM warranty_settlementline",
        )
        assert answers is not None
        assert isinstance(answers[1], Refused)
        assert "没有待入账" in str(answers[1])
        assert not SettlementLine.objects.exists()
        assert not Payment.objects.filter(method="manufacturer").exists()
        assert Claim.objects.get().state == "sent"

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
