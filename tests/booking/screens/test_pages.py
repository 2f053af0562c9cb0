"""The pages of this room: what they show, what they cost, whom they refuse."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, localtime, now

from huichang.booking import appointments, calls, messages, queries
from huichang.booking.models import Appointment, Call, CallTask, Preparation
from huichang.booking.taking import Caller, Wish
from huichang.company import house_rules
from huichang.company.models import Shift
from huichang.company.roles import Role
from huichang.knowledge import queries as knowledge
from huichang.post.models import Message
from huichang.pricebook.models import Package
from tests.booking.desk import clock, items
from tests.booking.test_imports import GOOD
from tests.knowledge import cases
from tests.web import page, post, signed_in
from tests.world import World

MOST = 12


@pytest.fixture
def soon(world: World) -> datetime:
    """Nine o'clock in two days; people on shift for a week from today; a store that never closes today."""
    world.north.opens_at, world.north.closes_at = "00:00", "23:59"
    world.north.save()
    for role in (Role.ADVISER, Role.TECHNICIAN):
        person = world.staff(role)
        Shift.objects.filter(staff=person).delete()
        for number in range(8):
            on = localdate() + timedelta(days=number)
            Shift.objects.create(
                store=world.north,
                staff=person,
                on=on,
                starts_at=clock("0:00", on),
                ends_at=clock("23:59", on),
            )
    return clock("9:00", localdate() + timedelta(days=2))


@pytest.fixture
def row(world: World, soon: datetime) -> Appointment:
    """Mr Wang is booked, with pads."""
    return appointments.book(
        world.care_agent,
        store_id=world.north.pk,
        caller=Caller(customer_id=world.wang.pk, vehicle_id=world.car.pk),
        wish=Wish(concern="刹车吱吱响", repair_type="repair", items=items(world, parts=True)),
        starts_at=soon,
        at=now(),
    )


def desk(world: World) -> Client:
    return signed_in(world.care_agent)


def slot(at: datetime, adviser: int | str = "") -> str:
    return f"{localtime(at).isoformat()}|{adviser}"


class TestEveryPage:
    def test_costs_a_bounded_number_of_statements(
        self, world: World, row: Appointment, django_assert_max_num_queries: Callable[..., Any]
    ) -> None:
        cases.load()
        Package.objects.filter(pk__gt=0).update(series=[world.car.series])
        package = Package.objects.first()
        assert package
        calls.log_call(
            world.care_agent, store_id=world.north.pk, outcome="lost", phone="13800138001", at=now()
        )
        client = signed_in(world.service_manager, HX_Request="true")
        who = f"vehicle={world.car.pk}&customer={world.wang.pk}"
        whole = f"item=k:{package.pk}&item=o:{world.operation.pk}&{who}"
        for path in (
            "/booking/",
            f"/booking/?on={row.slot.lower:%Y-%m-%d}",
            "/booking/desk/",
            f"/booking/desk/?{who}",
            f"/booking/desk/?task={CallTask.objects.get().pk}",
            "/booking/desk/callers/?q=8001",
            "/booking/desk/callers/?q=6K2",
            "/booking/desk/callers/?q=wjg",
            f"/booking/desk/car/?{who}",
            f"/booking/desk/matters/?{who}",
            f"/booking/desk/story/?{who}",
            f"/booking/desk/faults/?concern=早上冷车抖&{who}",
            f"/booking/desk/find/?find=制动&{who}",
            f"/booking/desk/find/?{who}",
            f"/booking/desk/items/?{whole}",
            f"/booking/slots/?need=mechanical:general:60&part={world.pads.pk}:1",
            f"/booking/slots/?need=mechanical:general:60&part={world.pads.pk}:1&but_for={row.pk}",
            "/booking/preparation/?role=all&done=1",
            "/booking/welcome/",
            "/booking/calls/",
            f"/booking/{row.pk}/",
            f"/booking/{row.pk}/move/",
        ):
            with django_assert_max_num_queries(MOST, info=path):
                page(client, path)

    def test_customers_page_too(
        self, world: World, row: Appointment, django_assert_max_num_queries: Callable[..., Any]
    ) -> None:
        token = messages.page_of(world.wang.pk, world.north.pk)
        client = Client(headers={"HX-Request": "true"})
        for path in (
            token,
            f"{token}?new",
            f"{token}times/?vehicle={world.car.pk}",
            f"{token}times/?move={row.pk}",
        ):
            with django_assert_max_num_queries(MOST, info=path):
                page(client, path)

    def test_is_not_for_every_post(self, world: World, row: Appointment) -> None:
        outsider = signed_in(world.actor(Role.NETWORK_OFFICER))
        for path in (
            "",
            "desk/",
            "desk/callers/?q=8001",
            "slots/",
            "preparation/",
            "calls/",
            f"{row.pk}/",
            f"{row.pk}/paper/",
        ):
            assert outsider.get(f"/booking/{path}").status_code == 403, path
        assert signed_in(world.technician).get("/booking/desk/").status_code == 403
        assert signed_in(world.technician).get(f"/booking/{row.pk}/move/").status_code == 403

    def test_hides_another_stores_bookings(self, world: World, row: Appointment) -> None:
        stranger = signed_in(world.stranger)
        for path in ("", "paper/", "move/"):
            assert stranger.get(f"/booking/{row.pk}/{path}").status_code == 404
        assert row.number not in page(stranger, f"/booking/?on={row.slot.lower:%Y-%m-%d}")
        assert "王" not in page(stranger, "/booking/desk/callers/?q=8001")


