"""Goodwill: the chain of opinions, and the share that comes of it (WARR-11)."""

from datetime import date
from decimal import Decimal

import pytest

from huichang.engines.coverage.values import Verdict
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.vehicles import cover_answers
from huichang.warranty import goodwill
from huichang.warranty.models import Goodwill
from huichang.warranty.states import Decision, GoodwillState, Opinion
from huichang.workshop.models import Line
from tests.warranty.claiming import Claiming, covered
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-11")


@pytest.fixture
def story(world: World, monkeypatch: pytest.MonkeyPatch) -> Claiming:
    """A job outside the cover, decided to be goodwill."""
    monkeypatch.setattr(cover_answers, "answers", covered(Verdict.NOT_COVERED))
    return Claiming(world).asked().decided(Decision.GOODWILL)


def asked(world: World, story: Claiming, **change: object) -> Goodwill:
    """Half of it is asked for."""
    said = {
        "happened_on": TODAY,
        "topic": "过保 2 个月",
        "complaint": "老客户要求",
        "share_percent": 50,
        **change,
    }
    return goodwill.ask_goodwill(world.adviser, story.claim.pk, at=story.at, **said)  # type: ignore[arg-type]


def say(world: World, row: Goodwill, step: str, *, agrees: bool = True, **said: object) -> Goodwill:
    """One opinion."""
    who = world.service_manager if step == Opinion.SERVICE_MANAGER else world.warranty_clerk
    values = {"words": "同意", "who": "张经理", **said}
    return goodwill.give_opinion(who, row.pk, step=step, agrees=agrees, at=row.asked_at, **values)  # type: ignore[arg-type]


class TestAskGoodwill:
    def test_asks_for_a_share(self, world: World, story: Claiming) -> None:
        assert asked(world, story).asked == Decimal("340.00")

    def test_names_what_is_missing(self, world: World, story: Claiming) -> None:
        for says, change in (
            ("事件主题", {"topic": ""}),
            ("100%", {"share_percent": 101}),
            ("今天以后", {"happened_on": date(2026, 3, 9)}),
        ):
            with pytest.raises(Refused, match=says):
                asked(world, story, **change)
        with pytest.raises(NotAllowed):
            goodwill.ask_goodwill(
                world.cashier,
                story.claim.pk,
                happened_on=TODAY,
                topic="x",
                complaint="x",
                share_percent=5,
                at=story.at,
            )

    def test_only_for_goodwill_lines(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        story = Claiming(world).asked()
        with pytest.raises(OutOfTurn):
            asked(world, story)
        story.decided()
        with pytest.raises(Refused, match="善意分担"):
            asked(world, story)


class TestGiveOpinion:
    def test_all_agree_and_the_lowest_share_is_granted(self, world: World, story: Claiming) -> None:
        row = asked(world, story)
        for step in Opinion:
            row = say(world, row, step, percent=40 if step == Opinion.REGION else 50)
        assert (row.state, row.granted_percent) == (GoodwillState.GRANTED, 40)
        assert sum(line.asked for line in story.lines) == Decimal("272.00")
        assert {line.payer for line in Line.objects.filter(job=story.job)} == {"manufacturer"}

    def test_one_who_disagrees_ends_it(self, world: World, story: Claiming) -> None:
        row = say(world, asked(world, story), Opinion.SERVICE_MANAGER, agrees=False)
        assert row.state == GoodwillState.REFUSED
        with pytest.raises(OutOfTurn):
            say(world, row, Opinion.REGION)

    def test_in_its_order_with_words_and_names(self, world: World, story: Claiming) -> None:
        row = asked(world, story)
        with pytest.raises(Refused, match="轮到“服务经理”"):
            say(world, row, Opinion.REGION)
        with pytest.raises(NotAllowed):
            goodwill.give_opinion(
                world.warranty_clerk,
                row.pk,
                step=Opinion.SERVICE_MANAGER,
                agrees=True,
                words="x",
                at=row.asked_at,
            )
        with pytest.raises(Refused, match="意见"):
            say(world, row, Opinion.SERVICE_MANAGER, words=" ")
        with pytest.raises(Refused, match="50%"):
            say(world, row, Opinion.SERVICE_MANAGER, percent=60)
        say(world, row, Opinion.SERVICE_MANAGER)
        with pytest.raises(Refused, match="签署人"):
            say(world, row, Opinion.REGION, who=" ")
        with pytest.raises(Missing):
            goodwill.give_opinion(
                world.southern_manager, row.pk, step="region", agrees=True, words="x", at=row.asked_at
            )


class TestWithdrawGoodwill:
    def test_nobody_is_asked_any_more(self, world: World, story: Claiming) -> None:
        row = asked(world, story)
        with pytest.raises(NotAllowed):
            goodwill.withdraw_goodwill(world.cashier, row.pk, at=story.at)
        assert goodwill.withdraw_goodwill(world.adviser, row.pk, at=story.at).state == GoodwillState.WITHDRAWN
