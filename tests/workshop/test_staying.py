"""Customers who wait in the house leave it, and stay after all (LANE-10, LANE-33)."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn
from huichang.post.models import Message
from huichang.workshop import arrival, facts, progress, staying
from huichang.workshop.models import Visit
from tests.web import page, post, signed_in
from tests.workshop import floor
from tests.workshop.floor import BRAKES
from tests.world import NOON, World

LATER = NOON + timedelta(hours=2)
pytestmark = pytest.mark.req("LANE-10")


class TestNoteStay:
    @pytest.mark.req("LANE-33")
    def test_who_has_left_gets_no_word_every_hour(self, world: World, heard: list[object]) -> None:
        order = floor.signed(world, BRAKES, promised_at=NOON + timedelta(hours=4))
        assert Visit.objects.get(pk=order.visit_id).waits
        staying.note_stay(world.greeter, order.visit_id, waits=False, at=NOON)
        assert facts.StayChanged(world.north.pk, order.visit_id, order.pk, False, NOON) in heard
        progress.tell_waiting(world.service_manager, world.north.pk, at=LATER)
        assert not Message.objects.filter(template="workshop.still").exists()
        staying.note_stay(world.adviser, order.visit_id, waits=True, at=LATER)
        progress.tell_waiting(world.service_manager, world.north.pk, at=LATER)
        assert Message.objects.filter(template="workshop.still").count() == 1

    def test_said_twice_is_said_once(self, world: World, heard: list[object]) -> None:
        order = floor.signed(world, BRAKES)
        for _ in range(2):
            staying.note_stay(world.adviser, order.visit_id, waits=False, at=NOON)
        assert sum(isinstance(each, facts.StayChanged) for each in heard) == 1

    def test_is_known_before_there_is_an_order(self, world: World, heard: list[object]) -> None:
        visit = arrival.greet_car(world.greeter, plate="川A12345", at=NOON)
        staying.note_stay(world.greeter, visit.pk, waits=False, at=NOON)
        assert facts.StayChanged(world.north.pk, visit.pk, None, False, NOON) in heard

    def test_refuses_a_car_that_has_left(self, world: World) -> None:
        visit = arrival.greet_car(world.greeter, plate="川A12345", at=NOON)
        arrival.leave_without_repair(world.greeter, visit.pk, reason="只是问价", at=NOON)
        with pytest.raises(OutOfTurn, match="川A12345已经离店"):
            staying.note_stay(world.greeter, visit.pk, waits=False, at=LATER)

    def test_is_not_for_the_workshop(self, world: World) -> None:
        order = floor.signed(world, BRAKES)
        with pytest.raises(NotAllowed):
            staying.note_stay(world.technician, order.visit_id, waits=False, at=NOON)

    def test_knows_no_visit_of_another_store(self, world: World) -> None:
        order = floor.signed(world, BRAKES)
        with pytest.raises(Missing):
            staying.note_stay(world.stranger, order.visit_id, waits=False, at=NOON)

    def test_is_said_on_the_page_of_the_order(self, world: World) -> None:
        order = floor.signed(world, BRAKES)
        desk = signed_in(world.adviser)
        assert "客户已离店" in page(desk, f"/workshop/orders/{order.pk}/")
        assert post(desk, f"/workshop/orders/{order.pk}/stay/", waits="no").status_code == 302
        assert "客户在店等" in page(desk, f"/workshop/orders/{order.pk}/")
        assert not Visit.objects.get(pk=order.visit_id).waits
