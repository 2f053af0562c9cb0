"""One repair: its time, what is not counted of it, its faults, the owner's spare car, what was decided."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.engines.sanbao import days
from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Photo
from huichang.kernel.refusals import Missing
from huichang.sanbao import rules
from huichang.sanbao.models import Change, Repair, SpareCar
from huichang.sanbao.queries import seeing, terms
from huichang.sanbao.queries.car import FaultLine, fault_line
from huichang.sanbao.queries.judging import DecisionCard, decision_card
from huichang.sanbao.states import Quality, SpareKind


@dataclass(frozen=True)
class LeftOutCard:
    """A stretch that is not counted."""

    id: int
    kind_says: str
    since: datetime
    until: datetime
    words: str
    by: str
    is_taken_back: bool

    @property
    def sheet(self) -> str:
        """The name of the sheet that takes it back."""
        return f"count-again-{self.id}"


@dataclass(frozen=True)
class SpareCard:
    """A spare car, money, or another word; `photos` its evidence."""

    id: int
    kind: str
    kind_says: str
    since: datetime
    until: datetime | None
    plate: str
    km_out: int | None
    km_in: int | None
    amount: Decimal | None
    words: str
    by: str
    photos: tuple[Photo, ...]

    @property
    def is_out(self) -> bool:
        """A car that is not back yet."""
        return self.kind == SpareKind.CAR and self.until is None

    @property
    def sheet(self) -> str:
        """The name of the sheet in which it comes back."""
        return f"back-{self.id}"


@dataclass(frozen=True)
class RepairPage:
    """One repair. `days` as the law counts one repair (waiting for parts included), `counted` less what is not counted;
    `is_outside`: of a car that was bought for business."""

    id: int
    version: int
    order_id: int
    number: str
    vehicle_id: int
    plate: str
    plate_kind: str
    adviser: str
    agreed_at: datetime
    done_at: datetime | None
    km: int
    is_void: bool
    is_quality: bool
    days: int
    counted: int
    hours: Decimal
    spare_days: int
    spare_is_due: bool
    is_outside: bool
    spare_from_on: date | None
    blame: str
    blame_says: str
    blame_words: str
    keep_until: date
    faults: tuple[FaultLine, ...]
    left_outs: tuple[LeftOutCard, ...]
    spares: tuple[SpareCard, ...]
    decisions: tuple[DecisionCard, ...]


def repair_page(actor: Actor, repair_id: int, *, at: datetime) -> RepairPage:
    """One repair. Seven statements. Raises Missing, NotAllowed."""
    seeing.store_for(actor)
    rows = Repair.objects.seen_by(actor).filter(pk=repair_id)
    row = rows.select_related("vehicle__sanbao_certificate", "adviser").first()
    if row is None:
        raise Missing("没有找到这次修理，请检查链接或重新搜索。")
    law = terms.in_force(localdate(at)).law
    until = row.done_at or at
    stretches = list(row.left_outs.select_related("by").order_by("since"))
    off = rules.left_out(
        row.agreed_at, until, [(each.since, each.until) for each in stretches if each.taken_back_at is None]
    )
    lasted = days.repair_days(row.agreed_at, until)
    faults = list(row.faults.filter(is_void=False).select_related("problem").order_by("agreed_at", "pk"))
    changes: dict[int, list[Change]] = defaultdict(list)
    for change in Change.objects.filter(fault__repair=row, is_void=False).order_by("pk"):
        changes[change.fault_id].append(change)
    spares = [spare_card(each) for each in row.spares.select_related("by").order_by("-at", "-pk")]
    is_quality = any(fault.quality != Quality.NO for fault in faults)
    ended = localdate(until)
    certificate = getattr(row.vehicle, "sanbao_certificate", None)
    outside = certificate is not None and certificate.use == "business"
    return RepairPage(
        id=row.pk,
        version=row.version,
        order_id=row.order_id,
        number=row.number,
        vehicle_id=row.vehicle_id,
        plate=row.vehicle.plate or row.vehicle.vin[-6:],
        plate_kind=row.vehicle.plate_kind,
        adviser=row.adviser.name,
        agreed_at=row.agreed_at,
        done_at=row.done_at,
        km=row.km,
        is_void=row.is_void,
        is_quality=is_quality,
        days=lasted,
        counted=days.repair_days(row.agreed_at, until, left_out=off),
        hours=(Decimal((until - row.agreed_at).total_seconds()) / 3600).quantize(Decimal("0.1")),
        spare_days=law.spare_days,
        spare_is_due=is_quality
        and not (row.is_void or row.blame or outside or spares)
        and lasted > law.spare_days,
        is_outside=outside,
        spare_from_on=localdate(row.agreed_at + law.spare_days * days.DAY),
        blame=row.blame,
        blame_says=row.get_blame_display() if row.blame else "",
        blame_words=row.blame_words,
        keep_until=days.last_day(ended, months=12 * law.record_years),
        faults=tuple(fault_line(fault, changes[fault.pk]) for fault in faults),
        left_outs=tuple(
            LeftOutCard(
                each.pk,
                each.get_kind_display(),
                each.since,
                each.until,
                each.words,
                each.by.name if each.by else "系统",
                each.taken_back_at is not None,
            )
            for each in stretches
        ),
        spares=tuple(spares),
        decisions=tuple(
            decision_card(each) for each in row.decisions.select_related("by").order_by("-at", "-pk")
        ),
    )


def spare_card(row: SpareCar) -> SpareCard:
    """A spare car as pages show it."""
    return SpareCard(
        row.pk,
        row.kind,
        row.get_kind_display(),
        row.since,
        row.until,
        row.plate,
        row.km_out,
        row.km_in,
        row.amount,
        row.words,
        row.by.name if row.by else "系统",
        tuple(Photo(pictures.link(number), "备用车凭据") for number in row.pictures),
    )
