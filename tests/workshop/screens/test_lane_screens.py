"""Gate, ticket, visit, reception, check-in and alarms as pages: what they show, how many statements they take."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from huichang.vehicles import reading
from huichang.workshop import alarms, findings, walk
from huichang.workshop.models import Alarm, CheckIn, Finding, Job, Order, Visit
from tests.stories import signature
from tests.web import page, post, signed_in
from tests.workshop.lane_story import COVERS, covered, greeted, photo
from tests.world import World, minutes

MOST = 12


@pytest.mark.req("LANE-10")
class TestGate:
    def test_shows_who_waits_and_the_area_in_few_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        at = now()
        for number in range(5):
            greeted(world, world.another_car(f"川B2000{number}", vin=f"LSVAL41Z88210430{number}"), at=at)
        Visit.objects.update(precheck_from=at)
        client = signed_in(world.greeter)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/workshop/gate/")
        assert "5 台 · 已通知服务经理" in text
        assert "川B" in text
        assert "A05" in text

    def test_matches_come_while_typing(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = signed_in(world.greeter)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/workshop/gate/matches/?plate=川A8F6K2")
        assert "远岚 R5 1.5T 豪华型" in text
        assert "登记到店" in text
        assert "第一次来店" in page(client, "/workshop/gate/matches/?plate=川Z12345")
        assert "仍按特殊号牌登记" in page(client, "/workshop/gate/matches/?plate=川12345")

    def test_registers_and_shows_the_ticket_and_refuses_the_second_with_a_link(self, world: World) -> None:
        client = signed_in(world.greeter)
        answer = post(client, "/workshop/gate/greet/", plate="川A8F6K2", in_precheck="on")
        visit = Visit.objects.get()
        assert answer["Location"] == f"/workshop/gate/?ticket={visit.pk}"
        assert visit.precheck_bay_id == world.bays["precheck"][0].pk
        assert "A01" in page(client, answer["Location"])
        again = post(client, "/workshop/gate/greet/", exact="川A8F6K2")
        assert again.status_code == 409
        assert f"/workshop/visits/{visit.pk}/" in again.content.decode()

    def test_says_no_to_an_unknown_pass_in_large_letters(self, world: World) -> None:
        answer = post(signed_in(world.greeter), "/workshop/gate/scan/", code="nothing")
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "verdict-no" in text
        assert "请不要放行" in text
        assert signed_in(world.greeter).get("/workshop/gate/scan/")["Location"] == "/workshop/gate/"
        assert post(signed_in(world.adviser), "/workshop/gate/scan/", code="x").status_code == 403

    def test_the_camera_is_there_only_with_the_extra(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = signed_in(world.greeter)
        monkeypatch.setattr(reading, "available", lambda: False)
        assert "/vehicles/read/plate/" not in page(client, "/workshop/gate/")
        monkeypatch.setattr(reading, "available", lambda: True)
        assert "/vehicles/read/plate/" in page(client, "/workshop/gate/")

    def test_moves_cars_in_and_out_of_the_area(self, world: World) -> None:
        visit = greeted(world, at=now(), greeted=False)
        client = signed_in(world.greeter)
        for act in ("welcome", "enter", "leave"):
            assert post(client, f"/workshop/gate/{visit.pk}/{act}/").status_code == 302
        assert post(client, f"/workshop/gate/{visit.pk}/gone/", reason="只是咨询").status_code == 302
        visit.refresh_from_db()
        assert visit.left_without_repair == "只是咨询"

    def test_prints_the_ticket(self, world: World) -> None:
        visit = greeted(world, at=now())
        assert "前面没有人" in page(signed_in(world.greeter), f"/workshop/tickets/{visit.pk}/")


@pytest.mark.req("LANE-15")
class TestVisit:
    def test_completes_a_walk_in_and_opens_the_order(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        greeter = signed_in(world.greeter)
        post(greeter, "/workshop/gate/greet/", plate="川B12345", phone="13911112222", purpose="保养")
        visit = Visit.objects.get()
        client, address = signed_in(world.adviser), f"/workshop/visits/{visit.pk}/"
        assert "请先补全客户和车辆" in page(client, address)
        post(
            client,
            f"{address}complete/",
            name="赵敏",
            phone="13911112222",
            brand="远岚",
            series="R5",
            energy="petrol",
        )
        with django_assert_max_num_queries(MOST):
            assert "客户要做什么" in page(client, address)
        answer = post(
            client,
            f"{address}open/",
            repair_type="maintenance",
            words=["例行保养", "空调不凉", ""],
            type=["", "repair", ""],
            payer=["", "", ""],
        )
        order = Order.objects.get()
        assert answer["Location"] == f"/workshop/check-in/{order.pk}/"
        assert list(Job.objects.order_by("position").values_list("title", "repair_type")) == [
            ("例行保养", "maintenance"),
            ("空调不凉", "repair"),
        ]
        assert client.get(address)["Location"] == f"/workshop/orders/{order.pk}/"

    def test_calls_the_customer_in(self, world: World) -> None:
        visit = greeted(world, at=now())
        assert post(signed_in(world.adviser), f"/workshop/visits/{visit.pk}/call-in/").status_code == 302
        visit.refresh_from_db()
        assert visit.received_at is not None


@pytest.mark.req("LANE-10", "CARE-01")
class TestReception:
    def test_shows_waiting_customers_and_my_cars_by_stage(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        covered(world, at=now())
        greeted(world, world.another_car(), at=now())
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/workshop/reception/")
        assert "叫号接待" in text
        assert "已接车" in text
        assert "客户档案完整度" in text
        assert page(signed_in(world.service_manager), "/workshop/reception/?all=1")
        assert signed_in(world.cashier).get("/workshop/reception/").status_code == 403


@pytest.mark.req("LANE-12", "LANE-13", "LANE-16")
class TestCheckIn:
    def test_walks_every_step_in_few_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order = covered(world, at=now())
        findings.record_finding(world.adviser, order.pk, point="TREAD-LF", value=Decimal("1.4"), at=now())
        client = signed_in(world.adviser)
        for step in walk.steps_of("petrol"):
            with django_assert_max_num_queries(MOST):
                text = page(client, f"/workshop/check-in/{order.pk}/?step={step.key}")
            assert step.word in text
        assert "花纹过浅雨天排不了水" in page(client, f"/workshop/check-in/{order.pk}/?step=tyres")
        assert " 须由技师操作</p>" in page(client, f"/workshop/check-in/{order.pk}/?step=underbody")
        aside = page(client, f"/workshop/check-in/{order.pk}/?step=underbody&tech=1")
        assert "测内外片最薄处" in aside
        assert " 须由技师操作</p>" not in aside

    def test_from_covers_to_signature(self, world: World) -> None:
        order = covered(world, at=now())
        CheckIn.objects.update(covers_on_at=None, steps={})
        client, address = signed_in(world.adviser), f"/workshop/check-in/{order.pk}"
        assert post(client, f"{address}/level/", fuel=4).status_code == 422
        post(client, f"{address}/triage/", repair_type="rework", seen=order.version)
        order.refresh_from_db()
        assert order.repair_type == "rework"
        post(client, f"{address}/covers/", cover=list(COVERS))
        post(client, f"{address}/identity/", vin=world.car.vin, plate="川A8F6K2", odometer=45_900)
        post(client, f"{address}/level/", fuel=4)
        marks = json.dumps([{"side": "left", "x": 0.4, "y": 0.5, "kind": "dent"}])
        sent = SimpleUploadedFile("left.jpg", photo(), "image/jpeg")
        assert post(client, f"{address}/damage/", damage=marks, photos=[sent]).status_code == 302
        assert post(client, f"{address}/damage/", damage="{").status_code == 422
        post(client, f"{address}/point/TREAD-LF/?step=tyres", value="1.4")
        post(client, f"{address}/point/CABIN-FILTER/?step=cabin", state="soon")
        for step in walk.steps_of("petrol"):
            if step.zone:
                post(client, f"{address}/zone/{step.key}/", later="on" if step.key == "underbody" else "")
        post(client, f"{address}/belongings/", item=["key", "spare"], note="")
        tyre, dust = Finding.objects.get(point="TREAD-LF"), Finding.objects.get(point="CABIN-FILTER")
        assert post(client, f"{address}/decline/", finding=[tyre.pk], reason="price").status_code == 422
        assert post(client, f"{address}/decline/", reason="price").status_code == 422
        post(client, f"{address}/decline/", finding=[tyre.pk], reason="price", signature=signature())
        post(client, f"{address}/decline/", finding=[dust.pk], reason="later")
        assert post(client, f"{address}/reconsider/{dust.pk}/").status_code == 302
        assert post(client, f"{address}/take-up/{dust.pk}/").status_code == 302
        dust.refresh_from_db()
        assert dust.outcome == "ordered"
        answer = post(client, f"{address}/sign/", signature=signature(), name="王建国")
        assert answer["Location"] == f"/workshop/orders/{order.pk}/"
        assert "客户已签字确认环检" in page(client, f"{address}/")
        sheet = client.get(f"{address}/paper/")
        assert sheet["Content-Type"] == "application/pdf"
        assert sheet.content.startswith(b"%PDF")


@pytest.mark.req("LANE-11")
class TestAlarms:
    def test_shows_handles_and_sums_up(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        at = now()
        for number in range(4):
            car = world.another_car(f"川B3000{number}", vin=f"LSVAL41Z88210430{number}")
            greeted(world, car, at=at - minutes(30), in_precheck=True)
        alarms.watch_lane(world.service_manager, world.north.pk, at=at)
        client = signed_in(world.service_manager)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/workshop/alarms/")
        assert "预检区已有 4 台车" in text
        assert page(client, "/alarms/count/") == str(Alarm.objects.count())
        full = Alarm.objects.get(kind="precheck_full")
        post(client, f"/workshop/alarms/{full.pk}/complaint/", complaint="没人管")
        post(client, "/workshop/alarms/handle/", alarm=[full.pk], action="temporary_parking", cause="peak")
        month = localdate(at)
        text = page(client, f"/workshop/alarms/?month={month:%Y-%m}")
        assert "引导到临时停车位" in text
        assert "没人管" in text
        assert "建议考核 ¥200.00" in text
        before = month.replace(day=1) - timedelta(days=1)
        assert "这个月没有预警" in page(client, f"/workshop/alarms/?month={before:%Y-%m}")
        assert page(client, "/workshop/alarms/?month=nonsense")

    def test_is_for_managers(self, world: World) -> None:
        assert signed_in(world.adviser).get("/workshop/alarms/").status_code == 403
        assert page(signed_in(world.adviser), "/alarms/count/") == ""


def test_another_stores_visit_is_not_found(world: World) -> None:
    order = covered(world, at=now())
    client = signed_in(world.stranger)
    for address in (
        f"/workshop/visits/{order.visit_id}/",
        f"/workshop/check-in/{order.pk}/",
        f"/workshop/tickets/{order.visit_id}/",
    ):
        assert client.get(address).status_code == 404
