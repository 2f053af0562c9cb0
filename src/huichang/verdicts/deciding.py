"""What an auditor makes of a claim that the rules left to people: accepted, cut, rejected, sent back, its part asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate, localtime

from huichang.company import queries as company
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, money
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.verdicts import permissions, states
from huichang.verdicts.models import Verdict, VerdictCut
from huichang.verdicts.rules import Amounts
from huichang.verdicts.states import Ruling, VerdictState
from huichang.warranty import answers, calling
from huichang.warranty.queries import auditing
from huichang.warranty.states import Deduction

RULED = [
    "state",
    "ruling",
    "paid_labour",
    "paid_parts",
    "paid_other",
    "paid",
    "reason",
    "words",
    "by_rule",
    "decided_at",
    "decided_by",
]


@use_case(permissions.DECIDE, "审核通过索赔")
def accept_claim(warrant: Warrant, verdict_id: int, *, at: datetime, words: str = "") -> Verdict:
    """All that is asked is paid. Raises OutOfTurn when somebody decided it, or the store has its answer by another way."""
    verdict = _waiting(warrant, verdict_id)
    _pay(verdict, Amounts(verdict.asked_labour, verdict.asked_parts, verdict.asked_other))
    return _rule(warrant, verdict, Ruling.ACCEPT, words=words, at=at)


@dataclass(frozen=True)
class Cut:
    """So much (yuan) less for a line of the claim, or (`line_id` None) for what is asked besides the lines; why, in a word of
    RULES B4 and in one's own."""

    line_id: int | None
    amount: Decimal
    reason: str
    words: str = ""


@use_case(permissions.DECIDE, "核减索赔")
def cut_claim(
    warrant: Warrant, verdict_id: int, *, cuts: Sequence[Cut], at: datetime, words: str = ""
) -> Verdict:
    """Less is paid than is asked, line by line with the reason. Raises Refused for no cut, one that is nothing or more than its
    line, without a reason, for cuts that leave nothing; Missing for a line of another claim."""
    verdict = _waiting(warrant, verdict_id)
    lines = {line.id: line for line in auditing.asked_lines(verdict.claim_id)}
    if not cuts:
        raise Refused("请填写要核减的金额。")
    if len({cut.line_id for cut in cuts}) != len(cuts):
        raise Refused("同一行只能核减一次，请合并。")
    left = {"labour": verdict.asked_labour, "part": verdict.asked_parts, "": verdict.asked_other}
    rows = []
    for cut in cuts:
        line = lines.get(cut.line_id)
        if line is None:
            raise Missing("有的明细不在这张索赔单里，请刷新页面。")
        _reason(cut.reason, cut.words)
        if cut.amount <= ZERO or cut.amount != money(cut.amount):
            raise Refused(f"“{line.name}”的核减金额要大于零，最多两位小数。")
        kind = line.kind if line.kind in left else ""
        if cut.amount > min(line.asked, left[kind]):
            raise Refused(
                f"“{line.name}”最多核减 ¥{min(line.asked, left[kind]):,.2f}，您填写了 ¥{cut.amount:,.2f}。"
            )
        left[kind] -= cut.amount
        rows.append(
            VerdictCut(
                store_id=verdict.store_id,
                verdict=verdict,
                claim_line_id=cut.line_id,
                name=line.name,
                kind=line.kind,
                amount=cut.amount,
                reason=cut.reason,
                words=cut.words.strip()[:200],
            )
        )
    if not any(left.values()):
        raise Refused("核减以后没有金额了，请改用“拒付”并选择原因。")
    _pay(verdict, Amounts(left["labour"], left["part"], left[""]))
    VerdictCut.objects.filter(verdict=verdict).delete()
    VerdictCut.objects.bulk_create(rows)
    largest = max(rows, key=lambda row: row.amount)
    verdict.reason = largest.reason
    said = words.strip() or "；".join(
        f"{row.name} −¥{row.amount:,.2f} {row.get_reason_display()}{' ' + row.words if row.words else ''}"
        for row in rows
    )
    return _rule(warrant, verdict, Ruling.CUT, words=said, at=at)


@use_case(permissions.DECIDE, "拒付索赔")
def reject_claim(warrant: Warrant, verdict_id: int, *, reason: str, at: datetime, words: str = "") -> Verdict:
    """Nothing is paid. Raises Refused without a reason of the list, and for “其他” without words."""
    verdict = _waiting(warrant, verdict_id)
    _reason(reason, words)
    _pay(verdict, Amounts())
    verdict.reason = reason
    return _rule(warrant, verdict, Ruling.REJECT, words=words, at=at)


