"""Whoever means harm, or clicks twice, gets one sentence: no crash, nothing of another store, nothing twice."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.planning import accepting, moving, names, proposing, pulling, queries
from huichang.planning.models import Arrangement, Proposal
from huichang.workshop import clock
from huichang.workshop.models import Assignment
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.planning.test_api import Machine
from tests.workshop.floor import BRAKES, bay, given, job_of, present, signed
from tests.world import World


def has_words(text: str) -> bool:
    """Whether a person is told something in Chinese."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def asked(machine: Machine, url: str, body: str) -> Any:
    """What a machine gets that sends this, whatever happens inside."""
    machine.client.raise_request_exception = False
    machine.sent += 1
    return machine.client.post(
        url, body, content_type="application/json", headers={"Idempotency-Key": f"x{machine.sent}"}
    )


SHAPES: list[Any] = [
    [],
    "x",
    {},
    {"technician_ids": "1", "starts_at": "soon"},
    {"technician_ids": [[1]], "starts_at": "2026-03-02T15:00:00+08:00"},
    {"technician_ids": [10**30], "bay_id": 10**30, "starts_at": "2026-03-02T15:00:00+08:00"},
    {"technician_ids": [-1], "bay_id": -5, "starts_at": "2026-03-02T15:00:00+08:00"},
    {"technician_ids": [1] * 500, "starts_at": "2026-03-02T15:00:00+08:00"},
    {"technician_ids": [1, None], "starts_at": "2026-03-02T15:00:00+08:00"},
    {"technician_ids": [], "starts_at": "2026-03-02T15:00:00"},
    {"technician_ids": [1], "starts_at": "0001-01-01T00:00:00+14:00"},
    {"technician_ids": [1], "starts_at": "9999-12-31T23:59:59-12:00"},
    {"technician_ids": [1], "starts_at": 10**15},
    {"technician_ids": [1], "starts_at": "2026-03-02T15:00:00+08:00", "seen": 10**30},
]
KEYS = ["j0", "j99999999999999999999", "x" * 300, "o1:check", "%00", "a1:0", "<b>", "j1'--"]


@pytest.mark.req("LANE-31")
class TestOddRequests:
    @pytest.mark.parametrize("shape", SHAPES, ids=range(len(SHAPES)))
    @pytest.mark.parametrize("act", ["try", "move"])
    def test_a_drag_of_an_odd_shape_is_answered_in_words(self, world: World, act: str, shape: Any) -> None:
        floor.crew(world)
        at = present(world)
        key = names.job_key(job_of(signed(world, BRAKES, signed_at=at)).pk)
        machine = Machine(world, Role.DISPATCHER)
        answer = asked(machine, f"/api/planning/steps/{key}/{act}", json.dumps(shape))
        assert answer.status_code < 500, answer.content
        assert has_words(answer.content.decode("unicode_escape")) or has_words(answer.content.decode())
        assert not Arrangement.objects.exists()

    @pytest.mark.parametrize("key", KEYS)
    def test_an_odd_step_is_missing(self, world: World, key: str) -> None:
        floor.crew(world)
        present(world)
        machine = Machine(world, Role.DISPATCHER)
        place = json.dumps({"technician_ids": [1], "starts_at": "2026-03-02T15:00:00+08:00"})
        for act, body in (("try", place), ("move", place), ("pin", "{}"), ("unpin", "{}")):
            answer = asked(machine, f"/api/planning/steps/{key}/{act}", body)
            assert answer.status_code in (404, 422), (act, answer.status_code, answer.content)
            assert has_words(answer.json()["why"])
        assert machine.client.get(f"/api/planning/steps/{key}").status_code == 404

    @pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-02-30", "x"])
    def test_a_day_that_no_calendar_reaches_is_no_crash(self, world: World, on: str) -> None:
        floor.crew(world)
        present(world)
        machine = Machine(world, Role.DISPATCHER)
        machine.client.raise_request_exception = False
        assert machine.client.get(f"/api/planning/board?on={on}").status_code < 500
        page = Client(raise_request_exception=False)
        session = page.session
        session["staff_id"] = world.dispatcher.staff_id
        session.save()
        assert page.get(f"/planning/board/?on={on}").status_code == 200

    @pytest.mark.parametrize(
        "said",
        [
            {"starts_at": "2026-03-02T15:00:00", "by": "2026-03-02T17:00:00"},
            {"starts_at": "0001-01-01T00:00:00+14:00", "by": "9999-12-31T23:59:59-12:00"},
            {
                "starts_at": "2026-03-02T15:00:00+08:00",
                "by": "2026-03-02T17:00:00+08:00",
                "operation_ids": [10**30],
            },
            {
                "starts_at": "2026-03-02T15:00:00+08:00",
                "by": "2026-03-02T17:00:00+08:00",
                "vehicle_id": 10**30,
            },
            {
                "starts_at": "2026-03-02T15:00:00+08:00",
                "by": "2026-03-02T17:00:00+08:00",
                "repair_type": "x" * 900,
            },
        ],
        ids=range(5),
    )
    def test_an_odd_question_of_the_booking_desk_is_answered_in_words(
        self, world: World, said: dict[str, Any]
    ) -> None:
        present(world)
        answer = asked(Machine(world, Role.ADVISER), "/api/planning/ready", json.dumps(said))
        assert answer.status_code < 500, answer.content

    def test_an_odd_reason_is_refused(self, world: World) -> None:
        floor.crew(world)
        at = present(world)
        signed(world, BRAKES, signed_at=at)
        machine = Machine(world, Role.TECHNICIAN)
        pull = machine.post("/api/planning/next")["pull_id"]
        for body in ('{"reason": "boredom"}', '{"reason": null}', "[]", '{"reason": "' + "x" * 5000 + '"}'):
            answer = asked(machine, f"/api/planning/pulls/{pull}/hold", body)
            assert answer.status_code in (400, 422)
        assert queries.next_job(world.technician, at=at).in_hand is not None


