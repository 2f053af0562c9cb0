"""All that waits, judged by rules."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.company.models import Store
from huichang.kernel.refusals import NotAllowed, OutOfTurn, Refused
from huichang.verdicts import judging, reactions
from huichang.verdicts.facts import JudgingAsked
from huichang.verdicts.models import Round, Verdict
from huichang.verdicts.rulebooks import RuleSaid
from huichang.verdicts.states import Ruling, VerdictState
from huichang.warranty.states import ClaimState
from tests.verdicts.auditing import GENEROUS, NARROW, Auditing
from tests.world import World

pytestmark = pytest.mark.req("WARR-30")


def no_samples(world: World) -> None:
    """Nothing of what rules accept is looked at."""
    sampled(world, 0)


def sampled(world: World, percent: int) -> None:
    """So many percent are looked at, whatever the risk."""
    from huichang.company import settings

    store = Store.objects.get(pk=world.north.pk)
    store.settings |= {"verdicts.sample_percent": percent, "verdicts.sample_percent_risky": percent}
    store.save(update_fields=["settings"])
    settings.forget()


class TestJudgeBatch:
    def test_decides_what_is_clear(self, desk: Auditing) -> None:
        no_samples(desk.world)
        verdict = desk.sent().judged(GENEROUS)
        assert (verdict.state, verdict.ruling, verdict.by_rule) == (
            VerdictState.DECIDED,
            Ruling.ACCEPT,
            True,
        )
        assert (verdict.paid_labour, verdict.paid_parts, verdict.paid) == (200, 480, 680)
        assert verdict.hits[0][0] == "小额自动通过"
        assert desk.claim.state == ClaimState.REVIEW
        assert desk.claim.answer_words == ""

    def test_leaves_the_rest_to_people_with_the_reason(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        assert (verdict.state, verdict.ruling) == (VerdictState.WAITING, "")
        assert verdict.reasons == ["总费用 680 元，限 500"]

    def test_cuts_and_rejects_by_rule(self, desk: Auditing) -> None:
        verdict = desk.sent().judged(RuleSaid("工时限额", "cut", {"labour": "150"}, reason="other"), GENEROUS)
        assert (verdict.ruling, verdict.paid_labour, verdict.paid, verdict.reason) == (
            Ruling.CUT,
            150,
            630,
            "other",
        )

    def test_lays_a_sample_of_the_clear_on_the_desk(self, desk: Auditing) -> None:
        sampled(desk.world, 100)
        verdict = desk.sent().judged(GENEROUS)
        assert (verdict.state, verdict.is_sample, verdict.reasons) == (
            VerdictState.WAITING,
            True,
            [judging.SAMPLED],
        )
        assert verdict.paid == 680

    def test_gives_everything_to_people_without_rules(self, desk: Auditing) -> None:
        verdict = desk.sent().judge()
        assert (verdict.state, verdict.book) == (VerdictState.WAITING, None)

    def test_judges_each_submission_once_in_batches(self, desk: Auditing) -> None:
        desk.sent()
        for place in range(4):
            desk.another(f"SPD26030200{place}")
        desk.ruled(GENEROUS)
        here, at = desk.world.north.pk, desk.at
        done = [judging.judge_batch(desk.officer, here, at=at, most=2) for _ in range(4)]
        assert done == [2, 2, 1, 0]
        assert Verdict.objects.count() == 5

    def test_costs_few_statements_whatever_the_number(self, desk: Auditing) -> None:
        desk.sent()
        for place in range(6):
            desk.another(f"SPD26030200{place}")
        desk.ruled(GENEROUS)
        with CaptureQueriesContext(connection) as spent:
            judging.judge_batch(desk.officer, desk.world.north.pk, at=desk.at)
        assert len(spent) <= 16

    def test_gives_a_later_round_a_verdict_of_its_own(self, desk: Auditing) -> None:
        from huichang.verdicts import deciding

        first = desk.on_the_desk()
        deciding.send_back_claim(desk.officer, first.pk, words="补拍零件号", at=desk.at)
        desk.claiming.claim.refresh_from_db()
        desk.claiming.send(words="已补拍")
        second = desk.judge()
        assert (second.number, second.state) == (f"{first.number}-2", VerdictState.WAITING)

    def test_is_not_for_the_store(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            judging.judge_batch(desk.world.warranty_clerk, desk.world.north.pk, at=desk.at)
        with pytest.raises(NotAllowed):
            judging.judge_batch(desk.officer, desk.world.south.pk, at=desk.at)


class TestAskRound:
    def test_is_worked_off_by_the_worker(self, desk: Auditing) -> None:
        desk.sent().ruled(GENEROUS)
        (asked,) = judging.ask_round(desk.officer, desk.world.north.pk, at=desk.at)
        assert (asked.whole, asked.done) == (1, 0)
        reactions.judge_all(JudgingAsked(asked.store_id, asked.pk, desk.at))
        asked.refresh_from_db()
        assert (asked.done, asked.ended_at) == (1, desk.at)
        reactions.judge_all(JudgingAsked(asked.store_id, asked.pk, desk.at))
        assert Verdict.objects.count() == 1

    def test_is_not_asked_for_twice_and_goes_on_when_its_worker_is_lost(self, desk: Auditing) -> None:
        desk.sent().ruled(GENEROUS)
        here = desk.world.north.pk
        judging.ask_round(desk.officer, here, at=desk.at)
        with pytest.raises(OutOfTurn, match="正在自动审核"):
            judging.ask_round(desk.officer, here, at=desk.at)
        later = desk.at + timedelta(minutes=5)
        assert len(judging.ask_round(desk.officer, here, at=later)) == 1
        assert Round.objects.count() == 1

    def test_wants_rules_and_something_to_judge(self, desk: Auditing) -> None:
        here = desk.world.north.pk
        with pytest.raises(Refused, match="还没有生效的审核规则"):
            judging.ask_round(desk.officer, here, at=desk.at)
        desk.sent().judged(NARROW)
        with pytest.raises(Refused, match="没有新的上报"):
            judging.ask_round(desk.officer, here, at=desk.at)

    def test_is_not_for_the_store(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            judging.ask_round(desk.world.service_manager, desk.world.north.pk, at=desk.at)


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def test_judge_everything_once(self, world: World) -> None:
        desk = Auditing(world).sent()
        for place in range(5):
            desk.another(f"SPD26030200{place}")
        desk.ruled(GENEROUS)
        at, here, done = desk.at, world.north.pk, []

        def work() -> None:
            try:
                while count := judging.judge_batch(desk.officer, here, at=at, most=2):
                    done.append(count)
            finally:
                connection.close()

        threads: list[Any] = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(done) == Verdict.objects.count() == 6
