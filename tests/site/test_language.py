"""Chinese first (PLAT-30): the pages, the numbers, the money, the dates, the searching by pinyin, the refusals."""

import re

import pytest
from django.test import Client

from huichang.company.roles import Role
from huichang.kernel.catalogue import SAYS
from huichang.site.doors import STAFF_KEY
from tests.stories import Visiting
from tests.world import World

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def cashier(world: World, client: Client) -> Client:
    session = client.session
    session[STAFF_KEY] = world.staff(Role.CASHIER).pk
    session.save()
    return client


@pytest.mark.req("PLAT-30")
class TestLanguage:
    def test_pages_are_chinese_with_money_by_chinese_habit(self, world: World, cashier: Client) -> None:
        story = Visiting(world).settled()
        page = cashier.get(f"/billing/order/{story.order.pk}/").content.decode()

        assert '<html lang="zh-CN">' in page
        assert "¥1,146.00" in page
        assert "壹仟壹佰肆拾陆元整" in page

    def test_a_name_is_found_by_its_pinyin(self, world: World, client: Client) -> None:
        session = client.session
        session[STAFF_KEY] = world.staff(Role.ADVISER).pk
        session.save()
        for text in ("wjg", "wangjianguo"):
            assert "王建国" in client.get("/search/", {"q": text}).content.decode()

    def test_everything_that_can_be_done_has_chinese_words(self) -> None:
        assert [name for name, says in SAYS.items() if not CHINESE.search(says)] == []

    def test_a_machine_is_refused_in_words_too(self, db: None, client: Client) -> None:
        assert CHINESE.search(client.get("/api/care/calls").json()["why"])
