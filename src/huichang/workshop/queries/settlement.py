"""What settlement asks of an order (LANE-60, LANE-61): what is still missing, and what each payer bears."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO, Money
from huichang.kernel.refusals import Missing
from huichang.kernel.wording import quantity
from huichang.workshop import amounts
from huichang.workshop.models import ExtraWork, InsurerCase, Job, Line, Order
from huichang.workshop.states import ExtraState, JobState, LineKind, LineState, OrderState, Payer

CHARGED = (LineState.AUTHORIZED, LineState.DONE)


@dataclass(frozen=True)
class ChargedLine:
    """One line that is charged, or a payer's share of it; `listed` is before the discount, `amount` after it (yuan, tax
    included)."""

    id: int
    kind: str
    code: str
    name: str
    unit: str
    minutes: int
    quantity: Decimal
    unit_price: Decimal
    listed: Decimal
    discount: Decimal
    rule: str
    amount: Decimal
    tax_rate: Decimal
    payer: str
    own_part: bool
    old_part: str
    part_id: int | None


@dataclass(frozen=True)
class Share:
    """What one payer bears: sums before discounts, the discounts, and what remains."""

    payer: str
    payer_says: str
    labour: Money
    parts: Money
    other: Money
    discount: Money
    lines: tuple[ChargedLine, ...]

    @property
    def total(self) -> Money:
        """After discounts."""
        return Money(self.labour + self.parts + self.other - self.discount)


@dataclass(frozen=True)
class Settlement:
    """An order as the cashier needs it. `problems` are whole sentences: what must be mended first, by whom; `insurer` is who
    bears the insurer's share, as the case says."""

    order_id: int
    store_id: int
    number: str
    state: str
    version: int
    vehicle_id: int
    customer_id: int
    adviser_id: int
    amount_agreed: Decimal | None
    settled_at: datetime | None
    delivered_at: datetime | None
    problems: tuple[str, ...]
    shares: tuple[Share, ...]
    insurer: str = ""
    customer: str = ""

    @property
    def total(self) -> Money:
        """Of all payers."""
        return Money(sum((share.total for share in self.shares), ZERO))


def settlement(actor: Actor, order_id: int) -> Settlement:
    """What is missing and who bears what. Raises Missing for another store's order. Two statements."""
    jobs = Job.objects.filter(order=OuterRef("pk")).exclude(state__in=[JobState.DONE, JobState.DROPPED])
    extras = ExtraWork.objects.filter(order=OuterRef("pk"), state__in=[ExtraState.FOUND, ExtraState.ASKED])
    order = (
        Order.objects.seen_by(actor)
        .filter(pk=order_id)
        .select_related("insurer_case", "customer")
        .annotate(
            open_jobs=ArraySubquery(jobs.order_by("position").values("title")),
            open_extras=ArraySubquery(extras.values("pk")),
        )
        .first()
    )
    if order is None:
        raise Missing("没有找到这张工单，请检查链接或重新搜索。")
    lines = list(Line.objects.filter(order_id=order_id).select_related("job").order_by("job__position", "pk"))
    charged = [each for line in lines if line.state in CHARGED for each in _charged(line)]
    case: InsurerCase | None = getattr(order, "insurer_case", None)
    borne = Money(sum((line.amount for line in charged if line.payer == Payer.INSURER), ZERO))
    problems = [
        *_problems(order, lines, charged, order.open_jobs, len(order.open_extras)),
        *unreported_claims(lines),
        *missing_of_insurer(borne, case),
    ]
    return Settlement(
        order.pk,
        order.store_id,
        order.number,
        order.state,
        order.version,
        order.vehicle_id,
        order.customer_id,
        order.adviser_id,
        order.amount_agreed,
        order.settled_at,
        order.delivered_at,
        tuple(problems),
        tuple(_shares(charged)),
        case.insurer if case else "",
        order.customer.name,
    )


def _charged(line: Line) -> list[ChargedLine]:
    """A line as its payer is charged; one that is shared stands on two statements that add up to it."""
    whole = _whole(line)
    if line.payer_percent == 100:
        return [whole]
    rest = amounts.of_customer(line)
    return [
        replace(
            whole,
            name=f"{line.name}（承担 {line.payer_percent}%）",
            listed=whole.listed - rest,
            amount=whole.amount - rest,
        ),
        replace(
            whole,
            name=f"{line.name}（{line.get_payer_display()}承担 {line.payer_percent}%，余下自付）",
            listed=rest,
            discount=ZERO,
            rule="",
            amount=rest,
            payer=Payer.CUSTOMER.value,
        ),
    ]


def _whole(line: Line) -> ChargedLine:
    return ChargedLine(
        line.pk,
        line.kind,
        line.code,
        line.name,
        line.unit,
        line.minutes,
        line.quantity,
        line.unit_price,
        line.amount + line.discount,
        line.discount,
        line.rule,
        line.amount,
        line.tax_rate,
        line.payer,
        line.own_part,
        line.old_part,
        line.part_id,
    )


