"""What a customer agreed to, given and withdrawn."""

from datetime import timedelta

import pytest

from huichang.customers import consent, queries
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from tests.world import NOON, World


@pytest.mark.req("CARE-01")
class TestGive:
    def test_is_kept_with_date_wording_and_source(self, world: World) -> None:
        consent.give(world.adviser, world.wang.pk, purpose="group", source="前台签字", at=NOON)
        assert queries.find(world.stranger, "8001")
        kept = queries.card(world.adviser, world.wang.pk).consents[0]
        assert (kept.purpose_says, kept.source, kept.given_at) == ("集团内门店共享档案", "前台签字", NOON)
        assert "集团内其他门店" in kept.wording

    def test_refuses_twice_unknown_or_without_source(self, world: World) -> None:
        consent.give(world.adviser, world.wang.pk, purpose="contact", source="电话录音", at=NOON)
        with pytest.raises(OutOfTurn, match="已经同意过"):
            consent.give(world.adviser, world.wang.pk, purpose="contact", source="电话录音", at=NOON)
        with pytest.raises(Refused, match="请选择同意的事项"):
            consent.give(world.adviser, world.wang.pk, purpose="x", source="电话录音", at=NOON)
        with pytest.raises(Refused, match="怎么同意的"):
            consent.give(world.adviser, world.wang.pk, purpose="marketing", source="", at=NOON)

    def test_is_not_for_every_post_and_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            consent.give(world.technician, world.wang.pk, purpose="photo", source="x", at=NOON)
        with pytest.raises(Missing):
            consent.give(world.stranger, world.wang.pk, purpose="photo", source="x", at=NOON)


@pytest.mark.req("CARE-01")
class TestWithdraw:
    def test_stays_on_record_and_ends_what_it_allowed(self, world: World) -> None:
        given = consent.give(world.adviser, world.wang.pk, purpose="group", source="前台签字", at=NOON)
        consent.withdraw(world.adviser, world.wang.pk, given.pk, at=NOON + timedelta(days=1))
        assert not queries.find(world.stranger, "8001")
        assert queries.card(world.adviser, world.wang.pk).consents[0].withdrawn_at is not None

    def test_refuses_twice_unknown_and_other_posts(self, world: World) -> None:
        given = consent.give(world.adviser, world.wang.pk, purpose="contact", source="电话录音", at=NOON)
        consent.withdraw(world.adviser, world.wang.pk, given.pk, at=NOON)
        with pytest.raises(OutOfTurn, match="已经撤回"):
            consent.withdraw(world.adviser, world.wang.pk, given.pk, at=NOON)
        with pytest.raises(Missing):
            consent.withdraw(world.adviser, world.wang.pk, 999_999, at=NOON)
        with pytest.raises(NotAllowed):
            consent.withdraw(world.technician, world.wang.pk, given.pk, at=NOON)
