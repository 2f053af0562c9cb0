"""From the visit to the order: who, which car, what was booked or said, and who pays (LANE-15)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from psycopg.types.range import TimestamptzRange

from huichang.booking.models import Appointment, Need, PartNeed
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import PartPrice
from huichang.workshop import arrival, reception
from huichang.workshop.models import Job, Line
from huichang.workshop.reception import Concern
from tests.workshop.lane_story import greeted, opened
from tests.world import NOON, TODAY, World, minutes


@pytest.mark.req("LANE-15")
class TestOpenOrder:
    def test_what_the_customer_says_becomes_jobs_with_their_payers(self, world: World) -> None:
        visit = greeted(world)
        order = reception.open_order(
            world.adviser,
            visit.pk,
            concerns=[
                Concern("刹车有异响", "repair"),
                Concern("中控屏黑屏，质保内", "warranty"),
                Concern("后保险杠被追尾", "accident"),
            ],
            at=NOON,
        ).order
        assert order.number == "RO2603020001"
        assert (order.state, order.repair_type, order.odometer) == ("draft", "repair", 45_210)
        assert order.concern == "刹车有异响；中控屏黑屏，质保内；后保险杠被追尾"
        assert list(Job.objects.order_by("position").values_list("repair_type", "payer")) == [
            ("repair", "customer"),
            ("warranty", "manufacturer"),
            ("accident", "insurer"),
        ]

    def test_what_was_booked_is_taken_over_with_its_prices(self, world: World) -> None:
        booked = Appointment.objects.create(
            store=world.north,
            number="BK1",
            customer=world.wang,
            vehicle=world.car,
            adviser=world.staff("adviser"),
            slot=TimestamptzRange(NOON, NOON + minutes(15)),
            concern="例行保养",
            repair_type="maintenance",
            taken_at=NOON - timedelta(days=1),
        )
        Need.objects.create(
            store=world.north,
            appointment=booked,
            on=TODAY,
            title="更换机油机滤",
            operation=world.oil_change,
            skill="mechanical",
            bay_kind="general",
            minutes=30,
        )
        PartNeed.objects.create(store=world.north, appointment=booked, part=world.oil, quantity=1)
        opening = reception.open_order(world.adviser, greeted(world).pk, at=NOON)
        assert opening.left_out == ""
        assert list(Line.objects.order_by("pk").values_list("name", "amount")) == [
            ("更换机油机滤", Decimal("100.00")),
            ("全合成机油 4L", Decimal("328.00")),
        ]
        assert Job.objects.get().concern == "例行保养"

    def test_what_cannot_be_priced_does_not_keep_the_car_waiting(self, world: World) -> None:
        booked = Appointment.objects.create(
            store=world.north,
            number="BK1",
            customer=world.wang,
            vehicle=world.car,
            adviser=world.staff("adviser"),
            slot=TimestamptzRange(NOON, NOON + minutes(15)),
            concern="修空调",
            repair_type="repair",
            taken_at=NOON,
        )
        part = world.part("AC-1", "冷凝器", Decimal("1.00"))
        PartPrice.objects.filter(part=part).delete()
        PartNeed.objects.create(store=world.north, appointment=booked, part=part, quantity=1)
        opening = reception.open_order(world.adviser, greeted(world).pk, at=NOON)
        assert "冷凝器" in opening.left_out
        assert Job.objects.get().title
        assert not Line.objects.exists()

    def test_a_walk_in_is_completed_first(self, world: World) -> None:
        visit = arrival.greet_car(world.greeter, plate="川B12345", phone="13911112222", at=NOON)
        with pytest.raises(Refused, match="请先补全客户"):
            reception.open_order(world.adviser, visit.pk, at=NOON)
        reception.complete_arrival(
            world.adviser, visit.pk, name="赵敏", phone="13911112222", sex="female", at=NOON
        )
        with pytest.raises(Refused, match="请先补全车辆"):
            reception.open_order(world.adviser, visit.pk, at=NOON)
        reception.complete_arrival(
            world.adviser, visit.pk, car={"brand": "远岚", "series": "R5", "energy": "petrol"}, at=NOON
        )
        order = reception.open_order(world.adviser, visit.pk, sender_name="赵师傅", at=NOON).order
        assert (order.customer.name, order.sender_name) == ("赵敏", "赵师傅")

    def test_refuses_a_second_order_a_gone_car_and_unknown_types(self, world: World) -> None:
        order = opened(world)
        with pytest.raises(OutOfTurn, match="已经开过工单 RO") as refusal:
            reception.open_order(world.adviser, order.visit_id, at=NOON)
        assert refusal.value.url == f"/workshop/orders/{order.pk}/"
        other = greeted(world, world.another_car())
        with pytest.raises(Refused, match="维修类型"):
            reception.open_order(world.adviser, other.pk, repair_type="magic", at=NOON)
        arrival.leave_without_repair(world.greeter, other.pk, reason="咨询", at=NOON)
        with pytest.raises(OutOfTurn, match="已经离店"):
            reception.open_order(world.adviser, other.pk, at=NOON)
        with pytest.raises(OutOfTurn, match="已经离店"):
            reception.complete_arrival(world.adviser, other.pk, at=NOON)

    def test_is_not_for_every_post_and_not_for_another_store(self, world: World) -> None:
        visit = greeted(world)
        with pytest.raises(NotAllowed):
            reception.open_order(world.greeter, visit.pk, at=NOON)
        with pytest.raises(Missing):
            reception.open_order(world.stranger, visit.pk, at=NOON)


class TestCompleteArrival:
    def test_takes_a_known_customer(self, world: World) -> None:
        visit = arrival.greet_car(world.greeter, plate="川B12345", at=NOON)
        reception.complete_arrival(world.adviser, visit.pk, customer_id=world.wang.pk, at=NOON)
        visit.refresh_from_db()
        assert visit.customer_id == world.wang.pk
        assert visit.vehicle.customer_id == world.wang.pk

    def test_refuses_a_customer_of_another_store_and_a_wrong_vin(self, world: World) -> None:
        far = world._customer("南边人", "13700000003", store=world.south)
        visit = arrival.greet_car(world.greeter, plate="川B12345", at=NOON)
        with pytest.raises(Missing):
            reception.complete_arrival(world.adviser, visit.pk, customer_id=far.pk, at=NOON)
        with pytest.raises(Refused, match="17 位"):
            reception.complete_arrival(world.adviser, visit.pk, vin="LSVAL41Z88210420", at=NOON)


@pytest.mark.req("LANE-15")
class TestTriage:
    def test_changes_the_type_of_the_order_and_of_jobs_without_a_price(self, world: World) -> None:
        order = opened(world)
        reception.triage(world.adviser, order.pk, repair_type="warranty", at=NOON, seen=order.version)
        order.refresh_from_db()
        assert order.repair_type == "warranty"
        assert Job.objects.get().payer == "manufacturer"
        reception.triage(world.adviser, order.pk, repair_type="internal", payer="customer", at=NOON)
        assert Job.objects.get().payer == "customer"

    def test_refuses_unknown_words_old_pages_and_signed_orders(self, world: World) -> None:
        order = opened(world)
        with pytest.raises(Refused, match="维修类型"):
            reception.triage(world.adviser, order.pk, repair_type="x", at=NOON)
        with pytest.raises(Refused, match="付费方"):
            reception.triage(world.adviser, order.pk, repair_type="repair", payer="x", at=NOON)
        with pytest.raises(Changed):
            reception.triage(world.adviser, order.pk, repair_type="repair", seen=99, at=NOON)
        order.state, order.signed_at = "signed", NOON
        order.save()
        with pytest.raises(OutOfTurn, match="已经签字"):
            reception.triage(world.adviser, order.pk, repair_type="repair", at=NOON)
        with pytest.raises(NotAllowed):
            reception.triage(world.greeter, order.pk, repair_type="repair", at=NOON)
