"""The job worker: does what the rooms have put on the queue, and what the timetable says."""

import asyncio
from typing import cast
from zoneinfo import ZoneInfo

from croniter import croniter
from django.conf import settings
from django.utils.timezone import now
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from huichang.kernel import jobs

POLL_SECONDS = 0.5
AT_ONCE = 2
# A worker tells every 10 s that it lives; one that has been silent for longer will not finish what it began.
SILENT_SECONDS = 40
KEEP_DONE_HOURS = 7 * 24
HOUSEKEEPING = "worker"


def run() -> None:
    """Work until SIGTERM or Ctrl-C; what has been begun is finished first."""
    use_store_time(app)
    jobs.get_ready()
    connector = cast(DjangoConnector, app.connector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        asyncio.run(_work(working))


async def _work(working: App) -> None:
    async with working.open_async():
        await working.run_worker_async(
            concurrency=AT_ONCE, fetch_job_polling_interval=POLL_SECONDS, shutdown_graceful_timeout=30
        )


def use_store_time(of: App) -> None:
    """The timetable speaks of the store's clock; the queue would read it as UTC."""
    zone = ZoneInfo(settings.TIME_ZONE)
    for periodic in of.periodic_registry.periodic_tasks.values():
        object.__setattr__(periodic, "croniter", croniter(periodic.cron, now().astimezone(zone)))


@app.periodic(cron="* * * * *")
@app.task(name="worker.retry_abandoned", queue=HOUSEKEEPING, queueing_lock="worker.retry_abandoned")
async def retry_abandoned(timestamp: int) -> None:
    """Jobs of a killed worker stay 'doing' for ever; every job may run twice, so they are put back. One that waits only
    once by its key, and waits again already, is through: the other one does its work."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        try:
            await app.job_manager.retry_job(job, retry_at=now())
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=False)


@app.periodic(cron="20 3 * * *")
@app.task(name="worker.forget_done", queue=HOUSEKEEPING, queueing_lock="worker.forget_done")
async def forget_done(timestamp: int) -> None:
    """Jobs that went well are of no use after a week; failed ones stay for whoever looks into them."""
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_DONE_HOURS)
