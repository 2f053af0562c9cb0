"""What the figure of prepared bookings is made of (PARTS-31). One definition gives sums and lines (`kernel.figures`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from huichang.booking.models import Appointment, PartNeed, Preparation
from huichang.booking.states import AppointmentState, PreparationKind
from huichang.kernel.figures import Entry, Measure, Sum, entries, sums

READY = Measure(
    "booking_ready",
    f"""
    SELECT a.store_id, lower(a.slot) AS at, NULL::bigint AS part_id, '' AS slice,
           CASE WHEN p.done_at <= lower(a.slot) THEN 1 ELSE 0 END AS top, 1 AS under,
           a.number AS document, '/booking/' || a.id || '/' AS opens,
           CASE WHEN p.done_at <= lower(a.slot) THEN '到店前备齐'
                WHEN p.problem <> '' THEN p.problem WHEN p.done_at IS NULL THEN '没有备齐' ELSE '到店后才备齐' END AS words
    FROM {Appointment._meta.db_table} a
    JOIN {Preparation._meta.db_table} p ON p.appointment_id = a.id AND p.kind = '{PreparationKind.PARTS}'
    WHERE a.store_id = ANY(%(stores)s) AND lower(a.slot) >= %(since)s AND lower(a.slot) < least(%(until)s, %(at)s)
      AND a.state IN ('{AppointmentState.CONFIRMED}', '{AppointmentState.ARRIVED}', '{AppointmentState.MISSED}')
      AND EXISTS (SELECT 1 FROM {PartNeed._meta.db_table} n WHERE n.appointment_id = a.id)
    """,
)
"""Bookings with parts whose hour has come: did all of them lie on the booking shelf before? Cancelled ones do not count."""


def flows(stores: Sequence[int], *, since: datetime, until: datetime, at: datetime) -> list[Sum]:
    """Prepared bookings by store and month; `at`: the moment of asking. One statement."""
    return sums([READY], _between(stores, since, until, at))


def ready_entries(
    stores: Sequence[int], *, since: datetime, until: datetime, at: datetime, limit: int, skip: int = 0
) -> tuple[list[Entry], int]:
    """The bookings behind, those that were not ready first. One statement."""
    return entries(READY, _between(stores, since, until, at), limit=limit, skip=skip)


def _between(stores: Sequence[int], since: datetime, until: datetime, at: datetime) -> Mapping[str, Any]:
    return {"stores": list(stores), "since": since, "until": until, "at": at}
