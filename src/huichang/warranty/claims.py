"""The claim from the end of the work until it is closed: words, outlays, sending, answers (WARR-12, WARR-13)."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.company import manufacturer, settings
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.money import ZERO, money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import (
    booking,
    checking,
    dossier,
    facts,
    finishing,
    permissions,
    states,
    tagging,
)
from huichang.warranty.models import Claim, ClaimLine, Outlay, Submission
from huichang.warranty.states import ClaimState, OutlayKind
from huichang.workshop.queries import claimed_work

ANSWER_DAYS = settings.declare(
    "warranty.answer_days", 30, "索赔被退回、拒绝或核减后多久内再次上报", unit="天"
)
SUMS = ["asked_labour", "asked_parts", "asked_other", "asked"]
WRITABLE = (ClaimState.REPAIR, ClaimState.READY, ClaimState.RETURNED, ClaimState.REFUSED)


@use_case(permissions.KEEP_CLAIMS, "修改索赔单")
def describe_claim(
    warrant: Warrant,
    claim_id: int,
    *,
    at: datetime,
    concern: str | None = None,
    cause: str | None = None,
    correction: str | None = None,
    fault_code: str | None = None,
    supplier_codes: dict[int, str] | None = None,
    why_over: dict[int, str] | None = None,
) -> Claim:
    """Words of a claim before it goes out (again); supplier codes of old parts and reasons for more labour than standard, by
    the claim line. Raises OutOfTurn while the manufacturer has it, Refused for words that are emptied."""
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if claim.state not in WRITABLE:
        raise OutOfTurn(f"{claim}现在是“{claim.get_state_display()}”，不能修改。")
    for name, value, most in (
        ("concern", concern, 300),
        ("cause", cause, 300),
        ("correction", correction, 300),
        ("fault_code", fault_code, 40),
    ):
        if value is None:
            continue
        if name in ("concern", "cause") and not value.strip():
            raise Refused("故障现象和原因分析不能为空。", fields=(name,))
        setattr(claim, name, value.strip()[:most])
    claim.save(update_fields=["concern", "cause", "correction", "fault_code"])
    rows = {
        row.pk: row
        for row in ClaimLine.objects.select_for_update(of=("self",)).filter(claim=claim).order_by("pk")
    }
    if (set(supplier_codes or {}) | set(why_over or {})) - set(rows):
        raise Missing("有的明细不在这张索赔单里，请刷新页面。")
    for line_id, code in (supplier_codes or {}).items():
        rows[line_id].supplier_code = code.strip().upper()[:30]
    for line_id, why in (why_over or {}).items():
        rows[line_id].why = why.strip()[:200]
    ClaimLine.objects.bulk_update(rows.values(), ["supplier_code", "why"])
    tagging.follow_codes(claim)
    return claim


@use_case(permissions.KEEP_CLAIMS, "登记索赔费用")
def add_outlay(
    warrant: Warrant, claim_id: int, *, kind: str, name: str, amount: Decimal, at: datetime
) -> Outlay:
    """Sundries, towing, work away from the store. Raises Refused for an unknown kind, no name, or nothing."""
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if claim.state not in WRITABLE:
        raise OutOfTurn(f"{claim}现在是“{claim.get_state_display()}”，不能再加费用。")
    if kind not in OutlayKind.values:
        raise Refused("费用类别请从列表里选择。", fields=("kind",))
    if not name.strip():
        raise Refused("请写明费用内容，如拖车里程、辅料名称。", fields=("name",))
    if amount <= ZERO or amount != money(amount):
        raise Refused("费用要大于零，最多两位小数。", fields=("amount",))
    outlay: Outlay = Outlay.objects.create(
        store_id=claim.store_id, claim=claim, kind=kind, name=name.strip()[:80], amount=amount
    )
    finishing.add_up(claim)
    claim.save(update_fields=SUMS)
    return outlay


@use_case(permissions.KEEP_CLAIMS, "删除索赔费用")
def drop_outlay(warrant: Warrant, outlay_id: int, *, claim_id: int, at: datetime) -> Claim:
    """An outlay is not asked for. Raises Missing for one of another claim."""
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if claim.state not in WRITABLE:
        raise OutOfTurn(f"{claim}现在是“{claim.get_state_display()}”，不能再改费用。")
    if not Outlay.objects.filter(pk=outlay_id, claim=claim).delete()[0]:
        raise Missing("没有找到这笔费用，请刷新页面。")
    finishing.add_up(claim)
    claim.save(update_fields=SUMS)
    return claim


@use_case(permissions.KEEP_CLAIMS, "上报索赔")
def send_claim(
    warrant: Warrant, claim_id: int, *, at: datetime, words: str = "", late_why: str = ""
) -> Submission:
    """The claim goes out, the first time or again; all checks are passed or it stays. What was paid already is not asked again.

    Raises Refused with what stops it, without supplementary words the second time, without the reason when it is late;
    OutOfTurn while the manufacturer has it.
    """
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if not states.CLAIM.allows(claim.state, "send"):
        states.CLAIM.move(claim, "send")
    on = localdate(at)
    again = claim.round > 0
    if again and not words.strip():
        raise Refused("再次上报要写明补充了什么依据。", fields=("words",))
    if claim.due_on is not None and on > claim.due_on and not late_why.strip():
        raise Refused(
            f"已超过上报期限 {claim.due_on}。厂家同意受理的，请写明谁同意、为什么迟报。", fields=("late_why",)
        )
    if claim.state == ClaimState.READY:
        job = claimed_work.work([claim.order_id])[claim.order_id].job(claim.job_id)
        if job is not None:
            claim.correction = claim.correction or job.correction[:300]
            finishing.follow(claim, job)
    (all_of_it,) = dossier.of([claim])
    found = checking.findings(
        all_of_it,
        checking.own_checks(claim.store_id),
        on=on,
        is_through=claimed_work.work([claim.order_id])[claim.order_id].is_through,
    )
    if stops := [each for each in found if each.stops]:
        more = f"（还有 {len(stops) - 1} 处）" if len(stops) > 1 else ""
        raise Refused(f"{stops[0].says}{more}")
    states.CLAIM.move(claim, "send")
    finishing.add_up(claim)
    asked = claim.asked - claim.paid - claim.lost
    if asked <= ZERO:
        raise Refused("没有可申请的金额，请核对明细。")
    claim.round += 1
    claim.state_since, claim.due_on, claim.answered_at, claim.answered_by_id = at, None, None, None
    claim.save()
    submission: Submission = Submission.objects.create(
        store_id=claim.store_id,
        claim=claim,
        round=claim.round,
        number=claim.number if claim.round == 1 else f"{claim.number}-{claim.round}",
        asked=asked,
        words="；".join(filter(None, (words.strip(), late_why.strip() and f"迟报：{late_why.strip()}")))[
            :300
        ],
        sent_at=at,
        sent_by_id=warrant.actor.staff_id,
        minded=[each.says for each in found],
    )
    announce(facts.ClaimSent(claim.store_id, claim.pk, claim.round, asked, at))
    warrant.note = f"{submission.number} ¥{asked:,.2f}"
    return submission


ANSWERS = {"review": "已受理", "accept": "通过", "send_back": "退回补充", "refuse": "拒绝"}


@use_case(permissions.REGISTER_ANSWERS, "登记厂家索赔答复")
def register_answer(
    warrant: Warrant, claim_id: int, *, answer: str, at: datetime, words: str = "", their_number: str = ""
) -> Claim:
    """What the manufacturer says before it pays: taken in hand, accepted, sent back, refused. What came back has a new deadline.

    Raises NotAllowed where the manufacturer's people decide in this house; Refused for an unknown answer, and for sending back
    or refusing without the reason.
    """
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if manufacturer.is_here(claim.store_id):
        raise NotAllowed("索赔由厂家在系统里审核，本店不用登记；有结果后这里自己显示。")
    if answer not in ANSWERS:
        raise Refused("请选择厂家的答复。", fields=("answer",))
    states.CLAIM.move(claim, answer)
    if answer in ("send_back", "refuse") and not words.strip():
        raise Refused("请写明厂家的理由，以后可以做成检查。", fields=("words",))
    claim.answer_words = words.strip()[:300] or claim.answer_words
    claim.their_number = their_number.strip()[:40] or claim.their_number
    claim.answered_at = claim.state_since = at
    claim.answered_by_id = warrant.actor.staff_id
    if answer in ("send_back", "refuse"):
        claim.due_on = localdate(at) + timedelta(days=settings.of(claim.store_id, ANSWER_DAYS))
    claim.save()
    return claim


@use_case(permissions.REGISTER_ANSWERS, "撤回登记的厂家答复")
def take_back_answer(warrant: Warrant, claim_id: int, *, why: str, at: datetime) -> Claim:
    """The wrong answer was registered, or at the wrong claim: the manufacturer has it as before.

    Raises Refused without a reason or when the manufacturer itself answered, OutOfTurn once it went out again or is settled.
    """
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    states.CLAIM.move(claim, "take_back")
    if claim.answered_by_id is None:
        raise Refused("这是厂家自己的答复，不能由本店撤回。有异议请补充依据再次上报。")
    if not why.strip():
        raise Refused("请写明为什么撤回。", fields=("why",))
    claim.answer_words, claim.answered_at, claim.answered_by_id = "", None, None
    claim.state_since, claim.due_on = at, None
    claim.save(update_fields=["state", "answer_words", "answered_at", "answered_by", "state_since", "due_on"])
    warrant.note = why.strip()[:200]
    return claim


@use_case(permissions.KEEP_CLAIMS, "作废索赔单")
def withdraw_claim(warrant: Warrant, claim_id: int, *, why: str, at: datetime) -> Claim:
    """Nothing is asked any more; its lines are free for another claim. Raises Refused without a reason, when something was
    paid, or while parts of it are on their way; OutOfTurn while the manufacturer has it."""
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    states.CLAIM.move(claim, "withdraw")
    if not why.strip():
        raise Refused("请写明作废的原因。", fields=("why",))
    if claim.paid > ZERO:
        raise Refused("已经结算过的索赔单不能作废，请按差额处理。")
    if gone := tagging.gone(claim):
        raise Refused(f"旧件 {gone} 已经发运，不能作废。请等厂家审核。")
    claim.answer_words, claim.state_since, claim.waits_for_word = why.strip()[:300], at, False
    claim.save(update_fields=["state", "answer_words", "state_since", "waits_for_word"])
    ClaimLine.objects.filter(claim=claim).update(live=False)
    return claim


@use_case(permissions.ACCEPT_LOSS, "索赔差额结案")
def close_claim(warrant: Warrant, claim_id: int, *, why: str, at: datetime) -> Claim:
    """What the manufacturer will not pay is borne by the house: the claim ends, the rest of the statement is a loss.

    Raises Refused without a reason; OutOfTurn before the manufacturer's answer.
    """
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    states.CLAIM.move(claim, "close")
    if not why.strip():
        raise Refused("请写明为什么接受差额。", fields=("why",))
    rest = claim.asked - claim.paid - claim.lost
    claim.lost += rest
    claim.answer_words, claim.state_since, claim.due_on = why.strip()[:300], at, None
    claim.save(update_fields=["state", "lost", "answer_words", "state_since", "due_on"])
    booking.book_loss(claim, by_id=warrant.actor.staff_id, at=at)
    warrant.note = f"差额 ¥{rest:,.2f}：{why.strip()}"[:200]
    return claim
