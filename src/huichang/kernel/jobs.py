"""What happens by itself: jobs are declared beside the room that owns them and run on a queue inside PostgreSQL.

A job is enqueued in the transaction of the change that wants it; it gets ids only, acts as a named machine actor with
its own grants, calls one use-case per store, and may safely run twice.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import now
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huichang.kernel import facts
from huichang.kernel.actor import Actor

Work = Callable[..., None]
RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


@dataclass(frozen=True)
class Job:
    """One line of the timetable: what, when (cron, store time), as whom, with which permissions."""

    name: str
    says: str
    cron: str
    as_whom: str
    permissions: frozenset[str]
    work: Work


TIMETABLE: dict[str, Job] = {}
_beforehand: list[Callable[[], None]] = []
_stores: list[Callable[[], Iterable[int]]] = []


def stores_are(provider: Callable[[], Iterable[int]]) -> Callable[[], Iterable[int]]:
    """Tell the kernel how to list the stores (company does)."""
    _stores[:] = [provider]
    return provider


def before_work(load: Callable[[], None]) -> Callable[[], None]:
    """Have the worker call this once, before it takes its first job: for what takes long to load and is needed at once."""
    _beforehand.append(load)
    return load


def get_ready() -> None:
    """Do what `before_work` declared (the worker does, at its start)."""
    for load in _beforehand:
        load()


def every(cron: str, *, says: str, as_whom: str, permissions: Iterable[str]) -> Callable[[Work], Work]:
    """Run `work(actor, store_id, at=…)` for each store at the times of `cron` (5 fields, store time zone).

    `says` is the line in the timetable; `as_whom` the machine actor's name in the journal.
    """

    def declare(work: Work) -> Work:
        name = f"{work.__module__}.{work.__name__}".removeprefix("huichang.")
        job = Job(name, says, cron, as_whom, frozenset(permissions), work)
        TIMETABLE[name] = job

        def run(timestamp: int) -> None:
            run_now(job)

        task = app.task(name=name, queue="timetable", retry=RETRY, queueing_lock=name)(run)
        app.periodic(cron=cron)(task)
        return work

    return declare


def run_now(job: Job, *, at: datetime | None = None) -> None:
    """Do a job once for every store, each in its own transaction. What fails in one store keeps no other from its turn; it
    is raised at the end, so that the job is tried again."""
    moment, failed = at or now(), []
    for provider in _stores:
        for store_id in provider():
            actor = Actor(None, job.as_whom, {store_id: job.permissions}, store_id=store_id, door="job")
            try:
                job.work(actor, store_id, at=moment)
            except Exception as trouble:
                failed.append(trouble)
    if len(failed) == 1:
        raise failed[0]
    if failed:
        raise ExceptionGroup(f"{job.name} failed in {len(failed)} stores", failed)


_QUEUED: dict[str, Any] = {}


def later(work: Work) -> Callable[..., None]:
    """Make `work` a job to be enqueued: calling the result enqueues it with JSON-able keyword arguments."""
    name = f"{work.__module__}.{work.__name__}".removeprefix("huichang.")
    task = app.task(name=name, queue="now", retry=RETRY)(work)
    _QUEUED[name] = task

    def enqueue(**values: Any) -> None:
        task.defer(**values)

    return enqueue


_SOONER = """
    UPDATE procrastinate_jobs SET scheduled_at = now() + %s * interval '1 second'
    WHERE queueing_lock = %s AND status = 'todo' AND scheduled_at > now() + %s * interval '1 second'
"""


def coalesced(work: Work) -> Callable[..., None]:
    """Make `work` a job of which one per key waits at most: calling the result with `key` and `seconds` (until it runs)
    enqueues it, unless one with this key waits already; one that waits for longer, because it failed before, is brought
    forward. Call it when the transaction has committed: in the middle of one it would wait for whoever else wakes the same.
    """
    name = f"{work.__module__}.{work.__name__}".removeprefix("huichang.")
    task = app.task(name=name, queue="now", retry=RETRY)(work)

    def enqueue(*, key: str, seconds: int, **values: Any) -> None:
        lock = f"{name}:{key}"
        waking = task.configure(queueing_lock=lock, schedule_in={"seconds": seconds})
        try:
            with transaction.atomic():
                waking.defer(**values)
        except AlreadyEnqueued:
            with connection.cursor() as cursor:
                cursor.execute(_SOONER, [seconds, lock, seconds])

    return enqueue


@facts.queue_is
def react_later(*, reaction: str, fact: str, values: Mapping[str, Any]) -> None:
    """Enqueue a reaction to a fact (see `facts.on(..., later=True)`)."""
    _react.defer(reaction=reaction, fact=fact, values=_plain(values))


@app.task(name="kernel.react", queue="now", retry=RETRY)
def _react(reaction: str, fact: str, values: dict[str, Any]) -> None:
    fact_type = facts.FACTS[fact]
    facts.REACTIONS[reaction](fact_type(**{name: _typed(value) for name, value in values.items()}))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    encoder = DjangoJSONEncoder()
    return {
        name: value if value is None or isinstance(value, str | int | bool | list) else encoder.default(value)
        for name, value in values.items()
    }


def _typed(value: Any) -> Any:
    if not isinstance(value, str) or not value[:4].isdigit():
        return value
    try:
        return (parse_datetime(value) if "T" in value else parse_date(value)) or value
    except ValueError:
        return value
