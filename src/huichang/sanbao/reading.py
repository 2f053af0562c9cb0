"""Repairs out of orders: each signed order whose jobs may mend a quality problem becomes a repair with its faults and changes.

What a person decided is never overwritten; what a rule proposed follows the order.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from huichang.sanbao import rules, turns
from huichang.sanbao.models import Certificate, Change, Fault, Repair
from huichang.sanbao.queries import components, terms
from huichang.sanbao.states import Early, Quality, Safety
from huichang.vehicles import queries as vehicles
from huichang.workshop.queries import repairs as workshop

CHUNK = 5_000


def take_orders(order_ids: Collection[int]) -> set[int]:
    """Some orders as they stand now; their cars are held first, so that nobody decides about them meanwhile. Returns the cars
    whose count changes by it. Some fifteen statements for one order."""
    first_look = workshop.repair_visits(types=rules.COUNTED_TYPES, order_ids=order_ids)
    for vehicle_id in sorted({visit.vehicle_id for visit in first_look}):
        turns.of_car(vehicle_id)
    visits = workshop.repair_visits(types=rules.COUNTED_TYPES, order_ids=order_ids) if first_look else []
    touched = take(visits)
    gone = set(order_ids) - {visit.order_id for visit in visits}
    void = Repair.objects.filter(order_id__in=gone, is_void=False)
    touched |= set(void.values_list("vehicle_id", flat=True))
    void.update(is_void=True)
    return touched


def take_car(vehicle_id: int) -> None:
    """All orders of a car: when its certificate says something new about what may be covered."""
    take(workshop.repair_visits(types=rules.COUNTED_TYPES, vehicle_ids=[vehicle_id]))


def take_cars(store_id: int, vehicle_ids: Collection[int], *, since: datetime | None) -> set[int]:
    """Orders of some cars in a store that were opened after a moment or are open still; all of them without one. The caller
    holds the cars. Returns those that have something to count. Some twelve statements."""
    return take(
        workshop.repair_visits(
            types=rules.COUNTED_TYPES, store_id=store_id, vehicle_ids=vehicle_ids, since=since
        )
    )


def cars_here(store_id: int, *, since: datetime | None) -> set[int]:
    """Cars with such orders in a store. One statement."""
    return workshop.repaired_cars(types=rules.COUNTED_TYPES, store_id=store_id, since=since)


@dataclass
class _Writing:
    """What is to be written of some visits."""

    repairs: list[Repair] = field(default_factory=list)
    changed_repairs: list[Repair] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    changed_faults: list[Fault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    changed_changes: list[Change] = field(default_factory=list)


def take(visits: Sequence[workshop.RepairVisit]) -> set[int]:
    """Write repairs, faults and changes of some visits as they stand; returns the cars that are touched."""
    if not visits:
        return set()
    held = _held(visits)
    writing = _Writing()
    touched: set[int] = set()
    for visit in visits:
        if visit.order_id not in held.repairs and not held.may_count(visit):
            continue
        touched.add(visit.vehicle_id)
        repair = _repair(visit, held.repairs.get(visit.order_id), writing)
        kinds = held.kinds(visit)
        for job in visit.jobs:
            fault = _fault(visit, job, repair, held.faults.get(job.id), writing, kinds)
            for part in job.parts:
                _change(visit, part, fault, held.changes.get(part.line_id), writing, kinds)
        _lost(visit, held, writing)
    _write(writing)
    return touched


@dataclass
class _Held:
    """What is written already of some visits, and how far their cars may be covered."""

    repairs: dict[int, Repair]
    faults: dict[int, Fault]
    changes: dict[int, Change]
    begins: dict[int, date | None]
    licensed: dict[int, date | None]
    periods: dict[int, tuple[int, int]]
    lists: components.Lists
    brands: dict[int, str]

    def kinds(self, visit: workshop.RepairVisit) -> tuple[rules.Kind, ...]:
        """The list of parts that the car was sold under; that of the repair's day while nobody knows when that was."""
        day = self.begins.get(visit.vehicle_id) or localdate(visit.jobs[0].agreed_at)
        return self.lists.of(self.brands.get(visit.vehicle_id, ""), day)

    def may_count(self, visit: workshop.RepairVisit) -> bool:
        """Whether the visit may lie within 包修期."""
        months, km = self.periods.get(visit.vehicle_id, self.periods[0])
        return any(
            rules.may_be_covered(
                localdate(job.agreed_at),
                visit.km,
                begins_on=self.begins.get(visit.vehicle_id),
                licensed_on=self.licensed.get(visit.vehicle_id),
                cover_months=months,
                cover_km=km,
            )
            for job in visit.jobs
        )


def _held(visits: Sequence[workshop.RepairVisit]) -> _Held:
    orders = [visit.order_id for visit in visits]
    cars = {visit.vehicle_id for visit in visits}
    last = max(job.agreed_at for visit in visits for job in visit.jobs)
    law = terms.in_force(localdate(last)).law
    periods = {0: (law.cover_months, law.cover_km)}
    known = vehicles.cards(cars)
    begins = {pk: rules.begins_on(brief.invoiced_on, brief.delivered_on) for pk, brief in known.items()}
    for row in Certificate.objects.filter(vehicle_id__in=cars):
        periods[row.vehicle_id] = (
            max(law.cover_months, row.cover_months or 0),
            max(law.cover_km, row.cover_km or 0),
        )
    return _Held(
        repairs={row.order_id: row for row in Repair.objects.filter(order_id__in=orders)},
        faults={row.job_id: row for row in Fault.objects.filter(repair__order_id__in=orders)},
        changes={row.line_id: row for row in Change.objects.filter(fault__repair__order_id__in=orders)},
        begins=begins,
        licensed={pk: brief.used_since for pk, brief in known.items()},
        periods=periods,
        lists=components.lists({brief.brand for brief in known.values()}),
        brands={pk: brief.brand for pk, brief in known.items()},
    )


