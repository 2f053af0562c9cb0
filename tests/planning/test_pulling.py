"""“下一单”: the right job, only one that can be begun now; holds and returns rationed by reason and kept."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.company import settings
from huichang.company.models import Bay
from huichang.company.roles import BayKind
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.planning import limits, pulling
from huichang.planning.models import PlannedStep, Pull
from huichang.workshop import clock
from huichang.workshop.models import Assignment, Clock, Order
from huichang.workshop.queries.open_work import fitting_bays
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import BRAKES, OIL, Work, bay, given, job_of, signed
from tests.world import World

FITTING = fitting_bays(BayKind.GENERAL)


def taken(world: World) -> Pull:
    """The technician's next job."""
    return pulling.take_next(world.technician, world.north.pk, at=AFTER_REST)


def given_out(pull: Pull) -> Assignment:
    """The dispatch of what was taken."""
    found: Assignment = Assignment.objects.get(job_id=pull.job_id, is_open=True)
    return found


@pytest.mark.req("LANE-32", "LANE-40")
class TestTakeNext:
    def test_the_promise_in_danger_first_from_now_on_and_it_can_be_begun(self, world: World) -> None:
        floor.crew(world)
        signed(world, OIL)
        near = signed(
            world,
            BRAKES,
            vehicle=world.another_car(),
            promised_at=AFTER_REST + timedelta(minutes=80),
            waits=False,
        )
        pull = taken(world)
        assert pull.job_id == job_of(near).pk
        assert "晚" in pull.why
        assert given_out(pull).period.lower == AFTER_REST
        assert given_out(pull).technician_id == world.technician.staff_id
        clock.clock_on(world.technician, pull.job_id, at=AFTER_REST)

    def test_parts_must_be_there(self, world: World) -> None:
        floor.crew(world)
        waiting = world.part("XX-1", "缺货的件", Decimal("10.00"))
        from huichang.parts import picking

        short = signed(world, Work(parts=((waiting, 1),), issued=False))
        line = short.lines.get(part=waiting)
        picking.ask(
            store_id=world.north.pk,
            order_id=short.pk,
            order_number=short.number,
            plate="川A8F6K2",
            promised_at=short.promised_at,
            lines=[picking.Asked(line.pk, waiting.pk, Decimal(1))],
            at=AFTER_REST,
        )
        with pytest.raises(Refused, match="都在等零件"):
            taken(world)
        ready = signed(world, BRAKES, vehicle=world.another_car(), waits=False)
        assert taken(world).job_id == job_of(ready).pk

    def test_a_car_that_somebody_works_on_is_left_alone(self, world: World) -> None:
        _, other = floor.crew(world)
        order = signed(world, OIL, BRAKES)
        first = given(world, job_of(order), technician=other, at=AFTER_REST)
        clock.clock_on(other, first.pk, at=AFTER_REST)
        with pytest.raises(Refused, match="等前面的工序"):
            taken(world)

    def test_what_somebody_else_took_or_is_about_to_begin_is_his(self, world: World) -> None:
        _, other = floor.crew(world)
        soon = timedelta(minutes=40)
        urgent = signed(world, OIL, promised_at=AFTER_REST + soon)
        his = pulling.take_next(other, world.north.pk, at=AFTER_REST)
        assert his.job_id == job_of(urgent).pk
        given(
            world,
            job_of(signed(world, BRAKES, vehicle=world.another_car(), promised_at=AFTER_REST + soon)),
            technician=other,
            at=AFTER_REST + soon,
        )
        calm = signed(world, OIL, vehicle=world.another_car("川A77777", "1HGCM82633A004357"), waits=False)
        at = AFTER_REST + timedelta(minutes=35)
        assert pulling.take_next(world.technician, world.north.pk, at=at).job_id == job_of(calm).pk

    def test_what_nobody_began_in_time_is_for_whoever_asks(self, world: World) -> None:
        _, other = floor.crew(world)
        job = given(world, job_of(signed(world)), technician=other, at=AFTER_REST)
        with pytest.raises(Refused):
            pulling.take_next(world.technician, world.north.pk, at=AFTER_REST)
        later = AFTER_REST + timedelta(minutes=31)
        assert pulling.take_next(world.technician, world.north.pk, at=later).job_id == job.pk

    def test_not_while_i_am_clocked_on(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        clock.clock_on(world.technician, job.pk, at=AFTER_REST)
        with pytest.raises(OutOfTurn, match="请先完工或暂停"):
            taken(world)

    def test_needs_a_free_bay(self, world: World) -> None:
        _, other = floor.crew(world)
        for each in (*world.bays["general"], *world.bays["alignment"]):
            each.is_open = False
            each.save()
        world.bays["general"][0].is_open = True
        world.bays["general"][0].save()
        first = given(world, job_of(signed(world)), technician=other, at=AFTER_REST)
        clock.clock_on(other, first.pk, at=AFTER_REST)
        signed(world, BRAKES, vehicle=world.another_car())
        with pytest.raises(Refused, match="工位"):
            taken(world)

    def test_only_on_shift(self, world: World) -> None:
        floor.crew(world)
        signed(world)
        with pytest.raises(Refused, match="不在班次内"):
            pulling.take_next(world.technician, world.north.pk, at=AFTER_REST + timedelta(hours=6))

    def test_in_the_break_it_says_from_when_on(self, world: World) -> None:
        floor.crew(world)
        signed(world)
        with pytest.raises(Refused, match="在休息或还没到班，13:00 起可以领单"):
            pulling.take_next(world.technician, world.north.pk, at=AFTER_REST - timedelta(minutes=20))

    def test_somebody_elses_later_work_makes_room_without_a_dispatcher(self, world: World) -> None:
        _, other = floor.crew(world)
        Bay.objects.filter(store=world.north, kind__in=FITTING).exclude(pk=bay(world).pk).update(
            is_open=False
        )
        his = job_of(signed(world, vehicle=world.another_car(), waits=False))
        given(world, his, technician=other, at=AFTER_REST + timedelta(minutes=20))
        urgent = signed(world, BRAKES, promised_at=AFTER_REST + timedelta(minutes=80))
        pull = taken(world)
        assert pull.job_id == job_of(urgent).pk
        moved = Assignment.objects.get(job=his, is_open=True)
        assert moved.technician_id == other.staff_id
        assert moved.period.lower >= given_out(pull).period.upper

    def test_nothing_to_do_is_said(self, world: World) -> None:
        floor.crew(world)
        with pytest.raises(Refused, match="没有您能做的作业"):
            taken(world)

    def test_what_was_planned_moves_behind_it(self, world: World) -> None:
        floor.crew(world)
        planned = given(world, job_of(signed(world, waits=False)), at=AFTER_REST + timedelta(minutes=10))
        signed(world, BRAKES, vehicle=world.another_car(), promised_at=AFTER_REST + timedelta(minutes=70))
        pull = taken(world)
        assert pull.job_id != planned.pk
        assert Assignment.objects.get(job=planned, is_open=True).period.lower >= given_out(pull).period.upper

    def test_not_for_advisers_nor_in_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            pulling.take_next(world.adviser, world.north.pk, at=AFTER_REST)
        with pytest.raises(Missing):
            pulling.take_next(world.southern_manager, world.north.pk, at=AFTER_REST)


class TestHoldJob:
    def test_my_time_is_free_and_it_stays_mine(self, world: World) -> None:
        floor.crew(world)
        order: Order = signed(world)
        pull = pulling.hold_job(world.technician, taken(world).pk, reason="customer", at=AFTER_REST)
        assert (pull.state, pull.words) == ("held", "等客户答复")
        assert not Assignment.objects.filter(is_open=True).exists()
        kept = PlannedStep.objects.get(job=job_of(order))
        assert (kept.pinned, kept.technicians) == (True, [world.technician.staff_id])

    def test_is_rationed_by_reason(self, world: World) -> None:
        floor.crew(world)
        world.north.settings = {limits.RATIONS["hold", "tool"].key: 1}
        world.north.save()
        settings.forget()
        signed(world)
        signed(world, BRAKES, vehicle=world.another_car())
        pulling.hold_job(world.technician, taken(world).pk, reason="tool", at=AFTER_REST)
        second = taken(world)
        with pytest.raises(Refused, match="已满 1 次"):
            pulling.hold_job(world.technician, second.pk, reason="tool", at=AFTER_REST)
        pulling.hold_job(world.technician, second.pk, reason="help", at=AFTER_REST)
        assert Pull.objects.filter(state="held").count() == 2

    def test_not_while_it_is_clocked_nor_without_a_reason_nor_somebody_elses(self, world: World) -> None:
        _, other = floor.crew(world)
        signed(world)
        pull = taken(world)
        with pytest.raises(Refused, match="选择原因"):
            pulling.hold_job(world.technician, pull.pk, reason="", at=AFTER_REST)
        with pytest.raises(NotAllowed, match="不是您领的"):
            pulling.hold_job(other, pull.pk, reason="help", at=AFTER_REST)
        clock.clock_on(world.technician, pull.job_id, at=AFTER_REST)
        with pytest.raises(OutOfTurn, match="正在计时"):
            pulling.hold_job(world.technician, pull.pk, reason="help", at=AFTER_REST)
        assert Clock.objects.count() == 1

    def test_not_in_another_store(self, world: World) -> None:
        floor.crew(world)
        signed(world)
        pull = taken(world)
        with pytest.raises(Missing):
            pulling.hold_job(world.actor("technician", world.south), pull.pk, reason="help", at=AFTER_REST)


class TestGiveBack:
    def test_it_is_for_somebody_else_and_not_offered_to_me_again(self, world: World) -> None:
        _, other = floor.crew(world)
        signed(world)
        pull = pulling.give_back(world.technician, taken(world).pk, reason="not_able", at=AFTER_REST)
        assert (pull.state, pull.words) == ("returned", "没做过，拿不准")
        with pytest.raises(Refused):
            taken(world)
        again = pulling.take_next(other, world.north.pk, at=AFTER_REST)
        assert again.job_id == pull.job_id

    def test_is_rationed_and_once(self, world: World) -> None:
        floor.crew(world)
        signed(world)
        pull = pulling.give_back(world.technician, taken(world).pk, reason="unwell", at=AFTER_REST)
        with pytest.raises(Refused, match="已满 1 次"):
            pulling.give_back(world.technician, pull.pk, reason="unwell", at=AFTER_REST)
        with pytest.raises(OutOfTurn):
            pulling.give_back(world.technician, pull.pk, reason="car", at=AFTER_REST)

    def test_not_in_another_store(self, world: World) -> None:
        floor.crew(world)
        signed(world)
        pull = taken(world)
        with pytest.raises(Missing):
            pulling.give_back(world.actor("technician", world.south), pull.pk, reason="car", at=AFTER_REST)
