"""What screens and other rooms may ask about faults, help, lessons and tools. Plain values come out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, Prefetch, Q, QuerySet

from huichang.kernel import finder, pictures
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.knowledge import permissions, rules
from huichang.knowledge.models import Cause, Fault, FaultUse, HelpMessage, HelpRequest, Lesson, Tool, ToolLoan
from huichang.knowledge.states import HelpState, LessonState
from huichang.pricebook import queries as pricebook

CANDIDATES = 200


@dataclass(frozen=True)
class CauseCard:
    """A cause: `likelihood` is its share of the cases (0–1), `percent` the same in words of a bar."""

    id: int
    name: str
    likelihood: Decimal
    check_how: str
    remedy: str
    operations: tuple[str, ...]
    parts: tuple[str, ...]
    minutes: int
    confirmed: int

    @property
    def percent(self) -> int:
        """The likelihood in whole per cent."""
        return round(self.likelihood * 100)


@dataclass(frozen=True)
class FaultHit:
    """A case that a search found: its likeliest causes, and how often it was used and helped."""

    id: int
    title: str
    system: str
    system_says: str
    models_range: str
    codes: tuple[str, ...]
    advice: str
    causes: tuple[CauseCard, ...]
    uses: int
    helped: int
    score: float
    is_reviewed: bool


@dataclass(frozen=True)
class FaultCard:
    """A case whole, causes by likelihood."""

    id: int
    title: str
    system: str
    system_says: str
    energies: tuple[str, ...]
    description: str
    sayings: tuple[str, ...]
    codes: tuple[str, ...]
    models_range: str
    advice: str
    source: str
    is_reviewed: bool
    version: int
    causes: tuple[CauseCard, ...]
    uses: int
    helped: int
    not_helped: int


@dataclass(frozen=True)
class HelpCard:
    """A help request; `messages` and `photos` are filled where the whole was asked for."""

    id: int
    plate: str
    car: str
    about: str
    link: str
    question: str
    codes: str
    state: str
    state_says: str
    asker_id: int
    asker: str
    asked_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    passed_to: str
    solved: bool | None
    answers: int = 0
    photos: tuple[str, ...] = ()
    messages: tuple["MessageCard", ...] = ()
    proposed: bool = False


@dataclass(frozen=True)
class MessageCard:
    """An answer or a further question."""

    who: str
    at: datetime
    text: str
    is_answer: bool


@dataclass(frozen=True)
class LessonCard:
    """A lesson to review, or reviewed."""

    id: int
    order_number: str
    from_help: int | None
    car: str
    system: str
    system_says: str
    codes: str
    concern: str
    cause: str
    correction: str
    proposed_at: datetime
    state: str
    state_says: str
    fault_id: int | None
    fault: str
    reason: str
    reviewed_at: datetime | None
    reviewer: str


@dataclass(frozen=True)
class ToolCard:
    """A tool and with whom it is; `overdue` ones must not be taken."""

    id: int
    code: str
    name: str
    place: str
    calibrate_by: date | None
    overdue: bool
    holder_id: int | None
    holder: str
    taken_at: datetime | None


def may_see(actor: Actor) -> None:
    """Raises NotAllowed when the actor's post does not include knowledge."""
    if not actor.may(permissions.SEE_KNOWLEDGE):
        raise NotAllowed("您的岗位不能查阅故障知识，请找服务顾问或技术经理。")


def _cause(row: Cause) -> CauseCard:
    return CauseCard(
        row.pk,
        row.name,
        row.likelihood,
        row.check_how,
        row.remedy,
        tuple(row.operations),
        tuple(row.parts),
        row.minutes,
        row.confirmed,
    )


def _counted() -> QuerySet[Any]:
    """Faults with how often they were used, and how often that helped or did not."""
    counted: QuerySet[Any] = Fault.objects.annotate(
        times=Count("uses"),
        yes=Count("uses", filter=Q(uses__helped=True)),
        no=Count("uses", filter=Q(uses__helped=False)),
    )
    return counted