@pytest.mark.req("LANE-01")
class TestDesk:
    @pytest.mark.parametrize("typed", ["6K2", "8001", "王建国", "wjg", "104202"])
    def test_finds_the_caller(self, world: World, soon: datetime, typed: str) -> None:
        text = page(desk(world), f"/booking/desk/callers/?q={typed}")
        assert "王先生" in text
        assert f"vehicle={world.car.pk}&amp;customer={world.wang.pk}" in text or "vehicle=" in text

    def test_shows_the_cars_open_matters(self, world: World, row: Appointment) -> None:
        who = f"vehicle={world.car.pk}&customer={world.wang.pk}"
        assert "45,210 公里" in page(desk(world), f"/booking/desk/car/?{who}")
        assert "已预约" in page(desk(world), f"/booking/desk/matters/?{who}")

    @pytest.mark.req("LANE-02", "PEOPLE-30")
    def test_fills_what_to_tell_from_the_fault_knowledge(self, world: World, soon: datetime) -> None:
        cases.load()
        client = desk(world)
        assert "冷车怠速抖动" in page(client, "/booking/desk/faults/?concern=早上冷车抖")
        hit = knowledge.search_faults("早上冷车抖")[0]
        text = page(client, f"/booking/desk/items/?repair_type=maintenance&add=f:{hit.id}:{hit.causes[0].id}")
        assert hit.causes[0].remedy in text
        assert 'data-sets="told_price" value="240.00"' in text
        assert 'data-sets="repair_type" value="repair"' in text

    def test_keeps_chosen_items_over_a_lost_session(self, world: World, soon: datetime) -> None:
        text = page(desk(world), f"/booking/desk/items/?kept=o:{world.operation.pk}")
        assert "更换前制动片" in text
        gone = page(
            desk(world), f"/booking/desk/items/?kept=o:{world.operation.pk}&drop=o:{world.operation.pk}"
        )
        assert "更换前制动片" not in gone

    @pytest.mark.req("LANE-03")
    def test_shows_slots_with_reasons(self, world: World, row: Appointment) -> None:
        client = signed_in(world.care_agent, HX_Request="true", HX_Trigger_Name="on")
        text = page(client, f"/booking/slots/?on={row.slot.lower:%Y-%m-%d}")
        assert "09:00 北服务顾问这个时段已有预约" in text
        assert "推荐较空的时段" in text

    def test_books_in_one_post(self, world: World, soon: datetime) -> None:
        answer = post(
            desk(world),
            "/booking/desk/book/",
            customer=world.wang.pk,
            vehicle=world.car.pk,
            concern="刹车响",
            repair_type="repair",
            waits="1",
            item=[f"o:{world.operation.pk}", f"p:{world.pads.pk}:2"],
            told_price="650",
            told_points=["papers"],
            slot=slot(soon, world.staff(Role.ADVISER).pk),
        )
        made = Appointment.objects.get()
        assert answer.headers["Location"] == f"/booking/{made.pk}/"
        card = queries.card(world.care_agent, made.pk)
        assert (card.told_price, card.starts_at, card.part_needs[0].quantity) == (650, soon, 2)

    def test_books_a_new_customer_and_says_for_them_what_was_chosen(
        self, world: World, soon: datetime
    ) -> None:
        post(
            desk(world),
            "/booking/desk/book/",
            name="赵敏",
            phone="13688886666",
            sex="female",
            plate="川B12345",
            says="到店做更换前制动片",
            repair_type="repair",
            item=f"o:{world.operation.pk}",
            slot=slot(soon),
        )
        made = Appointment.objects.get()
        assert (made.concern, made.customer.name) == ("到店做更换前制动片", "赵敏")

    def test_wants_a_slot(self, world: World, soon: datetime) -> None:
        answer = post(desk(world), "/booking/desk/book/", concern="刹车响", repair_type="repair", slot="")
        assert answer.status_code == 422
        assert "请先点一个时段" in answer.content.decode()

    def test_sends_the_link(self, world: World, soon: datetime) -> None:
        post(desk(world), f"/booking/desk/link/{world.wang.pk}/")
        assert Message.objects.get().template == "booking.link"

    @pytest.mark.req("LANE-02")
    def test_keeps_what_was_told_by_hand_until_the_items_change(self, world: World) -> None:
        client, chosen = desk(world), f"item=o:{world.operation.pk}"
        typed = "told_price=185&was_told_price=200.00&told_minutes=60&was_told_minutes=60"
        words = "told_remedy=先看再说&was_told_remedy="
        text = page(client, f"/booking/desk/items/?{chosen}&{typed}&{words}&waits=0")
        assert 'data-sets="told_price" value="185"' in text
        assert 'data-sets="was_told_price" value="200.00"' in text
        assert 'data-sets="told_remedy" value="先看再说"' in text
        more = page(client, f"/booking/desk/items/?{chosen}&{typed}&{words}&add=o:{world.oil_change.pk}")
        assert 'data-sets="told_price" value="300.00"' in more
        assert 'data-sets="told_remedy" value="先看再说"' in more

    @pytest.mark.req("LANE-02")
    def test_the_answer_of_the_items_holds_no_field_that_somebody_types_into(self, world: World) -> None:
        text = page(desk(world), f"/booking/desk/items/?item=o:{world.operation.pk}&sender=王师傅")
        assert "<textarea" not in text
        assert "<select" not in text
        assert set(re.findall(r'<input type="(\w+)"', text)) == {"hidden"}
        assert len(re.findall("<input", text)) == len(re.findall('<input type="hidden"', text))
        whole = page(desk(world), f"/booking/desk/?vehicle={world.car.pk}&customer={world.wang.pk}")
        for name in (
            "repair_type",
            "find",
            "told_price",
            "told_minutes",
            "told_remedy",
            "waits",
            "sender",
            "contact",
        ):
            assert f'name="{name}"' in whole


