"""The answer: every promise that speaks of a line is asked, and the best answer for the customer is given with its sum."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from huichang.engines.coverage import reach, spans
from huichang.engines.coverage.spans import Span
from huichang.engines.coverage.values import (
    CIRCUMSTANCE_SAYS,
    KIND_SAYS,
    START_SAYS,
    Answer,
    Asked,
    Circumstance,
    Contract,
    Fitted,
    Kind,
    Known,
    Repaired,
    Share,
    Start,
    Terms,
    Verdict,
    plain_number,
)

ORDER = (
    Kind.REPAIR,
    Kind.BATTERY,
    Kind.WEAR,
    Kind.VEHICLE,
    Kind.POWERTRAIN,
    Kind.PART,
    Kind.EXTENDED,
    Kind.GOODWILL,
)
"""Of two promises that say the same, the first answers: a repair that has to be done again is not put to the maker."""
_WORTH = {Verdict.COVERED: 2, Verdict.TO_JUDGE: 1, Verdict.NOT_COVERED: 0}
_CAUSE_ELSEWHERE = frozenset(
    {Circumstance.EXTERNAL_CAUSE, Circumstance.MISUSE, Circumstance.MODIFIED, Circumstance.PERSONAL}
)


def answers(known: Known, asked: Iterable[Asked], *, on: date, km: int) -> list[Answer]:
    """An answer for each line, in order: the car on a day at so many kilometres."""
    mine = replace(
        known,
        terms=tuple(each for each in known.terms if reach.meets_car(each, known.car)),
        fitted=tuple(_latest(known.fitted, on).values()),
    )
    said: dict[int, Answer] = {}
    return [answer(mine, each, on=on, km=km, said=said) for each in asked]


def _latest(fitted: Iterable[Fitted], on: date) -> dict[str, Fitted]:
    """Of each part number, without marks, the one that was fitted last up to a day."""
    found: dict[str, Fitted] = {}
    for each in fitted:
        if each.fitted_on <= on:
            number = plain_number(each.part_number)
            before = found.get(number)
            if before is None or (before.fitted_on, before.km) < (each.fitted_on, each.km):
                found[number] = replace(each, part_number=number)
    return found


def answer(known: Known, asked: Asked, *, on: date, km: int, said: dict[int, Answer]) -> Answer:
    """The best that any promise says about one line. `known.terms` are those made for this car, `known.fitted` has each part
    once, by its number without marks; `said` is what policies (by identity) said before."""
    if Circumstance.INDIRECT in asked.circumstance:
        return Answer(
            asked.key, Verdict.NOT_COVERED, "间接费用（差旅、停车、食宿等）不在任何担保之内，由客户承担。"
        )
    found = list(_all(known, asked, plain_number(asked.part_number), on=on, km=km, said=said))
    if not found:
        return Answer(asked.key, Verdict.NOT_COVERED, _nothing(known, asked))
    return replace(max(found, key=_worth), key=asked.key)


def _worth(given: Answer) -> tuple[int, int, int, date, int]:
    return (
        _WORTH[given.verdict],
        given.share_percent,
        -ORDER.index(Kind(given.kind)) if given.verdict != Verdict.NOT_COVERED else 0,
        given.until_on or date.min,
        -ORDER.index(Kind(given.kind)),
    )


def _nothing(known: Known, asked: Asked) -> str:
    if asked.is_wear:
        return "易损件的正常磨损和消耗由客户承担，这台车没有对这个配件的担保。"
    if not known.terms and not known.contracts:
        return "还没有适用于这台车的担保政策，请索赔员先登记政策，或核对车辆的品牌和购车日期。"
    return "没有担保涉及这个项目，由客户承担。"


def _all(
    known: Known, asked: Asked, number: str, *, on: date, km: int, said: dict[int, Answer]
) -> Iterator[Answer]:
    for repaired in known.repaired:
        if asked.system and repaired.system == asked.system and not asked.is_new_fault:
            yield _repaired(repaired, asked, on=on, km=km)
    fitted = next((each for each in known.fitted if number and each.part_number == number), None)
    for terms in known.terms:
        if terms.kind in (Kind.REPAIR, Kind.EXTENDED) or not reach.speaks_of(terms, asked, number):
            continue
        if terms.kind == Kind.PART:
            if fitted is not None:
                yield _fitted(fitted, terms, asked, on=on, km=km)
        else:
            if id(terms) not in said:
                said[id(terms)] = _policy(known, terms, on=on, km=km)
            yield _judged(terms, asked, _particular(terms, asked, said[id(terms)]))
    for contract in known.contracts:
        if reach.speaks_of(contract.terms, asked, number):
            yield _contract(contract, asked, on=on, km=km)


def _repaired(repaired: Repaired, asked: Asked, *, on: date, km: int) -> Answer:
    span = Span(repaired.from_on, repaired.until_on, repaired.until_km, "竣工出厂日")
    given = _said(
        Kind.REPAIR,
        span,
        on=on,
        km=km,
        name=f"{KIND_SAYS[Kind.REPAIR]}（{repaired.document} {repaired.what}）",
        clause="机动车维修管理规定 质量保证期",
    )
    found = [each for each in asked.circumstance if each in _CAUSE_ELSEWHERE]
    if given.verdict == Verdict.COVERED and found:
        return replace(
            given,
            verdict=Verdict.TO_JUDGE,
            share_percent=0,
            says=f"{given.says[:-1]}；但发现{CIRCUMSTANCE_SAYS[Circumstance(found[0])]}，三日内能证明不是维修原因才可收费，请判定。",
        )
    return given


def _fitted(fitted: Fitted, terms: Terms, asked: Asked, *, on: date, km: int) -> Answer:
    span = spans.span_of(terms, fitted.fitted_on, from_km=fitted.km)
    name = f"{terms.name}（{fitted.document} 装用“{fitted.part_name}”）"
    return _judged(terms, asked, _said(terms.kind, span, on=on, km=km, name=name, terms=terms))


def _contract(contract: Contract, asked: Asked, *, on: date, km: int) -> Answer:
    span = Span(contract.from_on, contract.until_on, contract.until_km, START_SAYS[Start.CONTRACT])
    name = f"{contract.terms.name}（合同 {contract.number}）"
    given = _said(Kind.EXTENDED, span, on=on, km=km, name=name, terms=contract.terms)
    return _judged(contract.terms, asked, given)


def _policy(known: Known, terms: Terms, *, on: date, km: int) -> Answer:
    """What a policy says about the car, whatever the line."""
    begins_on = spans.begins(terms.start, known.car)
    if begins_on is None:
        lacks = START_SAYS[terms.start]
        says = f"{terms.name}从{lacks}起算，车辆档案里没有这个日期，请对照证件补上后再判定。"
        return Answer("", Verdict.TO_JUDGE, says, terms.kind, terms.policy_id, terms.version, terms.clause)
    share = spans.share_at(terms, begins_on, on=on, km=km)
    span = spans.span_of(terms, begins_on, share=share or spans.widest(terms))
    return _said(terms.kind, span, on=on, km=km, name=terms.name, terms=terms, share=share)


def _particular(terms: Terms, asked: Asked, given: Answer) -> Answer:
    """What batteries and goodwill ask for besides."""
    if given.verdict != Verdict.COVERED:
        return given
    if terms.kind == Kind.BATTERY:
        return _measured(terms, asked, given)
    if terms.kind == Kind.GOODWILL:
        says = f"{given.says[:-1]}；善意分担要先申请厂家同意。"
        return replace(given, verdict=Verdict.TO_JUDGE, says=says)
    return given


def _measured(terms: Terms, asked: Asked, given: Answer) -> Answer:
    """A battery is covered for its loss of capacity below the limit that its papers name (三包凭证)."""
    if terms.capacity is None:
        return given
    if asked.capacity is None:
        said = f"{given.says[:-1]}；容量衰减限值 {terms.capacity}%，请先检测电池容量再判定。"
        return replace(given, verdict=Verdict.TO_JUDGE, says=said, share_percent=0)
    if asked.capacity < terms.capacity:
        return replace(
            given, says=f"{given.says[:-1]}；实测容量 {asked.capacity}%，低于限值 {terms.capacity}%。"
        )
    said = f"{given.says[:-1]}；但实测容量 {asked.capacity}%，没有低于限值 {terms.capacity}%，属于正常衰减。"
    return replace(given, verdict=Verdict.NOT_COVERED, says=said, share_percent=0)


def _judged(terms: Terms, asked: Asked, given: Answer) -> Answer:
    """What was found about the fault: it ends the promise where the policy says so, else a person decides."""
    if given.verdict == Verdict.NOT_COVERED or not asked.circumstance:
        return given
    ends = next((each for each in asked.circumstance if each in terms.voids), None)
    found = CIRCUMSTANCE_SAYS[Circumstance(ends or asked.circumstance[0])]
    if ends is not None:
        said = f"{given.says[:-1]}；但发现{found}，按条款不予担保。"
        return replace(given, verdict=Verdict.NOT_COVERED, says=said, share_percent=0)
    return replace(given, verdict=Verdict.TO_JUDGE, says=f"{given.says[:-1]}；发现{found}，请索赔员判定。")


def _said(
    kind: Kind,
    span: Span,
    *,
    on: date,
    km: int,
    name: str,
    terms: Terms | None = None,
    clause: str = "",
    share: Share | None = None,
) -> Answer:
    given = Answer(
        "",
        Verdict.COVERED,
        "",
        kind,
        terms.policy_id if terms else None,
        terms.version if terms else None,
        terms.clause if terms else clause,
        span.until_on,
        span.until_km,
        share.percent if share else 100,
    )
    summed = f"{name}：{span.sum_says(on, km)}"
    if span.holds(on, km):
        part = f"，承担 {share.percent}%" if share and share.percent < 100 else ""
        return replace(given, says=f"{summed}，在期限内{part}。")
    verdict = Verdict.TO_JUDGE if on < span.begins_on else Verdict.NOT_COVERED
    tail = "，请核对。" if verdict == Verdict.TO_JUDGE else "，不在担保期内。"
    return replace(given, verdict=verdict, share_percent=0, says=f"{summed}；{span.over_says(on, km)}{tail}")
