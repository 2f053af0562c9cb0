"""Who will probably bear what a booking is told of (WARR-02): asked of the promises about the car before it comes, with the
clause, so that nobody is told a price for what the manufacturer pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huichang.booking.estimate import Estimate, PartWanted, Work
from huichang.booking.states import BookedFor
from huichang.engines.coverage.values import WORN, Answer, Asked, Kind, Verdict
from huichang.kernel.money import ZERO, Money, money
from huichang.parts import queries as parts
from huichang.pricebook import queries as pricebook
from huichang.vehicles import cover_answers
from huichang.vehicles import queries as vehicles

FIXED: Mapping[str, tuple[str, str]] = {
    BookedFor.FIRST_MAINTENANCE: ("厂家承担", "首保按厂家政策免费，由厂家结算。"),
    BookedFor.RECALL: ("厂家承担", "召回和服务活动的费用由厂家承担（召回条例第十九条）。"),
    BookedFor.ACCIDENT: ("保险承担", "事故维修按保险定损，不走担保。"),
    BookedFor.REWORK: ("本店承担", "返修对客户免费，由本店承担。"),
    BookedFor.MAINTENANCE: ("客户承担", "例行保养属于正常消耗，由客户承担。"),
}
"""What does not hang on a promise about the car."""


@dataclass(frozen=True)
class Borne:
    """Lines of a booking about which the same is said. `payer_says`: who will bear them; `customer` is what of them the customer
    pays in yuan, None while a person has to judge or a price is missing."""

    names: tuple[str, ...]
    verdict: str
    payer_says: str
    says: str
    kind_says: str
    clause: str
    customer: Money | None

    @property
    def tone(self) -> str:
        """Green when covered, amber when somebody has to judge, no colour when the customer pays."""
        return {Verdict.COVERED: "ok", Verdict.TO_JUDGE: "soon"}.get(Verdict(self.verdict), "")


@dataclass(frozen=True)
class Bearing:
    """Who bears a booking's lines. `customer`: what the customer will pay of all of them; None while that is not sure."""

    km: int
    groups: tuple[Borne, ...]

    @property
    def customer(self) -> Money | None:
        """The customer's part of the whole."""
        known = [group.customer for group in self.groups]
        if not known or None in known:
            return None
        return Money(sum((each for each in known if each is not None), ZERO))


def of(
    told: Estimate, *, car: vehicles.VehicleBrief | None, store_id: int, repair_type: str, on: date
) -> Bearing | None:
    """Who will bear the lines on a day, at the mileage that the car will probably have; None without a car or anything chosen.
    The check-in asks again with what is found then. Eight statements at most."""
    works = [each for each in told.work if each.operation_id is not None]
    if car is None or not (works or told.parts):
        return None
    km = vehicles.expected_km(car.id, on=on)
    names = (*(each.title for each in works), *(each.name for each in told.parts))
    amounts = (*(each.price for each in works), *(each.amount for each in told.parts))
    if fixed := FIXED.get(repair_type):
        return Bearing(km, (_fixed(names, amounts, *fixed),))
    asked = [*_asked(works, told.parts)]
    given = cover_answers.answers(car.id, on=on, km=km, asked=asked, store_id=store_id)
    groups: dict[tuple[str, str, int], list[int]] = {}
    for place, answer in enumerate(given):
        groups.setdefault((answer.verdict, answer.says, answer.share_percent), []).append(place)
    return Bearing(
        km,
        tuple(
            _borne(given[places[0]], [names[place] for place in places], [amounts[place] for place in places])
            for places in groups.values()
        ),
    )


def _asked(works: Sequence[Work], wanted: Sequence[PartWanted]) -> list[Asked]:
    """Work is asked about with the dearest part of its system, as on an order."""
    operations = pricebook.operations(each.operation_id for each in works)
    known = parts.parts(each.part_id for each in wanted) if wanted else {}
    asked = []
    for place, work in enumerate(works):
        operation = operations[work.operation_id or 0]
        mine = [each for each in wanted if known[each.part_id].system == operation.system]
        about = max(mine, key=lambda each: each.amount or ZERO, default=None)
        part = known[about.part_id] if about else None
        asked.append(
            Asked(
                f"w{place}",
                part.id if part else None,
                part.number if part else "",
                part.use_class if part else "",
                operation.system,
                operation.code,
                part is not None and part.use_class in WORN,
            )
        )
    for place, each in enumerate(wanted):
        part = known[each.part_id]
        asked.append(
            Asked(
                f"p{place}",
                part.id,
                part.number,
                part.use_class,
                part.system,
                is_wear=part.use_class in WORN,
            )
        )
    return asked


def _fixed(names: tuple[str, ...], amounts: Sequence[Money | None], payer_says: str, says: str) -> Borne:
    ours = payer_says != "客户承担"
    verdict = Verdict.COVERED if ours else Verdict.NOT_COVERED
    customer = ZERO if ours else _sum(amounts)
    return Borne(names, verdict, payer_says, says, "", "", customer)


def _borne(answer: Answer, names: Sequence[str], amounts: Sequence[Money | None]) -> Borne:
    whole = _sum(amounts)
    if answer.verdict == Verdict.COVERED:
        payer = "本店承担" if answer.kind == Kind.REPAIR else "厂家承担"
        if answer.share_percent < 100:
            payer = f"{payer} {answer.share_percent}%"
        rest = Decimal(100 - answer.share_percent) / 100
        customer = None if whole is None else money(whole * rest)
    elif answer.verdict == Verdict.NOT_COVERED:
        payer, customer = "客户承担", whole
    else:
        payer, customer = "到店判定", None
    return Borne(tuple(names), answer.verdict, payer, answer.says, answer.kind_says, answer.clause, customer)


def _sum(amounts: Sequence[Money | None]) -> Money | None:
    if any(amount is None for amount in amounts):
        return None
    return Money(sum((amount for amount in amounts if amount is not None), ZERO))