class TestAppointment:
    def test_shows_everything(self, world: World, row: Appointment) -> None:
        text = page(desk(world), f"/booking/{row.pk}/")
        for words in (row.number, "刹车吱吱响", "¥680.00", "前制动片", "备件上预约货架", "138 0013 8001"):
            assert words in text

    def test_prints_its_sheet(self, world: World, row: Appointment) -> None:
        answer = desk(world).get(f"/booking/{row.pk}/paper/")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    def test_is_confirmed_moved_and_cancelled(self, world: World, row: Appointment, soon: datetime) -> None:
        client = desk(world)
        Appointment.objects.filter(pk=row.pk).update(state="asked")
        post(client, f"/booking/{row.pk}/confirm/")
        later = soon + timedelta(days=1)
        assert "为什么改" in page(client, f"/booking/{row.pk}/move/")
        post(client, f"/booking/{row.pk}/move/", slot=slot(later), reason="客户改时间")
        row.refresh_from_db()
        assert (row.state, row.slot.lower) == ("confirmed", later)
        refused = post(client, f"/booking/{row.pk}/cancel/", reason="客户临时有事", seen=1)
        assert refused.status_code == 409
        assert "已经“预约改期”" in refused.content.decode() or "刚刚被别人改过" in refused.content.decode()
        post(client, f"/booking/{row.pk}/cancel/", reason="客户临时有事", words="出差", seen=row.version)
        row.refresh_from_db()
        assert row.ended_reason == "客户临时有事；出差"

    def test_is_missed_only_after_its_time(self, world: World, row: Appointment) -> None:
        assert post(desk(world), f"/booking/{row.pk}/miss/").status_code == 409

    @pytest.mark.req("LANE-05")
    def test_is_prepared(self, world: World, row: Appointment) -> None:
        manager = signed_in(world.dispatcher)
        post(
            manager,
            f"/booking/{row.pk}/pencil/",
            technician=world.staff(Role.TECHNICIAN).pk,
            bay=world.bays["general"][0].pk,
        )
        row.refresh_from_db()
        assert row.technician_id
        point = Preparation.objects.get(appointment=row, kind="history")
        post(manager, f"/booking/preparation/{point.pk}/tick/", next=f"/booking/{row.pk}/")
        post(manager, f"/booking/preparation/{point.pk}/untick/")
        answer = post(
            manager, "/booking/preparation/problem/", point=point.pk, problem="资料不全", words="缺手册"
        )
        assert answer.headers["Location"] == "/booking/preparation/"
        point.refresh_from_db()
        assert point.problem == "资料不全：缺手册"
        assert "资料不全：缺手册" in page(manager, "/booking/preparation/?role=all")


