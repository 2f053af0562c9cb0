"""What a line costs: from the published lists, with the best rule that the customer has (LANE-20).

Plain functions: the use-cases of quoting and extra work write what comes out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal

from django.utils.timezone import localdate

from huichang.company.roles import BayKind, Skill
from huichang.kernel.money import CENT, ZERO, Money, money, split
from huichang.kernel.refusals import Refused
from huichang.parts import queries as catalogue
from huichang.pricebook import discounts, tax
from huichang.pricebook import queries as pricebook
from huichang.pricebook.states import RateClass, RepairClass
from huichang.workshop import amounts
from huichang.workshop.models import Job, Line, Order
from huichang.workshop.states import JobState, LineKind, LineState, OldPart, Payer, RepairType

USUAL_NAMES = {LineKind.CONSUMABLE: "辅料费", LineKind.TOWING: "拖车费", LineKind.STORAGE: "停车保管费"}
USUAL_UNITS = {
    LineKind.SUBLET: "项",
    LineKind.CONSUMABLE: "项",
    LineKind.TOWING: "次",
    LineKind.STORAGE: "天",
}
OWN_PART_RULE = "客户自备"


@dataclass(frozen=True)
class WantedLine:
    """A line as somebody asks for it. Labour and parts take their price from the lists; sublet work, consumables,
    towing and storage (LANE-25) bring `name` and `unit_price`. `payer` empty: the job's."""

    kind: str
    operation_id: int | None = None
    part_id: int | None = None
    quantity: Decimal = Decimal(1)
    name: str = ""
    unit: str = ""
    unit_price: Money | None = None
    payer: str = ""
    own_part: bool = False


@dataclass(frozen=True)
class WantedJob:
    """A job as somebody asks for it; what is empty comes from its first operation, the order, or the repair type."""

    title: str = ""
    repair_type: str = ""
    payer: str = ""
    concern: str = ""
    lines: tuple[WantedLine, ...] = ()
    system: str = ""
    skill: str = ""
    bay_kind: str = ""
    fixed_price: Money | None = None
    fixed_rule: str = ""


@dataclass(frozen=True)
class Lists:
    """The published prices that some lines need, looked up once."""

    operations: dict[tuple[int, str], pricebook.QuotedOperation] = field(default_factory=dict)
    parts: dict[int, catalogue.PartBrief] = field(default_factory=dict)
    prices: dict[int, Money] = field(default_factory=dict)
    rules: Sequence[discounts.Rule] = ()
    offers: catalogue.Offers = catalogue.NOTHING_OFFERED


def look_up(order: Order, wanted: Iterable[tuple[str, WantedLine]], *, at: datetime) -> Lists:
    """The prices for lines, each with its repair type. At most two statements, and one per registered rule source."""
    on, kept = localdate(at), list(wanted)
    part_ids = [line.part_id for _, line in kept if line.part_id]
    offers = part_offers(order, part_ids, at=at)
    return Lists(
        pricebook.quoted(
            [(line.operation_id, repair_type) for repair_type, line in kept if line.operation_id],
            store_id=order.store_id,
            rate_class=order.vehicle.rate_class,
            on=on,
        ),
        offers.parts,
        offers.prices,
        discounts.rules_for(order.customer_id, order.store_id, on),
        offers,
    )


def part_offers(order: Order, part_ids: Iterable[int | None], *, at: datetime) -> catalogue.Offers:
    """What parts cost the customer of an order: published prices, and the terms of classes and campaigns. One statement."""
    wanted = [part_id for part_id in part_ids if part_id]
    return catalogue.offers(wanted, store_id=order.store_id, customer_id=order.customer_id, on=localdate(at))


