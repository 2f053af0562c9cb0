"""Goodwill (善意索赔, RULES D13): outside the cover, yet asked for, with the opinions of all who have to agree."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, money
from huichang.kernel.refusals import NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import finishing, permissions, states
from huichang.warranty.models import Claim, ClaimLine, Goodwill, OpinionGiven
from huichang.warranty.states import ClaimState, Decision, Opinion
from huichang.workshop import bearing

CHAIN = list(Opinion)


@use_case(permissions.ASK_GOODWILL, "申请善意索赔")
def ask_goodwill(
    warrant: Warrant,
    claim_id: int,
    *,
    happened_on: date,
    topic: str,
    complaint: str,
    share_percent: int,
    at: datetime,
) -> Goodwill:
    """For the lines of a claim that were decided to be goodwill ones. Raises Refused without such lines, without words, for a
    share that is no per cent or a day to come; OutOfTurn once the claim is out."""
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if claim.state not in (ClaimState.REPAIR, ClaimState.READY):
        raise OutOfTurn(f"{claim}现在是“{claim.get_state_display()}”，鉴定后、上报前才能申请善意索赔。")
    lines = ClaimLine.objects.filter(claim=claim, live=True, decision=Decision.GOODWILL)
    amount = sum(lines.values_list("amount", flat=True), ZERO)
    if amount <= ZERO:
        raise Refused("这张索赔单没有判为善意分担的明细，请先在鉴定里判定。")
    if not topic.strip() or not complaint.strip():
        raise Refused("请填写事件主题和投诉内容。", fields=("topic", "complaint"))
    if not 1 <= share_percent <= 100:
        raise Refused("申请厂家承担的比例在 1% 到 100% 之间。", fields=("share_percent",))
    if happened_on > localdate(at):
        raise Refused("故障发生日期不能在今天以后。", fields=("happened_on",))
    goodwill: Goodwill = Goodwill.objects.create(
        store_id=claim.store_id,
        number=numbering.next_number(claim.store_id, "SY", on=localdate(at)),
        claim=claim,
        happened_on=happened_on,
        topic=topic.strip()[:80],
        complaint=complaint.strip()[:500],
        asked=money(Decimal(amount) * share_percent / 100),
        share_percent=share_percent,
        asked_at=at,
        asked_by_id=warrant.actor.staff_id,
    )
    warrant.about(goodwill, goodwill.number)
    return goodwill


@use_case(permissions.OPINE, "签署善意索赔意见")
def give_opinion(
    warrant: Warrant,
    goodwill_id: int,
    *,
    step: str,
    agrees: bool,
    words: str,
    at: datetime,
    percent: int | None = None,
    who: str = "",
) -> Goodwill:
    """One step of the chain: the service manager's own, the manufacturer's as they are told to us. Who disagrees ends it; the
    last who agrees grants the share, and the lines become the manufacturer's for so much.

    Raises Refused out of the order, without words or name, for a share above what was asked; NotAllowed for the service
    manager's step by somebody else; OutOfTurn when it is ended.
    """
    goodwill: Goodwill = Goodwill.objects.locked(goodwill_id, warrant)
    if not states.GOODWILL.allows(goodwill.state, "grant"):
        states.GOODWILL.move(goodwill, "grant")
    given = OpinionGiven.objects.filter(goodwill=goodwill).count()
    if step not in Opinion.values:
        raise Refused("签署环节请从列表里选择。")
    if CHAIN[given] != step:
        raise Refused(f"现在轮到“{CHAIN[given].label}”签署意见，请按顺序办理。")
    own = step == Opinion.SERVICE_MANAGER
    if own and not warrant.actor.may(permissions.ACCEPT_LOSS, goodwill.store_id):
        raise NotAllowed("服务经理的意见要由服务经理本人签署。")
    if not words.strip():
        raise Refused("请填写意见。", fields=("words",))
    name = warrant.actor.name if own else who.strip()
    if not name:
        raise Refused("请填写厂家签署人的姓名。", fields=("who",))
    share = goodwill.share_percent if percent is None else percent
    if agrees and not 1 <= share <= goodwill.share_percent:
        raise Refused(f"同意的比例在 1% 到申请的 {goodwill.share_percent}% 之间。", fields=("percent",))
    OpinionGiven.objects.create(
        store_id=goodwill.store_id,
        goodwill=goodwill,
        step=step,
        agrees=agrees,
        percent=share if agrees else None,
        who=name[:40],
        words=words.strip()[:300],
        at=at,
        by_id=warrant.actor.staff_id,
    )
    if not agrees:
        states.GOODWILL.move(goodwill, "refuse")
        goodwill.ended_at = at
    elif step == CHAIN[-1]:
        states.GOODWILL.move(goodwill, "grant")
        goodwill.ended_at = at
        agreed = OpinionGiven.objects.filter(goodwill=goodwill).values_list("percent", flat=True)
        goodwill.granted_percent = min(each for each in agreed if each is not None)
        _take_lines(warrant, goodwill, at=at)
    goodwill.save(update_fields=["state", "ended_at", "granted_percent"])
    warrant.about(goodwill, f"{goodwill.number} {Opinion(step).label} {'同意' if agrees else '不同意'}")
    return goodwill


def _take_lines(warrant: Warrant, goodwill: Goodwill, *, at: datetime) -> None:
    claim: Claim = Claim.objects.select_for_update(of=("self",)).get(pk=goodwill.claim_id)
    rows = list(
        ClaimLine.objects.select_for_update(of=("self",))
        .filter(claim=claim, live=True, decision=Decision.GOODWILL)
        .order_by("pk")
    )
    for row in rows:
        row.share_percent = goodwill.granted_percent or 0
        row.asked = finishing.asked_of(row)
        counted = f"¥{row.amount:,.2f} × {row.share_percent}% = ¥{row.asked:,.2f}"
        row.says = f"善意分担 {goodwill.number}：厂家承担 {row.share_percent}%，{counted}。"
        row.clause = f"善意索赔 {goodwill.number}"
    ClaimLine.objects.bulk_update(rows, ["share_percent", "asked", "says", "clause"])
    bearing.put_on_manufacturer(
        warrant,
        claim.order_id,
        [row.line_id for row in rows],
        job_id=claim.job_id,
        percents={row.line_id: row.share_percent for row in rows},
        at=at,
    )


@use_case(permissions.ASK_GOODWILL, "撤回善意索赔申请")
def withdraw_goodwill(warrant: Warrant, goodwill_id: int, *, at: datetime) -> Goodwill:
    """Nobody is asked any more; opinions that were given stay."""
    goodwill: Goodwill = Goodwill.objects.locked(goodwill_id, warrant)
    states.GOODWILL.move(goodwill, "withdraw")
    goodwill.ended_at = at
    goodwill.save(update_fields=["state", "ended_at"])
    return goodwill