@pytest.mark.req("LANE-40")
class TestAnotherStore:
    def test_knows_nothing_of_plan_steps_changes_arrangements_and_pulls(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        line = made.changes.all()[0]
        done = accepting.accept_line(world.dispatcher, line.pk, at=AFTER_REST)
        pull = pulling.take_next(world.technician, world.north.pk, at=AFTER_REST)
        other = world.southern_manager
        acts: list[Callable[[], object]] = [
            lambda: accepting.accept_plan(other, made.pk, at=AFTER_REST),
            lambda: accepting.accept_line(other, line.pk, at=AFTER_REST),
            lambda: accepting.drop_proposal(other, made.pk, at=AFTER_REST),
            lambda: accepting.undo(other, done.arrangement_id, at=AFTER_REST),
            lambda: pulling.hold_job(other, pull.pk, reason="parts", at=AFTER_REST),
            lambda: pulling.give_back(other, pull.pk, reason="parts", at=AFTER_REST),
            lambda: queries.diff(other, made.pk, at=AFTER_REST),
            lambda: queries.why(other, line.key, at=AFTER_REST),
            lambda: moving.pin_step(other, other.here, line.key, at=AFTER_REST),
            lambda: moving.move_step(
                other,
                other.here,
                line.key,
                technician_ids=[world.technician.staff_id or 0],
                bay_id=bay(world).pk,
                starts_at=AFTER_REST,
                at=AFTER_REST,
            ),
        ]
        for act in acts:
            with pytest.raises(Missing):
                act()

    def test_its_people_and_bays_cannot_be_dragged_onto(self, world: World) -> None:
        floor.crew(world)
        job = job_of(signed(world))
        foreign = world.actor(Role.TECHNICIAN, world.south)
        for people, place in (([foreign.staff_id], bay(world).pk), ([world.technician.staff_id], 10**9)):
            with pytest.raises(Refused):
                moving.move_step(
                    world.dispatcher,
                    world.north.pk,
                    names.job_key(job.pk),
                    technician_ids=[each or 0 for each in people],
                    bay_id=place,
                    starts_at=AFTER_REST,
                    at=AFTER_REST,
                )
        assert not Assignment.objects.exists()


def together(*acts: Callable[[], object]) -> list[str]:
    """Everything at once, each on a connection of its own; what came of each."""
    ended: list[str] = []
    at_once = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        at_once.wait()
        try:
            act()
            ended.append("done")
        except Refused as refusal:
            ended.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended, key=lambda said: said != "done")