def search_faults(
    text: str, *, energy: str = "", system: str = "", codes: str = "", limit: int = 12
) -> list[FaultHit]:
    """Cases for ordinary words (“早上冷车抖”), trouble codes, pinyin or initials; best first. Two statements.

    With nothing to look for, the cases that were used most. `energy` and `system` narrow.
    """
    found = _counted()
    if energy:
        found = found.filter(Q(energies=[]) | Q(energies__contains=[energy]))
    if system:
        found = found.filter(system=system)
    asked = rules.Asked(f"{text} {codes}".strip())
    if not asked.needles:
        rows = list(found.order_by("-times", "title")[:limit]) if not text.strip() else []
        return _hits(rows, {})
    holds = Q()
    for needle in asked.needles:
        holds |= Q(words__contains=needle)
    # A needle as short as two characters is not helped by trigrams; the similarity forgives slips in longer ones.
    near = TrigramWordSimilarity(rules.plain(text)[:80], "words")
    rows = list(
        found.annotate(near=near).filter(holds | Q(near__gte=0.5)).order_by("-near", "pk")[:CANDIDATES]
    )
    by_id = {row.pk: row for row in rows}
    cases = [
        rules.Case(
            row.pk,
            tuple(rules.plain(each) for each in (row.title, *row.sayings)),
            row.words,
            frozenset(code.lower() for code in row.codes),
            row.yes,
            row.no,
        )
        for row in rows
    ]
    ranked = rules.ranked(asked, cases, {row.pk: float(row.near) for row in rows})[:limit]
    return _hits([by_id[pk] for pk, _ in ranked], dict(ranked))


def _hits(rows: Sequence[Any], scores: Mapping[int, float]) -> list[FaultHit]:
    causes: dict[int, list[CauseCard]] = defaultdict(list)
    if rows:
        for cause in Cause.objects.filter(fault__in=[row.pk for row in rows]).order_by("-likelihood", "pk"):
            causes[cause.fault_id].append(_cause(cause))
    names = pricebook.systems()
    return [
        FaultHit(
            row.pk,
            row.title,
            row.system,
            names.get(row.system, row.system),
            row.models_range,
            tuple(row.codes),
            row.advice,
            tuple(causes[row.pk]),
            row.times,
            row.yes,
            scores.get(row.pk, 0.0),
            row.is_reviewed,
        )
        for row in rows
    ]


def fault(fault_id: int) -> FaultCard:
    """A case with its causes. Two statements. Raises Missing."""
    row = (
        _counted()
        .prefetch_related(Prefetch("causes", Cause.objects.order_by("-likelihood", "pk")))
        .filter(pk=fault_id)
        .first()
    )
    if row is None:
        raise Missing("没有找到这条故障知识，可能已被合并，请重新搜索。")
    return FaultCard(
        row.pk,
        row.title,
        row.system,
        pricebook.systems().get(row.system, row.system),
        tuple(row.energies),
        row.description,
        tuple(row.sayings),
        tuple(row.codes),
        row.models_range,
        row.advice,
        row.source,
        row.is_reviewed,
        row.version,
        tuple(_cause(cause) for cause in row.causes.all()),
        row.times,
        row.yes,
        row.no,
    )


def _help(row: HelpRequest) -> HelpCard:
    return HelpCard(
        row.pk,
        row.plate,
        row.car,
        row.about,
        row.link,
        row.question,
        row.codes,
        row.state,
        row.get_state_display(),
        row.asked_by_id,
        row.asked_by.name,
        row.asked_at,
        row.answered_at,
        row.closed_at,
        row.passed_to,
        row.solved,
        answers=getattr(row, "answers", 0),
    )


def help_requests(
    actor: Actor, *, state: str = "", mine: bool = False, plate: str = "", limit: int = 60
) -> list[HelpCard]:
    """Help requests of the store: waiting ones first, oldest first; then the newest. One statement."""
    may_see(actor)
    found = HelpRequest.objects.filter(store_id=actor.here).select_related("asked_by")
    found = found.annotate(answers=Count("messages", filter=Q(messages__is_answer=True)))
    if state:
        found = found.filter(state=state)
    if mine:
        found = found.filter(asked_by_id=actor.staff_id)
    if plate:
        found = found.filter(plate=plate)
    rows = [_help(row) for row in found.order_by("-asked_at")[:limit]]
    waiting = [row for row in rows if row.state == HelpState.OPEN]
    return [*reversed(waiting), *(row for row in rows if row.state != HelpState.OPEN)]


def help_request(actor: Actor, request_id: int) -> HelpCard:
    """A help request with its answers and photos. Three statements. Raises Missing, also for another store's."""
    may_see(actor)
    row = HelpRequest.objects.seen_by(actor).select_related("asked_by").filter(pk=request_id).first()
    if row is None:
        raise Missing("没有找到这条求助，请检查链接或重新搜索。")
    messages = HelpMessage.objects.filter(request=row).select_related("by").order_by("pk")
    brief = _help(row)
    return HelpCard(
        **{
            **brief.__dict__,
            "photos": tuple(pictures.links(row.pictures)),
            "messages": tuple(
                MessageCard(each.by.name, each.at, each.text, each.is_answer) for each in messages
            ),
            "proposed": Lesson.objects.filter(for_help=row).exists(),
        }
    )


