"""The plan and people at the same moment: what somebody fixed or moved by hand is not written over by a plan made before."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from huichang.company import settings
from huichang.planning import accepting, limits, moving, proposing
from huichang.planning.models import PlannedStep
from huichang.workshop import clock, dispatch
from huichang.workshop.models import Assignment
from tests.interleaving import interleaved
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import BRAKES, OIL, bay, given, job_of, signed
from tests.world import World, minutes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("LANE-40")]


def test_a_step_that_is_fixed_while_the_solver_thinks_stays_fixed(world: World) -> None:
    floor.crew(world)
    floor.three_cars(world)
    world.north.settings = {limits.BY_ITSELF.key: True}
    world.north.save()
    settings.forget()
    machine, dispatcher, at = floor.machine(world), world.dispatcher, AFTER_REST + minutes(1)
    proposing.propose(machine, world.north.pk, seconds=0, at=AFTER_REST)
    signed(
        world, OIL, vehicle=world.another_car("川A99999", "1HGCM82633A004354"), promised_at=at + minutes(40)
    )
    key = PlannedStep.objects.filter(job__isnull=False).earliest("pk").key
    answers = interleaved(
        lambda: proposing.propose(machine, world.north.pk, seconds=0, cause="asked", at=at),
        lambda: moving.pin_step(dispatcher, world.north.pk, key, at=at),
        after="FOR UPDATE",
    )
    assert answers is not None
    assert answers[0] is None
    assert PlannedStep.objects.get(key=key).pinned


def test_work_that_goes_on_is_not_put_back_where_it_was_by_a_plan(world: World) -> None:
    floor.crew(world)
    running = given(world, job_of(signed(world, BRAKES)), at=AFTER_REST)
    clock.clock_on(world.technician, running.pk, at=AFTER_REST)
    row = Assignment.objects.get(job=running)
    # Given out for longer than the work will take: accepting a plan shortens it.
    row.period = DateTimeTZRange(AFTER_REST, AFTER_REST + timedelta(hours=3))
    row.save()
    signed(world, OIL, vehicle=world.another_car())
    at, dispatcher = AFTER_REST + minutes(5), world.dispatcher
    proposal = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=at)
    assert proposal is not None
    answers = interleaved(
        lambda: accepting.accept_plan(dispatcher, proposal.pk, at=at),
        lambda: dispatch.reassign_job(
            dispatcher,
            row.pk,
            technician_id=row.technician_id,
            bay_id=bay(world, number=3).pk,
            starts_at=AFTER_REST,
            minutes=100,
            at=at,
        ),
        after='UPDATE "workshop_assignment" SET "period"',
    )
    assert answers is not None
    row.refresh_from_db()
    assert row.period.upper == AFTER_REST + minutes(100)