@pytest.mark.req("LANE-40")
@pytest.mark.django_db(transaction=True)
class TestTwice:
    def made(self, world: World) -> Proposal:
        """A proposal that waits."""
        floor.crew(world)
        floor.three_cars(world)
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        return made

    def test_a_doubled_click_accepts_once(self, world: World) -> None:
        made, me = self.made(world), world.dispatcher
        ended = together(*[lambda: accepting.accept_plan(me, made.pk, at=AFTER_REST)] * 3)
        assert ended[0] == "done"
        assert all("已采纳" in said for said in ended[1:])
        assert Arrangement.objects.count() == 1

    def test_two_dispatchers_accept_one_plan_whole_and_by_line(self, world: World) -> None:
        made = self.made(world)
        line = made.changes.all()[0].pk
        one, other = world.dispatcher, world.service_manager
        ended = together(
            lambda: accepting.accept_plan(one, made.pk, at=AFTER_REST),
            lambda: accepting.accept_line(other, line, at=AFTER_REST),
        )
        assert ended[0] == "done"
        assert all(said == "done" or has_words(said) for said in ended)
        open_ones = list(Assignment.objects.filter(is_open=True).values_list("job_id", flat=True))
        assert len(open_ones) == len(set(open_ones)) == 4
        versions = list(Arrangement.objects.order_by("version").values_list("version", flat=True))
        assert versions == list(range(1, len(versions) + 1))

    def test_a_drag_a_replan_and_the_clock_at_once_leave_nobody_twice(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        second = job_of(signed(world, BRAKES, vehicle=world.another_car()))
        machine, me, who = floor.machine(world), world.dispatcher, world.technician
        place = {"technician_ids": [who.staff_id or 0], "bay_id": bay(world).pk, "at": AFTER_REST}

        def drag(dragged: int, hours: int) -> None:
            starts = AFTER_REST + timedelta(hours=hours)
            moving.move_step(me, world.north.pk, names.job_key(dragged), starts_at=starts, **place)  # type: ignore[arg-type]

        ended = together(
            lambda: drag(job.pk, 2),
            lambda: drag(second.pk, 1),
            lambda: clock.clock_on(who, job.pk, at=AFTER_REST),
            lambda: proposing.propose(machine, world.north.pk, seconds=0, at=AFTER_REST),
        )
        assert ended.count("done") >= 2
        assert all(said == "done" or has_words(said) for said in ended)
        open_ones = list(Assignment.objects.filter(is_open=True).values_list("job_id", flat=True))
        assert len(open_ones) == len(set(open_ones))

    def test_undo_twice_takes_back_once(self, world: World) -> None:
        made, me = self.made(world), world.dispatcher
        done = accepting.accept_plan(me, made.pk, at=AFTER_REST)
        ended = together(*[lambda: accepting.undo(me, done.arrangement_id, at=AFTER_REST)] * 2)
        assert ended[0] == "done"
        assert has_words(ended[1])
        assert not Assignment.objects.filter(is_open=True).exists()

    def test_two_technicians_who_ask_at_once_get_different_jobs(self, world: World) -> None:
        first, second = floor.crew(world)
        floor.three_cars(world)

        def take(who: Actor) -> None:
            pulling.take_next(who, world.north.pk, at=AFTER_REST)

        ended = together(lambda: take(first), lambda: take(second))
        assert ended == ["done", "done"]
        assert len(set(Assignment.objects.filter(is_open=True).values_list("job_id", flat=True))) == 2

    def test_what_is_out_of_turn_says_so(self, world: World) -> None:
        made = self.made(world)
        accepting.drop_proposal(world.dispatcher, made.pk, at=AFTER_REST)
        with pytest.raises(OutOfTurn, match="未采纳"):
            accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)
