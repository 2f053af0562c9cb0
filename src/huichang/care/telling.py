"""What customer care tells where the house asks: the last complaint about a car, the timeline, calls to make."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from huichang.care import permissions
from huichang.care.models import Complaint, FollowUp
from huichang.care.queries import calls
from huichang.company.roles import Role
from huichang.customers import timeline
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.vehicles import notices


def _complaints(vehicle_id: int, store_id: int, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    found = Complaint.objects.filter(
        store_id=store_id, vehicle_id=vehicle_id, opened_at__gt=at - timedelta(days=180)
    )
    return (found.order_by("-opened_at").values_list("pk", "text", "closed_at", "opened_at")[:1],)


@notices.asking(rank=60, asks=_complaints)
def last_complaint(
    vehicle_id: int, store_id: int, at: datetime, found: list[tuple[int, str, datetime | None, datetime]]
) -> Iterable[notices.Notice]:
    """A complaint that is open, or was closed within half a year."""
    for pk, text, closed_at, opened_at in found:
        tone = "mind" if closed_at else "act"
        yield notices.Notice(
            "complaint", f"{opened_at:%m月%d日}投诉：{text[:40]}", tone, f"/care/complaints/{pk}/"
        )


@timeline.source
def calls_with(customer_id: int, stores: frozenset[int]) -> Iterable[timeline.Dealing]:
    """Follow-up calls on the customer's timeline."""
    found = FollowUp.objects.filter(
        customer_id=customer_id, store_id__in=stores, done_at__isnull=False
    ).select_related("done_by")
    for row in found.order_by("-done_at")[:50]:
        yield timeline.Dealing(
            row.done_at,
            "回访",
            row.get_result_display(),
            row.words,
            row.done_by.name if row.done_by else "",
            f"/care/call/{row.pk}/",
            icon="phone-call",
            tone="act" if row.result == "dissatisfied" else "",
        )


@timeline.source
def complaints_of(customer_id: int, stores: frozenset[int]) -> Iterable[timeline.Dealing]:
    """Complaints on the customer's timeline."""
    found = Complaint.objects.filter(customer_id=customer_id, store_id__in=stores).order_by("-opened_at")
    for row in found[:50]:
        yield timeline.Dealing(
            row.opened_at,
            "投诉",
            row.text,
            row.wish,
            url=f"/care/complaints/{row.pk}/",
            icon="mood-sad",
            tone="act",
        )


@todo.source(Role.CARE_AGENT)
def calls_to_make(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Follow-up calls that are due, one line each for the most pressing."""
    if not actor.may(permissions.CALL_CUSTOMERS):
        return
    for row in calls(actor, at=at, on=at.date(), limit=12):
        if row.adviser_id == actor.staff_id:
            continue
        yield Todo(
            act="回访",
            why=f"{row.repair_type}后回访" + (f" · 第 {row.tries + 1} 次拨打" if row.tries else ""),
            url=f"/care/call/{row.id}/",
            plate=row.plate,
            kind=row.plate_kind,
            name=row.customer,
            urgent=row.is_late,
            icon="phone-call",
        )