def _problems(
    order: Order, lines: list[Line], charged: list[ChargedLine], open_jobs: list[str], open_extras: int
) -> list[str]:
    found = [f"“{title}”还没有完工，请车间报完工。" for title in open_jobs]
    waiting = [line.name for line in lines if line.state in (LineState.DRAFT, LineState.QUOTED)]
    found += [f"“{name}”还没有客户答复，请服务顾问确认或撤下。" for name in waiting]
    if open_extras:
        found.append(f"还有 {open_extras} 个增项没有答复，请服务顾问先处理。")
    found += [
        f"“{line.name}”收费 {quantity(line.quantity, line.unit)}，实领 {quantity(line.issued, line.unit)}，请备件员补领或退料。"
        for line in lines
        if line.kind == LineKind.PART
        and line.state in CHARGED
        and not line.own_part
        and line.issued != line.quantity
    ]
    found += [
        f"“{line.name}”已撤下，但领出的 {quantity(line.issued, line.unit)} 还没有退，请备件员退料。"
        for line in lines
        if line.state not in CHARGED and line.issued > 0
    ]
    agreed, now = order.amount_agreed, sum((line.amount for line in charged), ZERO)
    if agreed is not None and agreed != now:
        found.append(f"现在金额 ¥{now:,.2f} 与客户同意的 ¥{agreed:,.2f} 不一致，请服务顾问办理增项确认。")
    if order.state in (
        OrderState.DRAFT,
        OrderState.SIGNED,
        OrderState.IN_WORK,
        OrderState.WAITING,
        OrderState.DONE,
    ):
        found.append(f"工单现在是“{order.get_state_display()}”，终检合格后才能结算。")
    return found


def unreported_claims(lines: Iterable[Line]) -> list[str]:
    """Claims that are not complete: the manufacturer pays only for what is reported with cause and correction. Lines come
    with their jobs."""
    claimed = {
        line.job_id: line.job
        for line in lines
        if line.state in CHARGED and line.payer == Payer.MANUFACTURER and line.amount > 0
    }
    return [
        f"索赔项目{job}缺故障原因或处理结果，请技师补写维修报告。"
        for job in claimed.values()
        if not (job.cause.strip() and job.correction.strip())
    ]


def missing_of_insurer(borne: Money, case: InsurerCase | None) -> list[str]:
    """What is missing before an insurer can be charged with so much (yuan)."""
    if borne <= 0:
        return []
    if case is None:
        return [f"保险承担 ¥{borne:,.2f}，还没有保险公司和报案号，请服务顾问或保险专员在委托书“保险”里登记。"]
    if case.amount is None:
        return [
            f"保险承担 ¥{borne:,.2f}，{case.insurer}还没有核定，请登记定损单号、核定金额和日期（报案号 {case.case_number}）。"
        ]
    if case.amount < borne:
        more = borne - case.amount
        said = f"保险承担 ¥{borne:,.2f}，{case.insurer}只核定 ¥{case.amount:,.2f}"
        return [f"{said}：多出的 ¥{more:,.2f} 请补定损，或改由客户付费。"]
    return []


def _shares(charged: list[ChargedLine]) -> list[Share]:
    shares = []
    for payer in Payer:
        mine = tuple(line for line in charged if line.payer == payer)
        if not mine:
            continue
        sums = {"labour": ZERO, "parts": ZERO, "other": ZERO}
        for line in mine:
            group = {"labour": "labour", "part": "parts"}.get(line.kind, "other")
            sums[group] = Money(sums[group] + line.listed)
        discount = Money(sum((line.discount for line in mine), ZERO))
        shares.append(
            Share(payer.value, str(payer.label), sums["labour"], sums["parts"], sums["other"], discount, mine)
        )
    return shares


@dataclass(frozen=True)
class ToSettle:
    """An order that waits for the cashier."""

    order_id: int
    number: str
    state: str
    vehicle_id: int
    customer_id: int
    adviser_id: int
    amount: Decimal
    checked_at: datetime | None
    waits: bool


def to_settle(store_id: int) -> list[ToSettle]:
    """Orders that passed their final check and are not delivered, oldest first. One statement."""
    fields = (
        "pk",
        "number",
        "state",
        "vehicle_id",
        "customer_id",
        "adviser_id",
        "amount_agreed",
        "checked_at",
        "visit__waits",
    )
    found = Order.objects.filter(store_id=store_id, state__in=[OrderState.CHECKED, OrderState.SETTLED])
    return [ToSettle(*row) for row in found.order_by("checked_at", "pk").values_list(*fields)]


def appointment_of(order_id: int) -> int | None:
    """The booking that an order came from. One statement."""
    return Order.objects.filter(pk=order_id).values_list("visit__appointment_id", flat=True).first()
