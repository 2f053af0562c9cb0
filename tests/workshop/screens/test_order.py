"""The order's page, its fragments and the acts behind its buttons."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime, now
from pytest_django import DjangoAssertNumQueries

from huichang.kernel.actor import Actor
from huichang.workshop.models import Finding, Line, Order
from huichang.workshop.pricing import WantedJob
from huichang.workshop.queries import order as queries
from tests.stories import Visiting
from tests.web import page, post, signed_in
from tests.workshop.desk import (
    asked,
    brakes,
    charge,
    drafted,
    found,
    hose,
    jobs_of,
    lines_of,
    piece,
    service,
    signed,
)
from tests.world import World

MOST = 12


def url(order: Order, act: str = "") -> str:
    return f"/workshop/orders/{order.pk}/{act}"


def version(order: Order) -> int:
    return Order.objects.get(pk=order.pk).version


class TestShow:
    @pytest.mark.req("PLAT-31")
    def test_shows_everything_in_twelve_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order = signed(world, at=now())
        asked(world, order, hose(world), at=now(), risk="可能漏油", is_safety=True)
        found(world, order, what="雨刮老化", at=now())
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, url(order))
        for words in (
            "8F6K2",
            "王建国",
            "¥1,146.00",
            "更换前制动片",
            "前制动片",
            "右前制动软管龟裂",
            "签委托书",
        ):
            assert words in text, words
        assert "等客户答复的增项另有" in text

    def test_stays_short_of_statements_with_two_hundred_lines(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order = drafted(
            world, *[WantedJob(title=f"第 {n} 组", lines=(piece(world.filter),) * 20) for n in range(10)]
        )
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, url(order))
        assert text.count('class="line line-draft"') == 200

    def test_offers_the_acts_of_the_state_and_the_post(self, world: World) -> None:
        order = drafted(world, brakes(world))
        assert "请客户签字" in page(signed_in(world.adviser), url(order))
        assert "请客户签字" not in page(signed_in(world.technician), url(order))
        order = signed(world, car=world.another_car(), at=now())
        text = page(signed_in(world.adviser), url(order))
        assert "请客户签字" not in text
        assert url(order, "extra/") in text
        assert url(order, "extra/") not in page(signed_in(world.cashier), url(order))

    def test_is_hidden_from_strangers_and_the_gate(self, world: World) -> None:
        order = drafted(world)
        assert signed_in(world.stranger).get(url(order)).status_code == 404
        assert signed_in(world.greeter).get(url(order)).status_code == 403

    @pytest.mark.req("PLAT-23")
    def test_leads_to_the_documents_of_the_visit(self, world: World) -> None:
        order = Visiting(world).paid().order
        text = page(signed_in(world.service_manager), url(order))
        for address in (
            f"/workshop/check-in/{order.pk}/paper/",
            f"/workshop/orders/{order.pk}/paper/",
            f"/workshop/orders/{order.pk}/dispatch-slip/",
            f"/parts/counter/{order.pk}/list.pdf",
            f"/workshop/orders/{order.pk}/quality-check/",
            f"/workshop/orders/{order.pk}/certificate/",
            f"/billing/order/{order.pk}/",
            f"/workshop/orders/{order.pk}/gate-pass/",
        ):
            assert f'href="{address}"' in text, address
        assert "list.pdf" not in page(signed_in(world.technician), url(order))

    @pytest.mark.req("PLAT-11")
    def test_tells_what_happened_when_asked(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order, client = signed(world, at=now()), signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, url(order, "history/"))
        assert "客户签委托书" in text or "添加维修项目" in text


class TestTheInsurer:
    @pytest.mark.req("LANE-60")
    def test_stands_on_the_order_with_what_is_missing(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order, client = drafted(world, brakes(world)), signed_in(world.adviser)
        assert "/insurer/" not in page(client, url(order))
        post(client, url(order, "payer/"), payer="insurer", job=jobs_of(order)[0].pk)
        assert url(order, "insurer/") in page(client, url(order))
        with django_assert_max_num_queries(MOST):
            text = page(client, url(order, "insurer/"))
        assert "还没有保险公司和报案号" in text

        answer = post(
            client, url(order, "insurer/note/"), insurer="平安产险", case_number="PA17", amount="680"
        )
        assert answer.status_code == 422
        post(
            client,
            url(order, "insurer/note/"),
            insurer="平安产险",
            case_number="PA17",
            assessment_number="DS1",
            amount="680",
            approved_on=f"{localtime():%Y-%m-%d}",
        )
        text = page(client, url(order, "insurer/"))
        assert "DS1" in text
        assert "还没有" not in text

    def test_is_only_shown_to_others(self, world: World) -> None:
        order = drafted(world, brakes(world))
        post(signed_in(world.adviser), url(order, "payer/"), payer="insurer", job=jobs_of(order)[0].pk)
        assert "登记报案" not in page(signed_in(world.cashier), url(order, "insurer/"))


class TestActs:
    def test_keep_words_and_wishes(self, world: World) -> None:
        order = drafted(world, brakes(world))
        answer = post(
            signed_in(world.adviser),
            url(order, "describe/"),
            version=version(order),
            concern="刹车响",
            wash="on",
        )
        order.refresh_from_db()
        assert answer["Location"] == url(order)
        assert (order.concern, order.wash, order.takes_old_parts) == ("刹车响", True, False)

    @pytest.mark.req("PLAT-31")
    def test_say_who_changed_the_order_meanwhile(self, world: World) -> None:
        order = drafted(world, brakes(world))
        answer = post(signed_in(world.service_manager), url(order, "describe/"), version=1, concern="x")
        assert answer.status_code == 409
        assert "北服务顾问在" in answer.content.decode()

    def test_fix_the_promise_by_hand_or_as_proposed(self, world: World) -> None:
        order, client = drafted(world, brakes(world)), signed_in(world.adviser)
        wanted = localtime(now() + timedelta(hours=5)).replace(second=0, microsecond=0)
        post(client, url(order, "promise/"), version=version(order), promised_at=f"{wanted:%Y-%m-%dT%H:%M}")
        order.refresh_from_db()
        assert order.promised_at == wanted
        post(client, url(order, "promise/"), version=version(order), propose="1")
        order.refresh_from_db()
        assert order.promised_at is not None
        assert order.promised_at > now() + timedelta(minutes=60)
        assert post(client, url(order, "promise/"), promised_at="gestern").status_code == 422

    def test_tell_the_customer_of_a_delay(self, world: World) -> None:
        order = signed(world, at=now())
        wanted = localtime(now() + timedelta(hours=8)).replace(second=0, microsecond=0)
        answer = post(
            signed_in(world.adviser),
            url(order, "tell/"),
            version=version(order),
            promised_at=f"{wanted:%Y-%m-%dT%H:%M}",
        )
        order.refresh_from_db()
        assert answer.status_code == 302
        assert (order.promised_at, order.promised_first_at != wanted) == (wanted, True)

    def test_wait_resume_and_cancel(self, world: World) -> None:
        order, client = signed(world, at=now()), signed_in(world.adviser)
        post(client, url(order, "wait/"), waiting_for="insurer", reason="等定损")
        assert Order.objects.get(pk=order.pk).state == "waiting"
        post(client, url(order, "resume/"))
        assert Order.objects.get(pk=order.pk).state == "signed"
        assert post(client, url(order, "cancel/")).status_code == 422
        post(client, url(order, "cancel/"), reason="price")
        assert Order.objects.get(pk=order.pk).cancelled_reason == "报价未谈妥"
        assert "已取消" in page(client, url(order))

    def test_give_a_discount_and_change_who_pays(self, world: World) -> None:
        order, client = drafted(world, brakes(world), service(world)), signed_in(world.adviser)
        post(client, url(order, "discount/"), percent="5", reason="regular", kinds=["labour"])
        assert [line.discount for line in lines_of(order)] == [10, 0, 5, 0, 0]
        post(client, url(order, "payer/"), payer="insurer", job=jobs_of(order)[0].pk)
        post(client, url(order, "payer/"), payer="manufacturer", line=lines_of(order)[2].pk)
        assert [line.payer for line in lines_of(order)] == [
            "insurer",
            "insurer",
            "manufacturer",
            "customer",
            "customer",
        ]

    def test_refuse_whoever_may_not(self, world: World) -> None:
        order = drafted(world, brakes(world))
        for act, fields in (
            ("describe/", {"concern": "x"}),
            ("discount/", {"percent": "5", "reason": "regular"}),
            ("cancel/", {"reason": "price"}),
            ("wait/", {"waiting_for": "parts"}),
        ):
            assert post(signed_in(world.cashier), url(order, act), **fields).status_code == 403, act
            assert post(signed_in(world.stranger), url(order, act), **fields).status_code == 404, act


class TestOffer:
    @pytest.mark.req("LANE-20")
    def test_finds_labour_and_parts_with_price_and_stock(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order, client = drafted(world), signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, url(order, "offer/?into=order&q=前制动"))
        assert "更换前制动片" in text
        assert "¥200.00" in text
        assert "BR-1001" in text
        assert "可用 2 件" in text
        assert "没有找到" in page(client, url(order, "offer/?into=order&q=zzzz"))
        assert page(client, url(order, "offer/?into=order&q=")).strip() == ""

    def test_adds_a_hit_as_a_job_and_keeps_the_search_at_hand(self, world: World) -> None:
        order, client = drafted(world), signed_in(world.adviser)
        answer = post(client, url(order, "jobs/"), version=version(order), operation=world.operation.pk)
        assert answer["Location"] == url(order, f"?find=order-{order.pk}")
        assert "autofocus" in page(client, answer["Location"])
        (job,) = jobs_of(order)
        post(
            client,
            f"/workshop/jobs/{job.pk}/lines/",
            version=version(order),
            part=world.pads.pk,
            quantity="2",
        )
        assert [line.amount for line in lines_of(order)] == [200, 960]

    def test_adds_a_blank_job_and_a_charge(self, world: World) -> None:
        order, client = drafted(world), signed_in(world.adviser)
        post(client, url(order, "jobs/"), title="异响检查", concern="过坎响", repair_type="repair")
        post(client, url(order, "jobs/"), kind="sublet", name="轮毂修复", unit_price="380", quantity="1")
        assert [job.title for job in jobs_of(order)] == ["异响检查", "轮毂修复"]
        assert [line.amount for line in lines_of(order)] == [380]

    @pytest.mark.req("LANE-16")
    def test_takes_up_an_inspection_point_in_one_touch(self, world: World) -> None:
        order, client = drafted(world), signed_in(world.adviser)
        point = Finding.objects.create(
            store=world.north,
            order=order,
            vehicle=world.car,
            point="x",
            name="前制动片",
            state="now",
            found_at=now(),
            system="brake",
        )
        assert "加入委托书" in page(client, url(order))
        post(client, url(order, "jobs/"), finding=point.pk, version=version(order))
        point.refresh_from_db()
        assert point.outcome == "ordered"

    def test_offers_what_is_due_and_adds_it(self, world: World) -> None:
        from huichang.pricebook import packages
        from huichang.pricebook.packages import PackagePart

        package = packages.save_package(
            world.service_manager,
            code="BY",
            name="5 万公里保养",
            operations=["MT0101RR"],
            parts=[PackagePart("FL-2001")],
            at_km=[50_000],
        )
        order, client = drafted(world), signed_in(world.adviser)
        assert "5 万公里保养" in page(client, url(order, "packages/"))
        post(client, url(order, "package/"), package=package.pk)
        assert [line.amount for line in lines_of(order)] == [100, 38]
        assert post(client, url(order, "package/")).status_code == 422

    def test_does_what_the_fault_knowledge_says(self, world: World) -> None:
        from huichang.knowledge.models import Cause, Fault

        fault = Fault.objects.create(
            title="刹车尖叫", system="brake", source="x", words="刹车尖叫 shachejianjiao scjj"
        )
        cause = Cause.objects.create(
            fault=fault, name="片磨光", likelihood="0.7", remedy="更换前制动片", operations=["BR0101RR"]
        )
        order, client = drafted(world), signed_in(world.adviser)
        assert "更换前制动片" in page(client, url(order, "offer/?into=order&q=刹车尖叫"))
        post(client, url(order, "jobs/"), fault=fault.pk, cause=cause.pk)
        (job,) = jobs_of(order)
        assert (job.concern, job.system) == ("刹车尖叫", "brake")


class TestEdit:
    def test_opens_a_job_and_a_line_for_writing(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order, client = drafted(world, brakes(world)), signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, f"/workshop/jobs/{jobs_of(order)[0].pk}/")
        assert "撤下项目" in text
        pads = lines_of(order)[1]
        assert "客户自备" in page(client, f"/workshop/lines/{pads.pk}/")
        assert "改价" not in page(client, f"/workshop/lines/{pads.pk}/?show=1")
        assert signed_in(world.stranger).get(f"/workshop/lines/{pads.pk}/").status_code == 404

    def test_keeps_what_was_written(self, world: World) -> None:
        order = drafted(world, brakes(world), WantedJob(lines=(charge("sublet", "380", name="轮毂"),)))
        client, (job, _) = signed_in(world.adviser), jobs_of(order)
        work, pads, sublet = lines_of(order)
        post(client, f"/workshop/lines/{pads.pk}/change/", quantity="2")
        post(client, f"/workshop/lines/{sublet.pk}/change/", quantity="1", unit_price="400", name="轮毂整形")
        post(client, f"/workshop/lines/{work.pk}/price/", amount="190", reason="regular")
        post(client, f"/workshop/jobs/{job.pk}/describe/", title="前制动", cause="磨到极限")
        assert [line.amount for line in lines_of(order)] == [190, 960, 400]
        job.refresh_from_db()
        assert (job.title, job.cause) == ("前制动", "磨到极限")
        post(client, f"/workshop/lines/{pads.pk}/change/", own_part="true")
        assert Line.objects.get(pk=pads.pk).own_part
        post(client, f"/workshop/jobs/{job.pk}/type/", repair_type="warranty")
        assert jobs_of(order)[0].payer == "manufacturer"
        post(client, f"/workshop/lines/{sublet.pk}/remove/")
        post(client, f"/workshop/jobs/{job.pk}/remove/")
        assert {line.state for line in lines_of(order)} == {"dropped"}

    def test_refuses_beyond_the_limit_in_words(self, world: World) -> None:
        order = drafted(world, brakes(world))
        answer = post(
            signed_in(world.adviser, HX_Request="true"),
            f"/workshop/lines/{lines_of(order)[0].pk}/price/",
            amount="100",
            reason="regular",
        )
        assert answer.status_code == 422
        assert "服务顾问最多优惠 5%" in answer.content.decode()


class TestPapers:
    @pytest.mark.req("PLAT-23", "LANE-22")
    def test_print_the_order_and_the_extra_work(self, world: World) -> None:
        order = signed(world, at=now())
        extra, _ = asked(world, order, hose(world), at=now())
        client = signed_in(world.adviser)
        for address in (url(order, "paper/"), f"/workshop/extras/{extra.pk}/paper/"):
            answer = client.get(address)
            assert answer["Content-Type"] == "application/pdf"
            assert answer.content.startswith(b"%PDF")
            assert signed_in(world.stranger).get(address).status_code == 404


def test_every_post_sees_the_order_that_may(world: World) -> None:
    order = drafted(world, brakes(world))
    people: list[Actor] = [world.adviser, world.technician, world.parts_clerk, world.cashier, world.inspector]
    for actor in people:
        assert "更换前制动片" in page(signed_in(actor), url(order))
    assert queries.order_card(world.service_manager, order.pk).jobs
