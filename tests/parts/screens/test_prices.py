"""The price board, rounds of prices, floors: who sees them, what a refusal says, in few statements."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from huichang.company.roles import Role
from huichang.parts.models import GuidePrice, PriceRound
from tests.parts import storeroom
from tests.parts.screens.door import enter
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-40")]
PAGES = ("", "rounds/", "matrix/", "terms/", "floors/")


@pytest.fixture
def manager(world: World) -> Client:
    """The parts manager's desk."""
    return enter(world, Role.PARTS_MANAGER)


def drafted(manager: Client, **more: object) -> int:
    """A round that puts everything up by a tenth; its id."""
    said = {
        "name": "年度调价",
        "basis": "shift",
        "percent": "110",
        "from_on": localdate() + timedelta(days=7),
        **more,
    }
    assert manager.post("/parts/prices/rounds/draft/", said).status_code == 302
    return int(PriceRound.objects.latest("pk").pk)


class TestPages:
    @pytest.mark.parametrize("page", PAGES)
    def test_are_shown_in_few_statements(self, world: World, manager: Client, page: str) -> None:
        manager.get(f"/parts/prices/{page}")
        with storeroom.at_most(12):
            assert manager.get(f"/parts/prices/{page}").status_code == 200

    @pytest.mark.parametrize("page", ["", "rounds/", "matrix/"])
    def test_are_not_for_who_may_not_see_parts(self, world: World, page: str) -> None:
        assert enter(world, Role.CASHIER).get(f"/parts/prices/{page}").status_code == 403


class TestBoard:
    def test_is_looked_through_by_number_name_and_initials(self, world: World, manager: Client) -> None:
        for text in ("BR-1001", "前制动", "qzdp"):
            page = manager.get("/parts/prices/", {"q": text}).content.decode()
            assert "BR-1001" in page
            assert "OL-3001" not in page

    def test_says_when_nothing_is_found_and_takes_odd_questions(self, world: World, manager: Client) -> None:
        for asked in (
            {"q": "没有这种件"},
            {"q": "x" * 500},
            {"on": "昨天", "page": "-3"},
            {"page": "9" * 30},
        ):
            assert manager.get("/parts/prices/", asked).status_code == 200
        assert "BR-1001" not in manager.get("/parts/prices/", {"q": "没有这种件"}).content.decode()

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_can_be_taken_away(self, world: World, manager: Client, kind: str) -> None:
        answer = manager.get(f"/parts/prices/export.{kind}")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]

    def test_keeps_a_guide_price(self, world: World, manager: Client) -> None:
        said = {"price": "500", "from_on": localdate()}
        assert manager.post(f"/parts/prices/of/{world.pads.pk}/guide/", said).status_code == 302
        assert GuidePrice.objects.get().price == 500
        for odd in ({"price": "面议"}, {"price": "-1"}, {"price": "1e30"}, {"from_on": "昨天"}):
            answer = manager.post(f"/parts/prices/of/{world.pads.pk}/guide/", said | odd)
            assert answer.status_code == 422
        clerk = enter(world, Role.PARTS_CLERK)
        assert clerk.post(f"/parts/prices/of/{world.pads.pk}/guide/", said).status_code == 403


class TestRounds:
    def test_one_is_tried_published_and_taken_back(self, world: World, manager: Client) -> None:
        made = drafted(manager)
        page = manager.get(f"/parts/prices/rounds/{made}/").content.decode()
        assert "BR-1001" in page
        with storeroom.at_most(12):
            manager.get(f"/parts/prices/rounds/{made}/", {"only": "up"})
        assert manager.get(f"/parts/prices/rounds/{made}/lines.xlsx").status_code == 200
        assert manager.post(f"/parts/prices/rounds/{made}/publish/").status_code == 302
        assert manager.post(f"/parts/prices/rounds/{made}/publish/").status_code == 409
        assert manager.post(f"/parts/prices/rounds/{made}/withdraw/").status_code == 302
        assert manager.post(f"/parts/prices/rounds/{made}/withdraw/").status_code == 409

    @pytest.mark.parametrize(
        "odd",
        [
            {"name": ""},
            {"percent": "-5"},
            {"percent": "NaN"},
            {"percent": "1e9"},
            {"from_on": "2020-01-01"},
            {"from_on": "下月"},
            {"basis": "x"},
        ],
        ids=str,
    )
    def test_an_odd_one_is_refused_in_words(self, world: World, manager: Client, odd: dict[str, str]) -> None:
        said = {
            "name": "年度调价",
            "basis": "shift",
            "percent": "110",
            "from_on": localdate() + timedelta(days=7),
        }
        answer = manager.post("/parts/prices/rounds/draft/", said | odd)
        assert answer.status_code == 422
        assert not PriceRound.objects.exists()

    def test_is_published_by_who_sets_prices_alone(self, world: World, manager: Client) -> None:
        made = drafted(manager)
        clerk = enter(world, Role.PARTS_CLERK)
        for act in ("publish", "withdraw"):
            assert clerk.post(f"/parts/prices/rounds/{made}/{act}/").status_code == 403
        assert manager.get("/parts/prices/rounds/0/").status_code == 404


class TestFloors:
    def test_is_asked_and_answered(self, world: World, manager: Client) -> None:
        said = {"number": "BR-1001", "price": "10", "why_words": "三家都比我们低"}
        adviser = enter(world, Role.ADVISER)
        assert adviser.post("/parts/prices/floors/ask/", said | {"number": "XX-1"}).status_code == 422
        assert adviser.post("/parts/prices/floors/ask/", said | {"price": "-1"}).status_code == 422
        assert adviser.post("/parts/prices/floors/ask/", said).status_code == 302
        page = manager.get("/parts/prices/floors/").content.decode()
        assert "三家都比我们低" in page
        assert (
            "三家都比我们低"
            not in enter(world, Role.PARTS_MANAGER, south=True).get("/parts/prices/floors/").content.decode()
        )
