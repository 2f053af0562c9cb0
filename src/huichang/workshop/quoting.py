"""Quoting: jobs with their labour, parts and charges, one touch for a package (LANE-20, LANE-25)."""

from collections.abc import Sequence
from datetime import datetime

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.knowledge import queries as knowledge
from huichang.parts import queries as parts
from huichang.pricebook import queries as pricebook
from huichang.workshop import drafting, permissions, pricing
from huichang.workshop.models import ExtraWork, Finding, Job, Line, Order
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.states import JobState, LineKind, LineState, RepairType

MOST_LINES = 500


@use_case(permissions.QUOTE_ORDERS, "添加维修项目")
def add_jobs(
    warrant: Warrant,
    order_id: int,
    *,
    jobs: Sequence[WantedJob],
    extra_id: int | None = None,
    finding_id: int | None = None,
    seen: int | None = None,
    at: datetime,
) -> list[Job]:
    """Jobs with all their lines at the published prices: to a draft, or to extra work that nobody has answered.

    `finding_id`: the inspection point that the first job mends. Raises Refused for what cannot be priced or would be
    charged twice (each named), OutOfTurn for a signed order without extra work, Missing for unknown extra work or point.
    """
    held = drafting.writable(order_id, warrant, extra_id=extra_id, seen=seen, at=at)
    if not jobs:
        raise Refused("请至少填写一个维修项目。")
    made = write_jobs(held.order, jobs, at=at, extra=held.extra)
    warrant.note = "、".join(job.title for job in made)[:200]
    if finding_id is not None:
        _mend(held.order, finding_id, made[0])
    return made


@use_case(permissions.QUOTE_ORDERS, "添加明细")
def add_lines(
    warrant: Warrant, job_id: int, *, lines: Sequence[WantedLine], seen: int | None = None, at: datetime
) -> list[Line]:
    """Labour, parts and charges to a job that is still in draft. Refusals as for `add_jobs`."""
    held, job = drafting.writable_job(job_id, warrant, seen=seen, at=at)
    if job.state == JobState.DROPPED:
        raise Missing(f"{job}已经撤下，请重新添加维修项目。")
    lists = pricing.look_up(held.order, [(job.repair_type, line) for line in lines], at=at)
    _refuse_double_charge(held.order, lists)
    made = pricing.lines_of(held.order, job, lines, lists)
    if not made:
        raise Refused("请选择要添加的工时、配件或费用。")
    for line in made:
        line.extra_work_id = job.extra_work_id
    Line.objects.bulk_create(made)
    warrant.note = "、".join(line.name for line in made)[:200]
    job.minutes = min(job.minutes + _minutes(made), 32_000)
    if not job.system:
        job.system = next((each.operation.system for each in lists.operations.values()), "")
    job.save(update_fields=["minutes", "system"])
    drafting.changed(held.order)
    return made


@use_case(permissions.QUOTE_ORDERS, "添加套餐")
def add_package(
    warrant: Warrant,
    order_id: int,
    *,
    package_id: int,
    extra_id: int | None = None,
    seen: int | None = None,
    at: datetime,
) -> Job:
    """A maintenance package in one touch: one job with all its operations and parts, at the package's price if it has one.

    Nothing is left out silently: a part that is unknown or has no price, labour without a rate, and labour that is in
    the order already are refused by name.
    """
    held = drafting.writable(order_id, warrant, extra_id=extra_id, seen=seen, at=at)
    package = pricebook.package(package_id)
    if not package.is_active:
        raise Refused(f"套餐“{package.name}”已停用，请换一个套餐。")
    warrant.note = package.name
    (job,) = write_jobs(held.order, [package_job(package)], at=at, extra=held.extra)
    return job


def package_job(package: pricebook.PackageCard) -> WantedJob:
    """A package as a job with its lines. Raises Refused naming the parts that the catalogue does not know."""
    numbers = [line.part_number for line in package.lines if line.part_number]
    known = parts.by_number(numbers)
    if unknown := [number for number in numbers if number not in known]:
        raise Refused(f"套餐“{package.name}”里的配件 {'、'.join(unknown)} 不在配件目录里，请先更新套餐。")
    lines = [
        WantedLine(LineKind.LABOUR, operation_id=line.operation_id, quantity=line.quantity)
        if line.operation_id
        else WantedLine(LineKind.PART, part_id=known[line.part_number].id, quantity=line.quantity)
        for line in package.lines
    ]
    return WantedJob(
        title=package.name,
        repair_type=package.repair_type,
        lines=tuple(lines),
        fixed_price=package.price,
        fixed_rule=f"套餐价“{package.name}”",
    )


