"""A car's rows as the engine reads them: once as decided, once as if all that is proposed held."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localtime

from huichang.engines.sanbao import clock, likeness
from huichang.engines.sanbao import values as sanbao
from huichang.sanbao import rules
from huichang.sanbao.models import Certificate, Change, Fault, LeftOut, Repair
from huichang.sanbao.queries import terms
from huichang.sanbao.states import ChangeKind, Light, Quality, Safety
from huichang.vehicles import queries as vehicles


@dataclass
class History:
    """A car's rows: its certificate (None: nobody has told) and its repairs that were not called off, oldest first."""

    car: vehicles.VehicleBrief
    certificate: Certificate | None
    repairs: list[Repair] = field(default_factory=list)
    faults: dict[int, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    changes: dict[int, list[Change]] = field(default_factory=lambda: defaultdict(list))
    left_outs: dict[int, list[LeftOut]] = field(default_factory=lambda: defaultdict(list))

    @property
    def vehicle_id(self) -> int:
        """The car's key."""
        return self.car.id

    @property
    def begins_on(self) -> date | None:
        """The day from which both periods run; None while the invoice is not known."""
        return rules.begins_on(self.car.invoiced_on, self.car.delivered_on)

    @property
    def odometer(self) -> int:
        """The car's last reading, in km."""
        return self.car.odometer

    @property
    def all_faults(self) -> list[Fault]:
        """Faults of all repairs in the order of the agreements."""
        found = [fault for repair in self.repairs for fault in self.faults[repair.pk]]
        return sorted(found, key=lambda fault: (fault.agreed_at, fault.pk))


@dataclass(frozen=True)
class Count:
    """A car's clock: as decided, and as it would stand if all proposals held. None while something is missing to count from.

    `missing`: what must be asked for, in words; `open_faults`: jobs that wait for a word; `whole`: repairs after which the
    owner may have a whole assembly, free (第二十条), with the part that failed.
    """

    decided: clock.Clock | None
    proposed: clock.Clock | None
    missing: tuple[str, ...]
    open_faults: int
    begins_on: date | None
    whole: tuple[tuple[sanbao.Repair, sanbao.Change], ...] = ()

    @property
    def light(self) -> str:
        """How the car stands."""
        if self.decided is None:
            return Light.ASK
        if not self.decided.applies:
            return Light.OUTSIDE
        light = self.decided.light
        return light if self.decided.in_sanbao or light == clock.Light.RED else Light.GREEN

    @property
    def could(self) -> str:
        """How it would stand."""
        if self.proposed is None or not self.proposed.applies:
            return self.light
        light = self.proposed.light
        return light if self.proposed.in_sanbao or light == clock.Light.RED else Light.GREEN


def histories(vehicle_ids: Collection[int]) -> list[History]:
    """The rows of some cars, of all stores: the law counts a car's repairs wherever they were made. Six statements."""
    wanted = list(vehicle_ids)
    found = {pk: History(brief, None) for pk, brief in vehicles.cards(wanted).items()}
    for row in Certificate.objects.filter(vehicle_id__in=wanted):
        found[row.vehicle_id].certificate = row
    for repair in Repair.objects.filter(vehicle_id__in=wanted, is_void=False).order_by("agreed_at", "pk"):
        found[repair.vehicle_id].repairs.append(repair)
    owners: dict[int, History] = {}
    faults = Fault.objects.filter(vehicle_id__in=wanted, is_void=False, repair__is_void=False)
    for fault in faults.select_related("problem").order_by("agreed_at", "pk"):
        owners[fault.pk] = found[fault.vehicle_id]
        found[fault.vehicle_id].faults[fault.repair_id].append(fault)
    changes = Change.objects.filter(fault__vehicle_id__in=wanted, is_void=False)
    for change in changes.order_by("pk"):
        if change.fault_id in owners:
            owners[change.fault_id].changes[change.fault_id].append(change)
    stretches = LeftOut.objects.filter(repair__vehicle_id__in=wanted, taken_back_at__isnull=True)
    for stretch in stretches.select_related("repair").order_by("since"):
        found[stretch.repair.vehicle_id].left_outs[stretch.repair_id].append(stretch)
    return [found[pk] for pk in wanted if pk in found]


def count(history: History, numbers: terms.InForce, *, at: datetime) -> Count:
    """Read a car's clock as of a moment."""
    certificate, begins_on = history.certificate, history.begins_on
    open_faults = sum(
        fault.decided_at is None and fault.quality != Quality.NO for fault in history.all_faults
    )
    missing = tuple(missing_of(history))
    if certificate is None or begins_on is None or not certificate.use:
        return Count(None, None, missing, open_faults, begins_on)
    car = sanbao.Car(
        begins_on=begins_on,
        use=sanbao.Use(certificate.use),
        price=certificate.price,
        use_factor=certificate.use_factor,
        sanbao_months=certificate.sanbao_months,
        sanbao_km=certificate.sanbao_km,
        cover_months=certificate.cover_months,
        cover_km=certificate.cover_km,
    )
    km = max([history.odometer, *(repair.km for repair in history.repairs)])
    moment = localtime(at)

    def read(repairs: list[sanbao.Repair]) -> clock.Clock:
        return clock.read(car, repairs, now=moment, km=km, law=numbers.law, warn=numbers.warn)

    repairs = repairs_of(history, proposals=False, at=at)
    decided = read(repairs)
    waits = any(_waits(fault, history.changes[fault.pk]) for fault in history.all_faults)
    proposed = read(repairs_of(history, proposals=True, at=at)) if waits else decided
    whole = clock.whole_assembly(car, repairs, numbers.law)
    return Count(decided, proposed, missing, open_faults, begins_on, whole)


def _waits(fault: Fault, changes: Iterable[Change]) -> bool:
    """Whether something of a fault is only proposed: then the car would stand otherwise if it held."""
    if fault.quality == Quality.NO:
        return False
    said = fault.decided_at is not None
    likely = fault.quality == Quality.OPEN or fault.like_key or fault.early or fault.safety == Safety.PROPOSED
    if likely and not said:
        return True
    return any(change.kind != ChangeKind.NONE and not change.is_confirmed for change in changes)


def missing_of(history: History) -> Iterable[str]:
    """What must be asked for before anything can be counted; the rest is asked for when it is needed."""
    if history.certificate is None or not history.certificate.use:
        yield "购车用途"
    if history.car.invoiced_on is None:
        yield "开票日期"


def repairs_of(history: History, *, proposals: bool, at: datetime) -> list[sanbao.Repair]:
    """The repairs with their quality problems, times in store time. Of an order only the time of its quality problems counts."""
    roots = _problems(history, proposals=proposals)
    found = []
    for repair in history.repairs:
        kept = [fault for fault in history.faults[repair.pk] if counts(fault, proposals=proposals)]
        if not kept:
            continue
        agreed_at = min(fault.agreed_at for fault in kept)
        ends = [fault.done_at for fault in kept]
        done_at = None if None in ends else max(end for end in ends if end is not None)
        until = done_at or at
        stretches = [(each.since, each.until) for each in history.left_outs[repair.pk]]
        found.append(
            sanbao.Repair(
                id=str(repair.pk),
                agreed_at=localtime(agreed_at),
                done_at=None if done_at is None else localtime(done_at),
                km=repair.km,
                faults=tuple(
                    _fault(fault, roots[fault.pk], history.changes[fault.pk], proposals=proposals)
                    for fault in kept
                ),
                left_out=rules.left_out(agreed_at, until, stretches) if stretches else timedelta(),
                owner_to_blame=bool(repair.blame),
            )
        )
    return found


def counts(fault: Fault, *, proposals: bool) -> bool:
    """Whether a fault counts: it is a quality problem, or may be one where proposals are taken as decided."""
    return fault.quality == Quality.YES or (proposals and fault.quality == Quality.OPEN)


def _problems(history: History, *, proposals: bool) -> dict[int, str]:
    """The word of each fault's problem: what a person decided, else (where proposals hold) that of the fault it is like."""
    roots: dict[int, str] = {}
    for fault in history.all_faults:
        if fault.problem_id is not None:
            roots[fault.pk] = f"problem:{fault.problem_id}"
        elif proposals and fault.decided_at is None and fault.like_key in roots:
            roots[fault.pk] = roots[fault.like_key]
        else:
            roots[fault.pk] = f"fault:{fault.pk}"
    return roots


def _fault(fault: Fault, problem: str, changes: Iterable[Change], *, proposals: bool) -> sanbao.Fault:
    is_known = proposals or fault.decided_at is not None
    return sanbao.Fault(
        problem=problem,
        words=fault.words,
        is_safety=fault.safety == Safety.YES or (proposals and fault.safety == Safety.PROPOSED),
        early=sanbao.Early(fault.early) if fault.early and is_known else None,
        changes=tuple(
            _change(change)
            for change in changes
            if change.kind != ChangeKind.NONE and (proposals or change.is_confirmed)
        ),
    )


def _change(change: Change) -> sanbao.Change:
    if change.kind == ChangeKind.ASSEMBLY:
        return sanbao.Change(assembly=sanbao.Assembly(change.system))
    return sanbao.Change(system=sanbao.System(change.system), part=change.name)


def propose_likes(history: History) -> list[Fault]:
    """For each fault that waits for a word the earlier one that it is most like; returns those that changed."""
    waiting = [
        fault for fault in history.all_faults if fault.decided_at is None and fault.quality != Quality.NO
    ]
    if not waiting or (len(history.repairs) < 2 and not any(fault.like_key for fault in waiting)):
        return []
    earlier: list[tuple[Fault, likeness.Complaint]] = []
    changed = []
    for fault in history.all_faults:
        told = complaint(fault, history.changes[fault.pk])
        if fault.decided_at is None and fault.quality != Quality.NO:
            best: tuple[int, Any, str] = (0, None, "")
            for other, said in earlier:
                alike = likeness.compare(told, said)
                if other.repair_id != fault.repair_id and alike.proposes and alike.points >= best[0]:
                    best = (alike.points, other.pk, "；".join(alike.why)[:200])
            if (fault.like_points, fault.like_key) != best[:2]:
                fault.like_points, fault.like_key, fault.like_why = best
                changed.append(fault)
        if fault.quality != Quality.NO:
            earlier.append((fault, told))
    return changed


def complaint(fault: Fault, changes: Iterable[Change]) -> likeness.Complaint:
    """A fault as the likeness reads it."""
    return likeness.Complaint(
        fault.system, f"{fault.words} {fault.title}", frozenset(each.part for each in changes)
    )


def whole_says(count: Count) -> tuple[str, ...]:
    """Why the owner may have a whole assembly changed, each as a sentence (第二十条)."""
    return tuple(
        f"{repair.agreed_at:%Y-%m-%d} {repair.km:,} 公里更换{rules.NAMES[change.system or '']}的主要零部件“{change.part}”："
        f"客户可以选择免费更换整个{rules.NAMES[change.system or '']}"
        for repair, change in count.whole
    )