@use_case(permissions.DECIDE, "退回补充索赔资料")
def send_back_claim(warrant: Warrant, verdict_id: int, *, words: str, at: datetime) -> Verdict:
    """The store has to send more, and reads at once what. Its next submission has a verdict of its own. Raises Refused without
    words."""
    verdict = _waiting(warrant, verdict_id)
    if not words.strip():
        raise Refused("请写明要门店补充什么，例如故障部位照片、测量值。", fields=("words",))
    states.VERDICT.move(verdict, "send_back")
    answers.ask_for_more(verdict.claim_id, words=f"退回补充：{words.strip()}", at=at)
    _pay(verdict, Amounts())
    return _rule(warrant, verdict, Ruling.RETURN, words=words, at=at)


@use_case(permissions.DECIDE, "向门店调回旧件审核")
def ask_part(
    warrant: Warrant, verdict_id: int, *, due_on: date, words: str = "", is_urgent: bool = False, at: datetime
) -> Verdict:
    """The claim's parts are wanted before it is decided: the store gets an order for them, the claim waits. Raises Refused when
    there is nothing to call back, for a day in the past, and for parts that were asked for before."""
    verdict = _waiting(warrant, verdict_id)
    if verdict.called_back_id is not None:
        raise OutOfTurn("这张索赔单的旧件已经调回过了，请等门店发运。")
    if due_on < localdate(at):
        raise Refused("期限不能早于今天。", fields=("due_on",))
    verdict.called_back = calling.call_back_claim(
        verdict.claim_id,
        their_number=f"SH-{verdict.number}",
        due_on=due_on,
        is_urgent=is_urgent,
        words=words.strip()[:200] or "索赔审核用，请保持原样并附标签",
        at=at,
    )
    verdict.save(update_fields=["called_back"])
    return verdict


@use_case(permissions.DECIDE, "撤回索赔审核决定")
def take_back(warrant: Warrant, verdict_id: int, *, at: datetime) -> Verdict:
    """It was decided wrongly, by a person or by the rules: it waits again. Raises OutOfTurn once its month is published, or the
    store has sent more."""
    verdict: Verdict = Verdict.objects.locked(verdict_id, warrant)
    was_returned = verdict.state == VerdictState.RETURNED
    states.VERDICT.move(verdict, "take_back")
    if was_returned:
        answers.ask_no_more(verdict.claim_id, submission_id=verdict.submission_id, at=at)
    else:
        answers.hold(verdict.claim_id)
    note = f"原决定：{told(verdict)}"
    VerdictCut.objects.filter(verdict=verdict).delete()
    if verdict.by_rule:
        verdict.reasons = [*verdict.reasons, "撤回了规则的决定"]
    _pay(verdict, Amounts(verdict.asked_labour, verdict.asked_parts, verdict.asked_other))
    verdict.ruling, verdict.reason, verdict.words, verdict.by_rule = "", "", "", False
    verdict.decided_at, verdict.decided_by = None, None
    verdict.save(update_fields=[*RULED, "reasons"])
    warrant.note = note
    return verdict


def told(verdict: Verdict) -> str:
    """A decision in words."""
    says = verdict.get_ruling_display()
    if verdict.ruling in (Ruling.ACCEPT, Ruling.CUT):
        says = f"{says} ¥{verdict.paid:,.2f}"
    return f"{says} {verdict.get_reason_display()}".strip()


def _waiting(warrant: Warrant, verdict_id: int) -> Verdict:
    """The verdict, locked, that nobody decided; the claim is held. Raises OutOfTurn with who decided what."""
    verdict: Verdict = Verdict.objects.locked(verdict_id, warrant)
    if verdict.state != VerdictState.WAITING:
        who = company.names([verdict.decided_by_id]).get(verdict.decided_by_id or 0, "规则")
        when = f"{localtime(verdict.decided_at):%m-%d %H:%M}" if verdict.decided_at else ""
        raise OutOfTurn(f"{who}在 {when} 已经决定：{told(verdict)}。要改请先撤回。")
    answers.hold(verdict.claim_id)
    return verdict


def _pay(verdict: Verdict, amounts: Amounts) -> None:
    verdict.paid_labour, verdict.paid_parts, verdict.paid_other = (
        amounts.labour,
        amounts.parts,
        amounts.other,
    )
    verdict.paid = amounts.total


def _rule(warrant: Warrant, verdict: Verdict, ruling: Ruling, *, words: str, at: datetime) -> Verdict:
    if ruling != Ruling.RETURN:
        states.VERDICT.move(verdict, "decide")
    if ruling in (Ruling.ACCEPT, Ruling.RETURN):
        verdict.reason = ""
    verdict.ruling, verdict.words, verdict.by_rule = ruling, words.strip()[:300], False
    verdict.decided_at, verdict.decided_by_id = at, warrant.actor.staff_id
    verdict.save(update_fields=RULED)
    warrant.note = told(verdict)
    return verdict


def _reason(reason: str, words: str) -> None:
    if reason not in Deduction.values:
        raise Refused("请从列表里选择原因。", fields=("reason",))
    if reason == Deduction.OTHER and not words.strip():
        raise Refused("原因是“其他”，请写明。", fields=("words",))