def fault_job(fault_id: int, cause_id: int, *, series: str) -> WantedJob:
    """What the fault knowledge does about a cause, as a job: its operations, and of its parts those that fit the series.

    Raises Missing for an unknown case or cause, Refused when the price book knows none of its operations.
    """
    fault = knowledge.fault(fault_id)
    cause = next((each for each in fault.causes if each.id == cause_id), None)
    if cause is None:
        raise Missing("没有找到这个原因，故障知识可能刚更新过，请重新搜索。")
    operations = pricebook.operations_by_code(cause.operations)
    if not operations:
        raise Refused(f"“{cause.name}”的工时项目不在价目里，请改为直接搜索工时。")
    known = parts.by_number(cause.parts)
    fits = parts.fitting([part.id for part in known.values()], series)
    labour = [
        WantedLine(LineKind.LABOUR, operation_id=operations[c].id)
        for c in cause.operations
        if c in operations
    ]
    pieces = [WantedLine(LineKind.PART, part_id=part.id) for part in known.values() if part.id in fits]
    return WantedJob(
        title=(cause.remedy or cause.name)[:80],
        concern=fault.title,
        system=fault.system,
        lines=(*labour, *pieces),
    )


def write_jobs(
    order: Order, wanted: Sequence[WantedJob], *, at: datetime, extra: ExtraWork | None = None
) -> list[Job]:
    """Write jobs with their lines into an order that the caller has locked (with its vehicle), at published prices.

    Jobs of extra work wait as “待客户同意”. Counts as a change of the order and saves it. Five statements, one more when
    the order has jobs already. Raises Refused naming everything that cannot be priced or would be charged twice.
    """
    if sum(len(job.lines) for job in wanted) > MOST_LINES:
        raise Refused(f"一次最多添加 {MOST_LINES} 条明细，请分几次添加。")
    for each in wanted:
        if each.repair_type and each.repair_type not in RepairType.values:
            raise Refused(f"没有“{each.repair_type}”这种维修类型，请重新选择。")
    pairs = [(each.repair_type or order.repair_type, line) for each in wanted for line in each.lines]
    lists = pricing.look_up(order, pairs, at=at)
    _refuse_double_charge(order, lists)
    jobs: list[Job] = []
    lines: list[Line] = []
    for position, each in enumerate(wanted, start=order.last_job + 1):
        job = pricing.job_of(order, each, position, lists)
        job.extra_work = extra
        if extra is not None:
            job.state = JobState.PROPOSED
            job.system = job.system or extra.system
        mine = pricing.lines_of(order, job, each.lines, lists)
        if each.fixed_price is not None:
            pricing.fix_price(mine, each.fixed_price, each.fixed_rule)
        for line in mine:
            line.extra_work = extra
        jobs.append(job)
        lines += mine
    Job.objects.bulk_create(jobs)
    Line.objects.bulk_create(lines)
    order.last_job += len(jobs)
    drafting.changed(order, "last_job")
    return jobs


def _minutes(lines: Sequence[Line]) -> int:
    return sum(int(line.minutes * line.quantity) for line in lines if line.kind == LineKind.LABOUR)


def _refuse_double_charge(order: Order, lists: pricing.Lists) -> None:
    """Labour that another operation of the order includes is not charged again."""
    new = list({pair[0]: quoted.operation for pair, quoted in lists.operations.items()}.values())
    there: list[pricebook.OperationCard] = []
    if new and order.last_job:
        open_labour = Line.objects.filter(order_id=order.pk, operation__isnull=False)
        ids = open_labour.exclude(state__in=[LineState.DECLINED, LineState.DROPPED]).values("operation_id")
        there = pricebook.operations_among(ids)
    if sentences := pricing.clashes(new, there):
        raise Refused("；".join(sentences) + "。")


def _mend(order: Order, finding_id: int, job: Job) -> None:
    """The inspection point is taken up by a job: it shows the line, and comes back open if the line is dropped."""
    finding = Finding.objects.select_for_update(of=("self",)).filter(pk=finding_id, order_id=order.pk).first()
    if finding is None:
        raise Missing("没有找到这个检查点，请刷新委托书后重试。")
    line = Line.objects.filter(job=job).order_by("pk").first()
    finding.outcome, finding.line = "ordered", line
    finding.save(update_fields=["outcome", "line"])
