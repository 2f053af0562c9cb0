"""Two people, two telephones at the same moment: a call is one call, three bookings stay three, nobody's call is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from huichang.booking import by_customer, calls, permissions, preparation
from huichang.booking.models import Appointment, Call, CallTask, Preparation
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused
from tests.booking import desk
from tests.interleaving import interleaved
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.req("LANE-09")
class TestTheBookingLine:
    def test_a_call_that_the_telephone_system_tells_twice_is_one(self, world: World) -> None:
        system = Actor(
            None,
            "话机",
            {world.north.pk: frozenset({permissions.LOG_CALLS})},
            store_id=world.north.pk,
            door="api",
        )
        rang = calls.CallText(NOON, "lost", "13712340001", 5, 0, "X1")

        def tell() -> Call:
            return calls.take_over_call(system, store_id=world.north.pk, call=rang, at=NOON)

        told = interleaved(tell, tell, after='INSERT INTO "booking_call"')
        assert told is not None
        assert told[0] == told[1] == Call.objects.get()
        assert CallTask.objects.count() == 1

    def test_a_caller_who_was_lost_on_two_lines_is_called_back_once(self, world: World) -> None:
        agent = world.care_agent

        def lose() -> Call:
            return calls.log_call(
                agent, store_id=world.north.pk, outcome="lost", phone="13712340001", at=NOON
            )

        assert interleaved(lose, lose, after='INSERT INTO "booking_calltask"') is not None
        assert Call.objects.count() == 2
        assert "再次漏接" in CallTask.objects.get().text

    def test_what_comes_up_while_a_call_is_being_made_is_a_call_of_its_own(self, world: World) -> None:
        row, agent, manager = desk.booked(world, parts=True), world.care_agent, world.service_manager
        tools, parts = (Preparation.objects.get(appointment=row, kind=kind) for kind in ("tools", "parts"))
        preparation.report_problem(manager, tools.pk, problem="缺工具", at=NOON)
        task = CallTask.objects.get()
        assert interleaved(
            lambda: calls.finish_call(agent, task.pk, result="已告知", at=NOON),
            lambda: preparation.report_problem(manager, parts.pk, problem="缺件", at=NOON),
            after="COMMIT",
        )
        assert "缺件" in CallTask.objects.get(done_at__isnull=True).text


@pytest.mark.req("LANE-01")
def test_a_customer_has_three_open_bookings_at_most(world: World) -> None:
    desk.staffed(world)
    for ahead in (2, 3):
        desk.booked(world, on=TODAY + timedelta(days=ahead))
    visitor = by_customer.visitor(world.north.pk, "王建国")

    def book(ahead: int) -> Callable[[], Appointment]:
        return lambda: by_customer.book_by_customer(
            visitor,
            store_id=world.north.pk,
            customer_id=world.wang.pk,
            caller=desk.known(world),
            wish=desk.wish(world),
            starts_at=desk.clock("9:00", TODAY + timedelta(days=ahead)),
            at=NOON,
        )

    answers = interleaved(book(4), book(5), after='INSERT INTO "booking_appointment"')
    assert answers is not None
    assert isinstance(answers[1], Refused)
    assert "已有 3 个" in str(answers[1])
    assert Appointment.objects.count() == 3