def job_of(order: Order, wanted: WantedJob, position: int, lists: Lists) -> Job:
    """The job, not saved: title, system, skill, bay and class from its first operation where it names none."""
    repair_type = wanted.repair_type or order.repair_type
    quoted = [
        lists.operations[line.operation_id, repair_type].operation
        for line in wanted.lines
        if line.operation_id and (line.operation_id, repair_type) in lists.operations
    ]
    first = quoted[0] if quoted else None
    part = next((lists.parts[line.part_id] for line in wanted.lines if line.part_id in lists.parts), None)
    named = next((line.name for line in wanted.lines if line.name), "")
    title = wanted.title or (first.name if first else part.name if part else named)
    if not title.strip():
        raise Refused("请填写维修项目的名称，或先选一个工时项目。")
    minutes = sum(
        int(lists.operations[line.operation_id, repair_type].operation.minutes * line.quantity)
        for line in wanted.lines
        if line.operation_id and (line.operation_id, repair_type) in lists.operations
    )
    return Job(
        store_id=order.store_id,
        order=order,
        position=position,
        title=title.strip()[:80],
        repair_type=repair_type,
        payer=wanted.payer or amounts.payer_of(repair_type),
        system=wanted.system or (first.system if first else part.system if part else ""),
        skill=wanted.skill or (first.skill if first else Skill.MECHANICAL),
        bay_kind=wanted.bay_kind or (first.bay_kind if first else BayKind.GENERAL),
        repair_class=_heaviest(quoted),
        concern=wanted.concern.strip()[:300],
        minutes=minutes,
        state=JobState.PLANNED,
    )


_WEIGHT = {RepairClass.OVERHAUL: 2, RepairClass.SECOND_LEVEL: 1, RepairClass.MINOR: 0}


def _heaviest(quoted: Iterable[pricebook.OperationCard]) -> str:
    """The class that the guarantee of the whole job hangs on: the heaviest of its operations."""
    return max(
        (each.repair_class for each in quoted), key=lambda c: _WEIGHT.get(RepairClass(c), 0), default="minor"
    )


def lines_of(order: Order, job: Job, wanted: Sequence[WantedLine], lists: Lists) -> list[Line]:
    """The lines of a job with their prices, not saved.

    Raises Refused naming every line that cannot be priced: nothing is left out silently.
    """
    made, problems = [], []
    for each in wanted:
        try:
            made.append(line_of(order, job, each, lists))
        except Refused as refusal:
            problems.append(str(refusal).rstrip("。"))
    if problems:
        raise Refused("；".join(dict.fromkeys(problems)) + "。")
    return made


def line_of(order: Order, job: Job, wanted: WantedLine, lists: Lists) -> Line:
    """One line with its price, not saved. Raises Refused when it cannot be priced."""
    line = Line(
        store_id=order.store_id,
        order=order,
        job=job,
        kind=wanted.kind,
        quantity=wanted.quantity,
        payer=wanted.payer or job.payer,
        state=LineState.DRAFT,
        tax_rate=tax.rate(order.store_id, wanted.kind),
    )
    if wanted.quantity <= 0:
        raise Refused("数量要大于 0，请重新填写。")
    match wanted.kind:
        case LineKind.LABOUR:
            _labour(line, wanted, lists)
        case LineKind.PART:
            _part(order, line, wanted, lists)
        case _:
            _charge(line, wanted)
    set_amount(line, lists.rules, lists.offers)
    return line


def _labour(line: Line, wanted: WantedLine, lists: Lists) -> None:
    quoted = lists.operations.get((wanted.operation_id or 0, line.job.repair_type))
    if quoted is None:
        raise Refused("没有找到这个工时项目，请在价目里重新选择。")
    operation = quoted.operation
    if not operation.is_active:
        raise Refused(f"“{operation.name}”已停用，请换一个工时项目。")
    if quoted.per_hour is None:
        rate_class = RateClass(line.order.vehicle.rate_class).label
        kind = RepairType(line.job.repair_type).label
        raise Refused(f"“{operation.name}”没有公布“{kind} · {rate_class}”的工时单价，请先在价目里公布。")
    line.operation_id = operation.id
    line.code, line.name, line.minutes = operation.code, operation.name, operation.minutes
    line.unit, line.unit_price = "次", quoted.per_hour


def _part(order: Order, line: Line, wanted: WantedLine, lists: Lists) -> None:
    part = lists.parts.get(wanted.part_id or 0)
    if part is None:
        raise Refused("没有找到这个配件，请在配件目录里重新选择。")
    if not part.is_active:
        raise Refused(f"“{part.name}（{part.number}）”已停用，请换用替代件。")
    if part.is_whole and wanted.quantity != wanted.quantity.to_integral_value():
        raise Refused(f"“{part.name}”只能按整{part.unit}领用，请把数量改为整数。")
    price = ZERO if wanted.own_part else lists.prices.get(part.id)
    if price is None:
        raise Refused(f"“{part.name}（{part.number}）”没有公布售价，请先由备件经理定价。")
    line.part_id = part.id
    line.code, line.name, line.unit, line.unit_price = part.number, part.name, part.unit, price
    line.own_part = wanted.own_part
    line.rule = OWN_PART_RULE if wanted.own_part else ""
    line.old_part = _old_part(order, line.payer, part.use_class)


