"""The worker that replans: it is ready before its first job, killed without harm, and woken again at once."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

import huichang
from huichang.planning import jobs, keeping
from huichang.planning.models import Disturbance, Outlook, Proposal
from huichang.workshop.models import Assignment
from tests.planning import floor
from tests.workshop.floor import BRAKES, given, job_of, present, signed
from tests.world import World

REPLAN = "planning.jobs.replan"
DJANGO = "import os, sys, time, django; django.setup();"
THINKS_FOR_EVER = f"""{DJANGO}
from huichang.planning import jobs, solving
def better(*_, **__):
    print("thinking", flush=True)
    time.sleep(600)
solving.better = better
jobs.replan(int(sys.argv[1]))
"""


def process(program: str, *said: str) -> subprocess.Popen[str]:
    """Another process of the house, on the database of this test."""
    place = connection.settings_dict
    where = f"postgresql:///{place['NAME']}?host={place['HOST']}&port={place['PORT']}&user={place['USER']}"
    return subprocess.Popen(
        [sys.executable, "-c", program, *said],
        env=os.environ
        | {
            "DATABASE_URL": where,
            "HUICHANG_POOL": "off",
            "DJANGO_SETTINGS_MODULE": "huichang.site.settings",
            "PYTHONPATH": str(Path(huichang.__path__[0]).parent),
            "PGPASSWORD": str(place["PASSWORD"] or ""),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.req("LANE-40")
@pytest.mark.django_db(transaction=True)
class TestAKilledWorker:
    def test_leaves_the_accepted_plan_and_the_next_one_answers(self, world: World) -> None:
        floor.crew(world)
        at = present(world)
        world.north.settings = {**world.north.settings, "planning.solve_seconds": 1}
        world.north.save()
        standing = given(world, job_of(signed(world, signed_at=at)), at=at + timedelta(minutes=30))
        new = signed(world, BRAKES, vehicle=world.another_car(), signed_at=at)
        assert Disturbance.objects.filter(answered_at__isnull=True).count() == 1
        version = keeping.ensured(world.north.pk).version
        worker = process(THINKS_FOR_EVER, str(world.north.pk))
        assert worker.stdout is not None
        assert worker.stdout.readline() == "thinking\n", worker.communicate()[1]
        worker.send_signal(signal.SIGKILL)
        worker.communicate()

        plan = keeping.ensured(world.north.pk)
        assert (plan.version, plan.planned_at) == (version, None)
        assert Assignment.objects.filter(job=standing, is_open=True).count() == 1
        assert Disturbance.objects.filter(answered_at__isnull=True).count() == 1
        assert not Proposal.objects.exists()

        jobs.replan(world.north.pk)
        assert not Disturbance.objects.filter(answered_at__isnull=True).exists()
        assert Proposal.objects.get().changes.filter(order=new).exists()
        assert Outlook.objects.filter(store=world.north).exists()


@pytest.mark.req("LANE-40")
class TestWake:
    def test_several_wake_it_once(self, world: World) -> None:
        jobs.wake(world.north.pk)
        jobs.wake(world.north.pk)
        assert ProcrastinateJob.objects.filter(task_name=REPLAN, status="todo").count() == 1

    def test_a_replan_that_failed_and_waits_is_brought_forward(self, world: World) -> None:
        jobs.wake(world.north.pk)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '4 minutes'")
        jobs.wake(world.north.pk)
        (waiting,) = ProcrastinateJob.objects.filter(task_name=REPLAN, status="todo")
        assert waiting.scheduled_at is not None
        assert waiting.scheduled_at < now() + timedelta(seconds=10)


class TestTheSolver:
    def test_is_loaded_by_the_worker_before_its_first_job_and_never_by_the_web(self) -> None:
        said = process(
            f"{DJANGO} import huichang.site.urls; from huichang.kernel import jobs;"
            "print('ortools' in sys.modules); jobs.get_ready(); print('ortools' in sys.modules)"
        )
        out, errors = said.communicate(timeout=120)
        assert out.split() == ["False", "True"], errors