@pytest.mark.req("LANE-07")
class TestWelcome:
    def today(self, world: World, soon: datetime) -> None:
        at = clock("23:45", localdate())
        world.north.settings = {"booking.last_minutes": 0}
        world.north.save()
        Appointment.objects.filter(store=world.north).update(slot=(at, at + timedelta(minutes=14)))

    @pytest.mark.parametrize(
        ("choice", "shown", "hidden"),
        [("plate", "**6K2", "王"), ("surname", "王先生", "8F6K2"), ("name", "王建国", "8F6K2")],
    )
    def test_shows_what_the_customer_chose(
        self, world: World, row: Appointment, soon: datetime, choice: str, shown: str, hidden: str
    ) -> None:
        world.wang.board_name = choice
        world.wang.save()
        self.today(world, soon)
        text = page(signed_in(world.greeter), "/booking/welcome/")
        board = text[text.index('id="guests"') : text.index("</section>")]
        assert shown in board
        assert hidden not in board
        assert "北服务顾问" in board

    def test_hides_who_is_cancelled(self, world: World, row: Appointment, soon: datetime) -> None:
        self.today(world, soon)
        Appointment.objects.update(state="cancelled")
        assert "欢迎随时到前台" in page(signed_in(world.greeter), "/booking/welcome/")