def open_help(store_id: int, *, limit: int = 20) -> list[HelpCard]:
    """Questions that wait for the technical manager, the oldest first. One statement."""
    rows = HelpRequest.objects.filter(store_id=store_id, state=HelpState.OPEN).select_related("asked_by")
    return [_help(row) for row in rows.order_by("asked_at")[:limit]]


def answered_help(store_id: int, staff_id: int, *, limit: int = 10) -> list[HelpCard]:
    """Answers that came back to somebody who has not closed the question. One statement."""
    rows = HelpRequest.objects.filter(store_id=store_id, state=HelpState.ANSWERED, asked_by_id=staff_id)
    return [_help(row) for row in rows.select_related("asked_by").order_by("answered_at")[:limit]]


def lessons(actor: Actor, *, state: str = LessonState.PROPOSED, limit: int = 60) -> list[LessonCard]:
    """Lessons of the store, the oldest waiting first. One statement."""
    may_see(actor)
    found = Lesson.objects.filter(store_id=actor.here, state=state).select_related("fault", "reviewed_by")
    return [
        _lesson(row)
        for row in found.order_by("proposed_at" if state == "proposed" else "-reviewed_at")[:limit]
    ]


def lesson(actor: Actor, lesson_id: int) -> LessonCard:
    """One lesson. Raises Missing, also for another store's."""
    may_see(actor)
    row = Lesson.objects.seen_by(actor).select_related("fault", "reviewed_by").filter(pk=lesson_id).first()
    if row is None:
        raise Missing("没有找到这条经验，请刷新列表。")
    return _lesson(row)


def _lesson(row: Lesson) -> LessonCard:
    return LessonCard(
        row.pk,
        row.order_number,
        row.for_help_id,
        row.car,
        row.system,
        pricebook.systems().get(row.system, ""),
        row.codes,
        row.concern,
        row.cause,
        row.correction,
        row.proposed_at,
        row.state,
        row.get_state_display(),
        row.fault_id,
        row.fault.title if row.fault else "",
        row.reason,
        row.reviewed_at,
        row.reviewed_by.name if row.reviewed_by else "",
    )


def waiting_lessons(store_id: int) -> tuple[int, datetime | None]:
    """How many lessons wait for review, and since when the oldest does. One statement."""
    waiting = Lesson.objects.filter(store_id=store_id, state=LessonState.PROPOSED).values_list(
        "proposed_at", flat=True
    )
    dates = list(waiting.order_by("proposed_at")[:200])
    return len(dates), dates[0] if dates else None


def tools(actor: Actor, *, on: date, holder_id: int | None = None) -> list[ToolCard]:
    """Tools of the store: those that are out first, then by label. Two statements."""
    may_see(actor)
    loans = {
        loan.tool_id: loan
        for loan in ToolLoan.objects.filter(store_id=actor.here, returned_at__isnull=True).select_related(
            "staff"
        )
    }
    cards = [
        ToolCard(
            row.pk,
            row.code,
            row.name,
            row.place,
            row.calibrate_by,
            row.calibrate_by is not None and row.calibrate_by < on,
            loans[row.pk].staff_id if row.pk in loans else None,
            loans[row.pk].staff.name if row.pk in loans else "",
            loans[row.pk].taken_at if row.pk in loans else None,
        )
        for row in Tool.objects.filter(store_id=actor.here).order_by("code")
    ]
    if holder_id is not None:
        cards = [card for card in cards if card.holder_id == holder_id]
    return sorted(cards, key=lambda card: (card.taken_at is None, card.code))


def uses_of(fault_ids: Iterable[int]) -> dict[int, int]:
    """How often cases were used, by id. One statement."""
    counted = (
        FaultUse.objects.filter(fault_id__in=list(fault_ids)).values("fault_id").annotate(times=Count("pk"))
    )
    return {row["fault_id"]: row["times"] for row in counted}


@finder.source(rank=80)
def _found(actor: Actor, text: str) -> Iterable[finder.Found]:
    if not actor.may(permissions.SEE_KNOWLEDGE):
        return
    for hit in search_faults(text, limit=3):
        if hit.score >= 4:
            causes = "、".join(f"{cause.name} {cause.percent}%" for cause in hit.causes[:2])
            yield finder.Found("知识", hit.title, causes, f"/knowledge/{hit.id}/")
