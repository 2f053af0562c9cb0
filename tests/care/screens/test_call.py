"""A follow-up call on its screen: script, manners, result, recording."""

import pytest

from huichang.care.models import FollowUp
from tests.stories import Visiting
from tests.web import page, post, signed_in
from tests.world import World


@pytest.mark.req("CARE-03", "CARE-10")
def test_the_call_shows_how_to_talk_and_keeps_what_was_said_with_its_recording(world: World) -> None:
    call = FollowUp.objects.get(order=Visiting(world).delivered().order)
    desk = signed_in(world.care_agent)
    text = page(desk, f"/care/call/{call.pk}/")
    for word in ("问", "听", "核对", "总结"):
        assert f"<strong>{word}</strong>" in text
    post(
        desk, f"/care/call/{call.pk}/finish/", result="fine", words="师傅很耐心", recording="REC-20260305-17"
    )
    text = page(desk, f"/care/call/{call.pk}/")
    assert "师傅很耐心" in text
    assert "REC-20260305-17" in text
    assert "满意" in text
