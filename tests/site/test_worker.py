import asyncio
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from django.db import connection
from django.utils.timezone import now
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from huichang.site import worker


def really(work: object) -> None:
    """Call a job's function as the worker does, on a connection of the queue's own."""

    async def call(working: App) -> None:
        async with working.open_async():
            await work(timestamp=0)  # type: ignore[operator]

    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as working:
        asyncio.run(call(working))


def abandoned_job(*, silent_for: timedelta, lock: str | None = None) -> int:
    """A job that a worker took and never finished; the worker was last heard of so long ago. `lock`: of its kind only one
    may wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [now() - silent_for],
        )
        (worker_id,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id, queueing_lock)"
            " VALUES ('now', 'kernel.react', '{}', 'doing', %s, %s) RETURNING id",
            [worker_id, lock],
        )
        (job_id,) = cursor.fetchone()
    return int(job_id)


@pytest.mark.django_db(transaction=True)
class TestRetryAbandoned:
    def test_a_job_of_a_killed_worker_is_put_back(self) -> None:
        job_id = abandoned_job(silent_for=timedelta(minutes=2))
        really(worker.retry_abandoned)
        assert ProcrastinateJob.objects.get(pk=job_id).status == "todo"

    def test_one_that_waits_again_already_is_through_and_the_others_are_put_back(self) -> None:
        gone = abandoned_job(silent_for=timedelta(minutes=2), lock="replan:1")
        other = abandoned_job(silent_for=timedelta(minutes=2))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, queueing_lock)"
                " VALUES ('now', 'kernel.react', '{}', 'replan:1')"
            )
        really(worker.retry_abandoned)
        assert ProcrastinateJob.objects.get(pk=gone).status == "aborted"
        assert ProcrastinateJob.objects.get(pk=other).status == "todo"

    def test_a_job_that_is_being_done_is_left_alone(self) -> None:
        job_id = abandoned_job(silent_for=timedelta(seconds=5))
        really(worker.retry_abandoned)
        assert ProcrastinateJob.objects.get(pk=job_id).status == "doing"


@pytest.mark.django_db(transaction=True)
class TestForgetDone:
    def test_keeps_what_failed(self) -> None:
        with connection.cursor() as cursor:
            for status in ("succeeded", "failed"):
                cursor.execute(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
                    " VALUES ('now', 'kernel.react', '{}', %s) RETURNING id",
                    [status],
                )
                (job_id,) = cursor.fetchone()
                cursor.execute(
                    "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, %s, now() - interval '9 days')",
                    [job_id, status],
                )
        really(worker.forget_done)
        assert list(ProcrastinateJob.objects.values_list("status", flat=True)) == ["failed"]


class TestUseStoreTime:
    def test_half_past_three_is_meant_in_the_stores_time(self) -> None:
        worker.use_store_time(app)
        (nightly,) = [
            each
            for (name, _), each in app.periodic_registry.periodic_tasks.items()
            if name == "worker.forget_done"
        ]
        noon = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
        at = datetime.fromtimestamp(nightly.croniter.get_next(float, start_time=noon.timestamp()), UTC)
        assert at == datetime(2026, 3, 2, 19, 20, tzinfo=UTC)
