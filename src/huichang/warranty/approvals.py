"""Pre-approval (WARR-11): the manufacturer's word before work, with a clock of two working days."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate, localtime

from huichang.company import manufacturer, workdays
from huichang.kernel import numbering, wording
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.money import ZERO, money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import facts, permissions, rules, states
from huichang.warranty.models import Approval, Claim
from huichang.warranty.states import ApprovalReason, ClaimState
from huichang.workshop import holdups

ANSWERS = {"grant": "通过", "send_back": "驳回（补充后再报）", "refuse": "拒绝"}
ASKABLE = (ClaimState.REPAIR, ClaimState.READY)


@use_case(permissions.KEEP_CLAIMS, "申请预授权")
def ask_approval(
    warrant: Warrant,
    claim_id: int,
    *,
    estimate: Decimal,
    words: str,
    at: datetime,
    reasons: Iterable[str] = (),
) -> Approval:
    """The manufacturer is asked; it answers until the end of the second working day after. `reasons` empty: those that the
    inspection found. Raises Refused for nothing to ask, no words, no estimate; OutOfTurn once the claim is out."""
    claim: Claim = Claim.objects.locked(claim_id, warrant)
    if claim.state not in ASKABLE:
        raise OutOfTurn(f"{claim}现在是“{claim.get_state_display()}”，鉴定后、上报前才能申请预授权。")
    why = list(dict.fromkeys([*claim.word_reasons, *reasons]))
    if not why or set(why) - set(ApprovalReason.values):
        raise Refused("请选择为什么要预授权：安全件、超过金额、善意或同一故障再次索赔。", fields=("reasons",))
    if not words.strip():
        raise Refused("请写明故障和维修方案，厂家按它授权。", fields=("words",))
    if estimate <= ZERO:
        raise Refused("最大预估金额要大于零。", fields=("estimate",))
    approval: Approval = Approval.objects.create(
        store_id=claim.store_id,
        number=numbering.next_number(claim.store_id, "YS", on=localdate(at)),
        claim=claim,
        reasons=why,
        estimate=money(estimate),
        words=words.strip()[:300],
        asked_at=at,
        asked_by_id=warrant.actor.staff_id,
        due_at=workdays.due_at(at, rules.ANSWER_WORKDAYS),
    )
    claim.word_reasons, claim.waits_for_word = why, True
    claim.save(update_fields=["word_reasons", "waits_for_word"])
    announce(facts.ApprovalAsked(claim.store_id, approval.pk, claim.pk, at))
    warrant.about(approval, approval.number)
    return approval


@use_case(permissions.REGISTER_ANSWERS, "登记预授权答复")
def answer_approval(
    warrant: Warrant,
    approval_id: int,
    *,
    answer: str,
    at: datetime,
    granted: Decimal | None = None,
    their_number: str = "",
    words: str = "",
) -> Approval:
    """The manufacturer's word, registered by hand from a letter or a call; granted, the work may begin.

    Raises NotAllowed where the manufacturer's people answer in this house; Refused for a grant without the manufacturer's
    number, and as `take_answer` does.
    """
    claim_id = Approval.objects.seen_by(warrant.actor).filter(pk=approval_id).values_list("claim_id").first()
    Claim.objects.locked(claim_id[0] if claim_id else 0, warrant)
    approval: Approval = Approval.objects.locked(approval_id, warrant)
    if manufacturer.is_here(approval.store_id):
        raise NotAllowed("预授权由厂家在系统里答复，本店不用登记；答复后这里自己显示。")
    if answer == "grant" and not their_number.strip():
        raise Refused("请填写厂家授权号，索赔单要用。", fields=("their_number",))
    take_answer(
        approval,
        answer=answer,
        granted=granted,
        their_number=their_number,
        words=words,
        by_id=warrant.actor.staff_id,
        at=at,
    )
    warrant.about(approval, f"{approval.number} {ANSWERS[answer]}")
    return approval


def held(approval_id: int) -> Approval:
    """A pre-approval of any store, locked after its claim, for who answers for all stores. Raises Missing."""
    claim_id = Approval.objects.filter(pk=approval_id).values_list("claim_id", flat=True).first()
    claim: Claim | None = Claim.objects.held(claim_id or 0)
    approval: Approval | None = Approval.objects.held(approval_id)
    if claim is None or approval is None:
        raise Missing("没有找到这个预授权，请回到审批清单。")
    return approval


def take_answer(
    approval: Approval,
    *,
    answer: str,
    at: datetime,
    by_id: int | None,
    granted: Decimal | None = None,
    their_number: str = "",
    words: str = "",
    from_desk: bool = False,
) -> None:
    """An answer goes into a pre-approval that is locked together with its claim. `granted`: yuan, tax included.

    Raises Refused for an unknown answer, a grant without an amount, another answer without words; OutOfTurn when somebody has
    answered before, naming who, when and what.
    """
    if answer not in ANSWERS:
        raise Refused("请选择答复：通过、驳回或拒绝。", fields=("answer",))
    if approval.answered_at is not None:
        raise OutOfTurn(_answered(approval))
    states.APPROVAL.move(approval, answer)
    if answer == "grant":
        if granted is None or granted <= ZERO:
            raise Refused("请填写授权金额。", fields=("granted",))
        approval.granted = money(granted)
        Claim.objects.filter(pk=approval.claim_id).update(waits_for_word=False)
    elif not words.strip():
        raise Refused("请写明理由：缺什么，或为什么不同意。", fields=("words",))
    approval.their_number = their_number.strip()[:40]
    approval.answer_words, approval.answered_at = words.strip()[:300], at
    approval.answered_by_id, approval.from_desk = by_id, from_desk
    approval.save(
        update_fields=[
            "state",
            "granted",
            "their_number",
            "answer_words",
            "answered_at",
            "answered_by",
            "from_desk",
        ]
    )


def _answered(approval: Approval) -> str:
    """Who was first, when, and with what."""
    when = f"{localtime(approval.answered_at):%m-%d %H:%M}" if approval.answered_at else ""
    who = approval.answered_by.name if approval.answered_by else "同事"
    granted = f" {wording.yuan(approval.granted)}" if approval.granted is not None else ""
    says = f"{approval.get_state_display()}{granted}"
    return f"{who}在 {when} 已经办理了{approval}：{says}。请刷新页面。"


@use_case(permissions.KEEP_CLAIMS, "撤回预授权")
def withdraw_approval(warrant: Warrant, approval_id: int, *, at: datetime) -> Approval:
    """It is not asked any more; the claim still waits for a word if it needs one."""
    approval: Approval = Approval.objects.locked(approval_id, warrant)
    states.APPROVAL.move(approval, "withdraw")
    approval.answered_at, approval.answered_by_id = at, warrant.actor.staff_id
    approval.save(update_fields=["state", "answered_at", "answered_by"])
    return approval


@holdups.source
def jobs_that_wait(job_ids: Iterable[int]) -> dict[int, str]:
    """Jobs whose claim needs the manufacturer's word first. One statement."""
    rows = Claim.objects.filter(job_id__in=list(job_ids), waits_for_word=True).exclude(state__in=states.DEAD)
    return {
        job_id: f"“{title}”要厂家预授权，还没有通过（索赔单 {number}），不能开工。请索赔员先取得授权。"
        for job_id, title, number in rows.values_list("job_id", "title", "number")
    }
