"""The desk of the same problem: faults that wait for a word, each with what it seems to repeat and why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, IntegerField, Q, Value, When

from huichang.engines.sanbao import likeness
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.sanbao import rules
from huichang.sanbao.models import Change, Decision, Fault, Standing
from huichang.sanbao.queries import counting, seeing
from huichang.sanbao.states import Light, Quality, Safety

PAGE = 60


@dataclass(frozen=True)
class FaultRow:
    """A fault that waits. `could`: how its car would stand if all proposals held."""

    id: int
    vehicle_id: int
    repair_id: int
    number: str
    plate: str
    plate_kind: str
    words: str
    title: str
    system: str
    agreed_at: datetime
    km: int
    quality: str
    quality_says: str
    is_safety: bool
    like_words: str
    like_at: datetime | None
    like_points: int
    like_why: str
    light: str
    could: str
    could_says: str
    tone: str


def faults_to_judge(actor: Actor, *, text: str = "") -> list[FaultRow]:
    """Faults of the store that wait for a word: those first whose car would stand worst. Two statements."""
    store_id = seeing.store_for(actor)
    rows = Fault.objects.seen_by(actor).filter(
        store_id=store_id, decided_at__isnull=True, is_void=False, repair__is_void=False
    )
    rows = rows.exclude(quality=Quality.NO)
    if words := text.strip():
        rows = rows.filter(
            Q(vehicle__plate__contains=words.upper())
            | Q(vehicle__vin__endswith=words.upper())
            | Q(repair__number__endswith=words.upper())
            | Q(words__contains=words)
            | Q(title__contains=words)
        )
    standing = Standing.objects.filter(store_id=store_id)
    order = Case(
        When(vehicle__in=standing.filter(could=Light.RED).values("vehicle"), then=Value(2)),
        When(vehicle__in=standing.filter(could=Light.AMBER).values("vehicle"), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    found = list(
        rows.annotate(worst=order)
        .select_related("vehicle", "repair")
        .order_by("-worst", F("like_points").desc(), "-agreed_at", "-pk")[:PAGE]
    )
    likes = Fault.objects.in_bulk([row.like_key for row in found if row.like_key])
    return [_row(row, likes.get(row.like_key or 0)) for row in found]


def _row(row: Fault, like: Fault | None) -> FaultRow:
    worst = int(getattr(row, "worst", 0))
    could = (Light.GREEN, Light.AMBER, Light.RED)[worst]
    return FaultRow(
        id=row.pk,
        vehicle_id=row.vehicle_id,
        repair_id=row.repair_id,
        number=row.repair.number,
        plate=row.vehicle.plate or row.vehicle.vin[-6:],
        plate_kind=row.vehicle.plate_kind,
        words=row.words,
        title=row.title,
        system=row.system,
        agreed_at=row.agreed_at,
        km=row.repair.km,
        quality=row.quality,
        quality_says=row.get_quality_display(),
        is_safety=row.safety != Safety.NO,
        like_words=like.words if like else "",
        like_at=like.agreed_at if like else None,
        like_points=row.like_points,
        like_why=row.like_why,
        light="",
        could=could,
        could_says=could.label,
        tone=seeing.LIGHT_TONES[could],
    )


@dataclass(frozen=True)
class Other:
    """Another fault of the car that it may be the same as, with how alike they are."""

    id: int
    words: str
    title: str
    agreed_at: datetime
    number: str
    problem: str
    points: int
    why: str
    is_chosen: bool


@dataclass(frozen=True)
class ChangeCard:
    """A changed part and what it is taken for."""

    id: int
    number: str
    part: str
    kind: str
    system: str
    name: str
    says: str
    is_confirmed: bool

    @property
    def sheet(self) -> str:
        """The name of the sheet in which it is judged."""
        return f"change-{self.id}"


@dataclass(frozen=True)
class DecisionCard:
    """What was decided, before and after."""

    at: datetime
    by: str
    what: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class FaultPage:
    """One fault, what it may be the same as, its parts and what was decided."""

    id: int
    version: int
    vehicle_id: int
    repair_id: int
    number: str
    plate: str
    plate_kind: str
    words: str
    title: str
    agreed_at: datetime
    km: int
    quality: str
    quality_says: str
    safety: str
    early: str
    problem_id: int | None
    problem: str
    decided_at: datetime | None
    decided_by: str
    is_void: bool
    others: tuple[Other, ...]
    changes: tuple[ChangeCard, ...]
    decisions: tuple[DecisionCard, ...]

    @property
    def chosen(self) -> str:
        """The id of the fault that is offered as the same, or `new`."""
        return next((str(other.id) for other in self.others if other.is_chosen), rules.NEW)


def fault_page(actor: Actor, fault_id: int) -> FaultPage:
    """One fault. Nine statements. Raises Missing, NotAllowed."""
    seeing.store_for(actor)
    rows = Fault.objects.seen_by(actor).filter(pk=fault_id)
    row = rows.select_related("vehicle", "repair", "problem", "decided_by").first()
    if row is None:
        raise Missing("没有找到这条质量问题记录，请检查链接或重新搜索。")
    (history,) = counting.histories([row.vehicle_id])
    told = counting.complaint(row, history.changes[row.pk])
    numbers = {repair.pk: repair.number for repair in history.repairs}
    others = sorted(
        (
            _other(row, other, told, history, numbers)
            for other in history.all_faults
            if other.repair_id != row.repair_id and other.quality != Quality.NO
        ),
        key=lambda other: -other.points,
    )
    decisions = Decision.objects.filter(fault=row).select_related("by").order_by("-at", "-pk")
    return FaultPage(
        id=row.pk,
        version=row.version,
        vehicle_id=row.vehicle_id,
        repair_id=row.repair_id,
        number=row.repair.number,
        plate=row.vehicle.plate or row.vehicle.vin[-6:],
        plate_kind=row.vehicle.plate_kind,
        words=row.words,
        title=row.title,
        agreed_at=row.agreed_at,
        km=row.repair.km,
        quality=row.quality,
        quality_says=row.get_quality_display(),
        safety=row.safety,
        early=row.early,
        problem_id=row.problem_id,
        problem=row.problem.words if row.problem else "",
        decided_at=row.decided_at,
        decided_by=row.decided_by.name if row.decided_by else "",
        is_void=row.is_void,
        others=tuple(others),
        changes=tuple(_change(change) for change in history.changes[row.pk]),
        decisions=tuple(decision_card(each) for each in decisions),
    )


def _other(
    row: Fault,
    other: Fault,
    told: likeness.Complaint,
    history: counting.History,
    numbers: dict[int, str],
) -> Other:
    alike = likeness.compare(told, counting.complaint(other, history.changes[other.pk]))
    same = row.problem_id is not None and other.problem_id == row.problem_id
    return Other(
        id=other.pk,
        words=other.words,
        title=other.title,
        agreed_at=other.agreed_at,
        number=numbers.get(other.repair_id, ""),
        problem=other.problem.words if other.problem else "",
        points=alike.points,
        why="；".join(alike.why),
        is_chosen=same or (row.decided_at is None and other.pk == row.like_key),
    )


def _change(change: Change) -> ChangeCard:
    return ChangeCard(
        change.pk,
        change.number,
        change.part,
        change.kind,
        change.system,
        change.name,
        rules.words_of(change.kind, change.system, change.name),
        change.is_confirmed,
    )


def decision_card(row: Decision) -> DecisionCard:
    """A decision as pages show it."""
    return DecisionCard(
        row.at, row.by.name if row.by else "系统", row.what, row.before, row.after, row.reason
    )
