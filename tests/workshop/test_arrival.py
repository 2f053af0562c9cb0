"""The gate: plate in, ticket out, waiting time, late greetings (LANE-10)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from huichang.customers.models import Customer
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import alarms, arrival, facts, findings, orders, reception
from huichang.workshop.models import Alarm, Finding, Visit
from huichang.workshop.queries import lane
from tests.workshop.lane_story import booking, covered, greeted, opened
from tests.world import NOON, TODAY, World, minutes


@pytest.mark.req("LANE-10")
class TestGreetCar:
    def test_a_known_car_brings_its_customer_and_gets_a_ticket(
        self, world: World, heard: list[object]
    ) -> None:
        visit = arrival.greet_car(world.greeter, plate="川a·8f6k2", at=NOON)
        assert (visit.vehicle_id, visit.customer_id, visit.ticket) == (world.car.pk, world.wang.pk, "A01")
        assert (visit.arrived_at, visit.greeted_at, visit.received_at) == (NOON, NOON, None)
        assert greeted(world, world.another_car()).ticket == "A02"

    def test_a_booked_car_brings_adviser_and_concern_and_its_booking_arrives(self, world: World) -> None:
        made = booking(world, NOON - minutes(40))
        visit = greeted(world)
        made.refresh_from_db()
        assert made.state == "arrived"
        assert (visit.appointment_id, visit.adviser_id, visit.waits) == (
            made.pk,
            world.staff("adviser").pk,
            False,
        )
        assert visit.purpose == "例行保养，顺便看刹车"

    def test_a_booking_of_another_day_stays(self, world: World) -> None:
        made = booking(world, NOON + timedelta(days=1))
        assert greeted(world).appointment_id is None
        made.refresh_from_db()
        assert made.state == "confirmed"

    def test_an_unknown_car_gets_a_short_card(self, world: World) -> None:
        visit = arrival.greet_car(
            world.greeter, plate="川B12345", phone="13911112222", purpose="保养", at=NOON
        )
        assert visit.customer_id is not None
        customer = Customer.objects.get(pk=visit.customer_id)
        assert (customer.name, customer.phone, visit.purpose) == ("未留姓名", "13911112222", "保养")
        assert visit.vehicle.customer_id == customer.pk

    def test_an_unknown_car_may_leave_no_phone(self, world: World) -> None:
        assert arrival.greet_car(world.greeter, plate="川B12345", at=NOON).customer_id is None

    def test_a_new_car_without_plate_comes_by_vin(self, world: World) -> None:
        assert arrival.greet_car(world.greeter, vin=world.car.vin, at=NOON).vehicle_id == world.car.pk

    def test_an_owner_whom_another_store_knows_stays_unknown_here(self, world: World) -> None:
        far = world.another_car(store=world.south)
        assert greeted(world, far).customer_id is None

    def test_refuses_a_plate_of_unknown_form_in_words(self, world: World) -> None:
        with pytest.raises(Refused, match="第 2 位应是发牌机关的字母.*仍按特殊号牌登记"):
            arrival.greet_car(world.greeter, plate="川12345", at=NOON)
        assert (
            arrival.greet_car(world.greeter, plate="川12345", special_reason="外地临牌", at=NOON).ticket
            == "A01"
        )

    def test_refuses_a_car_that_is_here_and_leads_to_its_visit(self, world: World) -> None:
        first = greeted(world)
        with pytest.raises(OutOfTurn, match="已经在店里：A01 号") as refusal:
            greeted(world)
        assert refusal.value.url == f"/workshop/visits/{first.pk}/"
        assert Visit.objects.count() == 1

    def test_refuses_a_wrong_phone(self, world: World) -> None:
        with pytest.raises(Refused, match="11 位"):
            arrival.greet_car(world.greeter, plate="川B12345", phone="1391111", at=NOON)

    def test_tickets_begin_anew_every_day_and_in_every_store(self, world: World) -> None:
        greeted(world)
        there = arrival.greet_car(world.actor("greeter", world.south), plate="川B12345", at=NOON)
        tomorrow = arrival.greet_car(world.greeter, plate="川B54321", at=NOON + timedelta(days=1))
        assert (there.ticket, tomorrow.ticket) == ("A01", "A01")

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            arrival.greet_car(world.technician, plate="川A8F6K2", at=NOON)


@pytest.mark.req("LANE-10")
@pytest.mark.django_db(transaction=True)
class TestGreetCarAtOnce:
    @pytest.mark.parametrize("plate", ["川A8F6K2", "川B77777"])
    def test_two_tablets_make_one_visit(self, plate: str) -> None:
        world = World()
        greeter, manager = world.greeter, world.service_manager
        barrier, refused = threading.Barrier(2), []

        def greet(actor: object) -> None:
            barrier.wait()
            try:
                arrival.greet_car(actor, plate=plate, at=NOON)  # type: ignore[arg-type]
            except OutOfTurn as refusal:
                refused.append(str(refusal))
            finally:
                connection.close()

        threads = [threading.Thread(target=greet, args=(actor,)) for actor in (greeter, manager)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Visit.objects.count() == 1
        assert len(refused) == 1
        assert "已经在店里" in refused[0]


@pytest.mark.req("LANE-10")
class TestWelcome:
    def test_a_camera_announces_the_car_and_a_person_greets_it(self, world: World) -> None:
        visit = greeted(world, greeted=False)
        assert visit.greeted_at is None
        welcomed = arrival.welcome(world.greeter, visit.pk, at=NOON + minutes(0.5))
        assert welcomed.greeted_at == NOON + minutes(0.5)
        assert not Alarm.objects.exists()
        with pytest.raises(OutOfTurn, match="已经有人迎接"):
            arrival.welcome(world.greeter, visit.pk, at=NOON + minutes(1))

    def test_a_late_greeting_is_kept_as_an_alarm(self, world: World) -> None:
        visit = greeted(world, greeted=False)
        arrival.welcome(world.greeter, visit.pk, at=NOON + minutes(3))
        alarm = Alarm.objects.get()
        assert (alarm.kind, alarm.text) == ("greeted_late", "川A8F6K2 到店 3 分钟才迎接")
        assert alarm.ended_at == NOON + minutes(3)
        assert alarm.closed_at is None

    def test_an_earlier_arrival_counts_from_there(self, world: World) -> None:
        visit = greeted(world, arrived_at=NOON - minutes(2))
        assert visit.arrived_at == NOON - minutes(2)
        assert Alarm.objects.get().kind == "greeted_late"

    def test_is_missing_in_another_store(self, world: World) -> None:
        visit = greeted(world, greeted=False)
        with pytest.raises(Missing):
            arrival.welcome(world.actor("greeter", world.south), visit.pk, at=NOON)


@pytest.mark.req("LANE-10")
class TestCallIn:
    def test_ends_the_waiting_and_its_alarm(self, world: World) -> None:
        visit = greeted(world)
        alarms.watch_lane(world.service_manager, world.north.pk, at=NOON + minutes(9))
        assert Alarm.objects.get(kind="waits_long").text == "川A8F6K2 A01 号等了 9 分还没有接待"
        called = arrival.call_in(world.adviser, visit.pk, at=NOON + minutes(10))
        assert (called.received_at, called.adviser_id) == (NOON + minutes(10), world.staff("adviser").pk)
        assert Alarm.objects.get().ended_at == NOON + minutes(10)
        assert lane.waiting(lane.in_house(world.north.pk)) == []

    def test_only_one_adviser_gets_the_customer(self, world: World) -> None:
        visit = greeted(world)
        arrival.call_in(world.adviser, visit.pk, at=NOON)
        with pytest.raises(OutOfTurn, match=f"已由{world.adviser.name}接待"):
            arrival.call_in(world.service_manager, visit.pk, at=NOON)

    def test_is_not_for_every_post_and_not_for_another_store(self, world: World) -> None:
        visit = greeted(world)
        with pytest.raises(NotAllowed):
            arrival.call_in(world.greeter, visit.pk, at=NOON)
        with pytest.raises(Missing):
            arrival.call_in(world.stranger, visit.pk, at=NOON)


class TestLeaveWithoutRepair:
    def test_the_car_is_gone_and_may_come_again(self, world: World) -> None:
        visit = greeted(world)
        arrival.leave_without_repair(world.greeter, visit.pk, reason="只是咨询", at=NOON + minutes(5))
        assert lane.in_house(world.north.pk) == []
        assert greeted(world, at=NOON + minutes(30)).ticket == "A02"
        with pytest.raises(OutOfTurn, match="已经离店"):
            arrival.leave_without_repair(world.greeter, visit.pk, reason="x", at=NOON)
        with pytest.raises(OutOfTurn, match="已经离店"):
            arrival.call_in(world.adviser, visit.pk, at=NOON)

    def test_refuses_without_a_reason_or_with_an_open_order(self, world: World) -> None:
        order = opened(world)
        with pytest.raises(Refused, match="原因"):
            arrival.leave_without_repair(world.greeter, order.visit_id, reason="", at=NOON)
        with pytest.raises(OutOfTurn, match="出门证") as refusal:
            arrival.leave_without_repair(world.greeter, order.visit_id, reason="走了", at=NOON)
        assert refusal.value.url == f"/workshop/orders/{order.pk}/"

    @pytest.mark.req("LANE-16")
    def test_what_was_found_is_announced_when_a_cancelled_car_leaves(
        self, world: World, heard: list[object]
    ) -> None:
        order = covered(world)
        findings.record_finding(world.adviser, order.pk, point="WIPER-F", state="soon", at=NOON)
        orders.cancel_order(world.adviser, order.pk, reason="price", at=NOON)
        arrival.leave_without_repair(world.greeter, order.visit_id, reason="报价未谈妥", at=NOON)
        left = [fact for fact in heard if isinstance(fact, facts.FindingLeft)]
        assert [(fact.name, fact.declined) for fact in left] == [("前雨刮片与喷水", False)]
        assert Finding.objects.get().outcome == "open"


@pytest.mark.req("LANE-34")
class TestInHouse:
    def test_tells_stage_adviser_and_what_is_next(self, world: World) -> None:
        order = opened(world)
        (car,) = lane.in_house(world.north.pk)
        assert (car.stage, car.order_number, car.adviser) == ("checked_in", order.number, world.adviser.name)
        assert car.next_act == ("环检", f"/workshop/check-in/{order.pk}/")
        assert (car.plate, car.customer, car.url) == ("川A8F6K2", "王先生", f"/workshop/orders/{order.pk}/")

    def test_of_another_store_nothing_is_seen(self, world: World) -> None:
        visit = greeted(world)
        with pytest.raises(Missing):
            lane.visit(world.stranger, visit.pk)
        with pytest.raises(NotAllowed):
            lane.visit(world.technician, visit.pk)

    def test_the_gate_finds_booked_cars_first_with_notices(self, world: World) -> None:
        from huichang.booking import queries as bookings

        world.another_car(plate="川B8F6K2")
        booking(world)
        found = lane.gate_matches(
            world.greeter, "8F6K2", at=NOON, bookings=bookings.today(world.north.pk, TODAY)
        )
        assert [(match.plate, match.adviser) for match in found] == [
            ("川A8F6K2", world.adviser.name),
            ("川B8F6K2", ""),
        ]
        greeted(world)
        found = lane.gate_matches(
            world.greeter, "8F6K2", at=NOON, bookings=bookings.today(world.north.pk, TODAY)
        )
        assert found[-1].ticket == "A01"


def test_opening_an_order_receives_the_customer(world: World) -> None:
    visit = greeted(world)
    order = reception.open_order(world.adviser, visit.pk, at=NOON + minutes(2)).order
    visit.refresh_from_db()
    assert visit.received_at == NOON + minutes(2)
    assert order.adviser_id == world.staff("adviser").pk
