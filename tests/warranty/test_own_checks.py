"""Checks that the store makes of past refusals, without code (WARR-12)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.warranty import claims, own_checks
from huichang.warranty.models import Check
from huichang.warranty.states import CheckState, Severity
from tests.warranty.claiming import Claiming
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-12")
PADS = {"field": "line.code", "compare": "begins", "value": "BR-"}


def kept(world: World, *conditions: dict[str, str], **said: Any) -> Check:
    """Brake pads without a printout."""
    values = {
        "name": "制动件要诊断报告",
        "says": "请补拍诊断报告",
        "conditions": conditions or (PADS,),
        **said,
    }
    return own_checks.keep_check(world.warranty_clerk, world.north.pk, at=NOON, **values)


class TestKeepCheck:
    def test_is_a_draft_until_it_is_tried(self, world: World) -> None:
        check = kept(world, PADS, {"field": "km", "compare": "gt", "value": "40000"})
        assert (check.state, len(check.conditions)) == (CheckState.DRAFT, 2)
        with pytest.raises(Refused, match="同名"):
            kept(world)

    @pytest.mark.parametrize(
        ("says", "condition"),
        [
            ("列表里选择", {"field": "x", "compare": "eq", "value": "1"}),
            ("列表里选择", {"field": "km", "compare": "x", "value": "1"}),
            ("要填写", {"field": "km", "compare": "gt", "value": ""}),
            ("和数字比较", {"field": "km", "compare": "gt", "value": "多"}),
            ("是数字", {"field": "km", "compare": "contains", "value": "5"}),
            ("是文字", {"field": "cause", "compare": "gt", "value": "5"}),
        ],
    )
    def test_conditions_make_sense(self, world: World, says: str, condition: dict[str, str]) -> None:
        with pytest.raises(Refused, match=says):
            kept(world, condition)

    def test_has_name_words_and_a_few_conditions(self, world: World) -> None:
        with pytest.raises(Refused, match="1 到 6"):
            kept(world, *[PADS] * 7)
        with pytest.raises(Refused, match="名称和提示"):
            kept(world, name=" ")
        with pytest.raises(Refused, match="作用"):
            kept(world, severity="x")
        with pytest.raises(NotAllowed):
            own_checks.keep_check(
                world.adviser, world.north.pk, name="x", says="x", conditions=[PADS], at=NOON
            )


class TestTryCheck:
    def test_counts_hits_and_how_many_were_really_refused(self, world: World) -> None:
        story = Claiming(world).sent()
        claims.register_answer(
            world.warranty_clerk, story.claim.pk, answer="refuse", words="无诊断报告", at=story.at
        )
        check = kept(world)
        tried = own_checks.try_check(world.warranty_clerk, check.pk, at=story.at)
        assert (tried.tried_claims, tried.tried_hits, tried.tried_right) == (1, 1, 1)
        other = kept(world, {"field": "km", "compare": "gt", "value": "90000"}, name="里程")
        assert own_checks.try_check(world.warranty_clerk, other.pk, at=story.at).tried_hits == 0
        with pytest.raises(NotAllowed):
            own_checks.try_check(world.adviser, check.pk, at=story.at)


class TestSwitchCheck:
    def test_only_a_tried_one_and_then_it_stops_claims(self, world: World) -> None:
        story = Claiming(world).ready()
        check = kept(world)
        with pytest.raises(Refused, match="试算"):
            own_checks.switch_check(world.warranty_clerk, check.pk, on=True, at=NOON)
        own_checks.try_check(world.warranty_clerk, check.pk, at=NOON)
        own_checks.switch_check(world.warranty_clerk, check.pk, on=True, at=NOON)
        with pytest.raises(Refused, match="请补拍诊断报告（前制动片）"):
            story.send()
        with pytest.raises(OutOfTurn):
            kept(world, check_id=check.pk)
        own_checks.switch_check(world.warranty_clerk, check.pk, on=False, at=NOON)
        story.send()

    def test_a_warning_is_kept_with_the_claim(self, world: World) -> None:
        story = Claiming(world).ready()
        check = kept(world, severity=Severity.MIND)
        own_checks.try_check(world.warranty_clerk, check.pk, at=NOON)
        own_checks.switch_check(world.warranty_clerk, check.pk, on=True, at=NOON)
        assert any("补拍" in each for each in story.send().minded)
        with pytest.raises(NotAllowed):
            own_checks.switch_check(world.adviser, check.pk, on=False, at=NOON)

    def test_the_database_keeps_untried_ones_off(self, world: World) -> None:
        check = kept(world)
        with pytest.raises(IntegrityError, match="check_is_tried_before_on"), transaction.atomic():
            Check.objects.filter(pk=check.pk).update(state=CheckState.ON)


class TestDropCheck:
    def test_not_while_it_is_on(self, world: World) -> None:
        check = kept(world)
        own_checks.try_check(world.warranty_clerk, check.pk, at=NOON)
        own_checks.switch_check(world.warranty_clerk, check.pk, on=True, at=NOON)
        with pytest.raises(Refused, match="先停用"):
            own_checks.drop_check(world.warranty_clerk, check.pk, at=NOON)
        own_checks.switch_check(world.warranty_clerk, check.pk, on=False, at=NOON)
        with pytest.raises(NotAllowed):
            own_checks.drop_check(world.adviser, check.pk, at=NOON)
        own_checks.drop_check(world.warranty_clerk, check.pk, at=NOON)
        with pytest.raises(Missing):
            own_checks.drop_check(world.warranty_clerk, check.pk, at=NOON)
