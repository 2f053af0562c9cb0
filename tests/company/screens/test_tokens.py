"""Machine tokens on their screen."""

import re

from django.test import Client

from huichang.company.models import ApiToken
from huichang.kernel.models import Once
from tests.web import page, post, signed_in
from tests.world import World


def test_a_token_is_shown_once_opens_the_api_and_is_closed(world: World) -> None:
    desk = signed_in(world.administrator)
    answer = post(desk, "/company/tokens/make/", says="呼叫中心", roles="care_agent")
    found = re.search(r"<code[^>]*>([\w-]{40,})</code>", answer.content.decode())
    assert found
    assert answer["Cache-Control"] == "no-store"
    assert found[1] not in page(desk, "/company/tokens/")
    assert not Once.objects.exists()

    def calls() -> int:
        headers = {"Authorization": f"Bearer {found[1]}"}
        return Client(headers=headers).get("/api/care/calls").status_code

    assert calls() == 200
    post(desk, f"/company/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert calls() == 401


def test_is_not_for_the_service_manager(world: World) -> None:
    assert signed_in(world.service_manager).get("/company/tokens/").status_code == 403
