"""The customer books on a phone."""

from datetime import timedelta
from typing import Any

import pytest

from huichang.booking import appointments, by_customer, messages, queries
from huichang.booking.models import Appointment
from huichang.booking.taking import Caller
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.post.models import Message
from tests.booking.desk import TOMORROW, another, booked, clock, staffed, wish
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-01")


def visitor(world: World) -> Actor:
    return by_customer.visitor(world.north.pk, "王建国")


def asked(world: World, said: str = "9:00", *, actor: Actor | None = None, **more: Any) -> Appointment:
    staffed(world)
    given: dict[str, Any] = {"caller": Caller(vehicle_id=world.car.pk), "customer_id": world.wang.pk, **more}
    return by_customer.book_by_customer(
        actor or visitor(world),
        store_id=world.north.pk,
        wish=wish(world),
        starts_at=clock(said),
        at=NOON,
        **given,
    )


class TestBookByCustomer:
    def test_waits_to_be_confirmed_and_holds_its_slot(self, world: World) -> None:
        row = asked(world)

        assert (row.state, row.channel, row.taken_by_id) == ("asked", "page", None)
        assert not row.preparations.exists()
        assert Message.objects.get().template == "booking.asked"
        with pytest.raises(OutOfTurn):
            booked(world, caller=another(world, 1))

    def test_is_prepared_when_the_store_confirms(self, world: World) -> None:
        row = appointments.confirm(world.care_agent, asked(world).pk, at=NOON)
        assert row.preparations.count() == 7

    def test_takes_a_further_car_by_its_plate(self, world: World) -> None:
        row = asked(world, caller=Caller(plate="川C54321"))
        assert queries.card(world.adviser, row.pk).plate == "川C54321"

    def test_misses_somebody_elses_car(self, world: World) -> None:
        other = world.another_car()
        with pytest.raises(Missing, match="您名下"):
            asked(world, caller=Caller(vehicle_id=other.pk))

    def test_is_refused_beyond_three_open_ones(self, world: World) -> None:
        for number, said in enumerate(("9:00", "10:00", "11:00")):
            asked(world, said, caller=Caller(plate=f"川C5432{number}"))
        with pytest.raises(Refused, match="已有 3 个"):
            asked(world, "14:00")

    def test_is_not_for_staff_nor_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            asked(world, actor=world.service_manager)
        with pytest.raises(NotAllowed):
            asked(world, actor=by_customer.visitor(world.south.pk, "王建国"))


class TestMoveByCustomer:
    def test_takes_another_time(self, world: World) -> None:
        row = by_customer.move_by_customer(
            visitor(world), asked(world).pk, customer_id=world.wang.pk, starts_at=clock("14:00"), at=NOON
        )
        assert row.slot.lower == clock("14:00")

    def test_misses_somebody_elses(self, world: World) -> None:
        row = booked(world, caller=another(world, 1))
        with pytest.raises(Missing):
            by_customer.move_by_customer(
                visitor(world), row.pk, customer_id=world.wang.pk, starts_at=clock("14:00"), at=NOON
            )

    def test_is_not_for_staff(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            by_customer.move_by_customer(
                world.care_agent,
                asked(world).pk,
                customer_id=world.wang.pk,
                starts_at=clock("14:00"),
                at=NOON,
            )

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            by_customer.move_by_customer(
                by_customer.visitor(world.south.pk, "王"),
                asked(world).pk,
                customer_id=world.wang.pk,
                starts_at=clock("14:00"),
                at=NOON,
            )

    def test_is_refused_when_the_store_moved_it_meanwhile(self, world: World) -> None:
        row = asked(world)
        seen = row.version
        appointments.move(world.care_agent, row.pk, starts_at=clock("10:00"), reason="客户来电", at=NOON)
        with pytest.raises(Changed, match="预约改期"):
            by_customer.move_by_customer(
                visitor(world),
                row.pk,
                customer_id=world.wang.pk,
                starts_at=clock("14:00"),
                seen=seen,
                at=NOON,
            )


class TestCancelByCustomer:
    def test_frees_the_slot(self, world: World) -> None:
        row = by_customer.cancel_by_customer(
            visitor(world), asked(world).pk, customer_id=world.wang.pk, reason="临时有事", at=NOON
        )
        assert (row.state, row.ended_reason) == ("cancelled", "临时有事")
        assert booked(world, caller=another(world, 1)).pk

    def test_refuses_without_a_reason(self, world: World) -> None:
        with pytest.raises(Refused, match="取消原因"):
            by_customer.cancel_by_customer(
                visitor(world), asked(world).pk, customer_id=world.wang.pk, reason="", at=NOON
            )

    def test_misses_somebody_elses(self, world: World) -> None:
        row = booked(world, caller=another(world, 1))
        with pytest.raises(Missing):
            by_customer.cancel_by_customer(
                visitor(world), row.pk, customer_id=world.wang.pk, reason="有事", at=NOON
            )

    def test_is_not_for_staff(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            by_customer.cancel_by_customer(
                world.care_agent, asked(world).pk, customer_id=world.wang.pk, reason="有事", at=NOON
            )

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            by_customer.cancel_by_customer(
                by_customer.visitor(world.south.pk, "王"),
                asked(world).pk,
                customer_id=world.wang.pk,
                reason="有事",
                at=NOON,
            )

    def test_is_refused_when_the_store_moved_it_meanwhile(self, world: World) -> None:
        row = asked(world)
        seen = row.version
        appointments.move(world.care_agent, row.pk, starts_at=clock("10:00"), reason="客户来电", at=NOON)
        with pytest.raises(Changed, match="预约改期"):
            by_customer.cancel_by_customer(
                visitor(world),
                row.pk,
                customer_id=world.wang.pk,
                reason="临时有事",
                seen=seen,
                at=NOON,
            )


class TestSendLink:
    def test_sends_the_customers_own_page_once_an_hour(self, world: World) -> None:
        for minutes in (0, 5):
            by_customer.send_link(
                world.care_agent, world.wang.pk, store_id=world.north.pk, at=NOON + timedelta(minutes=minutes)
            )
        message = Message.objects.get()
        assert messages.whose_page(message.link.split("/")[3]) == (world.wang.pk, world.north.pk)

    def test_misses_a_customer_whom_the_store_does_not_know(self, world: World) -> None:
        world.wang.known_at = [world.south.pk]
        world.wang.save()
        with pytest.raises(Missing):
            by_customer.send_link(world.care_agent, world.wang.pk, store_id=world.north.pk, at=NOON)

    def test_is_not_for_every_post_or_store(self, world: World) -> None:
        for actor in (world.technician, world.southern_manager):
            with pytest.raises(NotAllowed):
                by_customer.send_link(actor, world.wang.pk, store_id=world.north.pk, at=NOON)


class TestPage:
    def test_is_missing_for_a_bent_or_expired_address(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token = messages.page_of(world.wang.pk, world.north.pk).split("/")[3]
        with pytest.raises(Missing, match="不完整"):
            messages.whose_page(token[:-2] + "xx")
        monkeypatch.setattr(messages, "LINK_DAYS", -1)
        with pytest.raises(Missing, match="已过期"):
            messages.whose_page(token)

    def test_bookings_of_a_customer_are_their_own(self, world: World) -> None:
        mine = asked(world)
        booked(world, "10:00", on=TOMORROW, caller=another(world, 1))
        assert [card.id for card in queries.of_customer(world.north.pk, world.wang.pk, NOON)] == [mine.pk]
