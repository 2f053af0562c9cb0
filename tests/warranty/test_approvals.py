"""Pre-approval: no work before the manufacturer's word, two working days (WARR-11)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.warranty import approvals
from huichang.warranty.models import Approval
from huichang.warranty.states import ApprovalState
from tests.warranty.claiming import Claiming
from tests.web import signed_in
from tests.world import World

pytestmark = pytest.mark.req("WARR-11")


def waiting(world: World) -> tuple[Claiming, Approval]:
    """The pads are a safety part: the manufacturer is asked."""
    world.pads.is_safety = True
    world.pads.save()
    story = Claiming(world).asked().decided()
    assert story.claim.word_reasons == ["safety"]
    return story, asked(world, story)


def asked(world: World, story: Claiming, **said: object) -> Approval:
    """It is asked for."""
    values = {"estimate": Decimal(800), "words": "更换前制动片", **said}
    return approvals.ask_approval(world.warranty_clerk, story.claim.pk, at=story.at, **values)  # type: ignore[arg-type]


class TestAskApproval:
    def test_is_answered_until_the_end_of_the_second_working_day(self, world: World) -> None:
        _, approval = waiting(world)
        assert approval.due_at == datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC)

    def test_no_work_begins_before_the_word(self, world: World) -> None:
        story, _ = waiting(world)
        story.registered()
        with pytest.raises(OutOfTurn, match="预授权"):
            story.work()

    def test_once_at_a_time_with_words_and_an_estimate(self, world: World) -> None:
        story, _ = waiting(world)
        with pytest.raises(Refused, match="待答复的预授权"):
            asked(world, story)
        with pytest.raises(Refused, match="方案"):
            asked(world, story, words=" ")
        with pytest.raises(Refused, match="大于零"):
            asked(world, story, estimate=Decimal(0))
        with pytest.raises(NotAllowed):
            approvals.ask_approval(world.adviser, story.claim.pk, estimate=Decimal(1), words="x", at=story.at)

    def test_needs_a_reason_where_the_inspection_found_none(self, world: World) -> None:
        story = Claiming(world).asked().decided()
        with pytest.raises(Refused, match="为什么"):
            asked(world, story)
        assert asked(world, story, reasons=["amount"]).reasons == ["amount"]

    def test_not_before_the_decision(self, world: World) -> None:
        with pytest.raises(OutOfTurn):
            asked(world, Claiming(world).asked())


class TestAnswerApproval:
    def test_granted_the_work_may_begin(self, world: World) -> None:
        story, approval = waiting(world)
        clerk = world.warranty_clerk
        with pytest.raises(Refused, match="授权号"):
            approvals.answer_approval(clerk, approval.pk, answer="grant", granted=Decimal(1), at=story.at)
        with pytest.raises(Refused, match="授权金额"):
            approvals.answer_approval(clerk, approval.pk, answer="grant", their_number="A", at=story.at)
        approvals.answer_approval(
            clerk, approval.pk, answer="grant", their_number="SQ1", granted=Decimal(700), at=story.at
        )
        story.registered().work()
        assert story.claim.state == "ready"

    def test_more_than_was_granted_does_not_go_out(self, world: World) -> None:
        story, approval = waiting(world)
        approvals.answer_approval(
            world.warranty_clerk,
            approval.pk,
            answer="grant",
            their_number="SQ1",
            granted=Decimal(600),
            at=story.at,
        )
        story.registered().work()
        story.stored().reported()
        with pytest.raises(Refused, match="超过授权"):
            story.send()

    def test_refused_only_with_words(self, world: World) -> None:
        story, approval = waiting(world)
        with pytest.raises(Refused, match="理由"):
            approvals.answer_approval(world.warranty_clerk, approval.pk, answer="refuse", at=story.at)
        with pytest.raises(Refused, match="请选择"):
            approvals.answer_approval(world.warranty_clerk, approval.pk, answer="x", at=story.at)
        with pytest.raises(NotAllowed):
            approvals.answer_approval(world.adviser, approval.pk, answer="refuse", words="x", at=story.at)
        with pytest.raises(Missing):
            approvals.answer_approval(world.warranty_clerk, 0, answer="refuse", words="x", at=story.at)
        said = approvals.answer_approval(
            world.warranty_clerk, approval.pk, answer="refuse", words="非质量问题", at=story.at
        )
        assert said.state == ApprovalState.REFUSED

    @pytest.mark.req("WARR-30")
    def test_only_reads_where_the_manufacturer_answers_in_the_house(self, world: World) -> None:
        story, approval = waiting(world)
        world.staff(Role.NETWORK_OFFICER, world.south)
        clerk = signed_in(world.warranty_clerk)
        assert "said-answer" in clerk.get(f"/warranty/approvals/{approval.pk}/").content.decode()
        world.staff(Role.NETWORK_OFFICER)
        with pytest.raises(NotAllowed, match="厂家在系统里答复"):
            approvals.answer_approval(
                world.warranty_clerk,
                approval.pk,
                answer="grant",
                their_number="A",
                granted=Decimal(1),
                at=story.at,
            )
        approval.refresh_from_db()
        assert approval.state == ApprovalState.ASKED
        page = clerk.get(f"/warranty/approvals/{approval.pk}/").content.decode()
        assert approval.number in page
        assert "said-answer" not in page


class TestWithdrawApproval:
    def test_is_not_asked_any_more(self, world: World) -> None:
        story, approval = waiting(world)
        with pytest.raises(NotAllowed):
            approvals.withdraw_approval(world.adviser, approval.pk, at=story.at)
        gone = approvals.withdraw_approval(world.warranty_clerk, approval.pk, at=story.at)
        assert gone.state == ApprovalState.WITHDRAWN
        with pytest.raises(OutOfTurn):
            approvals.withdraw_approval(world.warranty_clerk, approval.pk, at=story.at)
