"""Two at the manufacturer's desk at the same moment: a month goes out whole, a version of the rules is begun once."""

import pytest

from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.verdicts import deciding, judging, publishing, rulebooks
from huichang.verdicts.models import PublishedList, RuleBook, Verdict
from huichang.warranty import settling
from tests.interleaving import interleaved
from tests.verdicts.auditing import Auditing
from tests.warranty.settlement import MONTH, imported
from tests.world import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("WARR-30")]


def test_a_decision_that_is_taken_back_while_its_month_goes_out_keeps_it_back(desk: Auditing) -> None:
    desk.on_the_desk()
    desk.another("SPD2603020099")
    judging.judge_batch(desk.officer, desk.world.north.pk, at=desk.at)
    one, two = Verdict.objects.order_by("pk")
    for each in (one, two):
        deciding.accept_claim(desk.officer, each.pk, at=desk.at)
    at, month = desk.at, desk.at.date().replace(day=1)
    answers = interleaved(
        lambda: publishing.publish_month(desk.officer, desk.world.north.pk, month=month, at=at),
        lambda: deciding.take_back(desk.officer, two.pk, at=at),
        after="FOR UPDATE",
    )
    assert answers is not None
    assert isinstance(answers[0], Refused)
    assert "还有 1 张没有审完" in str(answers[0])
    assert not PublishedList.objects.exists()


@pytest.mark.parametrize("moment", [1, 2])
def test_a_month_that_goes_out_while_its_last_claim_is_decided_has_it_or_waits(
    desk: Auditing, moment: int
) -> None:
    desk.on_the_desk()
    desk.another("SPD2603020099")
    judging.judge_batch(desk.officer, desk.world.north.pk, at=desk.at)
    one, two = Verdict.objects.order_by("pk")
    deciding.accept_claim(desk.officer, one.pk, at=desk.at)
    at = desk.at
    interleaved(
        lambda: publishing.publish_month(desk.officer, desk.world.north.pk, month=MONTH, at=at),
        lambda: deciding.accept_claim(desk.officer, two.pk, at=at),
        after=moment,
    )
    assert [each.count for each in PublishedList.objects.all()] in ([], [2])


def test_a_claim_that_is_booked_from_a_file_while_its_month_goes_out_tells_what_was_booked_last(
    desk: Auditing,
) -> None:
    deciding.accept_claim(desk.officer, desk.on_the_desk().pk, at=desk.at)
    imported(desk.world, (desk.claim.number, 500, "工时超标"))
    at, here = desk.at, desk.world.north.pk
    answers = interleaved(
        lambda: publishing.publish_month(desk.officer, here, month=MONTH, at=at),
        lambda: settling.book_month(desk.world.warranty_clerk, here, month=MONTH, at=at),
        after='INSERT INTO "verdicts_publishedlist"',
    )
    assert answers is not None
    assert (desk.claim.state, desk.claim.paid) == ("settling", 500)
    assert desk.claim.answer_words.startswith("核减：申请 ¥680.00，结算 ¥500.00")


def test_of_two_who_begin_a_version_of_the_rules_the_second_is_told(desk: Auditing) -> None:
    def begin() -> RuleBook:
        return rulebooks.begin_book(desk.officer, desk.world.north.pk, at=NOON)

    answers = interleaved(begin, begin, after='INSERT INTO "verdicts_rulebook"')
    assert answers is not None
    assert isinstance(answers[1], OutOfTurn)
    assert "在起草" in str(answers[1])
    assert RuleBook.objects.count() == 1
