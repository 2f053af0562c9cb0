"""Bookings: made, confirmed, moved, cancelled, arrived, missed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from huichang.booking import appointments, calls, preparation, queries, taking
from huichang.booking.estimate import Items
from huichang.booking.facts import AppointmentCancelled, AppointmentMade, AppointmentMissed
from huichang.booking.models import Appointment, CallTask, Need
from huichang.booking.taking import Caller
from huichang.company.roles import Role
from huichang.customers.models import Customer
from huichang.kernel import facts
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.knowledge import queries as knowledge
from huichang.parts.models import Hold, Stock
from huichang.post.models import Message
from huichang.vehicles.models import Vehicle
from tests.booking.desk import TOMORROW, another, booked, clock, known, staffed, wish
from tests.knowledge import cases
from tests.world import NOON, World


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every fact that this room announces."""
    told: list[object] = []

    def hear(fact: object) -> None:
        told.append(fact)
        facts.announce(fact)

    for module in (appointments, taking, preparation):
        monkeypatch.setattr(module, "announce", hear)
    return told


def held(world: World) -> list[tuple[int | None, Decimal, str]]:
    """(appointment, quantity, state) of every hold."""
    return list(Hold.objects.order_by("pk").values_list("for_appointment", "quantity", "state"))


class TestBook:
    @pytest.mark.req("LANE-01", "LANE-02")
    def test_keeps_who_when_what_and_what_was_told(self, world: World) -> None:
        row = booked(world, parts=True, told_points=("papers",), sender="李师傅")

        card = queries.card(world.care_agent, row.pk)
        assert (card.state, card.customer, card.plate, card.adviser) == (
            "confirmed",
            "王建国",
            "川A8F6K2",
            "北服务顾问",
        )
        assert (card.starts_at, card.ends_at) == (clock("9:00"), clock("9:15"))
        assert (card.concern, card.told_points, card.sender) == ("刹车吱吱响", ("papers",), "李师傅")
        assert (card.told_price, card.told_minutes) == (Decimal("680.00"), 60)
        assert [(need.title, need.price) for need in card.needs] == [("更换前制动片", Decimal("200.00"))]
        assert [(need.name, need.quantity, need.price) for need in card.part_needs] == [
            ("前制动片", Decimal("1.000"), Decimal("480.00"))
        ]
        assert card.number.startswith("YY260302")

    @pytest.mark.req("LANE-02")
    def test_takes_diagnosis_remedy_and_price_from_the_fault_knowledge(self, world: World) -> None:
        cases.load()

        hit = knowledge.search_faults("踩刹车方向盘抖")[0]
        row = booked(world, items=Items(fault_id=hit.id, cause_id=hit.causes[0].id), concern="踩刹车方向盘抖")

        card = queries.card(world.care_agent, row.pk)
        assert card.fault_id == hit.id
        assert card.first_diagnosis.startswith(f"{hit.title}：{hit.causes[0].name}")
        assert card.told_remedy == hit.causes[0].remedy
        assert card.told_minutes == hit.causes[0].minutes

    @pytest.mark.req("LANE-01")
    def test_takes_a_new_customer_with_a_new_car_in_the_same_form(self, world: World) -> None:
        row = booked(world, caller=Caller(name="赵敏", phone="13688886666", plate="川B12345", sex="female"))

        assert Customer.objects.get(pk=row.customer_id).name == "赵敏"
        assert Vehicle.objects.get(pk=row.vehicle_id).plate == "川B12345"
        assert queries.card(world.care_agent, row.pk).addressed == "赵女士"

    @pytest.mark.req("LANE-01")
    def test_tells_active_from_passive(self, world: World, heard: list[object]) -> None:
        row = booked(world, is_active=True, from_due=77, channel="care")
        assert (row.is_active, row.from_due) == (True, 77)
        assert AppointmentMade(world.north.pk, row.pk, row.vehicle_id, 77, NOON) in heard
        assert not booked(world, "10:00", caller=another(world, 1)).is_active

    def test_tells_the_customer(self, world: World) -> None:
        row = booked(world)
        message = Message.objects.get(about=f"booking.appointment:{row.pk}")
        assert "您已预约明天 09:00到北城店，由北服务顾问接待，川A8F6K2" in message.text
        assert message.link.startswith("/c/booking/")

    def test_reserves_an_hour_of_diagnosis_when_nobody_knows_yet(self, world: World) -> None:

        row = booked(world, items=Items(), concern="有股怪味")
        need = Need.objects.get(appointment=row)
        assert (need.title, need.minutes, row.told_price) == ("到店检查诊断", 60, None)

    @pytest.mark.req("LANE-09")
    def test_settles_the_call_that_led_to_it(self, world: World) -> None:
        calls.log_call(
            world.care_agent, store_id=world.north.pk, outcome="lost", phone="13800138001", at=NOON
        )
        staffed(world)
        appointments.book(
            world.care_agent,
            store_id=world.north.pk,
            caller=known(world),
            wish=wish(world),
            starts_at=clock("9:00"),
            call_task_id=CallTask.objects.get().pk,
            at=NOON,
        )
        assert CallTask.objects.get().result == "已约 明天 09:00（YY2603020001）"

    def test_refuses_without_the_customers_words(self, world: World) -> None:
        with pytest.raises(Refused, match="客户的原话"):
            booked(world, concern=" ")

    def test_refuses_an_unknown_type(self, world: World) -> None:
        with pytest.raises(Refused, match="维修类型"):
            booked(world, repair_type="wings")

    def test_refuses_a_wrong_phone_or_plate_of_a_new_customer(self, world: World) -> None:
        with pytest.raises(Refused, match="手机号"):
            booked(world, caller=Caller(name="赵敏", phone="136", plate="川B12345"))
        with pytest.raises(Refused):
            booked(world, caller=Caller(name="赵敏", phone="13688886666", plate="XX"))
        assert not Customer.objects.filter(name="赵敏").exists()

    def test_refuses_the_same_car_twice_a_day(self, world: World) -> None:
        first = booked(world)
        with pytest.raises(Refused, match="已有预约") as refusal:
            booked(world, "14:00")
        assert refusal.value.url == f"/booking/{first.pk}/"

    @pytest.mark.req("LANE-08")
    def test_refuses_a_taken_time_with_other_offers(self, world: World) -> None:
        booked(world)
        with pytest.raises(OutOfTurn, match="可以约"):
            booked(world, caller=another(world, 1))

    def test_misses_a_customer_whom_the_store_does_not_know(self, world: World) -> None:
        world.wang.known_at = [world.south.pk]
        world.wang.save()
        with pytest.raises(Missing):
            booked(world)
        with pytest.raises(Missing):
            booked(world, caller=Caller(name="赵敏", phone="13688886666", vehicle_id=999))

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            booked(world, actor=world.technician)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            booked(world, actor=world.stranger)


