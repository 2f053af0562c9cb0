"""What a settlement list means: claims, receivables, differences (WARR-14)."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from huichang.billing import manufacturer
from huichang.billing.models import Payment
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.warranty import claims, settling
from huichang.warranty.models import SettlementLine
from huichang.warranty.states import ClaimState, Outcome, Remedy
from tests.warranty.claiming import AMOUNT, Claiming
from tests.warranty.settlement import MONTH, imported
from tests.world import World

pytestmark = pytest.mark.req("WARR-14")


def settled(world: World, paid: object, why: str = "") -> Claiming:
    """The list is read and booked."""
    story = Claiming(world).sent().settled()
    imported(world, (story.claim.number, paid, why))
    settling.book_month(world.warranty_clerk, world.north.pk, month=MONTH, at=story.visiting.later(5))
    story.claim.refresh_from_db()
    return story


def line() -> SettlementLine:
    """The only line."""
    found: SettlementLine = SettlementLine.objects.get()
    return found


class TestBookMonth:
    def test_what_is_paid_goes_on_the_statement(self, world: World) -> None:
        story = settled(world, 680)
        assert (story.claim.state, story.claim.paid) == (ClaimState.PAID, AMOUNT)
        assert manufacturer.owed(world.north.pk) == []
        payment = Payment.objects.get(method="manufacturer")
        assert (payment.amount, payment.reference) == (AMOUNT, f"JS-03 {story.claim.number}")

    def test_what_is_cut_has_a_deadline_and_stays_open(self, world: World) -> None:
        story = settled(world, 500, "工时超标")
        assert (story.claim.state, story.claim.paid) == (ClaimState.SETTLING, 500)
        assert story.claim.due_on is not None
        assert "工时超标" in story.claim.answer_words
        assert [each.open for each in manufacturer.owed(world.north.pk)] == [Decimal("180.00")]

    def test_once(self, world: World) -> None:
        story = settled(world, 680)
        with pytest.raises(Refused, match="没有待入账"):
            settling.book_month(world.warranty_clerk, world.north.pk, month=MONTH, at=story.at)
        with pytest.raises(NotAllowed):
            settling.book_month(world.adviser, world.north.pk, month=MONTH, at=story.at)


class TestUnbookMonth:
    def test_takes_all_of_it_back_and_it_can_be_booked_again(self, world: World) -> None:
        story = settled(world, 680)
        clerk, here = world.warranty_clerk, world.north.pk
        with pytest.raises(Refused, match="为什么"):
            settling.unbook_month(clerk, here, month=MONTH, why=" ", at=story.at)
        with pytest.raises(NotAllowed):
            settling.unbook_month(world.adviser, here, month=MONTH, why="x", at=story.at)
        settling.unbook_month(clerk, here, month=MONTH, why="月份选错", at=story.visiting.later(1))
        story.claim.refresh_from_db()
        assert (story.claim.state, story.claim.paid) == (ClaimState.SENT, 0)
        assert [each.open for each in manufacturer.owed(here)] == [AMOUNT]
        settling.book_month(clerk, here, month=MONTH, at=story.visiting.later(1))
        assert manufacturer.owed(here) == []

    def test_not_after_somebody_went_on(self, world: World) -> None:
        story = settled(world, 500)
        story.send(words="补标准工时依据")
        with pytest.raises(Refused, match="入账后又办理过"):
            settling.unbook_month(world.warranty_clerk, world.north.pk, month=MONTH, why="x", at=story.at)


class TestMatchLine:
    def test_an_unknown_number_is_found_by_a_person(self, world: World) -> None:
        story = Claiming(world).sent().settled()
        imported(world, ("SPD-TYPO", 680, ""))
        clerk = world.warranty_clerk
        with pytest.raises(Missing):
            settling.match_line(clerk, line().pk, number="SPD9", at=story.at)
        with pytest.raises(NotAllowed):
            settling.match_line(world.adviser, line().pk, number=story.claim.number, at=story.at)
        assert (
            settling.match_line(clerk, line().pk, number=story.claim.number, at=story.at).outcome
            == Outcome.PAID
        )
        with pytest.raises(OutOfTurn):
            settling.match_line(clerk, line().pk, number=story.claim.number, at=story.at)

    def test_more_than_was_asked_is_no_match(self, world: World) -> None:
        story = Claiming(world).sent()
        imported(world, (story.claim.number, 900, ""))
        assert line().outcome == Outcome.UNKNOWN
        with pytest.raises(Refused, match="超过申请"):
            settling.match_line(world.warranty_clerk, line().pk, number=story.claim.number, at=story.at)


class TestWorkDifference:
    def work(self, world: World, remedy: str, words: str = "已办") -> SettlementLine:
        return settling.work_difference(
            world.warranty_clerk, line().pk, remedy=remedy, words=words, at=line().read_at
        )

    def test_a_cut_is_done_with_when_the_claim_is_out_again(self, world: World) -> None:
        story = settled(world, 500)
        with pytest.raises(Refused, match="还没有再次上报"):
            self.work(world, Remedy.RESUBMITTED)
        again = story.send(words="补标准工时依据")
        assert (again.asked, again.number[-2:]) == (180, "-2")
        assert self.work(world, Remedy.RESUBMITTED).remedy == Remedy.RESUBMITTED
        with pytest.raises(OutOfTurn):
            self.work(world, Remedy.RESUBMITTED)

    def test_a_cut_is_accepted_by_the_service_manager_in_the_claim(self, world: World) -> None:
        story = settled(world, 500)
        with pytest.raises(Refused, match="服务经理"):
            self.work(world, Remedy.ACCEPTED)
        claims.close_claim(world.service_manager, story.claim.pk, why="差额小", at=story.at)
        assert self.work(world, Remedy.ACCEPTED).remedy == Remedy.ACCEPTED
        assert manufacturer.owed(world.north.pk) == []

    def test_what_is_nobodys_is_paid_back(self, world: World) -> None:
        imported(world, ("SPD0", 100, ""))
        with pytest.raises(Refused, match="怎样处理"):
            self.work(world, Remedy.PAID_BACK, " ")
        with pytest.raises(Refused, match="人工匹配"):
            self.work(world, Remedy.RESUBMITTED)
        with pytest.raises(NotAllowed):
            settling.work_difference(
                world.adviser, line().pk, remedy=Remedy.PAID_BACK, words="x", at=line().read_at
            )
        assert self.work(world, Remedy.PAID_BACK).remedy == Remedy.PAID_BACK


@pytest.mark.django_db(transaction=True)
def test_two_clerks_book_the_same_month_and_it_is_booked_once(world: World) -> None:
    story = Claiming(world).sent().settled()
    imported(world, (story.claim.number, 680, ""))
    said: list[str] = []

    def book() -> None:
        try:
            settling.book_month(world.warranty_clerk, world.north.pk, month=MONTH, at=story.at)
            said.append("booked")
        except Refused:
            said.append("refused")
        finally:
            connection.close()

    clerk = world.warranty_clerk
    assert clerk
    both = [threading.Thread(target=book) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(said) == ["booked", "refused"]
    assert Payment.objects.filter(method="manufacturer").count() == 1


class TestReopenDifference:
    def test_waits_again(self, world: World) -> None:
        Claiming(world).sent()
        imported(world, ("WHO-1", 100, ""))
        clerk, row = world.warranty_clerk, line()
        with pytest.raises(OutOfTurn):
            settling.reopen_difference(clerk, row.pk, why="x", at=row.read_at)
        settling.work_difference(clerk, row.pk, remedy=Remedy.PAID_BACK, words="已退", at=row.read_at)
        with pytest.raises(Refused, match="为什么"):
            settling.reopen_difference(clerk, row.pk, why=" ", at=row.read_at)
        with pytest.raises(NotAllowed):
            settling.reopen_difference(world.adviser, row.pk, why="x", at=row.read_at)
        with pytest.raises(Missing):
            settling.reopen_difference(world.southern_manager, row.pk, why="x", at=row.read_at)
        row = settling.reopen_difference(clerk, row.pk, why="还没有退", at=row.read_at)
        assert (row.remedy, row.remedied_at) == (Remedy.OPEN, None)
