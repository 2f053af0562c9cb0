"""Two at the manufacturer's desk at the same moment: a month goes out whole, a version of the rules is begun once."""

import pytest

from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.verdicts import deciding, judging, publishing, rulebooks
from huichang.verdicts.models import PublishedList, RuleBook, Verdict
from tests.interleaving import interleaved
from tests.verdicts.auditing import Auditing
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


def test_of_two_who_begin_a_version_of_the_rules_the_second_is_told(desk: Auditing) -> None:
    def begin() -> RuleBook:
        return rulebooks.begin_book(desk.officer, desk.world.north.pk, at=NOON)

    answers = interleaved(begin, begin, after='INSERT INTO "verdicts_rulebook"')
    assert answers is not None
    assert isinstance(answers[1], OutOfTurn)
    assert "在起草" in str(answers[1])
    assert RuleBook.objects.count() == 1
