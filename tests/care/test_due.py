"""The due list."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from huichang.booking import appointments
from huichang.care import due, queries
from huichang.care.models import DueItem
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.vehicles.models import Vehicle
from huichang.workshop.facts import FindingLeft, LineDeclined
from tests.booking.desk import booked
from tests.stories import Visiting
from tests.world import NOON, TODAY, World


def finding(
    story: Visiting,
    *,
    state: str = "now",
    safety: bool = True,
    declined: bool = True,
    pk: int = 7,
    days: int | None = 90,
    km: int | None = None,
) -> DueItem:
    announce(
        FindingLeft(
            store_id=story.world.north.pk,
            order_id=story.order.pk,
            finding_id=pk,
            vehicle_id=story.car.pk,
            customer_id=story.world.wang.pk,
            name="左前轮胎",
            system="tyre",
            state=state,
            declined=declined,
            reason="价格高" if declined else "",
            is_safety=safety,
            remaining_days=days,
            remaining_km=km,
            at=NOON,
        )
    )
    return DueItem.objects.get(for_finding=pk)


def line(story: Visiting, amount: str = "1680.00", pk: int = 99) -> DueItem:
    announce(
        LineDeclined(
            store_id=story.world.north.pk,
            order_id=story.order.pk,
            line_id=pk,
            vehicle_id=story.car.pk,
            customer_id=story.world.wang.pk,
            name="更换前减振器",
            system="suspension",
            amount=Decimal(amount),
            reason="回家商量",
            is_safety=False,
            at=NOON,
        )
    )
    return DueItem.objects.get(for_line=pk)


@pytest.mark.req("CARE-20", "LANE-16")
class TestRememberFinding:
    def test_comes_onto_the_list_with_its_reason_soon_when_it_is_about_safety(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        assert (item.kind, item.why_not, item.due_on) == ("declined", "价格高", TODAY + timedelta(days=3))

    def test_waits_for_most_of_the_remaining_life(self, world: World) -> None:
        item = finding(Visiting(world).opened(), state="soon", safety=False, declined=False)
        assert (item.kind, item.due_on) == ("worn", TODAY + timedelta(days=60))

    def test_by_whichever_ends_earlier_time_or_use(self, world: World) -> None:
        story = Visiting(world).opened()
        Vehicle.objects.filter(pk=world.car.pk).update(km_per_day=50)
        worn = finding(story, state="soon", safety=False, declined=False, days=None, km=3000)
        assert (worn.due_on, worn.proposed_on) == (TODAY + timedelta(days=40), TODAY + timedelta(days=53))
        aged = finding(story, state="soon", safety=False, declined=False, days=30, km=3000, pk=8)
        assert aged.proposed_on == TODAY + timedelta(days=23)

    def test_says_at_which_mileage_it_is_worn_out(self, world: World) -> None:
        assert finding(Visiting(world).opened(), state="soon", km=3000).due_km == 45_210 + 3000

    def test_a_car_of_unknown_use_is_taken_to_drive_as_the_setting_says(self, world: World) -> None:
        item = finding(Visiting(world).opened(), state="soon", days=None, km=3500)
        assert item.proposed_on == TODAY + timedelta(days=100 - 10)

    def test_comes_once(self, world: World) -> None:
        story = Visiting(world).opened()
        finding(story)
        finding(story)
        assert DueItem.objects.count() == 1


@pytest.mark.req("CARE-20", "LANE-23")
class TestRememberLine:
    def test_keeps_what_the_declined_work_was_worth(self, world: World) -> None:
        item = line(Visiting(world).opened())
        assert (item.worth, item.why_not) == (Decimal("1680.00"), "回家商量")

    def test_proposes_a_day_after_the_call(self, world: World) -> None:
        item = line(Visiting(world).opened())
        assert item.proposed_on is not None
        assert item.proposed_on > item.due_on


@pytest.mark.req("CARE-20")
class TestDueList:
    def test_is_one_line_per_car_safety_first_then_worth_times_chance(self, world: World) -> None:
        other = world.another_car()
        first, second = Visiting(world).opened(), Visiting(world, car=other).opened()
        line(second, "9000.00", pk=1)
        line(first, "500.00", pk=2)
        finding(first)

        groups = queries.due_list(world.care_agent, on=TODAY + timedelta(days=40))

        assert [(group.plate, len(group.matters)) for group in groups] == [
            (world.car.plate, 2),
            (other.plate, 1),
        ]
        assert groups[0].first.is_safety
        assert groups[1].expected == Decimal("4050.00")

    def test_proposes_one_day_for_all_matters_of_a_car_and_none_that_is_gone(self, world: World) -> None:
        story = Visiting(world).opened()
        line(story)
        safety = finding(story)
        (group,) = queries.due_list(world.care_agent, on=TODAY + timedelta(days=30))
        assert safety.proposed_on == TODAY + timedelta(days=4)
        assert group.proposed_on == TODAY + timedelta(days=31)
        (group,) = queries.due_list(world.care_agent, on=TODAY)
        assert group.proposed_on == TODAY + timedelta(days=4)

    def test_what_came_onto_the_list_before_days_were_proposed_has_one_too(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        DueItem.objects.filter(pk=item.pk).update(proposed_on=None)
        (group,) = queries.due_list(world.care_agent, on=TODAY)
        assert group.proposed_on == item.due_on

    def test_does_not_show_another_stores_cars(self, world: World) -> None:
        finding(Visiting(world).opened())
        assert queries.due_list(world.southern_manager, on=TODAY + timedelta(days=40)) == []

    def test_goes_off_the_list_when_it_was_repaired(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        due.close_repaired(
            store_id=world.north.pk, vehicle_id=world.car.pk, systems={"tyre"}, not_order_id=0, at=NOON
        )
        item.refresh_from_db()
        assert item.state == "done"


@pytest.mark.req("CARE-20")
class TestMarkBooked:
    def matters(self, world: World) -> tuple[DueItem, DueItem]:
        """A safety point that is on the list, and declined work that is not due yet."""
        story = Visiting(world).opened()
        found = finding(story), line(story)
        story.visit.left_at = NOON
        story.visit.save()
        return found

    def states(self, *items: DueItem) -> list[str]:
        for item in items:
            item.refresh_from_db()
        return [item.state for item in items]

    def test_takes_what_is_due_of_the_car_off_the_list(self, world: World) -> None:
        now_due, far = self.matters(world)
        row = booked(world)
        assert self.states(now_due, far) == ["booked", "open"]
        now_due.refresh_from_db()
        assert now_due.appointment_id == row.pk

    def test_takes_what_the_call_was_about_however_early(self, world: World) -> None:
        now_due, far = self.matters(world)
        booked(world, from_due=far.pk)
        assert self.states(now_due, far) == ["booked", "booked"]

    def test_leaves_another_car_alone_whatever_the_booking_says(self, world: World) -> None:
        _, far = self.matters(world)
        other = finding(Visiting(world, car=world.another_car()).opened(), pk=8)
        booked(world, from_due=other.pk)
        assert self.states(far, other) == ["open", "open"]

    def test_comes_back_when_the_booking_is_cancelled(self, world: World) -> None:
        now_due, _ = self.matters(world)
        row = booked(world)
        appointments.cancel(world.care_agent, row.pk, reason="客户没空", at=NOON)
        assert self.states(now_due) == ["open"]

    def test_comes_back_when_the_car_does_not_come(self, world: World) -> None:
        now_due, _ = self.matters(world)
        row = booked(world)
        appointments.miss(world.care_agent, row.pk, at=row.slot.upper)
        assert self.states(now_due) == ["open"]


@pytest.mark.req("LANE-70", "CARE-20")
class TestRememberService:
    def test_replaces_the_forecast_that_stood_before(self, world: World) -> None:
        story = Visiting(world).opened()
        for days in (180, 200):
            due.remember_service(
                store_id=world.north.pk,
                order_id=story.order.pk,
                vehicle_id=world.car.pk,
                customer_id=world.wang.pk,
                on=TODAY + timedelta(days=days),
                km=55_000,
            )
        assert list(DueItem.objects.filter(state="open").values_list("due_on", flat=True)) == [
            date(2026, 9, 18)
        ]


class TestRefuse:
    def test_keeps_why(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        assert due.refuse(world.care_agent, item.pk, why="价格高", at=NOON).state == "refused"

    def test_wants_a_reason_and_happens_once(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        with pytest.raises(Refused, match="原因"):
            due.refuse(world.care_agent, item.pk, why="", at=NOON)
        due.refuse(world.care_agent, item.pk, why="没时间", at=NOON)
        with pytest.raises(OutOfTurn):
            due.refuse(world.care_agent, item.pk, why="没时间", at=NOON)

    def test_is_not_for_the_technician(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        with pytest.raises(NotAllowed):
            due.refuse(world.technician, item.pk, why="x", at=NOON)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        with pytest.raises(Missing):
            due.refuse(world.southern_manager, item.pk, why="x", at=NOON)


class TestSeveralAtOnce:
    def test_one_call_answers_for_all_matters_of_the_car(self, world: World) -> None:
        story = Visiting(world).opened()
        first, second = finding(story), line(story)
        due.refuse(world.care_agent, first.pk, why="价格高", also=[second.pk], at=NOON)
        second.refresh_from_db()
        assert (second.state, second.answer) == ("refused", "价格高")

    def test_not_for_those_of_another_car(self, world: World) -> None:
        first = finding(Visiting(world).opened())
        other = finding(Visiting(world, car=world.another_car()).opened(), pk=8)
        with pytest.raises(Missing):
            due.lose(world.care_agent, first.pk, why="车已卖", also=[other.pk], at=NOON)
        other.refresh_from_db()
        assert other.state == "open"


class TestLose:
    def test_keeps_why(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        assert due.lose(world.marketing_officer, item.pk, why="车已卖", at=NOON).state == "lost"

    def test_is_not_for_the_cashier(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        with pytest.raises(NotAllowed):
            due.lose(world.cashier, item.pk, why="x", at=NOON)


class TestPutOff:
    def test_comes_back_on_its_day(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        due.put_off(world.care_agent, item.pk, until=TODAY + timedelta(days=10), at=NOON)

        assert queries.due_list(world.care_agent, on=TODAY + timedelta(days=9)) == []
        assert len(queries.due_list(world.care_agent, on=TODAY + timedelta(days=10))) == 1

    def test_refuses_a_day_that_is_gone(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        with pytest.raises(Refused, match="今天以后"):
            due.put_off(world.care_agent, item.pk, until=TODAY, at=NOON)

    def test_is_not_for_the_cashier(self, world: World) -> None:
        item = finding(Visiting(world).opened())
        with pytest.raises(NotAllowed):
            due.put_off(world.cashier, item.pk, until=TODAY + timedelta(days=9), at=NOON)
