"""What stops a claim at its write-up, not at the invoice (WARR-12)."""

import pytest
from django.utils.timezone import localdate

from huichang.kernel.refusals import Refused
from huichang.parts.models import Fit
from huichang.warranty import checking, claims, dossier
from huichang.warranty.models import Claim, ClaimLine, Evidence
from huichang.warranty.states import ClaimKind
from tests.warranty.claiming import Claiming
from tests.world import World

pytestmark = pytest.mark.req("WARR-12")


def rules_of(story: Claiming) -> set[str]:
    """The names of the checks that stop the claim now."""
    story.claim.refresh_from_db()
    (found,) = dossier.of([story.claim])
    said = checking.findings(found, [], on=localdate(story.at), is_through=True)
    return {each.rule for each in said if each.stops}


def test_a_claim_at_the_beginning_is_told_all_that_is_missing(world: World) -> None:
    story = Claiming(world).asked()
    assert {"鉴定", "必填项", "车辆数据", "照片", "故障报告"} <= rules_of(story)


def test_a_ready_claim_is_stopped_by_nothing(world: World) -> None:
    assert rules_of(Claiming(world).ready()) == set()


def test_a_part_that_the_car_does_not_have(world: World) -> None:
    story = Claiming(world).ready()
    Fit.objects.create(part=world.pads, series="X7")
    with pytest.raises(Refused, match="“前制动片”不适用于R5"):
        story.send()


def test_labour_above_the_standard_needs_its_reason(world: World) -> None:
    story = Claiming(world).ready()
    labour = story.claim.lines.get(kind="labour")
    labour.standard_minutes = 30
    labour.save()
    with pytest.raises(Refused, match="报 1.0 工时，标准 0.5 工时"):
        story.send()
    claims.describe_claim(
        world.warranty_clerk, story.claim.pk, why_over={labour.pk: "螺栓锈死，加热拆卸"}, at=story.at
    )
    assert any("锈死" in each for each in story.send().minded)


def test_a_missing_photo_is_named(world: World) -> None:
    story = Claiming(world).ready()
    Evidence.objects.filter(kind="vin").delete()
    with pytest.raises(Refused, match="缺“车架号”的照片"):
        story.send()


def test_the_same_part_of_the_same_car_is_not_claimed_twice(world: World) -> None:
    story = Claiming(world).ready()
    twin = ClaimLine.objects.get(claim=story.claim, duty="causal")
    other = Claim.objects.get(pk=story.claim.pk)
    other.pk, other.number, other.job_id = None, "SPD-OTHER", story.visiting.jobs[1].pk
    other.save()
    twin.pk, twin.claim, twin.line_id = None, other, story.visiting.lines[-1].pk
    twin.save()
    assert "重复索赔" in rules_of(story)


def test_a_free_service_has_no_failure_to_report(world: World) -> None:
    story = Claiming(world).repaired().stored()
    story.claim.kind = ClaimKind.FREE_SERVICE
    story.claim.save()
    assert "故障报告" not in rules_of(story)