class TestConfirm:
    def asked(self, world: World) -> Appointment:
        row = booked(world)
        Appointment.objects.filter(pk=row.pk).update(state="asked")
        row.preparations.all().delete()
        Message.objects.all().delete()
        return row

    @pytest.mark.req("LANE-05")
    def test_prepares_and_tells(self, world: World, heard: list[object]) -> None:
        row = appointments.confirm(world.care_agent, self.asked(world).pk, at=NOON)

        assert row.state == "confirmed"
        assert row.preparations.count() == 7
        assert Message.objects.get().template == "booking.confirmed"
        assert any(isinstance(fact, AppointmentMade) for fact in heard)

    def test_happens_once(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(OutOfTurn):
            appointments.confirm(world.care_agent, row.pk, at=NOON)

    def test_refuses_an_old_page(self, world: World) -> None:
        row = self.asked(world)
        with pytest.raises(Changed):
            appointments.confirm(world.care_agent, row.pk, at=NOON, seen=99)

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            appointments.confirm(world.parts_clerk, self.asked(world).pk, at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            appointments.confirm(world.stranger, self.asked(world).pk, at=NOON)


class TestMove:
    def test_takes_slot_hours_and_parts_along(self, world: World) -> None:
        row = booked(world, parts=True)
        to = clock("14:00", TOMORROW + timedelta(days=1))
        appointments.move(world.care_agent, row.pk, starts_at=to, reason="客户改时间", at=NOON)

        card = queries.card(world.care_agent, row.pk)
        assert (card.starts_at, card.moved_times, card.state) == (to, 1, "confirmed")
        assert Need.objects.get(appointment=row).on == TOMORROW + timedelta(days=1)
        assert Hold.objects.get(state="held").expires_at == clock("18:00", TOMORROW + timedelta(days=1))
        assert all(point.due_at > clock("8:00") for point in card.points if point.done_at is None)
        assert Message.objects.filter(template="booking.moved").count() == 1

    def test_brings_back_one_that_was_missed(self, world: World) -> None:
        row = booked(world)
        appointments.miss(world.care_agent, row.pk, at=clock("9:21"))
        moved = appointments.move(
            world.care_agent, row.pk, starts_at=clock("14:00"), reason="客户改时间", at=clock("9:30")
        )
        assert (moved.state, moved.ended_reason) == ("confirmed", "")
        assert Need.objects.get(appointment=row).counts
        assert not CallTask.objects.filter(done_at__isnull=True).exists()

    def test_may_shift_by_a_quarter_of_an_hour(self, world: World) -> None:
        row = booked(world)
        assert appointments.move(
            world.care_agent, row.pk, starts_at=clock("9:15"), reason="路上耽误", at=NOON
        ).slot == DateTimeTZRange(clock("9:15"), clock("9:30"))

    @pytest.mark.req("LANE-08")
    def test_refuses_a_taken_time(self, world: World) -> None:
        row = booked(world)
        booked(world, "10:00", caller=another(world, 1))
        with pytest.raises(OutOfTurn, match="可以约"):
            appointments.move(
                world.care_agent, row.pk, starts_at=clock("10:00"), reason="客户改时间", at=NOON
            )

    def test_refuses_without_a_reason_and_on_an_old_page(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Refused, match="改期原因"):
            appointments.move(world.care_agent, row.pk, starts_at=clock("10:00"), reason="", at=NOON)
        with pytest.raises(Changed):
            appointments.move(
                world.care_agent, row.pk, starts_at=clock("10:00"), reason="客户改时间", at=NOON, seen=9
            )

    def test_refuses_one_that_has_arrived(self, world: World) -> None:
        row = booked(world)
        arrive(row)
        with pytest.raises(OutOfTurn):
            appointments.move(world.care_agent, row.pk, starts_at=clock("10:00"), reason="改", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(NotAllowed):
            appointments.move(world.dispatcher, row.pk, starts_at=clock("10:00"), reason="改", at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Missing):
            appointments.move(world.stranger, row.pk, starts_at=clock("10:00"), reason="改", at=NOON)


class TestCancel:
    def test_frees_slot_hours_and_parts(self, world: World, heard: list[object]) -> None:
        row = booked(world, parts=True)
        appointments.cancel(world.care_agent, row.pk, reason="客户临时有事", at=NOON)

        assert held(world) == [(row.pk, Decimal("1.000"), "released")]
        assert Stock.objects.get(part=world.pads).held == 0
        assert not Need.objects.get(appointment=row).counts
        assert booked(world, caller=another(world, 1)).pk
        assert AppointmentCancelled(world.north.pk, row.pk, row.vehicle_id, None, NOON) in heard
        assert Message.objects.filter(template="booking.cancelled").count() == 1

    def test_refuses_without_a_reason_and_on_an_old_page(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Refused, match="取消原因"):
            appointments.cancel(world.care_agent, row.pk, reason=" ", at=NOON)
        with pytest.raises(Changed):
            appointments.cancel(world.care_agent, row.pk, reason="有事", at=NOON, seen=9)

    def test_happens_once(self, world: World) -> None:
        row = booked(world)
        appointments.cancel(world.care_agent, row.pk, reason="有事", at=NOON)
        with pytest.raises(OutOfTurn):
            appointments.cancel(world.care_agent, row.pk, reason="有事", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(NotAllowed):
            appointments.cancel(world.greeter, row.pk, reason="有事", at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Missing):
            appointments.cancel(world.stranger, row.pk, reason="有事", at=NOON)


class TestMiss:
    pytestmark = pytest.mark.req("LANE-06")

    def test_asks_the_care_agent_to_call(self, world: World, heard: list[object]) -> None:
        row = booked(world)
        appointments.miss(world.care_agent, row.pk, at=clock("9:21"))

        task = CallTask.objects.get()
        assert (task.why, task.phone, task.appointment_id) == ("missed", "13800138001", row.pk)
        assert AppointmentMissed(world.north.pk, row.pk, row.vehicle_id, clock("9:21")) in heard

    def test_leaves_the_parts_until_the_store_closes(self, world: World) -> None:
        row = booked(world, parts=True)
        appointments.miss(world.care_agent, row.pk, at=clock("9:21"))
        hold = Hold.objects.get()
        assert (hold.state, hold.expires_at) == ("held", clock("18:00"))

    def test_refuses_before_the_time(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(OutOfTurn, match="还没到预约时间"):
            appointments.miss(world.care_agent, row.pk, at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(NotAllowed):
            appointments.miss(world.greeter, row.pk, at=clock("9:21"))

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Missing):
            appointments.miss(world.stranger, row.pk, at=clock("9:21"))


def arrive(row: Appointment, said: str = "9:02") -> queries.AppointmentCard:
    """The car stands at the gate, inside the gate's transaction."""
    with transaction.atomic():
        return appointments.arrive(row.pk, at=clock(said))


class TestArrive:
    def test_gives_the_gate_all_it_needs(self, world: World) -> None:
        card = arrive(booked(world, parts=True))

        assert (card.state, card.arrived_at, card.adviser) == ("arrived", clock("9:02"), "北服务顾问")
        assert [need.operation_id for need in card.needs] == [world.operation.pk]
        assert [(need.part_id, need.quantity) for need in card.part_needs] == [
            (world.pads.pk, Decimal("1.000"))
        ]

    def test_keeps_the_parts_beyond_closing_time(self, world: World) -> None:
        arrive(booked(world, parts=True))
        assert Hold.objects.get(state="held").expires_at == clock("18:00", TOMORROW + timedelta(days=1))

    def test_ends_the_call_about_one_that_was_given_up(self, world: World) -> None:
        row = booked(world)
        appointments.miss(world.care_agent, row.pk, at=clock("9:21"))
        assert arrive(row, "9:40").state == "arrived"
        assert CallTask.objects.get().result == "客户已到店"
        assert Need.objects.get(appointment=row).counts

    def test_refuses_one_that_was_cancelled(self, world: World) -> None:
        row = booked(world)
        appointments.cancel(world.care_agent, row.pk, reason="有事", at=NOON)
        with pytest.raises(OutOfTurn):
            arrive(row)

    def test_misses_an_unknown_one(self, world: World) -> None:
        with pytest.raises(Missing), transaction.atomic():
            appointments.arrive(999, at=NOON)


def test_an_adviser_books_for_the_colleague_asked_for(world: World) -> None:
    staffed(world, Role.ADVISER, Role.TECHNICIAN)
    row = appointments.book(
        world.adviser,
        store_id=world.north.pk,
        caller=known(world),
        wish=wish(world),
        starts_at=clock("11:00"),
        adviser_id=world.adviser.staff_id,
        at=NOON,
    )
    assert row.adviser_id == world.adviser.staff_id
