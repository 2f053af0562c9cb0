"""Fault knowledge: search, one case, how often it was used."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, Prefetch, Q, QuerySet

from huichang.kernel import finder
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.knowledge import permissions, rules
from huichang.knowledge.models import Cause, Fault, FaultUse
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
    text: str, *, energy: str = "", system: str = "", codes: str = "", limit: int = 12, near: float = 0.0
) -> list[FaultHit]:
    """Cases for ordinary words (“早上冷车抖”), trouble codes, pinyin or initials; best first. Two statements.

    With nothing to look for, the cases that were used most. `energy` and `system` narrow; `near` leaves out what answers
    less well than that share of the best.
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
    alike = TrigramWordSimilarity(rules.plain(text)[:80], "words")
    rows = list(
        found.annotate(near=alike).filter(holds | Q(near__gte=0.5)).order_by("-near", "pk")[:CANDIDATES]
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
    kept = [(pk, score) for pk, score in ranked if score >= ranked[0][1] * near]
    return _hits([by_id[pk] for pk, _ in kept], dict(kept))


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