@pytest.mark.req("LANE-09")
class TestCalls:
    def test_takes_one_touch_by_hand(self, world: World) -> None:
        client = desk(world)
        answer = post(client, "/booking/calls/log/", outcome="lost:5", phone="13800138001")
        assert answer.headers["Location"] == "/booking/desk/"
        task = CallTask.objects.get()
        assert "139" not in re.sub("<[^>]*>", "", page(client, "/booking/calls/"))
        assert "漏接回拨" in page(client, f"/booking/desk/?task={task.pk}")
        post(client, f"/booking/calls/{task.pk}/later/", minutes=30)
        post(client, f"/booking/calls/{task.pk}/finish/", result="已约好")
        task.refresh_from_db()
        assert task.result == "已约好"

    def test_speaks_of_the_stores_own_number_of_rings(self, world: World) -> None:
        house_rules.change_setting(
            world.service_manager, world.north.pk, key="booking.answer_rings", value="5"
        )
        client = desk(world)
        for path in ("/booking/calls/", "/booking/desk/"):
            text = page(client, path)
            assert 'value="answered:5"' in text
            assert "5 声内接听" in text
            assert "三声" not in text

    def test_looks_at_a_file_before_it_takes_it(self, world: World) -> None:
        client = desk(world)
        wrong = SimpleUploadedFile("来电.csv", (GOOD + "坏行,,,已接听,,\n").encode())
        text = client.post("/booking/calls/import/", {"file": wrong, "dry": "1"}).content.decode()
        assert "第 4 行" in text
        assert not Call.objects.exists()
        client.post(
            "/booking/calls/import/", {"file": SimpleUploadedFile("来电.csv", GOOD.encode("gb18030"))}
        )
        assert Call.objects.count() == 2


@pytest.mark.req("LANE-01")
class TestCustomer:
    def test_books_moves_and_cancels(self, world: World, soon: datetime) -> None:
        url, client = messages.page_of(world.wang.pk, world.north.pk), Client()
        assert "王先生，您好" in page(client, url)
        day = f"{url}times/?vehicle={world.car.pk}&kind=repair&on={soon:%Y-%m-%d}"
        assert slot(soon) in page(client, day)
        answer = post(
            client,
            f"{url}book/",
            vehicle=world.car.pk,
            kind="repair",
            concern="冷车抖",
            waits="0",
            slot=slot(soon),
        )
        assert answer.headers["Location"] == f"{url}?done=booked"
        made = Appointment.objects.get()
        assert (made.state, made.concern, made.waits) == ("asked", "有故障 / 异响：冷车抖", False)
        assert slot(soon) not in page(client, day)
        assert "待确认" in page(client, url)
        post(client, f"{url}{made.pk}/move/", slot=slot(soon + timedelta(hours=2)))
        post(client, f"{url}{made.pk}/cancel/", reason="临时有事")
        made.refresh_from_db()
        assert (made.state, made.moved_times) == ("cancelled", 1)

    def test_wants_to_know_what_is_wrong(self, world: World, soon: datetime) -> None:
        url = messages.page_of(world.wang.pk, world.north.pk)
        answer = post(Client(), f"{url}book/", vehicle=world.car.pk, kind="repair", slot=slot(soon))
        assert answer.status_code == 422
        assert "是什么现象" in answer.content.decode()

    def test_shows_nobody_elses_data(self, world: World, row: Appointment, soon: datetime) -> None:
        other = world.another_car()
        url = messages.page_of(other.customer_id or 0, world.north.pk)
        assert row.number not in page(Client(), url)
        assert "川A8F6K2" not in page(Client(), url)
        assert Client().get(f"{url}times/?move={row.pk}").status_code == 404
        assert post(Client(), f"{url}{row.pk}/cancel/", reason="临时有事").status_code == 404
        taken = post(
            Client(), f"{url}book/", vehicle=world.car.pk, kind="check", slot=slot(soon + timedelta(hours=1))
        )
        assert taken.status_code == 404

    def test_bent_address_opens_nothing(self, world: World) -> None:
        url = messages.page_of(world.wang.pk, world.north.pk)
        assert Client().get(url[:-4] + "xyz/").status_code == 404
