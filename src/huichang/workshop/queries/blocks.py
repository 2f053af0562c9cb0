"""What keeps an order from its next step, in sentences, the most urgent first. Pure: from the card that the page shows."""

from collections.abc import Iterator
from datetime import datetime

from huichang.kernel.wording import minutes_between, quantity, span, yuan
from huichang.workshop.queries.cards import JobCard
from huichang.workshop.queries.order_card import Block, OrderCard
from huichang.workshop.states import ExtraState, JobState, LineKind, LineState, OrderState, Payer

ORDER = {"act": 0, "watch": 1, "info": 2}


def blocks(order: OrderCard, *, at: datetime) -> tuple[Block, ...]:
    """What has to be done before the order can go on, by whom."""
    found = list(_of_state(order, at))
    return tuple(sorted(found, key=lambda block: ORDER[block.tone]))


def _of_state(order: OrderCard, at: datetime) -> Iterator[Block]:
    if order.state == OrderState.DRAFT:
        yield from _of_draft(order, at)
        return
    if order.state in (OrderState.DELIVERED, OrderState.CANCELLED):
        return
    yield from _of_promise(order, at)
    yield from _of_extras(order, at)
    yield from _of_parts(order)
    if order.state in (OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING):
        yield from _of_work(order)
    if order.state == OrderState.DONE:
        yield Block("等终检：检验合格后才能结算", "info")
    if order.state == OrderState.CHECKED:
        yield from _of_settlement(order)
    if order.state == OrderState.SETTLED:
        yield Block("可以交车：讲解项目、展示旧件、请客户评价", "info", "/workshop/delivery/")


def _of_draft(order: OrderCard, at: datetime) -> Iterator[Block]:
    jobs = [job for job in order.own_jobs if job.is_open]
    if not jobs:
        yield Block("还没有维修项目", "watch", "#add")
    for job in jobs:
        if not job.open_lines:
            yield Block(f"“{job.title}”还没有报价", "watch", f"#job-{job.id}")
    if order.promised_at is None:
        yield Block("还没有确定交车时间", "watch", "#promise")
    elif order.promised_at <= at:
        yield Block("承诺的交车时间已经过了，请重新确定", "act", "#promise")
    if not order.customer.phone:
        yield Block("客户没有手机号，不能发送签字链接和进度", "info", f"/customers/{order.customer.id}/")
    open_points = [point for point in order.points if point.outcome == "open" and point.state == "now"]
    if open_points:
        names = "、".join(point.name for point in open_points[:4])
        yield Block(f"环检发现要立即处理：{names}，请报价或记录客户不做", "act", "#points")
    if link := order.sign_link:
        opened = "客户已打开" if link.opened_at else "客户还没有打开"
        yield Block(f"签字链接已发出 {span(minutes_between(link.made_at, at))}，{opened}", "info")


def _of_promise(order: OrderCard, at: datetime) -> Iterator[Block]:
    if order.state in (OrderState.CHECKED, OrderState.SETTLED) or order.promised_at is None:
        return
    if order.promised_at < at:
        yield Block(
            f"已超过承诺时间 {span(minutes_between(order.promised_at, at))}，请马上告知客户新的时间",
            "act",
            "#promise",
        )
    elif order.promise_danger_at is not None:
        yield Block("预计不能按时完成，请告知客户新的时间", "act", "#promise")


def _of_extras(order: OrderCard, at: datetime) -> Iterator[Block]:
    for extra in order.extras:
        anchor = f"#extra-{extra.id}"
        if extra.state == ExtraState.FOUND:
            todo = "请客户确认" if extra.amount else "报价"
            waited = span(minutes_between(extra.found_at, at))
            yield Block(
                f"增项“{extra.what[:20]}”等您{todo}，已 {waited}",
                "act" if extra.is_safety else "watch",
                anchor,
            )
        elif extra.state == ExtraState.ASKED and extra.asked_at is not None:
            opened = "已打开链接" if extra.link and extra.link.opened_at else "还没有打开链接"
            unheard = minutes_between(extra.asked_at, at)
            tone = "act" if unheard >= 30 else "watch"
            yield Block(f"增项“{extra.what[:20]}”等客户答复 {span(unheard)}，客户{opened}", tone, anchor)


def _of_parts(order: OrderCard) -> Iterator[Block]:
    for job in order.open_jobs:
        for line in job.open_lines:
            if line.pick is not None and line.pick.short > 0:
                due = line.pick.expected_on
                when = f"预计 {due.month}月{due.day}日到货" if due else "到货日未定"
                short = quantity(line.pick.short, line.unit)
                yield Block(f"缺件：{line.name} {short}，{when}", "watch", f"#job-{job.id}")


def _of_work(order: OrderCard) -> Iterator[Block]:
    waiting = [job for job in order.open_jobs if job.state == JobState.PLANNED and not job.assigned]
    if waiting:
        yield Block(
            f"等派工：{_titles(waiting)}", "watch" if order.state == OrderState.SIGNED else "info", "#work"
        )
    paused = [job for job in order.open_jobs if job.state == JobState.PAUSED]
    for job in paused:
        yield Block(f"“{job.title}”暂停：{job.pause_reason or '未写原因'}", "watch", f"#job-{job.id}")


def _of_settlement(order: OrderCard) -> Iterator[Block]:
    for job in order.open_jobs:
        for line in job.open_lines:
            if line.kind == LineKind.PART and not line.own_part and line.issued != line.quantity:
                yield Block(
                    f"{line.name}：收费 {quantity(line.quantity)}，实领 {quantity(line.issued)}",
                    "act",
                    f"#job-{job.id}",
                )
    if order.amounts.agreed is not None and order.amounts.agreed != order.amounts.now:
        yield Block(
            f"现在金额 {yuan(order.amounts.now)} 与客户同意的 {yuan(order.amounts.agreed)} 不一致",
            "act",
            "#extras",
        )
    for job in order.open_jobs:
        claimed = any(line.payer == Payer.MANUFACTURER for line in job.open_lines)
        if claimed and not (job.cause and job.correction):
            yield Block(f"索赔项目“{job.title}”缺故障原因或处理结果", "watch", f"#job-{job.id}")
    if any(line.state == LineState.QUOTED for line in order.lines):
        yield Block("还有项目等客户答复", "watch", "#extras")
    yield Block("可以结算：收银台按付费方出结算单", "info", "/billing/desk/")


def _titles(jobs: list[JobCard]) -> str:
    names = "、".join(job.title for job in jobs[:3])
    return names + (f" 等 {len(jobs)} 项" if len(jobs) > 3 else "")