def _repair(visit: workshop.RepairVisit, row: Repair | None, writing: _Writing) -> Repair:
    """From the first agreement to the end of the last of the jobs that are done; open while one of them is not."""
    live = [job for job in visit.jobs if not job.is_gone]
    jobs = live or list(visit.jobs)
    agreed_at = min(job.agreed_at for job in jobs)
    ends = [job.finished_at for job in live if job.is_done and job.finished_at]
    done_at = max(agreed_at, *ends) if ends and len(ends) == len(live) else None
    values: dict[str, Any] = {
        "number": visit.number,
        "vehicle_id": visit.vehicle_id,
        "customer_id": visit.customer_id,
        "adviser_id": visit.adviser_id,
        "agreed_at": agreed_at,
        "done_at": done_at,
        "km": visit.km,
        "is_void": not live,
    }
    if row is None:
        row = Repair(store_id=visit.store_id, order_id=visit.order_id, **values)
        writing.repairs.append(row)
    elif _differs(row, values):
        writing.changed_repairs.append(row)
    return row


def _fault(
    visit: workshop.RepairVisit,
    job: workshop.RepairJob,
    repair: Repair,
    row: Fault | None,
    writing: _Writing,
    kinds: Sequence[rules.Kind],
) -> Fault:
    told = job.concern or visit.concern or job.title
    texts = (told, job.title, job.cause, job.correction)
    values: dict[str, Any] = {
        "vehicle_id": visit.vehicle_id,
        "title": job.title,
        "words": told[:300],
        "system": job.system,
        "agreed_at": job.agreed_at,
        "done_at": max(job.agreed_at, job.finished_at) if job.is_done and job.finished_at else None,
        "is_void": job.is_gone,
    }
    if row is None or row.decided_at is None:
        quality = rules.proposed_quality(
            job.repair_type, job.payer, job.system, [part.name for part in job.parts], kinds
        )
        values["quality"] = quality
        values["safety"] = rules.proposed_safety(*texts) if quality != Quality.NO else Safety.NO
        values["early"] = rules.proposed_early(*texts) if quality != Quality.NO else Early.NONE
    if row is None:
        row = Fault(store_id=visit.store_id, repair=repair, job_id=job.id, **values)
        writing.faults.append(row)
    elif _differs(row, values):
        writing.changed_faults.append(row)
    return row


def _change(
    visit: workshop.RepairVisit,
    part: workshop.RepairPart,
    fault: Fault,
    row: Change | None,
    writing: _Writing,
    kinds: Sequence[rules.Kind],
) -> None:
    values: dict[str, Any] = {"number": part.number, "part": part.name, "is_void": fault.is_void}
    if row is None or not row.is_confirmed:
        known = rules.recognise(part.name, kinds)
        values |= {"kind": known.kind, "system": known.system, "name": known.name}
    if row is None:
        row = Change(store_id=visit.store_id, fault=fault, line_id=part.line_id, **values)
        writing.changes.append(row)
    elif _differs(row, values):
        writing.changed_changes.append(row)


def _lost(visit: workshop.RepairVisit, held: _Held, writing: _Writing) -> None:
    """Jobs that have turned into something else, and parts that are not used after all, count no more."""
    jobs = {job.id for job in visit.jobs}
    lines = {part.line_id for job in visit.jobs for part in job.parts}
    repair = held.repairs.get(visit.order_id)
    if repair is None:
        return
    for job_id, fault in held.faults.items():
        if fault.repair_id == repair.pk and job_id not in jobs and not fault.is_void:
            fault.is_void = True
            writing.changed_faults.append(fault)
    owned = {fault.pk for fault in held.faults.values() if fault.repair_id == repair.pk}
    for line_id, change in held.changes.items():
        if change.fault_id in owned and line_id not in lines and not change.is_void:
            change.is_void = True
            writing.changed_changes.append(change)


def _differs(row: Any, values: dict[str, Any]) -> bool:
    """Set what is different; whether anything was."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _write(writing: _Writing) -> None:
    Repair.objects.bulk_create(writing.repairs, batch_size=CHUNK)
    Fault.objects.bulk_create(writing.faults, batch_size=CHUNK)
    Change.objects.bulk_create(writing.changes, batch_size=CHUNK)
    _update(
        Repair,
        writing.changed_repairs,
        ["number", "vehicle", "customer", "adviser", "agreed_at", "done_at", "km", "is_void"],
    )
    _update(
        Fault,
        writing.changed_faults,
        ["vehicle", "title", "words", "system", "agreed_at", "done_at", "is_void"],
    )
    undecided = Fault.objects.filter(decided_at__isnull=True)
    if proposed := [fault for fault in writing.changed_faults if fault.decided_at is None]:
        undecided.bulk_update(proposed, ["quality", "safety", "early"], batch_size=1_000)
    _update(Change, writing.changed_changes, ["number", "part", "is_void", "kind", "system", "name"])


def _update(model: Any, rows: Iterable[Any], fields: list[str]) -> None:
    if several := list(rows):
        model.objects.bulk_update(several, fields, batch_size=1_000)
