"""A month's verdicts become the store's settlement list, once."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.verdicts import deciding, publishing
from huichang.verdicts.deciding import Cut
from huichang.verdicts.models import PublishedList, Verdict
from huichang.verdicts.queries import months
from huichang.verdicts.screens.lists import HEADINGS
from huichang.verdicts.states import VerdictState
from huichang.warranty import settling
from huichang.warranty.models import SettlementLine
from huichang.warranty.states import ClaimState, Outcome, Remedy
from tests import sheets
from tests.verdicts.auditing import NARROW, Auditing
from tests.warranty.settlement import KIND
from tests.world import World

pytestmark = pytest.mark.req("WARR-30", "WARR-14")
MONTH = date(2026, 3, 1)


def cut(desk: Auditing, less: int = 80) -> Verdict:
    """The pads are paid with less."""
    verdict = desk.on_the_desk()
    pads = next(row.pk for row in desk.claiming.lines if row.kind == "part")
    return deciding.cut_claim(
        desk.officer, verdict.pk, cuts=[Cut(pads, Decimal(less), "wrong_supplier")], at=desk.at
    )


def published(desk: Auditing) -> PublishedList:
    """The north's March."""
    return publishing.publish_month(desk.officer, desk.world.north.pk, month=MONTH, at=desk.at)


class TestPublishMonth:
    def test_becomes_the_list_and_the_claims_tell_the_answer(self, desk: Auditing) -> None:
        cut(desk)
        assert desk.claim.answer_words == ""
        made = published(desk)
        assert (made.number, made.count, made.asked, made.paid) == ("CJ202603-N", 1, 680, 600)
        assert desk.verdict.state == VerdictState.PUBLISHED
        assert desk.claim.answer_words.startswith("核减 ¥600.00 供应商代码错误")
        assert desk.claim.their_number == "CJ202603-N"

    def test_is_done_once_and_fixes_its_verdicts(self, desk: Auditing) -> None:
        verdict = cut(desk)
        published(desk)
        with pytest.raises(OutOfTurn):
            deciding.take_back(desk.officer, verdict.pk, at=desk.at)
        desk.another("SPD2603020009")
        deciding.accept_claim(desk.officer, _newest(desk).pk, at=desk.at)
        with pytest.raises(OutOfTurn, match="已经发布过了"):
            published(desk)

    def test_waits_for_what_is_not_decided_unless_it_is_carried_over(self, desk: Auditing) -> None:
        cut(desk)
        desk.another("SPD2603020009")
        waiting = _newest(desk)
        with pytest.raises(Refused, match="还有 1 张没有审完"):
            published(desk)
        made = publishing.publish_month(
            desk.officer, desk.world.north.pk, month=MONTH, carry_over=True, at=desk.at
        )
        waiting.refresh_from_db()
        assert (made.count, waiting.state) == (1, VerdictState.WAITING)

    def test_leaves_out_what_the_store_answered_for_itself(self, desk: Auditing) -> None:
        cut(desk)
        desk.refused_by_letter()
        with pytest.raises(Refused, match="没有已决定"):
            published(desk)

    def test_refuses_the_future_the_empty_and_the_strange(self, desk: Auditing) -> None:
        here = desk.world.north.pk
        with pytest.raises(Refused, match="还没有开始"):
            publishing.publish_month(desk.officer, here, month=date(2027, 1, 1), at=desk.at)
        with pytest.raises(Refused, match="没有已决定"):
            published(desk)
        with pytest.raises(Missing):
            publishing.publish_month(desk.officer, desk.world.south.pk, month=MONTH, at=desk.at)
        with pytest.raises(NotAllowed):
            publishing.publish_month(desk.world.warranty_clerk, here, month=MONTH, at=desk.at)


def _newest(desk: Auditing) -> Verdict:
    desk.judge()
    found: Verdict | None = Verdict.objects.filter(state=VerdictState.WAITING).order_by("-pk").first()
    assert found is not None
    return found


