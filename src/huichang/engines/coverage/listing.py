"""All promises about a car with what is left of each: the tab 谁承担."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from huichang.engines.coverage import reach, spans
from huichang.engines.coverage.spans import Span
from huichang.engines.coverage.values import KIND_SAYS, START_SAYS, Kind, Known, Start, Terms, plain_number


@dataclass(frozen=True, slots=True)
class Cover:
    """A promise about this car. `days_left` and `km_left` are None without a limit of that kind, negative when over.

    `lacks`: the day that nobody has read yet, in words; then nothing else is known.
    """

    kind: Kind
    name: str
    clause: str
    policy_id: int | None
    policy_version: int | None
    says: str
    holds: bool
    begins_on: date | None = None
    until_on: date | None = None
    until_km: int | None = None
    days_left: int | None = None
    km_left: int | None = None
    used_percent: int = 0
    share_percent: int = 100
    lacks: str = ""

    @property
    def kind_says(self) -> str:
        """Who promised, in Chinese."""
        return KIND_SAYS[self.kind]


def covers(known: Known, *, on: date, km: int) -> list[Cover]:
    """Every promise about the car: those that run first, then those that have run out, the latest first."""
    found = list(_all(known, on=on, km=km))
    found.sort(key=lambda each: (not each.holds, -(each.until_on or date.max).toordinal(), each.name))
    return found


def _all(known: Known, *, on: date, km: int) -> Iterator[Cover]:
    for terms in known.terms:
        if terms.kind == Kind.EXTENDED or not reach.meets_car(terms, known.car):
            continue
        if terms.kind == Kind.PART:
            yield from _parts(known, terms, on=on, km=km)
            continue
        begins_on = spans.begins(terms.start, known.car)
        if begins_on is None:
            lacks = START_SAYS[terms.start]
            yield Cover(
                terms.kind,
                terms.name,
                terms.clause,
                terms.policy_id,
                terms.version,
                f"从{lacks}起算，请先在车辆档案补上这个日期。",
                False,
                lacks=lacks,
            )
            continue
        share = spans.share_at(terms, begins_on, on=on, km=km)
        span = spans.span_of(terms, begins_on, share=share or spans.widest(terms))
        yield _cover(
            terms.kind, terms.name, span, on=on, km=km, terms=terms, percent=share.percent if share else 100
        )
    for each in known.contracts:
        span = Span(each.from_on, each.until_on, each.until_km, START_SAYS[Start.CONTRACT])
        yield _cover(
            Kind.EXTENDED, f"{each.terms.name}（合同 {each.number}）", span, on=on, km=km, terms=each.terms
        )
    for done in known.repaired:
        span = Span(done.from_on, done.until_on, done.until_km, "竣工出厂日")
        yield _cover(Kind.REPAIR, f"{done.what}（{done.document}）", span, on=on, km=km)


def _parts(known: Known, terms: Terms, *, on: date, km: int) -> Iterator[Cover]:
    for each in known.fitted:
        number = plain_number(each.part_number)
        if reach.names(terms.reach, number=number, part_class=each.part_class, system=each.system):
            span = spans.span_of(terms, each.fitted_on, from_km=each.km)
            name = f"{each.part_name}（{each.document}）"
            yield _cover(Kind.PART, name, span, on=on, km=km, terms=terms)


def _cover(
    kind: Kind,
    name: str,
    span: Span,
    *,
    on: date,
    km: int,
    terms: Terms | None = None,
    percent: int = 100,
) -> Cover:
    holds = span.holds(on, km)
    return Cover(
        kind,
        name,
        terms.clause if terms else "机动车维修管理规定 质量保证期",
        terms.policy_id if terms else None,
        terms.version if terms else None,
        span.sum_says(on, km) + ("。" if holds else f"；{span.over_says(on, km)}。"),
        holds,
        span.begins_on,
        span.until_on,
        span.until_km,
        -span.days_over(on) if span.until_on else None,
        -span.km_over(km) if span.until_km is not None else None,
        _used(span, on, km),
        percent,
    )


def _used(span: Span, on: date, km: int) -> int:
    """Per cent that is used up, by whichever limit is nearer."""
    parts = [0.0]
    if span.until_on and span.until_on > span.begins_on:
        parts.append((on - span.begins_on).days / (span.until_on - span.begins_on).days)
    if span.until_km is not None and span.until_km > span.from_km:
        parts.append((km - span.from_km) / (span.until_km - span.from_km))
    return max(0, min(100, round(100 * max(parts))))
