"""The risk scores of stores, from their claims."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Missing, NotAllowed
from huichang.verdicts import deciding, risks
from huichang.verdicts.models import Risk
from huichang.verdicts.queries import risk
from huichang.verdicts.states import Reason
from tests.verdicts.auditing import Auditing

pytestmark = pytest.mark.req("WARR-30")


class TestScoreStores:
    def test_is_kept_by_month_once_a_day(self, desk: Auditing) -> None:
        desk.sent()
        here, at = desk.world.north.pk, desk.at + timedelta(hours=1)
        assert risks.score_stores(desk.officer, here, at=at) == 1
        assert risks.score_stores(desk.officer, here, at=at) == 0
        assert risks.score_stores(desk.officer, here, at=at + timedelta(days=1)) == 1
        assert risks.score_stores(desk.officer, here, at=at + timedelta(days=1), again=True) == 1
        row = Risk.objects.get()
        assert (row.claims, row.month.isoformat()) == (1, "2026-03-01")
        assert {each["reason"] for each in row.reasons} == set(Reason)

    def test_counts_what_this_desk_turned_down(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        here, at = desk.world.north.pk, desk.at + timedelta(hours=1)
        risks.score_stores(desk.officer, here, at=at)
        assert _figure(Reason.TURNED_DOWN) == 0
        deciding.reject_claim(desk.officer, verdict.pk, reason="no_part", at=desk.at)
        risks.score_stores(desk.officer, here, at=at, again=True)
        assert _figure(Reason.TURNED_DOWN) == 1

    def test_opens_the_claims_behind_each_reason(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        deciding.reject_claim(desk.officer, verdict.pk, reason="no_part", at=desk.at)
        desk.another("SPD2603020009", sent_at=desk.at)
        risks.score_stores(desk.officer, desk.world.north.pk, at=desk.at + timedelta(hours=1))
        row = Risk.objects.get()
        page = risk.store(desk.officer, row.pk, reason="turned_down")
        assert [each.number for each in page.behind] == [desk.claim.number]
        assert page.verdicts == {desk.claim.pk: verdict.pk}
        for reason in Reason:
            assert len(risk.store(desk.officer, row.pk, reason=reason).behind) <= 2
        assert len(risk.store(desk.officer, row.pk, reason="frequency").behind) == 2
        photos = [each.number for each in risk.store(desk.officer, row.pk, reason="photos").behind]
        assert photos == ["SPD2603020009"]

    def test_is_nothing_without_claims(self, desk: Auditing) -> None:
        assert risks.score_stores(desk.officer, desk.world.north.pk, at=desk.at) == 0
        assert risk.stores(desk.officer) == []

    def test_is_the_officers(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            risks.score_stores(desk.world.warranty_clerk, desk.world.north.pk, at=desk.at)
        with pytest.raises(NotAllowed):
            risk.stores(desk.world.warranty_clerk)
        with pytest.raises(Missing):
            risk.store(desk.officer, 0)


def _figure(reason: str) -> float:
    found: float = next(each["figure"] for each in Risk.objects.get().reasons if each["reason"] == reason)
    return found
