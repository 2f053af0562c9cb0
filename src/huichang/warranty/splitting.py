"""The adviser splits what is ordinary from what may be a claim (step 1 of WARR-10): a job goes to the clerk's inspection."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.vehicles import queries as vehicles
from huichang.warranty import permissions, states
from huichang.warranty.models import Claim, ClaimLine
from huichang.warranty.states import ClaimKind
from huichang.workshop import claimed
from huichang.workshop.queries import claimed_work


@use_case(permissions.SPLIT_LINES, "申请索赔鉴定")
def ask_inspection(
    warrant: Warrant,
    job_id: int,
    *,
    order_id: int,
    at: datetime,
    line_ids: Iterable[int] = (),
    kind: str = ClaimKind.NORMAL,
    words: str = "",
    campaign_code: str = "",
) -> Claim:
    """A job of an order may be the manufacturer's to pay: the clerk is to look at it. `line_ids` empty: all its lines.

    Raises Missing for another store's order, Refused for a job without lines or a line of another job, OutOfTurn once the order
    is settled.
    """
    claimed.hold(order_id)
    work = claimed_work.work([order_id]).get(order_id)
    if work is None or work.store_id not in warrant.actor.stores:
        raise Missing("没有找到这张工单，请检查链接或重新搜索。")
    warrant.show_at(work.store_id)
    job = work.job(job_id)
    if job is None:
        raise Missing("这张工单没有这个维修项目，请刷新页面。")
    if work.state in ("settled", "delivered", "cancelled"):
        raise OutOfTurn(f"工单 {work.number} 已经结算或取消，不能再申请索赔鉴定。")
    if kind not in ClaimKind.values:
        raise Refused("索赔类型请从列表里选择。", fields=("kind",))
    if kind == ClaimKind.CAMPAIGN and not campaign_code.strip():
        raise Refused("服务活动和召回要填写活动代码。", fields=("campaign_code",))
    wanted = set(line_ids) or {line.id for line in job.lines}
    lines = [line for line in job.lines if line.id in wanted]
    if not lines:
        raise Refused("这个项目还没有工时或配件，请先报价再申请鉴定。")
    if len(lines) < len(wanted):
        raise Refused("有的明细不属于这个项目，请刷新页面后重选。")
    car = vehicles.cards([work.vehicle_id])[work.vehicle_id]
    licensed_on, sold_on = vehicles.first_days(work.vehicle_id)
    claim: Claim = Claim.objects.create(
        store_id=work.store_id,
        number=numbering.next_number(work.store_id, "SPD", on=localdate(at)),
        kind=kind,
        order_id=order_id,
        order_number=work.number,
        job_id=job_id,
        title=job.title,
        vehicle_id=work.vehicle_id,
        plate=car.plate,
        vin=car.vin,
        model=car.title[:80],
        engine_number=car.engine_number,
        customer=work.customer[:40],
        km=work.odometer,
        sold_on=sold_on,
        licensed_on=licensed_on,
        failed_on=work.opened_on,
        concern=job.concern[:300],
        campaign_code=campaign_code.strip()[:30],
        state_since=at,
        opened_at=at,
        opened_by_id=warrant.actor.staff_id,
        words=words.strip()[:200],
    )
    ClaimLine.objects.bulk_create([_line(claim, line) for line in lines])
    claimed.mark(job_id)
    warrant.about(claim, f"{claim.number} {job.title}")
    return claim


def _line(claim: Claim, line: claimed_work.WorkLine) -> ClaimLine:
    return ClaimLine(
        store_id=claim.store_id,
        claim=claim,
        line_id=line.id,
        kind=line.kind,
        part_id=line.part_id,
        code=line.code,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        minutes=line.minutes,
        standard_minutes=line.standard_minutes,
        unit_price=line.unit_price,
        amount=line.amount,
        old_code=line.code if line.part_id else "",
        goes_back=line.part_id is not None,
    )


@use_case(permissions.SPLIT_LINES, "撤回索赔鉴定申请")
def take_back_inspection(warrant: Warrant, claim_id: int, *, why: str, at: datetime) -> Claim:
    """The adviser asked by mistake; nobody has decided yet. Raises OutOfTurn after the inspection, Refused without a reason."""
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if claim.state != states.ClaimState.INSPECT:
        raise OutOfTurn(f"{claim}已经鉴定，不能撤回。要作废请找索赔员。")
    states.CLAIM.move(claim, "withdraw")
    if not why.strip():
        raise Refused("请写明撤回的原因。", fields=("why",))
    claim.answer_words, claim.state_since = why.strip()[:300], at
    claim.save(update_fields=["state", "answer_words", "state_since"])
    ClaimLine.objects.filter(claim=claim).update(live=False)
    return claim
