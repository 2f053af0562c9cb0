"""The customer's own page: what it shows, what it takes, and that a bent link shows nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from huichang.workshop import links, orders
from huichang.workshop.models import Answer, CustomerLink, Finding, Order
from huichang.workshop.queries import order as queries
from huichang.workshop.screens.customer import place_of
from tests.web import page, post, signed_in
from tests.workshop.desk import asked, brakes, drafted, hose, jobs_of, service, signed, stroke
from tests.world import World

pytestmark = pytest.mark.req("LANE-22")
MOST = 12


def progress(order: Order) -> str:
    return links.issue(order, "progress", at=now())


def to_sign(world: World) -> tuple[Order, str]:
    order = drafted(world, brakes(world), service(world), at=now())
    address = orders.send_to_sign(world.adviser, order.pk, promised_at=now() + timedelta(hours=4), at=now())
    return order, address


class TestShow:
    @pytest.mark.req("LANE-33")
    def test_shows_where_the_car_is_what_was_found_and_what_is_to_pay(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order = signed(world, brakes(world, repair_type="warranty"), service(world), at=now())
        asked(world, order, hose(world), at=now())
        Finding.objects.create(
            store=world.north,
            order=order,
            vehicle=world.car,
            point="tyre",
            name="左前轮胎花纹",
            state="soon",
            risk="雨天容易打滑",
            found_at=now(),
        )
        address, client = progress(order), Client()
        with django_assert_max_num_queries(MOST):
            text = page(client, address)
        for words in ("王先生，您好", "正在等您确认", "需要您确认", "右前制动软管龟裂", "¥276.00", "¥466.00"):
            assert words in text, words
        assert "另由厂家索赔 ¥680.00承担" in text
        assert "左前轮胎花纹" in text
        assert world.staff("adviser").name in text
        assert "rail" not in text

    def test_remembers_that_it_was_opened_and_may_be_opened_again(self, world: World) -> None:
        address = progress(signed(world, at=now()))
        for _ in range(2):
            assert Client().get(address).status_code == 200
        assert CustomerLink.objects.filter(opened_at__isnull=False).count() == 1

    def test_is_never_kept_by_a_browser_on_the_way(self, world: World) -> None:
        answer = Client().get(progress(signed(world, at=now())))
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize(
        ("bend", "status", "sentence"),
        [
            (
                lambda address: address[:-2] + ("0" if address[-2] != "0" else "1") + "/",
                404,
                "不完整或被改动过",
            ),
            (lambda address: f"/c/x{address[3:]}", 404, "不完整或被改动过"),
        ],
    )
    def test_shows_nothing_behind_a_bent_link(
        self, world: World, bend: object, status: int, sentence: str
    ) -> None:
        address = bend(progress(signed(world, at=now())))  # type: ignore[operator]
        answer = Client().get(address)
        text = answer.content.decode()
        assert (answer.status_code, sentence in text) == (status, True)
        assert "8F6K2" not in text
        assert "王" not in text.replace("王建国", "")

    def test_says_what_to_do_with_an_old_and_a_used_link(self, world: World) -> None:
        _, address = to_sign(world)
        CustomerLink.objects.update(expires_at=now() - timedelta(minutes=1))
        answer = Client().get(address)
        assert (answer.status_code, "已过有效期" in answer.content.decode()) == (409, True)
        CustomerLink.objects.update(used_at=now(), expires_at=now() + timedelta(hours=1))
        assert "已经用过" in Client().get(address).content.decode()

    def test_says_whom_to_ask_about_a_void_link(self, world: World) -> None:
        order, address = to_sign(world)
        CustomerLink.objects.update(void_at=now())
        text = Client().get(address).content.decode()
        assert "已经作废" in text
        assert world.staff("adviser").name in text or world.north.phone in text
        assert order.number not in text

    def test_needs_no_sign_in_and_gives_none(self, world: World) -> None:
        address, client = progress(signed(world, at=now())), Client()
        client.get(address)
        assert client.get("/workshop/orders/").status_code == 302


class TestSign:
    def test_signs_on_the_phone_and_goes_on_to_the_progress(self, world: World) -> None:
        order, address = to_sign(world)
        client, second = Client(), jobs_of(order)[1].pk
        text = page(client, address)
        assert "请确认维修委托" in text
        order.refresh_from_db()
        answer = post(
            client,
            f"{address}sign/",
            version=order.version,
            name="王建国",
            signature=stroke(),
            **{f"do-{second}": "no", f"why-{second}": "later"},
        )
        order.refresh_from_db()
        assert (order.state, order.amount_signed) == ("signed", 680)
        assert "委托已确认" in page(client, answer["Location"])
        assert "已经用过" in client.get(address).content.decode()

    def test_says_when_the_quote_has_changed(self, world: World) -> None:
        order, address = to_sign(world)
        answer = post(Client(), f"{address}sign/", version=1, name="王建国", signature=stroke())
        assert answer.status_code == 409
        assert "请先看最新内容" in answer.content.decode()
        assert Order.objects.get(pk=order.pk).state == "draft"

    def test_needs_a_stroke_and_a_name(self, world: World) -> None:
        order, address = to_sign(world)
        order.refresh_from_db()
        assert post(Client(), f"{address}sign/", version=order.version, name="王").status_code == 422
        assert post(Client(), f"{address}sign/", version=order.version, signature=stroke()).status_code == 422


class TestAnswer:
    @pytest.mark.req("LANE-23")
    def test_answers_point_by_point(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order = signed(world, brakes(world), at=now())
        extra, token = asked(world, order, hose(world), service(world), at=now(), risk="可能漏油")
        client, (first, second) = Client(), extra.jobs.order_by("position")
        with django_assert_max_num_queries(MOST):
            text = page(client, f"/c/{token}/")
        assert "可能漏油" in text
        assert f'name="do-{first.pk}"' in text
        fields = {f"do-{first.pk}": "yes", f"do-{second.pk}": "no", f"why-{second.pk}": "price"}
        answer = post(client, f"/c/{token}/answer/", told="742.00", name="王建国", **fields)
        extra.refresh_from_db()
        order.refresh_from_db()
        assert (extra.state, order.amount_agreed) == ("partly", 956)
        assert answer["Location"].startswith("/c/")
        assert "部分同意" in page(client, answer["Location"])

    @pytest.mark.req("PLAT-31")
    def test_pressed_twice_is_heard_once(self, world: World) -> None:
        extra, token = asked(world, signed(world, at=now()), hose(world), at=now())
        client, fields = Client(), {"told": "276.00", "name": "王建国", "once": "key-of-the-page"}
        first = post(client, f"/c/{token}/answer/", **fields)
        second = post(client, f"/c/{token}/answer/", **fields)
        assert (first.status_code, second.status_code) == (302, 302)
        assert Answer.objects.filter(extra_work=extra).count() == 1

    @pytest.mark.req("LANE-16")
    def test_takes_a_stroke_to_decline_what_is_unsafe(self, world: World) -> None:
        order = signed(world, at=now())
        extra, token = asked(world, order, hose(world), at=now(), is_safety=True)
        unwanted = {f"do-{extra.jobs.get().pk}": "no"}
        assert "暂不处理请签名" in page(Client(), f"/c/{token}/")
        refused = post(Client(), f"/c/{token}/answer/", told="276.00", name="王", **unwanted)
        assert "关系到行车安全" in refused.content.decode()
        post(Client(), f"/c/{token}/answer/", told="276.00", name="王", signature=stroke(), **unwanted)
        extra.refresh_from_db()
        assert extra.state == "declined"

    def test_of_another_purpose_leads_nowhere(self, world: World) -> None:
        _, address = to_sign(world)
        assert post(Client(), f"{address}answer/", told="0", name="x").status_code == 404


class TestQuestion:
    def test_leads_from_the_progress_to_the_points(self, world: World) -> None:
        order = signed(world, at=now())
        extra, _ = asked(world, order, hose(world), at=now())
        address = progress(order)
        answer = post(Client(), f"{address}question/{extra.pk}/")
        assert "右前制动软管龟裂" in page(Client(), answer["Location"])
        assert post(Client(), f"{address}question/{extra.pk + 99}/").status_code == 404


class TestPlaceOf:
    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ("signed", "委托已确认，正在安排技师"),
            ("in_work", "您的车正在维修"),
            ("done", "维修完成，正在检验"),
            ("checked", "检验合格，正在准备结算"),
            ("settled", "可以提车了"),
            ("cancelled", "这次委托已取消"),
        ],
    )
    def test_says_it_in_words(self, world: World, state: str, words: str) -> None:
        order = signed(world, at=now())
        Order.objects.filter(pk=order.pk).update(state=state)
        place = place_of(queries.order_card(world.adviser, order.pk))
        assert place.words == words
        assert len(place.steps) == 6
        assert place.coming is (state != "cancelled")

    def test_says_what_is_waited_for(self, world: World) -> None:
        order = signed(world, at=now())
        orders.wait_order(world.adviser, order.pk, waiting_for="parts", at=now())
        assert place_of(queries.order_card(world.adviser, order.pk)).words == "正在等配件到货"


@pytest.mark.req("LANE-62")
def test_the_statement_stands_on_the_page_once_it_is_settled(world: World) -> None:
    order = signed(world, at=now())
    Order.objects.filter(pk=order.pk).update(state="settled", settled_at=now(), amount_settled=1146)
    text = page(Client(), progress(order))
    assert "合计（您支付）" in text
    assert "壹仟壹佰肆拾陆元整" in text


def test_a_person_of_the_house_sees_the_page_as_the_customer_does(world: World) -> None:
    address = progress(signed(world, at=now()))
    assert "王先生，您好" in page(signed_in(world.adviser), address)
