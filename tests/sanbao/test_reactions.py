"""The clock follows the workshop: what the orders announce is read again."""

from datetime import date, timedelta

import pytest

from huichang.kernel.refusals import Refused
from huichang.sanbao import reactions
from huichang.sanbao.models import Fault, Repair, Standing
from huichang.vehicles import notices, registration
from huichang.vehicles.facts import SaleTold
from huichang.workshop.models import Alarm, Job, Line, Order
from huichang.workshop.states import JobState, OrderState
from tests.sanbao.garage import certified, family_car, order, repaired, standing
from tests.workshop import floor
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-03")


def test_a_repair_runs_from_the_signature_to_the_end_of_the_work(world: World) -> None:
    car = family_car(world)
    noise = floor.Work(title="检查异响", repair_type="warranty", system="engine", minutes=60)
    row = floor.signed(world, noise, vehicle=car)
    reactions.read_again(row.pk, at=NOON)
    assert (Repair.objects.get().agreed_at, Repair.objects.get().done_at) == (row.signed_at, None)
    floor.worked(world, row)
    reactions.read_again(row.pk, at=NOON + timedelta(hours=2))
    repair = Repair.objects.get()
    assert repair.done_at == Job.objects.get().finished_at
    assert standing(car).used_days == 1


def test_maintenance_is_no_repair(world: World) -> None:
    car = family_car(world)
    reactions.read_again(floor.signed(world, floor.OIL, vehicle=car).pk, at=NOON)
    assert not Repair.objects.exists()


def test_what_goes_back_to_work_goes_on_from_its_beginning(world: World) -> None:
    car = family_car(world)
    repair = repaired(world, car, NOON - timedelta(days=9), hours=24)
    Job.objects.update(state=JobState.PLANNED, finished_at=None)
    reactions.read_again(repair.order_id, at=NOON)
    assert standing(car).used_days == 9


def test_a_cancelled_order_counts_nothing(world: World) -> None:
    car = family_car(world)
    repair = repaired(world, car, NOON - timedelta(days=40), hours=31 * 24)
    Order.objects.update(state=OrderState.CANCELLED)
    reactions.read_again(repair.order_id, at=NOON)
    repair.refresh_from_db()
    assert repair.is_void
    assert not Standing.objects.exists()
    assert [alarm.ended_at for alarm in Alarm.objects.all()] == [NOON]


def test_a_part_that_is_not_used_after_all_counts_no_more(world: World) -> None:
    car = family_car(world)
    repair = repaired(world, car, NOON - timedelta(days=40), parts=["曲轴"])
    Line.objects.filter(part=None, name="曲轴").update(state="dropped")
    reactions.read_again(repair.order_id, at=NOON)
    assert Fault.objects.get().changes.get().is_void


def test_the_gate_is_told_how_the_car_stands(world: World) -> None:
    car = family_car(world)
    row = order(world, car, NOON - timedelta(days=40), hours=31 * 24)
    reactions.read_again(row.pk, at=NOON)
    told = [each for each in notices.about(car.pk, store_id=world.north.pk, at=NOON) if each.kind == "sanbao"]
    assert [(each.tone, each.url) for each in told] == [("act", f"/sanbao/cars/{car.pk}/")]
    certified(world, car, use="business", seen=1)
    told = [each for each in notices.about(car.pk, store_id=world.north.pk, at=NOON) if each.kind == "sanbao"]
    assert told == []


def test_the_invoice_in_the_cars_file_moves_the_beginning(world: World) -> None:
    car = family_car(world)
    repaired(world, car, NOON - timedelta(days=60), hours=50)
    assert f"{standing(car).until_on}" == "2027-06-01"
    registration.change_vehicle(world.adviser, car.pk, changes={"invoiced_on": date(2025, 5, 20)}, at=NOON)
    reactions.the_periods_begin_elsewhere(SaleTold(car.pk, NOON))
    assert f"{standing(car).until_on}" == "2027-05-20"
    registration.change_vehicle(world.adviser, car.pk, changes={"delivered_on": date(2025, 6, 9)}, at=NOON)
    reactions.the_periods_begin_elsewhere(SaleTold(car.pk, NOON))
    assert f"{standing(car).until_on}" == "2027-06-09", "the delivery where it is another day"


def test_a_day_ahead_or_a_delivery_without_an_invoice_is_refused(world: World) -> None:
    world.car.invoiced_on = None
    world.car.save()
    for said in ({"invoiced_on": NOON.date() + timedelta(days=1)}, {"delivered_on": NOON.date()}):
        with pytest.raises(Refused, match="开票日期"):
            registration.change_vehicle(world.adviser, world.car.pk, changes=said, at=NOON)
