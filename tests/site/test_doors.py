"""The doors of the house: sign-in and the way back, machines, the work place, search."""

import pytest
from django.test import Client

from huichang.company import people
from huichang.company.roles import Role
from huichang.site.doors import STAFF_KEY
from tests.stories import Visiting
from tests.world import World


@pytest.fixture
def adviser(world: World, client: Client) -> Client:
    session = client.session
    session[STAFF_KEY] = world.staff(Role.ADVISER).pk
    session.save()
    return client


class TestSignIn:
    def test_leads_back_to_the_page_one_came_from(self, world: World, client: Client) -> None:
        staff = world.staff(Role.ADVISER)
        staff.set_password("right-one-1")
        staff.save()
        answer = client.post(
            "/sign-in/?next=/booking/desk/",
            {"login": staff.login, "password": "right-one-1", "next": "/booking/desk/"},
        )
        assert (answer.status_code, answer["Location"]) == (302, "/booking/desk/")

    @pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "@example", "%2f%2fx"])
    def test_never_leads_out_of_the_house(self, world: World, client: Client, elsewhere: str) -> None:
        staff = world.staff(Role.ADVISER)
        staff.set_password("right-one-1")
        staff.save()
        answer = client.post(
            "/sign-in/", {"login": staff.login, "password": "right-one-1", "next": elsewhere}
        )
        assert answer["Location"] == "/"

    def test_ends_everywhere_when_the_password_is_reset(self, world: World, client: Client) -> None:
        staff = world.staff(Role.ADVISER)
        staff.set_password("right-one-1")
        staff.save()
        client.post("/sign-in/", {"login": staff.login, "password": "right-one-1"})
        assert client.get("/").status_code == 200

        people.reset_password(world.administrator, staff.pk, store_id=world.north.pk, password="lan-tian-77")

        assert client.get("/")["Location"].startswith("/sign-in/")

    def test_of_another_person_begins_anew(self, world: World, client: Client) -> None:
        session = client.session
        session["store_id"] = world.south.pk
        session.save()
        before = session.session_key
        staff = world.staff(Role.ADVISER)
        staff.set_password("right-one-1")
        staff.save()
        client.post("/sign-in/", {"login": staff.login, "password": "right-one-1"})
        assert (client.session.session_key != before, "store_id" in client.session) == (True, False)

    def test_leaves_no_page_in_the_browser(self, adviser: Client) -> None:
        assert adviser.get("/")["Cache-Control"] == "no-store, private"

    def test_says_in_words_what_was_wrong_and_keeps_the_name(self, world: World, client: Client) -> None:
        answer = client.post("/sign-in/", {"login": "n.adviser", "password": "wrong"})
        page = answer.content.decode()
        assert "登录名或密码不对" in page
        assert "n.adviser" in page


class TestAPageLeftOpen:
    @pytest.mark.req("PLAT-12")
    def test_goes_to_sign_in_and_comes_back_when_the_session_has_ended(
        self, db: None, client: Client
    ) -> None:
        answer = client.post(
            "/workshop/gate/", headers={"HX-Request": "true", "Referer": "http://testserver/workshop/gate/"}
        )
        assert answer.status_code == 204
        assert "/sign-in/?next=" in answer["HX-Redirect"]


class TestMachines:
    def test_need_a_token_and_a_key_for_every_post(self, world: World, client: Client) -> None:
        assert client.get("/api/post/messages").status_code == 401
        token = people.make_token(world.administrator, world.north.pk, says="对接", roles=["care_agent"])
        bearer = {"Authorization": f"Bearer {token}"}
        assert client.get("/api/post/messages", headers=bearer).json() == []
        refused = client.post("/api/post/messages/1/again", headers=bearer)
        assert (refused.status_code, "Idempotency-Key" in refused.json()["why"]) == (422, True)

    def test_find_their_documentation_in_the_house(self, db: None, client: Client) -> None:
        page = client.get("/api/docs").content.decode()
        assert "cdn" not in page
        assert client.get("/api/openapi.json").json()["info"]["title"] == "回厂 Huichang"


class TestWorkPlace:
    @pytest.mark.req("PLAT-31")
    def test_tells_each_post_what_to_do_now(self, world: World, adviser: Client) -> None:
        Visiting(world).arrived()
        page = adviser.get("/").content.decode()
        assert "川A" in page
        assert "8F6K2" in page


class TestSearch:
    @pytest.mark.req("LANE-01")
    @pytest.mark.parametrize("text", ["6K2", "8001", "王建国", "wjg", "wangjianguo", "104202"])
    def test_finds_a_car_by_whatever_one_knows(self, world: World, adviser: Client, text: str) -> None:
        assert "王建国" in adviser.get("/search/", {"q": text}).content.decode()


def test_a_forged_form_is_refused_in_words(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    session = client.session
    session[STAFF_KEY] = world.staff(Role.ADVISER).pk
    session.save()
    answer = client.post("/store/", {"store": "1"})
    assert answer.status_code == 403
    assert "请刷新页面后再提交" in answer.content.decode()