class TestTakeOverList:
    def test_is_matched_like_the_imported_file_and_booked(self, desk: Auditing) -> None:
        cut(desk)
        desk.claiming.settled()
        told = publishing.take_over_list(desk.world.warranty_clerk, published(desk).pk, at=desk.at)
        assert told["cut"] == 1
        line = SettlementLine.objects.get()
        assert (line.outcome, line.remedy, line.labour, line.parts, line.paid, line.asked) == (
            Outcome.CUT,
            Remedy.OPEN,
            200,
            400,
            600,
            680,
        )
        settling.book_month(desk.world.warranty_clerk, desk.world.north.pk, month=MONTH, at=desk.at)
        assert (desk.claim.state, desk.claim.paid) == (ClaimState.SETTLING, 600)

    def test_is_done_once_and_not_beside_the_file(self, desk: Auditing) -> None:
        cut(desk)
        made = published(desk)
        clerk = desk.world.warranty_clerk
        card, lines = months.list_lines(clerk, made.pk)
        row = [card.number, "2026-03", *(list(vars(lines[0]).values()))]
        sheets.written(clerk, KIND, [list(HEADINGS), row])
        with pytest.raises(Refused, match="已经用文件导入过"):
            publishing.take_over_list(clerk, made.pk, at=desk.at)
        SettlementLine.objects.all().delete()
        publishing.take_over_list(clerk, made.pk, at=desk.at)
        with pytest.raises(OutOfTurn):
            publishing.take_over_list(clerk, made.pk, at=desk.at)

    def test_says_the_same_as_the_file(self, desk: Auditing) -> None:
        cut(desk)
        made = published(desk)
        clerk = desk.world.warranty_clerk
        _, lines = months.list_lines(clerk, made.pk)
        row = [made.number, "2026-03", *(list(vars(lines[0]).values()))]
        sheets.written(clerk, KIND, [list(HEADINGS), row])
        fields = ["claim_number", "vin", "labour", "parts", "other", "paid", "reason", "outcome", "asked"]
        by_file = SettlementLine.objects.values(*fields).get()
        SettlementLine.objects.all().delete()
        publishing.take_over_list(clerk, made.pk, at=desk.at)
        assert SettlementLine.objects.values(*fields).get() == by_file

    def test_is_the_stores_own(self, desk: Auditing) -> None:
        cut(desk)
        made = published(desk)
        with pytest.raises(NotAllowed):
            publishing.take_over_list(desk.officer, made.pk, at=desk.at)
        with pytest.raises(Missing):
            publishing.take_over_list(desk.world.southern_manager, made.pk, at=desk.at)
        with pytest.raises(Missing):
            months.list_lines(desk.world.southern_manager, made.pk)


@pytest.mark.django_db(transaction=True)
class TestPublishAndDecide:
    def test_leave_no_verdict_changed_after_its_list(self, world: World) -> None:
        desk = Auditing(world)
        desk.sent()
        verdict = desk.judged(NARROW)
        deciding.accept_claim(desk.officer, verdict.pk, at=desk.at)
        at, gate, said = desk.at, threading.Barrier(2), []

        def run(publishes: bool) -> None:
            try:
                gate.wait(5)
                if publishes:
                    publishing.publish_month(desk.officer, world.north.pk, month=MONTH, at=at)
                else:
                    deciding.take_back(desk.officer, verdict.pk, at=at)
                said.append("published" if publishes else "taken back")
            except Refused as refusal:
                said.append(type(refusal).__name__)
            finally:
                connection.close()

        threads: list[Any] = [threading.Thread(target=run, args=(each,)) for each in (True, False)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        now = desk.verdict
        assert (now.state == VerdictState.PUBLISHED) == PublishedList.objects.exists()
        assert ("published" in said) != ("taken back" in said)
        if now.state == VerdictState.PUBLISHED:
            assert PublishedList.objects.get().paid == now.paid == 680