def _old_part(order: Order, payer: str, use_class: str) -> str:
    """What becomes of the part taken out: the payer of a claim gets it back, else it is the customer's (RULES A2.2)."""
    if use_class == "consumable":
        return OldPart.NONE
    if payer in (Payer.MANUFACTURER, Payer.INSURER):
        return OldPart.CLAIMED
    return OldPart.TAKEN if order.takes_old_parts else OldPart.LEFT


def _charge(line: Line, wanted: WantedLine) -> None:
    kind = LineKind(wanted.kind)
    line.name = (wanted.name or USUAL_NAMES.get(kind, "")).strip()[:80]
    if not line.name:
        raise Refused("请写明外包的项目和单位，例如“轮毂修复（送外协）”。")
    if wanted.unit_price is None or wanted.unit_price < 0:
        raise Refused(f"请填写“{line.name}”的单价。")
    line.unit = (wanted.unit or USUAL_UNITS.get(kind, "项"))[:6]
    line.unit_price = money(wanted.unit_price)


_CLASS_OF = {Payer.CUSTOMER: "", Payer.INSURER: "insurer", Payer.INTERNAL: "internal"}
"""Whose terms count for a part by who pays it; the customer has a class of their own, the manufacturer none."""


def set_amount(
    line: Line, rules: Sequence[discounts.Rule] = (), offers: catalogue.Offers = catalogue.NOTHING_OFFERED
) -> None:
    """Work out the amount of a line anew from its unit price and quantity, with the best rule there is for who pays it; a
    price that was set by hand before is gone. Rules of members and coupons lower what the customer pays, not what others
    pay; the terms of classes and campaigns (`offers`) lower parts for each payer by their class."""
    listed = amounts.list_amount(line.kind, line.unit_price, line.quantity, line.minutes)
    saved, name = ZERO, ""
    if line.payer == Payer.CUSTOMER and listed > 0:
        saved, name = discounts.best(rules, kind=line.kind, code=line.code, list_amount=listed)
    if line.part_id and not line.own_part and line.payer in _CLASS_OF:
        special = offers.special(line.part_id, _CLASS_OF[Payer(line.payer)])
        if special is not None and (less := listed - money(special.price * line.quantity)) > saved:
            saved, name = Money(less), special.why
    line.discount, line.amount = saved, Money(listed - saved)
    line.rule, line.price_reason = name[:60] or (OWN_PART_RULE if line.own_part else ""), ""


def keep_discount(line: Line, listed_before: Money) -> None:
    """After a change of quantity or unit price: the line keeps the share of its discount, never more (rounded down)."""
    listed = amounts.list_amount(line.kind, line.unit_price, line.quantity, line.minutes)
    saved = listed * line.discount / listed_before if listed_before > 0 else ZERO
    line.discount = Money(Decimal(saved).quantize(CENT, ROUND_FLOOR))
    line.amount = Money(listed - line.discount)


def fix_price(lines: Sequence[Line], price: Money, rule: str) -> None:
    """Bring the lines of a package to its price: the difference is shared over them by what they list at, to the cent.

    Nothing happens where the lists together are already cheaper.
    """
    listed = [Money(line.amount + line.discount) for line in lines]
    off = Money(sum(listed, ZERO) - price)
    if off <= 0:
        return
    for line, whole, saved in zip(lines, listed, split(off, listed), strict=True):
        line.discount, line.amount, line.rule = saved, Money(whole - saved), rule[:60]


def clashes(new: Sequence[pricebook.OperationCard], there: Sequence[pricebook.OperationCard]) -> list[str]:
    """Labour that would be charged twice because one operation includes the other, in sentences without their stop."""
    found = []
    for index, operation in enumerate(new):
        for other in (*there, *new[:index]):
            if operation.code in other.covers:
                found.append(f"“{operation.name}”已包含在“{other.name}”里，不能重复收费")
            elif other.code in operation.covers:
                found.append(f"“{operation.name}”已包含“{other.name}”，请先撤下后者")
    return list(dict.fromkeys(found))
