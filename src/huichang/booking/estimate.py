"""What a booking will need and cost: operations, packages and remedies become work, parts and prices of the lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from huichang.booking.rules import Want
from huichang.company import settings
from huichang.company.roles import BayKind, Skill
from huichang.kernel.money import Money, money
from huichang.kernel.refusals import Missing
from huichang.knowledge import queries as knowledge
from huichang.knowledge import remedies
from huichang.parts import queries as parts
from huichang.pricebook import queries as pricebook
from huichang.vehicles.queries import VehicleBrief

UNKNOWN_MINUTES = settings.declare("booking.unknown_minutes", 60, "原因不明时预留的检查工时", unit="分钟")
CHECK = "到店检查诊断"
ONE = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Items:
    """What was chosen on the phone: operations, packages and parts by id, a cause of the fault knowledge."""

    operation_ids: tuple[int, ...] = ()
    package_ids: tuple[int, ...] = ()
    parts: Mapping[int, Decimal] = field(default_factory=dict)
    fault_id: int | None = None
    cause_id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.operation_ids or self.package_ids or self.parts or self.cause_id)


@dataclass(frozen=True)
class Work:
    """One piece of work: minutes of a skill in a kind of bay; yuan, None when the list has no price."""

    title: str
    skill: str
    bay_kind: str
    minutes: int
    price: Money | None
    operation_id: int | None = None

    @property
    def want(self) -> Want:
        """As capacity asks for it."""
        return Want(self.skill, self.bay_kind, self.minutes)


@dataclass(frozen=True)
class PartWanted:
    """A part that is wanted: `price` is yuan for one."""

    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    price: Money | None

    @property
    def amount(self) -> Money | None:
        """Yuan for all of it."""
        return None if self.price is None else money(self.price * self.quantity)


@dataclass(frozen=True)
class Estimate:
    """Work and parts with their prices; what the customer can be told."""

    work: tuple[Work, ...]
    parts: tuple[PartWanted, ...]
    fault_id: int | None = None
    diagnosis: str = ""
    remedy: str = ""

    @property
    def minutes(self) -> int:
        """Minutes of all the work, one after another."""
        return sum(each.minutes for each in self.work)

    @property
    def price(self) -> Money | None:
        """Yuan for everything; None when nothing is chosen yet or a price is missing."""
        amounts = [*(each.price for each in self.work), *(each.amount for each in self.parts)]
        if not amounts or any(amount is None for amount in amounts):
            return None
        return Money(sum((amount for amount in amounts if amount is not None), Decimal(0)))

    @property
    def wants(self) -> list[Want]:
        """The work as capacity asks for it."""
        return [each.want for each in self.work]

    @property
    def part_needs(self) -> dict[int, Decimal]:
        """Quantities by part."""
        return {each.part_id: each.quantity for each in self.parts}


def of(items: Items, *, store_id: int, car: VehicleBrief | None, repair_type: str, on: date) -> Estimate:
    """What the chosen items take and cost on a day: work at list prices, parts that fit the car at what its owner pays.

    When nothing is chosen (nobody knows yet what it is) an hour of diagnosis stands in for it. Raises Missing for what is
    not in the lists. At most eleven statements.
    """
    cause, fault = _cause(items)
    packages = [pricebook.package(package_id) for package_id in dict.fromkeys(items.package_ids)]
    ids = [*items.operation_ids, *(line.operation_id for each in packages for line in each.lines)]
    if cause is not None:
        by_code = pricebook.operations_by_code(cause.operations)
        ids += [by_code[code].id for code in cause.operations if code in by_code]
    wanted = list(dict.fromkeys(pk for pk in ids if pk is not None))
    rate_class = car.rate_class if car else "standard"
    quoted = pricebook.quoted(
        [(pk, repair_type) for pk in wanted], store_id=store_id, rate_class=rate_class, on=on
    )
    if len(quoted) < len(wanted):
        raise Missing("有的工时项目已不在价目里，请刷新后重新选择。")
    operations = [quoted[pk, repair_type] for pk in wanted]
    covered = {code for each in operations for code in each.operation.covers}
    work = [
        Work(
            each.operation.name,
            each.operation.skill,
            each.operation.bay_kind,
            each.operation.minutes,
            each.amount,
            each.operation.id,
        )
        for each in operations
        if each.operation.code not in covered
    ]
    if not work:
        work = [Work(CHECK, Skill.MECHANICAL, BayKind.GENERAL, settings.of(store_id, UNKNOWN_MINUTES), None)]
    return Estimate(
        tuple(work),
        tuple(_parts(items, packages, cause, car, store_id, on)),
        fault.id if fault else items.fault_id,
        f"{fault.title}：{cause.name}（可能性 {cause.percent}%）"
        if fault and cause
        else fault.title
        if fault
        else "",
        (cause.remedy if cause else "")[:300],
    )


def _cause(items: Items) -> tuple[knowledge.CauseCard | None, knowledge.FaultCard | None]:
    if items.fault_id is None:
        return None, None
    fault = knowledge.fault(items.fault_id)
    return next((cause for cause in fault.causes if cause.id == items.cause_id), None), fault


def _parts(
    items: Items,
    packages: Sequence[pricebook.PackageCard],
    cause: knowledge.CauseCard | None,
    car: VehicleBrief | None,
    store_id: int,
    on: date,
) -> list[PartWanted]:
    """The parts with what they cost this car's owner: classes and campaigns count, as they will at the order."""
    by_number: dict[str, Decimal] = {}
    for package in packages:
        for line in package.lines:
            if line.part_number:
                by_number[line.part_number] = by_number.get(line.part_number, Decimal(0)) + line.quantity
    named = parts.by_number([*by_number, *(cause.parts if cause else ())])
    quantities = dict(items.parts)
    for number, quantity in by_number.items():
        if number in named:
            quantities[named[number].id] = quantities.get(named[number].id, Decimal(0)) + quantity
    if cause is not None:
        # The remedy names the part of every platform; without the car nobody can say which one it takes.
        ids = [named[number].id for number in cause.parts if number in named]
        for part_id in parts.fitting(ids, car.series) if car and car.series and ids else ():
            quantities.setdefault(part_id, ONE)
    if not quantities:
        return []
    offered = parts.offers(quantities, store_id=store_id, customer_id=car.customer_id if car else None, on=on)
    known = offered.parts
    return [
        PartWanted(
            part_id,
            known[part_id].number,
            known[part_id].name,
            known[part_id].unit,
            quantity,
            _price(offered, part_id),
        )
        for part_id, quantity in quantities.items()
        if part_id in known
    ]


def _price(offered: parts.Offers, part_id: int) -> Money | None:
    special = offered.special(part_id)
    return special.price if special else offered.prices.get(part_id)


@remedies.parts_are
def parts_of_remedies(
    numbers: Sequence[str], series: str, store_id: int, on: date
) -> list[remedies.RemedyPart]:
    """The fault knowledge asks: names, prices and stock of a remedy's parts, of those that fit the series if it is
    known. Four statements."""
    named = parts.by_number(numbers)
    ids = [each.id for each in named.values()]
    fits: Iterable[int] = parts.fitting(ids, series) if series and ids else ids
    wanted = set(fits)
    offered = parts.offers(wanted, store_id=store_id, customer_id=None, on=on)
    there = parts.availability(store_id, wanted)
    return [
        remedies.RemedyPart(number, part.name, _price(offered, part.id), there[part.id].free > 0)
        for number, part in named.items()
        if part.id in wanted
    ]
