"""A claim from the end of the work until it is closed (WARR-10, WARR-12, WARR-13)."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from huichang.billing import manufacturer
from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.warranty import claims
from huichang.warranty.models import Claim, ClaimedPart, Outlay, Submission
from huichang.warranty.states import ClaimState, OutlayKind
from huichang.workshop import orders
from huichang.workshop.models import Line
from tests.warranty.claiming import AMOUNT, Claiming
from tests.web import signed_in
from tests.world import World

pytestmark = pytest.mark.req("WARR-12")


class TestSendClaim:
    @pytest.mark.req("WARR-10")
    def test_goes_out_with_what_the_order_says_and_the_customer_pays_nothing_for_it(
        self, world: World
    ) -> None:
        story = Claiming(world).sent()
        assert (story.claim.state, story.claim.asked, story.claim.round) == (ClaimState.SENT, AMOUNT, 1)
        assert {row.payer for row in Line.objects.filter(job=story.job)} == {"manufacturer"}
        story.settled()
        assert story.visiting.statement.total == Decimal("466.00")

    def test_names_what_stops_it(self, world: World) -> None:
        story = Claiming(world).repaired()
        with pytest.raises(Refused, match="扫标签入库"):
            story.send()
        story.stored()
        with pytest.raises(Refused, match="故障报告"):
            story.send()

    def test_the_second_of_two_clerks_is_told_that_it_is_out(self, world: World) -> None:
        story = Claiming(world).sent()
        with pytest.raises(OutOfTurn, match="已上报"):
            story.send()
        assert Submission.objects.count() == 1

    def test_late_only_with_the_reason(self, world: World) -> None:
        story = Claiming(world).ready()
        story.visiting.at += timedelta(days=60)
        with pytest.raises(Refused, match="已超过上报期限 2026-04-10"):
            story.send()
        assert "厂家张工同意" in story.send(late_why="厂家张工同意受理").words

    def test_again_after_a_refusal_under_its_own_number_and_with_new_words(self, world: World) -> None:
        story = Claiming(world).sent()
        claims.register_answer(
            world.warranty_clerk,
            story.claim.pk,
            answer="refuse",
            words="照片不清",
            at=story.visiting.later(9),
        )
        with pytest.raises(Refused, match="补充了什么依据"):
            story.send()
        again = story.send(words="补拍零件号照片")
        assert (again.round, again.number, again.asked) == (2, f"{story.claim.number}-2", AMOUNT)

    def test_is_for_the_clerk_of_the_store(self, world: World) -> None:
        story = Claiming(world).ready()
        with pytest.raises(NotAllowed):
            claims.send_claim(world.adviser, story.claim.pk, at=story.at)
        with pytest.raises(Missing):
            claims.send_claim(world.southern_manager, story.claim.pk, at=story.at)


class TestDescribeClaim:
    def test_changes_words_until_it_is_out(self, world: World) -> None:
        story = Claiming(world).ready()
        part = story.part
        claims.describe_claim(
            world.warranty_clerk,
            story.claim.pk,
            cause="粘接工艺不良",
            supplier_codes={part.claim_line_id: "abc9"},
            at=story.at,
        )
        part.refresh_from_db()
        assert part.supplier_code == "ABC9"
        with pytest.raises(Refused, match="不能为空"):
            claims.describe_claim(world.warranty_clerk, story.claim.pk, cause=" ", at=story.at)
        with pytest.raises(Missing):
            claims.describe_claim(world.warranty_clerk, story.claim.pk, why_over={0: "x"}, at=story.at)
        story.send()
        with pytest.raises(OutOfTurn):
            claims.describe_claim(world.warranty_clerk, story.claim.pk, cause="x", at=story.at)


class TestAddOutlay:
    def test_is_asked_for_with_the_rest(self, world: World) -> None:
        story = Claiming(world).ready()
        claims.add_outlay(
            world.warranty_clerk,
            story.claim.pk,
            kind=OutlayKind.TOWING,
            name="拖车 18 公里",
            amount=Decimal("220"),
            at=story.at,
        )
        assert story.send().asked == AMOUNT + 220

    def test_has_a_kind_a_name_and_an_amount(self, world: World) -> None:
        story = Claiming(world).ready()
        for kind, name, amount in (
            ("x", "a", 1),
            ("towing", " ", 1),
            ("towing", "a", 0),
            ("towing", "a", "0.001"),
        ):
            with pytest.raises(Refused):
                claims.add_outlay(
                    world.warranty_clerk,
                    story.claim.pk,
                    kind=kind,
                    name=name,
                    amount=Decimal(amount),
                    at=story.at,
                )
        with pytest.raises(NotAllowed):
            claims.add_outlay(
                world.adviser, story.claim.pk, kind="towing", name="a", amount=Decimal(1), at=story.at
            )


class TestDropOutlay:
    def test_is_not_asked_for(self, world: World) -> None:
        story = Claiming(world).ready()
        outlay = claims.add_outlay(
            world.warranty_clerk, story.claim.pk, kind="sundry", name="清洗剂", amount=Decimal(9), at=story.at
        )
        claims.drop_outlay(world.warranty_clerk, outlay.pk, claim_id=story.claim.pk, at=story.at)
        assert not Outlay.objects.exists()
        with pytest.raises(Missing):
            claims.drop_outlay(world.warranty_clerk, outlay.pk, claim_id=story.claim.pk, at=story.at)


class TestRegisterAnswer:
    def test_what_comes_back_has_a_deadline(self, world: World) -> None:
        story = Claiming(world).sent()
        clerk, pk = world.warranty_clerk, story.claim.pk
        with pytest.raises(Refused, match="理由"):
            claims.register_answer(clerk, pk, answer="send_back", at=story.at)
        with pytest.raises(Refused, match="请选择"):
            claims.register_answer(clerk, pk, answer="pay", at=story.at)
        claims.register_answer(clerk, pk, answer="review", their_number="SL77", at=story.at)
        back = claims.register_answer(clerk, pk, answer="send_back", words="缺照片", at=story.at)
        assert (back.state, back.due_on, back.their_number) == (ClaimState.RETURNED, date(2026, 4, 1), "SL77")

    @pytest.mark.req("WARR-30")
    def test_only_reads_where_the_manufacturer_decides_in_the_house(self, world: World) -> None:
        story = Claiming(world).sent()
        clerk, address = signed_in(world.warranty_clerk), f"/warranty/claims/{story.claim.pk}/"
        assert "登记厂家答复" in clerk.get(address).content.decode()
        world.staff(Role.NETWORK_OFFICER)
        with pytest.raises(NotAllowed, match="厂家在系统里审核"):
            claims.register_answer(world.warranty_clerk, story.claim.pk, answer="accept", at=story.at)
        assert Claim.objects.get(pk=story.claim.pk).state == ClaimState.SENT
        page = clerk.get(address).content.decode()
        assert story.claim.number in page
        assert "登记厂家答复" not in page

    def test_is_not_for_advisers(self, world: World) -> None:
        story = Claiming(world).sent()
        with pytest.raises(NotAllowed):
            claims.register_answer(world.adviser, story.claim.pk, answer="accept", at=story.at)


class TestWithdrawClaim:
    def test_frees_its_lines(self, world: World) -> None:
        story = Claiming(world).repaired()
        with pytest.raises(Refused, match="原因"):
            claims.withdraw_claim(world.warranty_clerk, story.claim.pk, why=" ", at=story.at)
        claims.withdraw_claim(world.warranty_clerk, story.claim.pk, why="改为客户自费", at=story.at)
        assert not any(row.live for row in story.lines)

    def test_not_while_the_manufacturer_has_it(self, world: World) -> None:
        story = Claiming(world).sent()
        with pytest.raises(OutOfTurn):
            claims.withdraw_claim(world.warranty_clerk, story.claim.pk, why="x", at=story.at)


class TestCloseClaim:
    def test_the_house_bears_what_is_left(self, world: World) -> None:
        story = Claiming(world).sent().settled()
        claims.register_answer(
            world.warranty_clerk, story.claim.pk, answer="refuse", words="非质量问题", at=story.at
        )
        with pytest.raises(NotAllowed):
            claims.close_claim(world.warranty_clerk, story.claim.pk, why="x", at=story.at)
        with pytest.raises(Refused, match="为什么"):
            claims.close_claim(world.service_manager, story.claim.pk, why=" ", at=story.at)
        done = claims.close_claim(world.service_manager, story.claim.pk, why="证据不足", at=story.at)
        assert (done.state, done.lost) == (ClaimState.CLOSED, AMOUNT)
        assert manufacturer.owed(world.north.pk) == []

    def test_not_before_an_answer(self, world: World) -> None:
        story = Claiming(world).sent()
        with pytest.raises(OutOfTurn):
            claims.close_claim(world.service_manager, story.claim.pk, why="x", at=story.at)


def test_finished_work_tags_the_part_and_sets_the_deadline(world: World) -> None:
    story = Claiming(world).repaired()
    assert (story.claim.state, story.claim.due_on) == (ClaimState.READY, date(2026, 4, 10))
    part = ClaimedPart.objects.get()
    assert (part.code, part.quantity, part.supplier_code) == ("BR-1001", 1, "BOSCH01")


@pytest.mark.django_db(transaction=True)
def test_two_clerks_send_the_same_claim_and_it_goes_out_once(world: World) -> None:
    story = Claiming(world).ready()
    clerk, said = world.warranty_clerk, []

    def send() -> None:
        try:
            claims.send_claim(clerk, story.claim.pk, at=story.at)
            said.append("sent")
        except OutOfTurn:
            said.append("out of turn")
        finally:
            connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(said) == ["out of turn", "sent"]
    assert Submission.objects.count() == 1


def test_a_cancelled_order_takes_its_claims_with_it(world: World) -> None:
    story = Claiming(world).asked()
    orders.cancel_order(world.adviser, story.visiting.order.pk, reason="客户改期", at=story.at)
    story.claim.refresh_from_db()
    assert (story.claim.state, any(row.live for row in story.lines)) == (ClaimState.VOID, False)


class TestTakeBackAnswer:
    def test_the_manufacturer_has_it_as_before(self, world: World) -> None:
        story = Claiming(world).sent()
        clerk, pk = world.warranty_clerk, story.claim.pk
        claims.register_answer(clerk, pk, answer="refuse", words="非质量问题", at=story.at)
        claim = claims.take_back_answer(clerk, pk, why="登记错了单", at=story.at)
        assert (claim.state, claim.due_on, claim.answer_words) == (ClaimState.SENT, None, "")
        assert claims.register_answer(clerk, pk, answer="accept", at=story.at).state == ClaimState.PASSED

    def test_not_without_a_reason_nor_by_others_nor_what_the_manufacturer_said(self, world: World) -> None:
        story = Claiming(world).sent()
        clerk, pk = world.warranty_clerk, story.claim.pk
        with pytest.raises(OutOfTurn):
            claims.take_back_answer(clerk, pk, why="x", at=story.at)
        claims.register_answer(clerk, pk, answer="send_back", words="补照片", at=story.at)
        with pytest.raises(Refused, match="为什么"):
            claims.take_back_answer(clerk, pk, why=" ", at=story.at)
        with pytest.raises(NotAllowed):
            claims.take_back_answer(world.adviser, pk, why="x", at=story.at)
        with pytest.raises(Missing):
            claims.take_back_answer(world.actor(Role.WARRANTY_CLERK, world.south), pk, why="x", at=story.at)
        Claim.objects.filter(pk=pk).update(answered_by=None)
        with pytest.raises(Refused, match="厂家自己"):
            claims.take_back_answer(clerk, pk, why="x", at=story.at)
