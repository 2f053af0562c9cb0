"""What customer care does when a room below announces something."""

import pytest

from huichang.care.models import Complaint
from huichang.workshop import alarms
from huichang.workshop.models import Alarm
from tests.workshop.lane_story import greeted
from tests.world import NOON, World, minutes


@pytest.mark.req("LANE-11")
class TestTakeDownTheComplaint:
    def test_of_a_car_that_stood_too_long_stands_among_the_complaints(self, world: World) -> None:
        visit = greeted(world, arrived_at=NOON - minutes(25), at=NOON - minutes(25), in_precheck=True)
        alarms.watch_lane(world.service_manager, world.north.pk, at=NOON)
        long = Alarm.objects.get(kind="precheck_long")
        dispatcher = world.staff("dispatcher")
        alarms.link_complaint(
            world.service_manager, long.pk, complaint="没人管", responsible_id=dispatcher.pk, at=NOON
        )
        row = Complaint.objects.get()
        assert (row.customer_id, row.vehicle_id, row.text) == (visit.customer_id, visit.vehicle_id, "没人管")
        assert row.responsible_id == dispatcher.pk

    def test_of_a_full_area_is_nobodys_in_particular(self, world: World) -> None:
        alarms.open_alarm(
            world.north.pk, "precheck_full", key="precheck", text="预检区已有 4 台车", at=NOON, cars=4
        )
        alarms.link_complaint(world.service_manager, Alarm.objects.get().pk, complaint="堵住出口", at=NOON)
        assert not Complaint.objects.exists()
