"""The quality check: three levels, nobody checks own work, what fails goes back with its cause, what passes is guaranteed."""

from datetime import date, timedelta

import pytest

from huichang.company.roles import BayKind
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import amending, clock, facts, inspection
from huichang.workshop.inspection import RoadTest
from huichang.workshop.models import Guarantee, Line, Order, QualityCheck
from huichang.workshop.states import JobState, LineState, OrderState
from tests.workshop import floor
from tests.workshop.floor import BRAKES, OIL, Work
from tests.world import NOON, World, minutes

LATER = NOON + timedelta(hours=2)


def pass_it(world: World, order: Order, *, actor: Actor | None = None, **change: object) -> Order:
    wanted = {
        "checked": floor.final_points(order),
        "lines": [line.pk for line in order.lines.filter(state=LineState.DONE)],
        "at": LATER,
        **change,
    }
    return inspection.pass_final_check(actor or world.inspector, order.pk, **wanted)  # type: ignore[arg-type]


def drive(world: World, from_km: int = 45_210, to_km: int = 45_215, result: str = "制动平顺") -> RoadTest:
    assert world.technician.staff_id is not None
    return RoadTest(world.technician.staff_id, from_km, to_km, result)


class TestPassPeerCheck:
    @pytest.mark.req("LANE-50")
    def test_is_kept_with_its_points(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        check = inspection.pass_peer_check(
            world.team_leader, job.pk, checked=floor.peer_points(job), at=LATER
        )
        assert (check.level, check.passed, check.job_id) == ("peer", True, job.pk)
        assert [item["code"] for item in check.items] == floor.peer_points(job)

    @pytest.mark.req("LANE-50")
    def test_is_never_of_own_work(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        with pytest.raises(NotAllowed, match="不能由自己检验"):
            inspection.pass_peer_check(world.technician, job.pk, checked=floor.peer_points(job), at=LATER)

    def test_needs_every_point(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        with pytest.raises(Refused, match="互检还有"):
            inspection.pass_peer_check(world.team_leader, job.pk, checked=[], at=LATER)

    def test_is_out_of_turn_while_the_job_is_open(self, world: World) -> None:
        job = floor.job_of(floor.signed(world, BRAKES))
        with pytest.raises(OutOfTurn, match="不能互检"):
            inspection.pass_peer_check(world.team_leader, job.pk, checked=floor.peer_points(job), at=LATER)

    def test_is_not_for_advisers(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        with pytest.raises(NotAllowed):
            inspection.pass_peer_check(world.adviser, job.pk, checked=floor.peer_points(job), at=LATER)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        with pytest.raises(Missing):
            inspection.pass_peer_check(world.actor("team_leader", world.south), job.pk, checked=[], at=LATER)

    def test_takes_ten_statements_at_most(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        leader = world.team_leader
        with floor.statements(10):
            inspection.pass_peer_check(leader, job.pk, checked=floor.peer_points(job), at=LATER)

    def test_says_who_worked_on_it_since_the_page_was_opened(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, BRAKES))
        job, seen = floor.job_of(order), order.version
        inspection.fail_final_check(world.inspector, job.pk, cause="leak", at=LATER)
        floor.worked(world, order, at=LATER)
        with pytest.raises(Changed, match="北维修技师.*完工"):
            inspection.pass_peer_check(
                world.team_leader, job.pk, checked=floor.peer_points(job), seen=seen, at=LATER
            )


class TestFailPeerCheck:
    @pytest.mark.req("LANE-51")
    def test_opens_the_job_again_while_others_go_on(self, world: World) -> None:
        order = floor.signed(world, BRAKES, OIL)
        job = floor.given(world, floor.job_of(order))
        clock.clock_on(world.technician, job.pk, at=NOON)
        floor.finish(world, job, at=NOON + minutes(50))
        inspection.fail_peer_check(world.team_leader, job.pk, cause="torque", at=LATER)
        job.refresh_from_db()
        order.refresh_from_db()
        assert (job.state, order.state) == (JobState.PLANNED, OrderState.IN_WORK)

    def test_is_not_for_advisers(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        with pytest.raises(NotAllowed):
            inspection.fail_peer_check(world.adviser, job.pk, cause="leak", at=LATER)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        with pytest.raises(Missing):
            inspection.fail_peer_check(
                world.actor("team_leader", world.south), job.pk, cause="leak", at=LATER
            )

    def test_is_refused_on_an_old_page(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, BRAKES))
        with pytest.raises(Changed):
            inspection.fail_peer_check(
                world.team_leader,
                floor.job_of(order).pk,
                cause="leak",
                seen=order.version - 1,
                at=LATER,
            )


class TestPassFinalCheck:
    @pytest.mark.req("LANE-24", "LANE-50")
    def test_lets_the_order_be_settled(self, world: World, heard: list[object]) -> None:
        order = pass_it(world, floor.worked(world, floor.signed(world)), parked_at_id=None, washed=True)
        check = QualityCheck.objects.get(order=order, level="final")
        assert (order.state, order.checked_at, order.washed_at) == (OrderState.CHECKED, LATER, LATER)
        assert (check.by_id, check.passed) == (world.inspector.staff_id, True)
        assert facts.OrderChecked(world.north.pk, order.pk, LATER) in heard

    @pytest.mark.req("LANE-52")
    def test_writes_the_guarantee_of_the_law_for_every_job(self, world: World) -> None:
        order = floor.signed(
            world, OIL, Work(title="变速器大修", system="maintenance", repair_class="overhaul")
        )
        pass_it(world, floor.worked(world, order))
        minor, overhaul = Guarantee.objects.filter(order=order).order_by("job__position")
        assert (minor.days, minor.km, minor.until_on, minor.until_km) == (
            10,
            2_000,
            date(2026, 3, 12),
            47_210,
        )
        assert (overhaul.days, overhaul.km, overhaul.until_on) == (100, 20_000, date(2026, 6, 10))

    @pytest.mark.req("LANE-52")
    def test_guarantees_longer_where_the_store_promises_more_and_never_shorter(self, world: World) -> None:
        world.north.settings = {"workshop.guarantee_minor_days": 90, "workshop.guarantee_minor_km": 100}
        world.north.save()
        order = pass_it(world, floor.worked(world, floor.signed(world)))
        guarantee = Guarantee.objects.get(order=order)
        assert (guarantee.days, guarantee.km) == (90, 2_000)

    @pytest.mark.req("LANE-52")
    def test_parks_the_car_in_a_finished_place_of_its_own(self, world: World) -> None:
        place = floor.bay(world, BayKind.FINISHED)
        order = pass_it(world, floor.worked(world, floor.signed(world)), parked_at_id=place.pk)
        assert order.parked_at_id == place.pk
        second = floor.worked(world, floor.signed(world, vehicle=world.another_car()), at=LATER)
        with pytest.raises(OutOfTurn, match="已经停了别的车"):
            pass_it(world, second, parked_at_id=place.pk, at=LATER + minutes(60))

    def test_refuses_a_place_that_is_none_for_finished_cars(self, world: World) -> None:
        with pytest.raises(Missing, match="没有找到这个竣工车位"):
            pass_it(world, floor.worked(world, floor.signed(world)), parked_at_id=floor.bay(world).pk)

    @pytest.mark.req("LANE-50")
    def test_is_never_of_own_work(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        from huichang.company.models import Grant
        from huichang.company.queries import actor_of

        Grant.objects.create(store=world.north, staff_id=world.technician.staff_id, role="inspector")
        assert world.technician.staff_id is not None
        both = actor_of(world.technician.staff_id)
        with pytest.raises(NotAllowed, match="不能由自己检验"):
            pass_it(world, order, actor=both)

    @pytest.mark.req("LANE-50")
    def test_compares_order_and_work_line_by_line(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, Work(parts=((world.filter, 1),))))
        with pytest.raises(Refused, match="还有 1 行没有与实际作业核对：机油滤清器"):
            pass_it(world, order, lines=[order.lines.get(kind="labour").pk])

    @pytest.mark.req("LANE-50")
    def test_compares_parts_issued_with_parts_charged(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, Work(parts=((world.filter, 2),))))
        Line.objects.filter(order=order, kind="part").update(issued=1)
        with pytest.raises(Refused, match="机油滤清器收费 2 件、实领 1 件"):
            pass_it(world, order)

    def test_does_not_ask_for_a_part_that_the_customer_brought(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, Work(parts=((world.filter, 2),))))
        Line.objects.filter(order=order, kind="part").update(issued=0, own_part=True)
        assert pass_it(world, order).state == OrderState.CHECKED

    @pytest.mark.req("LANE-50")
    def test_asks_for_a_peer_check_where_safety_hangs_on_it(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, BRAKES))
        with pytest.raises(Refused, match=r"“更换前制动片”（制动/转向）还没有互检"):
            pass_it(world, order, road_test=drive(world))

    @pytest.mark.req("LANE-50")
    def test_asks_for_a_road_test_where_the_work_asks_for_it(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, Work(repair_type="repair", system="engine")))
        with pytest.raises(Refused, match="这类作业要路试"):
            pass_it(world, order)
        assert pass_it(world, order, road_test=drive(world)).state == OrderState.CHECKED
        kept = QualityCheck.objects.get(order=order, level="final").road_test
        assert kept == {
            "technician_id": world.technician.staff_id,
            "from_km": 45_210,
            "to_km": 45_215,
            "result": "制动平顺",
        }
        assert Guarantee.objects.get(order=order).until_km == 45_215 + 2_000

    @pytest.mark.req("LANE-50")
    def test_takes_the_technician_along(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, Work(repair_type="repair", system="engine")))
        assert world.inspector.staff_id is not None
        with pytest.raises(Refused, match="一起路试的主修技师"):
            pass_it(world, order, road_test=RoadTest(world.inspector.staff_id, 45_210, 45_215, "好"))

    @pytest.mark.parametrize(
        ("start", "end", "result"), [(45_209, 45_215, "好"), (45_210, 45_210, "好"), (45_210, 45_215, " ")]
    )
    def test_refuses_a_road_test_that_cannot_be(
        self, world: World, start: int, end: int, result: str
    ) -> None:
        order = floor.worked(world, floor.signed(world, Work(repair_type="repair", system="engine")))
        with pytest.raises(Refused, match="路试"):
            pass_it(world, order, road_test=drive(world, start, end, result))

    def test_needs_every_point(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        with pytest.raises(Refused, match="终检还有 1 项没有确认"):
            pass_it(world, order, checked=floor.final_points(order)[:-1])

    @pytest.mark.parametrize(
        "state", ["draft", "signed", "in_work", "waiting", "checked", "settled", "delivered", "cancelled"]
    )
    @pytest.mark.req("LANE-24")
    def test_is_out_of_turn_unless_the_work_is_done(self, world: World, state: str) -> None:
        order = floor.worked(world, floor.signed(world))
        Order.objects.filter(pk=order.pk).update(state=state)
        with pytest.raises(OutOfTurn, match="不能质检通过"):
            pass_it(world, order)

    def test_is_not_for_technicians(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            pass_it(world, floor.worked(world, floor.signed(world)), actor=world.technician)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            pass_it(
                world, floor.worked(world, floor.signed(world)), actor=world.actor("inspector", world.south)
            )

    def test_says_who_changed_it_since_the_page_was_opened(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        with pytest.raises(Changed):
            pass_it(world, order, seen=order.version - 1)

    def test_takes_ten_statements_at_most(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, Work(parts=((world.filter, 1), (world.oil, 1)))))
        place, points = floor.bay(world, BayKind.FINISHED).pk, floor.final_points(order)
        lines = [line.pk for line in order.lines.all()]
        actor = world.inspector
        with floor.statements(10):
            inspection.pass_final_check(
                actor, order.pk, checked=points, lines=lines, parked_at_id=place, washed=True, at=LATER
            )


class TestFailFinalCheck:
    @pytest.mark.req("LANE-24", "LANE-51")
    def test_sends_job_and_order_back_to_work(self, world: World, heard: list[object]) -> None:
        order = floor.worked(world, floor.signed(world, BRAKES))
        job = floor.job_of(order)
        check = inspection.fail_final_check(
            world.inspector, job.pk, cause="noise", blame="workmanship", note="左前仍有异响", at=LATER
        )
        order.refresh_from_db()
        job.refresh_from_db()
        assert (order.state, order.done_at) == (OrderState.IN_WORK, None)
        assert (job.state, job.finished_at) == (JobState.PLANNED, None)
        assert Line.objects.get(job=job).state == LineState.AUTHORIZED
        assert (check.cause, check.note) == ("有异响（作业质量）", "左前仍有异响")
        assert check.responsible_id == world.technician.staff_id
        assert (
            facts.CheckFailed(
                world.north.pk, order.pk, check.pk, world.technician.staff_id, "有异响（作业质量）", LATER
            )
            in heard
        )

    @pytest.mark.req("LANE-51")
    def test_lets_the_same_technician_go_on_and_be_checked_again(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        job = floor.job_of(order)
        inspection.fail_final_check(world.inspector, job.pk, cause="leak", at=LATER)
        clock.clock_on(world.technician, job.pk, at=LATER + minutes(5))
        floor.finish(world, job, at=LATER + minutes(15))
        assert pass_it(world, order, at=LATER + minutes(20)).state == OrderState.CHECKED
        assert list(
            QualityCheck.objects.filter(order=order).order_by("pk").values_list("level", "passed")
        ) == [
            ("self", True),
            ("final", False),
            ("self", True),
            ("final", True),
        ]

    @pytest.mark.req("LANE-51")
    def test_forgets_the_checks_before_it(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, BRAKES))
        job = floor.job_of(order)
        inspection.pass_peer_check(world.team_leader, job.pk, checked=floor.peer_points(job), at=LATER)
        inspection.fail_final_check(world.inspector, job.pk, cause="noise", at=LATER)
        clock.clock_on(world.technician, job.pk, at=LATER + minutes(5))
        floor.finish(world, job, at=LATER + minutes(15))
        with pytest.raises(Refused, match="还没有互检"):
            pass_it(world, order, road_test=drive(world), at=LATER + minutes(20))

    def test_takes_the_guarantee_back_after_a_passed_check(self, world: World) -> None:
        order = pass_it(
            world,
            floor.worked(world, floor.signed(world)),
            parked_at_id=floor.bay(world, BayKind.FINISHED).pk,
        )
        inspection.fail_final_check(world.inspector, floor.job_of(order).pk, cause="dirty", at=LATER)
        order.refresh_from_db()
        assert (order.state, order.checked_at, order.parked_at_id) == (OrderState.IN_WORK, None, None)
        assert not Guarantee.objects.filter(order=order).exists()

    def test_may_name_another_person(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        check = inspection.fail_final_check(
            world.inspector, job.pk, cause="leak", responsible_id=world.dispatcher.staff_id, at=LATER
        )
        assert check.responsible_id == world.dispatcher.staff_id

    def test_refuses_a_person_of_another_store(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        with pytest.raises(Missing, match="没有找到责任人"):
            inspection.fail_final_check(
                world.inspector, job.pk, cause="leak", responsible_id=world.stranger.staff_id, at=LATER
            )

    def test_needs_a_cause(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        with pytest.raises(Refused, match="请选择不合格原因"):
            inspection.fail_final_check(world.inspector, job.pk, cause=" ", at=LATER)

    @pytest.mark.req("LANE-24")
    @pytest.mark.parametrize(
        "state", ["draft", "signed", "in_work", "waiting", "settled", "delivered", "cancelled"]
    )
    def test_is_out_of_turn_unless_it_waits_for_its_check(self, world: World, state: str) -> None:
        order = floor.worked(world, floor.signed(world))
        Order.objects.filter(pk=order.pk).update(state=state)
        with pytest.raises(OutOfTurn, match="没有在等终检"):
            inspection.fail_final_check(world.inspector, floor.job_of(order).pk, cause="leak", at=LATER)

    def test_is_not_for_technicians(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        with pytest.raises(NotAllowed):
            inspection.fail_final_check(world.technician, job.pk, cause="leak", at=LATER)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        with pytest.raises(Missing):
            inspection.fail_final_check(world.actor("inspector", world.south), job.pk, cause="leak", at=LATER)

    @pytest.mark.req("LANE-51", "PLAT-31")
    def test_says_who_changed_the_order_since_the_page_was_opened(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, BRAKES))
        job, seen = floor.job_of(order), order.version
        amending.describe_order(world.adviser, order.pk, concern="刹车又响", at=LATER)
        with pytest.raises(Changed, match="北服务顾问在"):
            inspection.fail_final_check(world.inspector, job.pk, cause="leak", seen=seen, at=LATER)
