"""The tablet that is handed to the customer."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime, now
from pytest_django import DjangoAssertNumQueries

from huichang.workshop.models import CustomerLink, Order
from tests.web import page, post, signed_in
from tests.workshop.desk import READY_AT, brakes, drafted, jobs_of, lines_of, service, signed, stroke
from tests.world import World

pytestmark = pytest.mark.req("LANE-22")


def form(order: Order, **changes: object) -> dict[str, object]:
    ready = localtime(now() + timedelta(hours=4))
    return {
        "version": Order.objects.get(pk=order.pk).version,
        "name": "王建国",
        "via": "screen",
        "signature": stroke(),
        "promised_at": f"{ready:%Y-%m-%dT%H:%M}",
    } | changes


class TestShow:
    def test_shows_points_amount_and_terms(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order = drafted(world, brakes(world), service(world))
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(12):
            text = page(client, f"/workshop/orders/{order.pk}/sign/")
        assert "¥1,146.00" in text
        assert "暂不做" in text
        assert "本委托书即维修合同" in text

    def test_is_not_for_technicians_nor_for_what_is_signed(self, world: World) -> None:
        order = drafted(world, brakes(world))
        assert signed_in(world.technician).get(f"/workshop/orders/{order.pk}/sign/").status_code == 403
        assert signed_in(world.stranger).get(f"/workshop/orders/{order.pk}/sign/").status_code == 404
        order = signed(world, car=world.another_car())
        assert signed_in(world.adviser).get(f"/workshop/orders/{order.pk}/sign/").status_code == 409


class TestSign:
    @pytest.mark.req("LANE-16")
    def test_signs_what_is_wanted(self, world: World) -> None:
        order = drafted(world, brakes(world), service(world))
        second = jobs_of(order)[1].pk
        answer = post(
            signed_in(world.adviser),
            f"/workshop/orders/{order.pk}/sign/",
            **form(order, **{f"do-{second}": "no", f"why-{second}": "later"}),
        )
        order.refresh_from_db()
        assert answer["Location"] == f"/workshop/orders/{order.pk}/"
        assert (order.state, order.amount_signed) == ("signed", 680)
        assert {line.decline_reason for line in lines_of(order, "declined")} == {"下次保养一起做"}

    def test_says_when_the_stroke_is_missing(self, world: World) -> None:
        order = drafted(world, brakes(world))
        answer = post(
            signed_in(world.adviser), f"/workshop/orders/{order.pk}/sign/", **form(order, signature="")
        )
        assert answer.status_code == 422
        assert "还没有签名" in answer.content.decode()

    @pytest.mark.req("PLAT-31")
    def test_pressed_twice_happens_once(self, world: World) -> None:
        order = drafted(world, brakes(world))
        client, fields = signed_in(world.adviser), form(order, once="the-same-key")
        first = post(client, f"/workshop/orders/{order.pk}/sign/", **fields)
        second = post(client, f"/workshop/orders/{order.pk}/sign/", **fields)
        assert (first.status_code, second.status_code, second["X-Replayed"]) == (302, 302, "1")
        assert order.answers.count() == 1


class TestSend:
    def test_sends_the_link(self, world: World) -> None:
        order = drafted(world, brakes(world))
        client = signed_in(world.adviser)
        assert post(client, f"/workshop/orders/{order.pk}/send-to-sign/").status_code == 422
        Order.objects.filter(pk=order.pk).update(promised_at=max(READY_AT, now() + timedelta(hours=2)))
        assert post(client, f"/workshop/orders/{order.pk}/send-to-sign/").status_code == 302
        assert CustomerLink.objects.get().purpose == "sign"
