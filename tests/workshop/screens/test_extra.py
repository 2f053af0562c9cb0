"""Extra work as pages: reported on the ramp, asked, answered, given up."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime, now
from pytest_django import DjangoAssertNumQueries

from huichang.post.models import Message
from huichang.workshop.models import Answer, ExtraWork, Order
from tests.web import page, post, signed_in
from tests.workshop.desk import asked, found, hose, jobs_of, photo, service, signed, stroke
from tests.world import World

pytestmark = pytest.mark.req("LANE-23")
MOST = 12


def later(hours: float = 6) -> str:
    return f"{localtime(now() + timedelta(hours=hours)):%Y-%m-%dT%H:%M}"


class TestNew:
    @pytest.mark.req("LANE-32")
    def test_takes_photo_and_words_from_the_technician(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order, client = signed(world, at=now()), signed_in(world.technician)
        with django_assert_max_num_queries(MOST):
            assert "发现了什么" in page(client, f"/workshop/orders/{order.pk}/extra/")
        answer = post(
            client,
            f"/workshop/orders/{order.pk}/extra/",
            what="右前制动软管龟裂",
            point_state="now",
            risk="可能突然失效，影响制动",
            is_safety="on",
            photos=[SimpleUploadedFile("a.jpg", photo(), "image/jpeg")],
        )
        extra = ExtraWork.objects.get()
        assert answer["Location"] == "/workshop/bench/"
        assert (extra.what, extra.is_safety, len(extra.pictures)) == ("右前制动软管龟裂", True, 1)

    def test_brings_the_adviser_back_to_the_order(self, world: World) -> None:
        order = signed(world, at=now())
        answer = post(
            signed_in(world.adviser),
            f"/workshop/orders/{order.pk}/extra/",
            what="雨刮老化",
            point_state="soon",
        )
        assert answer["Location"] == f"/workshop/orders/{order.pk}/#extras"

    def test_says_what_is_wrong(self, world: World) -> None:
        order, client = signed(world, at=now()), signed_in(world.technician)
        path = f"/workshop/orders/{order.pk}/extra/"
        assert post(client, path, what="", point_state="soon").status_code == 422
        wrong = post(
            client, path, what="x", point_state="soon", photos=[SimpleUploadedFile("a.txt", b"nothing")]
        )
        assert "不是能打开的照片" in wrong.content.decode()
        assert signed_in(world.cashier).get(path).status_code == 403
        assert signed_in(world.stranger).get(path).status_code == 404


class TestAsk:
    def test_sends_the_link(self, world: World) -> None:
        order = signed(world, at=now())
        extra = found(world, order, hose(world), at=now())
        answer = post(signed_in(world.adviser), f"/workshop/extras/{extra.pk}/ask/", promised_at=later())
        assert answer["Location"] == f"/workshop/orders/{order.pk}/"
        assert Message.objects.filter(template="workshop.please_answer").exists()

    def test_is_not_for_technicians(self, world: World) -> None:
        extra = found(world, signed(world, at=now()), hose(world), at=now())
        assert post(signed_in(world.technician), f"/workshop/extras/{extra.pk}/ask/").status_code == 403
        assert post(signed_in(world.stranger), f"/workshop/extras/{extra.pk}/ask/").status_code == 404


class TestAnswer:
    def test_takes_down_what_the_customer_said(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order = signed(world, at=now())
        extra, _ = asked(world, order, hose(world), service(world), at=now())
        client, (_, second) = signed_in(world.adviser), extra.jobs.order_by("position")
        path = f"/workshop/extras/{extra.pk}/answer/"
        with django_assert_max_num_queries(MOST):
            assert "¥742.00" in page(client, path)
        post(
            client,
            path,
            name="王太太",
            via="phone",
            told="742.00",
            promised_at=later(),
            **{f"do-{second.pk}": "no", f"why-{second.pk}": "price"},
        )
        extra.refresh_from_db()
        assert (extra.state, Answer.objects.get(extra_work=extra).name) == ("partly", "王太太")

    def test_needs_a_stroke_on_the_tablet(self, world: World) -> None:
        extra, _ = asked(world, signed(world, at=now()), hose(world), at=now())
        client, path = signed_in(world.adviser), f"/workshop/extras/{extra.pk}/answer/"
        fields = {"name": "王建国", "via": "screen", "told": "276.00"}
        assert post(client, path, **fields).status_code == 422
        assert post(client, path, **fields, signature=stroke()).status_code == 302

    def test_is_not_for_technicians(self, world: World) -> None:
        extra, _ = asked(world, signed(world, at=now()), hose(world), at=now())
        assert signed_in(world.technician).get(f"/workshop/extras/{extra.pk}/answer/").status_code == 403
        assert signed_in(world.stranger).get(f"/workshop/extras/{extra.pk}/answer/").status_code == 404


class TestWithdraw:
    def test_takes_it_back(self, world: World) -> None:
        extra = found(world, signed(world, at=now()), hose(world), at=now())
        assert post(signed_in(world.adviser), f"/workshop/extras/{extra.pk}/withdraw/").status_code == 422
        post(signed_in(world.adviser), f"/workshop/extras/{extra.pk}/withdraw/", reason="误报")
        extra.refresh_from_db()
        assert (extra.state, extra.ended_reason) == ("withdrawn", "误报")


class TestGiveUp:
    def test_drops_a_job_by_the_customer_s_word(self, world: World) -> None:
        order, client = signed(world, at=now()), signed_in(world.adviser)
        path, job = f"/workshop/orders/{order.pk}/give-up/", jobs_of(order)[1]
        assert "checked" in page(client, f"{path}?job={job.pk}")
        post(client, path, jobs=[job.pk], reason="no_time", name="王建国", via="phone")
        assert Order.objects.get(pk=order.pk).amount_agreed == 680
        assert signed_in(world.technician).get(path).status_code == 403
