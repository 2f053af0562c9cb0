"""Signed orders as repairs (for 三包 and whoever counts repairs): when each job was agreed to and finished, what was changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from huichang.workshop.models import Job, Line
from huichang.workshop.states import (
    OPEN_ORDER_STATES,
    WORKABLE_LINES,
    JobState,
    LineKind,
    OrderState,
)


@dataclass(frozen=True)
class RepairPart:
    """A part that a job uses."""

    line_id: int
    number: str
    name: str


@dataclass(frozen=True)
class RepairJob:
    """A job that was agreed to. `agreed_at`: when the customer said yes to it; `is_gone`: it is not done after all."""

    id: int
    title: str
    concern: str
    cause: str
    correction: str
    system: str
    repair_type: str
    payer: str
    agreed_at: datetime
    finished_at: datetime | None
    is_done: bool
    is_gone: bool
    parts: tuple[RepairPart, ...] = ()


@dataclass(frozen=True)
class RepairVisit:
    """An order with its jobs of the kinds that were asked for."""

    order_id: int
    store_id: int
    number: str
    vehicle_id: int
    customer_id: int
    adviser_id: int
    km: int
    concern: str
    is_cancelled: bool
    delivered_at: datetime | None
    jobs: tuple[RepairJob, ...]


def repair_visits(
    *,
    types: Collection[str],
    store_id: int | None = None,
    order_ids: Collection[int] | None = None,
    vehicle_ids: Collection[int] | None = None,
    since: datetime | None = None,
) -> list[RepairVisit]:
    """Orders that were signed, with their jobs of some repair types, in the order in which they were opened. Three statements.

    `since`: only those opened after it, and whatever is open. Of nobody's store in particular: who calls knows whose it is.
    """
    jobs = Job.objects.filter(order__signed_at__isnull=False, repair_type__in=types).exclude(
        state=JobState.PROPOSED
    )
    if store_id is not None:
        jobs = jobs.filter(order__store_id=store_id)
    if order_ids is not None:
        jobs = jobs.filter(order_id__in=order_ids)
    if vehicle_ids is not None:
        jobs = jobs.filter(order__vehicle_id__in=vehicle_ids)
    if since is not None:
        jobs = jobs.filter(Q(order__opened_at__gte=since) | Q(order__state__in=OPEN_ORDER_STATES))
    keys = list(jobs.order_by("order_id", "position").values_list(*_JOB))
    told = _said(jobs)
    parts = _parts(jobs)
    visits: dict[int, RepairVisit] = {}
    done: dict[int, list[RepairJob]] = defaultdict(list)
    for key in keys:
        values = dict(zip(_JOB, key, strict=True))
        order_id = values["order_id"]
        if order_id not in visits:
            visits[order_id] = _visit(values)
        done[order_id].append(_job(values, told.get(values["pk"]), parts.get(values["pk"], [])))
    return [replace(visit, jobs=tuple(done[order_id])) for order_id, visit in visits.items()]


def repaired_cars(*, types: Collection[str], store_id: int, since: datetime | None = None) -> set[int]:
    """Cars of a store's orders that were signed, with jobs of some repair types; `since` as above. One statement."""
    jobs = Job.objects.filter(
        order__store_id=store_id, order__signed_at__isnull=False, repair_type__in=types
    ).exclude(state=JobState.PROPOSED)
    if since is not None:
        jobs = jobs.filter(Q(order__opened_at__gte=since) | Q(order__state__in=OPEN_ORDER_STATES))
    return set(jobs.order_by().values_list("order__vehicle_id", flat=True).distinct())


_JOB = (
    "pk",
    "title",
    "concern",
    "cause",
    "correction",
    "system",
    "repair_type",
    "payer",
    "state",
    "finished_at",
    "order_id",
    "order__store_id",
    "order__number",
    "order__vehicle_id",
    "order__customer_id",
    "order__adviser_id",
    "order__odometer",
    "order__concern",
    "order__state",
    "order__signed_at",
    "order__delivered_at",
)


def _said(jobs: QuerySet[Job, Any]) -> dict[int, datetime]:
    """When the customer first said yes to a line of each job."""
    said: dict[int, datetime] = {}
    lines = Line.objects.filter(job__in=jobs.order_by().values("pk"), state__in=WORKABLE_LINES)
    for job_id, at in lines.filter(answer__isnull=False).values_list("job_id", "answer__at"):
        said[job_id] = min(at, said.get(job_id, at))
    return said


def _parts(jobs: QuerySet[Job, Any]) -> dict[int, list[RepairPart]]:
    found: dict[int, list[RepairPart]] = defaultdict(list)
    lines = Line.objects.filter(
        job__in=jobs.order_by().values("pk"), kind=LineKind.PART, state__in=WORKABLE_LINES
    )
    for job_id, pk, code, name in lines.order_by("pk").values_list("job_id", "pk", "code", "name"):
        found[job_id].append(RepairPart(pk, code, name))
    return found


def _visit(values: dict[str, Any]) -> RepairVisit:
    return RepairVisit(
        values["order_id"],
        values["order__store_id"],
        values["order__number"],
        values["order__vehicle_id"],
        values["order__customer_id"],
        values["order__adviser_id"],
        values["order__odometer"],
        values["order__concern"],
        values["order__state"] == OrderState.CANCELLED,
        values["order__delivered_at"],
        (),
    )


def _job(values: dict[str, Any], said: datetime | None, parts: Iterable[RepairPart]) -> RepairJob:
    return RepairJob(
        values["pk"],
        values["title"],
        values["concern"],
        values["cause"],
        values["correction"],
        values["system"],
        values["repair_type"],
        values["payer"],
        said or values["order__signed_at"],
        values["finished_at"],
        values["state"] == JobState.DONE,
        values["state"] == JobState.DROPPED or values["order__state"] == OrderState.CANCELLED,
        tuple(parts),
    )
