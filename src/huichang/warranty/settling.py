"""What a settlement list means (WARR-14): claims paid, cut or rejected, receivables booked, differences worked on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.billing import manufacturer
from huichang.billing.manufacturer import Coming
from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import booking, permissions, states
from huichang.warranty.claims import ANSWER_DAYS
from huichang.warranty.models import Claim, SettlementLine, Submission
from huichang.warranty.states import DIFFERENT, USES_A_SUBMISSION, ClaimState, Outcome, Remedy

BATCH = 1000


@use_case(permissions.SETTLE, "索赔结算入账")
def book_month(warrant: Warrant, store_id: int, *, month: date, at: datetime) -> int:
    """Book the lines of a month that are not booked: what is paid goes on the orders' statements, claims are paid or have a
    difference with a new deadline. Lines that match nothing wait for a person. Returns how many were booked.

    Raises Refused when nothing is left to book.
    """
    warrant.show_at(store_id)
    lines: list[SettlementLine] = list(
        SettlementLine.objects.select_for_update(of=("self",))
        .filter(store_id=store_id, month=month, booked_at__isnull=True)
        .exclude(outcome__in=[Outcome.UNKNOWN, Outcome.TWICE])
        .order_by("pk")
    )
    if not lines:
        raise Refused(f"{month:%Y 年 %m 月}没有待入账的结算明细。")
    claims: dict[int, Claim] = {
        claim.pk: claim
        for claim in Claim.objects.select_for_update(of=("self",))
        .filter(pk__in={line.claim_id for line in lines})
        .order_by("pk")
    }
    due_on = localdate(at) + timedelta(days=settings.of(store_id, ANSWER_DAYS))
    coming = []
    for line in lines:
        claim = claims[line.claim_id or 0]
        _settle(claim, line, due_on=due_on, at=at)
        line.booked_at = at
        if line.paid:
            reference = f"{line.list_number} {line.claim_number}"
            coming.append(Coming(claim.order_id, line.paid, _name(line, at), reference))
    full = [claim for claim in claims.values() if claim.state == ClaimState.PAID]
    shares = booking.house_shares(claim.pk for claim in full)
    coming += [
        Coming(claim.order_id, shares[claim.pk], _share_name(claim, at), claim.number, is_loss=True)
        for claim in full
        if claim.pk in shares
    ]
    Claim.objects.bulk_update(
        claims.values(),
        ["state", "state_since", "paid", "answer_words", "answered_at", "due_on"],
        batch_size=BATCH,
    )
    SettlementLine.objects.bulk_update(lines, ["booked_at"], batch_size=BATCH)
    booked = manufacturer.book(store_id, coming, by_id=warrant.actor.staff_id, at=at)
    warrant.note = f"{month:%Y-%m}：{len(lines)} 行，入账 ¥{sum(booked.values(), ZERO):,.2f}"
    warrant.about(lines[0], warrant.note)
    return len(lines)


def _name(line: SettlementLine, booked_at: datetime) -> str:
    return f"claim-line:{line.pk}:{int(booked_at.timestamp())}"


def _share_name(claim: Claim, booked_at: datetime) -> str:
    return f"claim-share:{claim.pk}:{int(booked_at.timestamp())}"


def _settle(claim: Claim, line: SettlementLine, *, due_on: date, at: datetime) -> None:
    whole = line.outcome == Outcome.PAID
    states.CLAIM.move(claim, "pay" if whole else "differ")
    claim.paid += line.paid
    claim.state_since = claim.answered_at = at
    if not whole:
        claim.due_on = due_on
        claim.answer_words = (
            f"{line.get_outcome_display()}：申请 ¥{line.asked:,.2f}，结算 ¥{line.paid:,.2f}。{line.reason}"[
                :300
            ]
        )


@use_case(permissions.SETTLE, "撤销索赔结算入账")
def unbook_month(warrant: Warrant, store_id: int, *, month: date, why: str, at: datetime) -> int:
    """A month that was booked by mistake: money goes back, claims are with the manufacturer again. Returns how many lines.

    Raises Refused without a reason, when nothing is booked, or when one of the claims went on since.
    """
    warrant.show_at(store_id)
    if not why.strip():
        raise Refused("请写明为什么撤销入账。", fields=("why",))
    lines: list[SettlementLine] = list(
        SettlementLine.objects.select_for_update(of=("self",))
        .filter(store_id=store_id, month=month, booked_at__isnull=False)
        .order_by("pk")
    )
    if not lines:
        raise Refused(f"{month:%Y 年 %m 月}还没有入账。")
    claims: dict[int, Claim] = {
        claim.pk: claim
        for claim in Claim.objects.select_for_update(of=("self",))
        .filter(pk__in={line.claim_id for line in lines})
        .order_by("pk")
    }
    names = []
    for line in lines:
        claim, booked_at = claims[line.claim_id or 0], line.booked_at or at
        names += [_name(line, booked_at), _share_name(claim, booked_at)]
        if line.remedied_at is not None or not states.CLAIM.allows(claim.state, "unpay"):
            raise Refused(f"{claim}入账后又办理过（{claim.get_state_display()}），不能撤销整月入账。")
        states.CLAIM.move(claim, "unpay")
        claim.paid -= line.paid
        claim.state_since, claim.due_on = at, None
        line.booked_at = None
    manufacturer.take_back(store_id, names, reason=why.strip(), by_id=warrant.actor.staff_id, at=at)
    Claim.objects.bulk_update(claims.values(), ["state", "state_since", "paid", "due_on"], batch_size=BATCH)
    SettlementLine.objects.bulk_update(lines, ["booked_at"], batch_size=BATCH)
    warrant.about(lines[0], f"{month:%Y-%m}：{len(lines)} 行，{why.strip()}"[:200])
    return len(lines)


@use_case(permissions.SETTLE, "人工匹配结算明细")
def match_line(warrant: Warrant, settlement_line_id: int, *, number: str, at: datetime) -> SettlementLine:
    """A line that matched nothing belongs to this submission. Raises Missing for an unknown number, Refused for one that is
    settled already or asked less, OutOfTurn for a line that was worked on."""
    line: SettlementLine = SettlementLine.objects.locked(settlement_line_id, warrant)
    if line.outcome != Outcome.UNKNOWN or line.remedy != Remedy.OPEN:
        raise OutOfTurn("这一行已经对上或处理过了，请刷新页面。")
    sent = Submission.objects.filter(store_id=line.store_id, number=number.strip().upper()).first()
    if sent is None:
        raise Missing(f"没有上报号为“{number.strip()[:30]}”的索赔，请核对（再次上报的带 -2）。")
    if SettlementLine.objects.filter(submission=sent, outcome__in=USES_A_SUBMISSION).exists():
        raise Refused(f"{sent}已经结算过了。重复支付的请登记退回厂家。")
    if line.paid > sent.asked:
        raise Refused(f"结算 ¥{line.paid:,.2f} 超过申请的 ¥{sent.asked:,.2f}，请核对单号或联系厂家。")
    line.submission, line.claim_id, line.asked = sent, sent.claim_id, sent.asked
    line.outcome = (
        Outcome.PAID if line.paid == sent.asked else Outcome.REJECTED if line.paid == ZERO else Outcome.CUT
    )
    line.remedy = Remedy.MATCHED if line.outcome == Outcome.PAID else Remedy.OPEN
    line.remedy_words = f"原单号 {line.claim_number}"
    line.save(update_fields=["submission", "claim", "asked", "outcome", "remedy", "remedy_words"])
    return line


FREE = {Remedy.PAID_BACK: (Outcome.TWICE, Outcome.UNKNOWN), Remedy.ACCEPTED: (Outcome.UNKNOWN, Outcome.TWICE)}


@use_case(permissions.SETTLE, "处理结算差异")
def work_difference(
    warrant: Warrant, settlement_line_id: int, *, remedy: str, words: str, at: datetime
) -> SettlementLine:
    """What becomes of a difference: a cut or rejected line is done with when its claim was sent again or closed (by its own
    page); what was paid twice or for nobody is paid back, or kept with the manufacturer's word.

    Raises Refused without words, for a remedy that does not fit, or while the claim is not sent again or closed.
    """
    line: SettlementLine = SettlementLine.objects.locked(settlement_line_id, warrant)
    if line.outcome not in DIFFERENT or line.remedy != Remedy.OPEN:
        raise OutOfTurn("这一行没有待处理的差异，请刷新页面。")
    if not words.strip():
        raise Refused("请写明怎样处理的。", fields=("words",))
    claim = Claim.objects.filter(pk=line.claim_id).first() if line.claim_id else None
    if line.outcome in (Outcome.CUT, Outcome.REJECTED):
        sent_again = Submission.objects.filter(claim=claim, sent_at__gt=line.booked_at or at).exists()
        closed = claim is not None and claim.state == ClaimState.CLOSED
        if remedy == Remedy.RESUBMITTED and not sent_again:
            raise Refused("索赔单还没有再次上报，请先在索赔单里补充依据并上报。")
        if remedy == Remedy.ACCEPTED and not closed:
            raise Refused("接受差额要由服务经理在索赔单里结案。")
        if remedy not in (Remedy.RESUBMITTED, Remedy.ACCEPTED):
            raise Refused("核减和拒付请选择已再次上报或接受差额。", fields=("remedy",))
    elif line.outcome not in FREE.get(Remedy(remedy) if remedy in Remedy.values else Remedy.OPEN, ()):
        raise Refused("对不上和重复支付的，请先人工匹配，或登记已退回厂家、接受差额。", fields=("remedy",))
    line.remedy, line.remedy_words, line.remedied_at = remedy, words.strip()[:200], at
    line.save(update_fields=["remedy", "remedy_words", "remedied_at"])
    return line


@use_case(permissions.SETTLE, "撤回结算差异处理")
def reopen_difference(warrant: Warrant, settlement_line_id: int, *, why: str, at: datetime) -> SettlementLine:
    """A difference was registered as done by mistake: it waits again. Raises Refused without a reason, OutOfTurn for a line
    that nobody has worked on."""
    line: SettlementLine = SettlementLine.objects.locked(settlement_line_id, warrant)
    if line.remedied_at is None or line.outcome not in DIFFERENT:
        raise OutOfTurn("这一行还没有登记处理，请刷新页面。")
    if not why.strip():
        raise Refused("请写明为什么撤回。", fields=("why",))
    line.remedy, line.remedied_at = Remedy.OPEN, None
    line.remedy_words = f"撤回：{why.strip()}"[:200]
    line.save(update_fields=["remedy", "remedy_words", "remedied_at"])
    return line


def open_amount(lines: Sequence[SettlementLine]) -> Decimal:
    """What lines differ from what was asked."""
    return sum((line.asked - line.paid for line in lines if line.outcome in DIFFERENT), ZERO)
