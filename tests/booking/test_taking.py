"""Two desks at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from huichang.booking.estimate import Items
from huichang.booking.models import Appointment, Need
from huichang.kernel.refusals import OutOfTurn
from tests.booking.desk import another, booked, staffed
from tests.world import World


@pytest.mark.req("LANE-08")
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def race(
        self, world: World, one: Callable[[], Appointment], other: Callable[[], Appointment]
    ) -> list[str]:
        start, said = Barrier(2), []

        def run(act: Callable[[], Appointment]) -> None:
            try:
                start.wait()
                act()
                said.append("booked")
            except OutOfTurn as refusal:
                said.append(str(refusal))
            finally:
                connection.close()

        threads = [Thread(target=run, args=(act,)) for act in (one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(said, key=lambda word: word != "booked")

    def test_the_last_slot_is_sold_once_and_the_other_is_offered_the_next(self, world: World) -> None:
        staffed(world)
        desk = world.care_agent
        won, lost = self.race(
            world,
            lambda: booked(world, caller=another(world, 1), actor=desk),
            lambda: booked(world, caller=another(world, 2), actor=desk),
        )
        assert won == "booked"
        assert "已有预约。可以约：" in lost
        assert Appointment.objects.count() == 1

    def test_the_last_hours_are_sold_once(self, world: World) -> None:
        staffed(world)
        desk = world.care_agent
        # 408 minutes may be booked; 7 operations of an hour do not fit.
        for number in range(6):
            booked(world, f"{9 + number}:00", caller=another(world, number))
        won, lost = self.race(
            world,
            lambda: booked(world, "15:15", caller=another(world, 8), items=_oil(world)),
            lambda: booked(world, "16:15", caller=another(world, 9), items=_oil(world), actor=desk),
        )
        assert won == "booked"
        assert "机电的预约工时只剩 0.3 工时" in lost
        assert sum(Need.objects.values_list("minutes", flat=True)) == 390

    def test_the_database_itself_sells_a_slot_once(self, world: World) -> None:
        row = booked(world)
        row.pk, row.number, row._state.adding = None, "YY9", True
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def _oil(world: World) -> Items:
    return Items(operation_ids=(world.oil_change.pk,))
