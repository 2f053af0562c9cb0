"""What an auditor makes of a claim."""

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.verdicts import deciding, judging
from huichang.verdicts.deciding import Cut
from huichang.verdicts.models import Verdict, VerdictCut
from huichang.verdicts.states import Ruling, VerdictState
from huichang.warranty.models import CallBack, ClaimedPart
from huichang.warranty.states import ClaimState
from tests.verdicts.auditing import GENEROUS, Auditing
from tests.verdicts.test_judging import no_samples
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-30")


def lines(desk: Auditing) -> tuple[int, int]:
    """Keys of the labour line and of the pads."""
    rows = desk.claiming.lines
    labour = next(row.pk for row in rows if row.kind == "labour")
    return labour, next(row.pk for row in rows if row.kind == "part")


class TestAcceptClaim:
    def test_pays_all_that_is_asked(self, desk: Auditing) -> None:
        verdict = deciding.accept_claim(desk.officer, desk.on_the_desk().pk, at=desk.at)
        assert (verdict.state, verdict.ruling, verdict.paid) == (VerdictState.DECIDED, Ruling.ACCEPT, 680)
        assert verdict.decided_by_id == desk.officer.staff_id

    def test_tells_the_second_who_decided_what(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        deciding.accept_claim(desk.officer, verdict.pk, at=desk.at)
        with pytest.raises(OutOfTurn, match=r"北集团督导在 .* 已经决定：通过 ¥680.00"):
            deciding.reject_claim(desk.officer, verdict.pk, reason="no_part", at=desk.at)

    def test_is_refused_when_the_store_has_its_answer_already(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        desk.refused_by_letter()
        with pytest.raises(OutOfTurn, match="审核拒绝"):
            deciding.accept_claim(desk.officer, verdict.pk, at=desk.at)

    def test_is_the_officers_and_not_another_stores(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        with pytest.raises(NotAllowed):
            deciding.accept_claim(desk.world.warranty_clerk, verdict.pk, at=desk.at)
        stranger = desk.world.actor("network_officer", desk.world.south)
        with pytest.raises(Missing):
            deciding.accept_claim(stranger, verdict.pk, at=desk.at)


class TestCutClaim:
    def test_pays_less_line_by_line(self, desk: Auditing) -> None:
        verdict, (labour, pads) = desk.on_the_desk(), lines(desk)
        cuts = [
            Cut(labour, Decimal("50.00"), "not_as_described", "标准 0.8 工时"),
            Cut(pads, Decimal("80.00"), "wrong_supplier"),
        ]
        verdict = deciding.cut_claim(desk.officer, verdict.pk, cuts=cuts, at=desk.at)
        assert (verdict.ruling, verdict.paid_labour, verdict.paid_parts) == (Ruling.CUT, 150, 400)
        assert (verdict.paid, verdict.reason) == (550, "wrong_supplier")
        assert VerdictCut.objects.filter(verdict=verdict).count() == 2
        assert "标准 0.8 工时" in verdict.words

    @pytest.mark.parametrize(
        ("amount", "reason", "said"),
        [
            ("0", "other", "大于零"),
            ("200.01", "no_part", "最多核减 ¥200.00"),
            ("10.005", "no_part", "两位小数"),
            ("10", "", "请从列表里选择原因"),
            ("10", "made_up", "请从列表里选择原因"),
            ("10", "other", "请写明"),
        ],
    )
    def test_refuses_what_cannot_be_cut(self, desk: Auditing, amount: str, reason: str, said: str) -> None:
        verdict, (labour, _) = desk.on_the_desk(), lines(desk)
        words = "x" if said == "大于零" else ""
        with pytest.raises(Refused, match=said):
            deciding.cut_claim(
                desk.officer, verdict.pk, cuts=[Cut(labour, Decimal(amount), reason, words)], at=desk.at
            )
        assert desk.verdict.state == VerdictState.WAITING

    def test_refuses_nothing_everything_twice_and_strange_lines(self, desk: Auditing) -> None:
        verdict, (labour, pads) = desk.on_the_desk(), lines(desk)

        def cut(*cuts: Cut) -> None:
            deciding.cut_claim(desk.officer, verdict.pk, cuts=cuts, at=desk.at)

        with pytest.raises(Refused, match="请填写要核减的金额"):
            cut()
        with pytest.raises(Refused, match="请改用“拒付”"):
            cut(Cut(labour, Decimal(200), "no_part"), Cut(pads, Decimal(480), "no_part"))
        with pytest.raises(Refused, match="只能核减一次"):
            cut(Cut(labour, Decimal(20), "no_part"), Cut(labour, Decimal(20), "no_part"))
        with pytest.raises(Missing):
            cut(Cut(0, Decimal(20), "no_part"))
        with pytest.raises(Missing):
            cut(Cut(None, Decimal(20), "no_part"))

    def test_is_the_officers(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            deciding.cut_claim(desk.world.service_manager, desk.on_the_desk().pk, cuts=[], at=desk.at)


class TestRejectClaim:
    def test_pays_nothing_with_the_reason(self, desk: Auditing) -> None:
        verdict = deciding.reject_claim(
            desk.officer, desk.on_the_desk().pk, reason="no_quality", words="磨损件", at=desk.at
        )
        assert (verdict.ruling, verdict.paid, verdict.reason, verdict.words) == (
            Ruling.REJECT,
            0,
            "no_quality",
            "磨损件",
        )

    def test_wants_a_reason_of_the_list(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        for reason, words in (("", ""), ("bad", ""), ("other", " ")):
            with pytest.raises(Refused):
                deciding.reject_claim(desk.officer, verdict.pk, reason=reason, words=words, at=desk.at)

    def test_is_the_officers(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            deciding.reject_claim(desk.world.adviser, desk.on_the_desk().pk, reason="no_part", at=desk.at)


class TestSendBackClaim:
    def test_tells_the_store_at_once(self, desk: Auditing) -> None:
        verdict = deciding.send_back_claim(
            desk.officer, desk.on_the_desk().pk, words="补拍零件号", at=desk.at
        )
        assert (verdict.state, verdict.ruling) == (VerdictState.RETURNED, Ruling.RETURN)
        claim = desk.claim
        assert (claim.state, claim.answer_words) == (ClaimState.RETURNED, "退回补充：补拍零件号")
        assert claim.due_on is not None

    def test_wants_words(self, desk: Auditing) -> None:
        with pytest.raises(Refused, match="补充什么"):
            deciding.send_back_claim(desk.officer, desk.on_the_desk().pk, words=" ", at=desk.at)

    def test_is_the_officers(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            deciding.send_back_claim(desk.world.cashier, desk.on_the_desk().pk, words="x", at=desk.at)


class TestAskPart:
    def test_calls_the_part_back_and_leaves_the_claim_waiting(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        due = desk.at.date() + timedelta(days=7)
        verdict = deciding.ask_part(desk.officer, verdict.pk, due_on=due, words="看磨损面", at=desk.at)
        order = CallBack.objects.get()
        assert (order.store_id, order.their_number, order.due_on) == (
            desk.world.north.pk,
            f"SH-{verdict.number}",
            due,
        )
        assert ClaimedPart.objects.get().call_back_id == order.pk
        assert verdict.state == VerdictState.WAITING
        with pytest.raises(OutOfTurn, match="已经调回过"):
            deciding.ask_part(desk.officer, verdict.pk, due_on=due, at=desk.at)
        deciding.accept_claim(desk.officer, verdict.pk, at=desk.at)

    def test_refuses_a_day_in_the_past(self, desk: Auditing) -> None:
        with pytest.raises(Refused, match="期限不能早于今天"):
            deciding.ask_part(
                desk.officer, desk.on_the_desk().pk, due_on=TODAY - timedelta(days=1), at=desk.at
            )

    def test_refuses_when_no_part_is_there(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        ClaimedPart.objects.update(state="scrapped", gone_document="BF1")
        with pytest.raises(Refused):
            deciding.ask_part(desk.officer, verdict.pk, due_on=desk.at.date(), at=desk.at)
        assert desk.verdict.called_back_id is None

    def test_is_the_officers(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            deciding.ask_part(
                desk.world.warranty_clerk, desk.on_the_desk().pk, due_on=desk.at.date(), at=desk.at
            )


class TestTakeBack:
    def test_lays_it_on_the_desk_again(self, desk: Auditing) -> None:
        verdict, (labour, _) = desk.on_the_desk(), lines(desk)
        deciding.cut_claim(desk.officer, verdict.pk, cuts=[Cut(labour, Decimal(20), "no_part")], at=desk.at)
        verdict = deciding.take_back(desk.officer, verdict.pk, at=desk.at)
        assert (verdict.state, verdict.ruling, verdict.paid, verdict.decided_at) == (
            VerdictState.WAITING,
            "",
            680,
            None,
        )
        assert not VerdictCut.objects.exists()

    def test_takes_back_what_a_rule_decided(self, desk: Auditing) -> None:
        no_samples(desk.world)
        verdict = deciding.take_back(desk.officer, desk.sent().judged(GENEROUS).pk, at=desk.at)
        assert (verdict.state, verdict.by_rule) == (VerdictState.WAITING, False)
        assert verdict.reasons == ["撤回了规则的决定"]
        assert judging.judge_batch(desk.officer, desk.world.north.pk, at=desk.at) == 0

    def test_takes_back_a_return_until_the_store_has_sent_again(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        deciding.send_back_claim(desk.officer, verdict.pk, words="补照片", at=desk.at)
        deciding.take_back(desk.officer, verdict.pk, at=desk.at)
        assert (desk.claim.state, desk.claim.answer_words) == (ClaimState.REVIEW, "")
        deciding.send_back_claim(desk.officer, verdict.pk, words="补照片", at=desk.at)
        desk.claiming.send(words="已补")
        with pytest.raises(OutOfTurn, match="再次上报"):
            deciding.take_back(desk.officer, verdict.pk, at=desk.at)

    def test_is_only_for_what_is_decided_and_for_the_officer(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        with pytest.raises(OutOfTurn):
            deciding.take_back(desk.officer, verdict.pk, at=desk.at)
        with pytest.raises(NotAllowed):
            deciding.take_back(desk.world.warranty_clerk, verdict.pk, at=desk.at)


@pytest.mark.django_db(transaction=True)
class TestTwoAuditors:
    def test_decide_a_claim_once(self, world: World) -> None:
        desk = Auditing(world)
        verdict = desk.on_the_desk()
        at, said = desk.at, []
        gate = threading.Barrier(2)

        def decide(accepts: bool) -> None:
            try:
                gate.wait(5)
                if accepts:
                    deciding.accept_claim(desk.officer, verdict.pk, at=at)
                else:
                    deciding.reject_claim(desk.officer, verdict.pk, reason="no_part", at=at)
                said.append("done")
            except OutOfTurn as refusal:
                said.append(str(refusal))
            finally:
                connection.close()

        threads: list[Any] = [threading.Thread(target=decide, args=(each,)) for each in (True, False)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(each == "done" for each in said) == [False, True]
        assert any("已经决定" in each for each in said)
        assert Verdict.objects.get().state == VerdictState.DECIDED
