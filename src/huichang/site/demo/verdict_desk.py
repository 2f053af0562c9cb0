"""The demo's claim desk of the manufacturer: rules in force, half a year of published months, and what waits today.

What settlement lists of the past paid was decided then; what stores have sent since is judged by the rules now, through the same
use-cases, so that the desk has clear claims, a sample, and some that people decide.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.months import first_of
from huichang.kernel.refusals import Refused
from huichang.verdicts import deciding, judging, publishing, risks, rulebooks
from huichang.verdicts.models import PublishedList, RuleBook, Verdict
from huichang.verdicts.queries import desk
from huichang.verdicts.rulebooks import RuleSaid
from huichang.verdicts.rules import Amounts, allot
from huichang.verdicts.states import ListState, Ruling, VerdictState
from huichang.warranty.models import SettlementLine
from huichang.warranty.states import Outcome

RULES = (
    RuleSaid("再次上报由人审核", "person", {"rounds": "1"}),
    RuleSaid("高风险门店由人审核", "person", {"risk": "70"}),
    RuleSaid("同车同件再次索赔", "person", {"fault_claims": "1"}),
    RuleSaid("修理时间过长", "person", {"days": "7"}),
    RuleSaid("上报晚于四十天", "person", {"send_days": "40"}),
    RuleSaid("上报晚于半年", "reject", {"send_days": "180"}, reason="claim_void"),
    RuleSaid("工时费限额", "cut", {"labour": "1500"}, reason="other"),
    RuleSaid("首保自动通过", "accept", {"total": "600"}, kinds=("free_service",)),
    RuleSaid(
        "小额自动通过",
        "accept",
        {
            "total": "900",
            "parts": "700",
            "causal_parts": "1",
            "other_parts": "2",
            "hours": "4",
            "car_claims": "3",
        },
    ),
)
WIDER = RuleSaid(
    "单件一千五以内自动通过",
    "accept",
    {"total": "1500", "causal_parts": "1", "other_parts": "0", "hours": "4", "car_claims": "3"},
)
RULINGS = {Outcome.PAID: Ruling.ACCEPT, Outcome.CUT: Ruling.CUT, Outcome.REJECTED: Ruling.REJECT}
REASONS = {
    "工时超出标准": "other",
    "缺少测量数据": "no_analysis",
    "旧件供应商代码错误": "wrong_supplier",
    "无故障现象或原因分析": "no_analysis",
    "非主故障部位": "not_causal",
}
DECIDED = 6
"""Claims that the officer has decided today."""


def fill(store_ids: Iterable[int], now: datetime) -> None:
    """The desk as of `now`."""
    stores = list(store_ids)
    found = company.people(stores[0], Role.NETWORK_OFFICER)
    officer = company.actor_of(found[0].id) if found else None
    if officer is None:
        return
    book = _rules(officer, now)
    last = first_of(localdate(now), -1)
    for store_id in stores:
        _past(store_id, book, officer, before=last, chance=Random(907 + store_id))
    risks.score_stores(officer, stores[0], at=now)
    for store_id in stores:
        while judging.judge_batch(officer, store_id, at=now):
            pass
    _today(officer, now)
    _next_rules(officer, now)
    try:
        publishing.publish_month(officer, stores[0], month=last, carry_over=True, at=now)
    except Refused:
        return  # Late in a month all that waits was sent in it: nothing of the last month is left to publish.


def _rules(officer: Actor, now: datetime) -> RuleBook:
    """The rules in force: tried on the half year before they were published, half a year ago."""
    book = rulebooks.begin_book(officer, officer.here, at=now)
    for said in RULES:
        rulebooks.save_rule(officer, book.pk, said=said, at=now)
    began = now - timedelta(days=190)
    rulebooks.try_book(officer, book.pk, months=6, until=localdate(began), at=now)
    book = rulebooks.publish_book(
        officer, book.pk, from_on=localdate(now), reason="小额清楚的索赔不再人工审核", at=now
    )
    RuleBook.objects.filter(pk=book.pk).update(
        from_on=localdate(began), made_at=began, tried_at=began, published_at=began
    )
    return book


def _next_rules(officer: Actor, now: datetime) -> None:
    """A draft that accepts somewhat more, tried on the past half year: what it would change stands beside what was decided."""
    draft = rulebooks.begin_book(officer, officer.here, at=now)
    rulebooks.save_rule(officer, draft.pk, said=WIDER, at=now)
    rulebooks.try_book(officer, draft.pk, months=6, at=now)


def _past(store_id: int, book: RuleBook, officer: Actor, *, before: date, chance: Random) -> None:
    """Verdicts behind the settlement lists of the past, and the lists as they were published and taken over."""
    lines = list(
        SettlementLine.objects.filter(
            store_id=store_id, month__lt=before, booked_at__isnull=False, outcome__in=list(RULINGS)
        )
        .select_related("submission", "claim")
        .order_by("submission__sent_at", "pk")
    )
    lists: dict[date, PublishedList] = {}
    for line in lines:
        if line.month not in lists:
            at = publishing.ends_at(line.month) + timedelta(days=5, hours=10)
            lists[line.month] = PublishedList(
                store_id=store_id,
                month=line.month,
                number=line.list_number,
                state=ListState.TAKEN,
                count=0,
                asked=Decimal(0),
                paid=Decimal(0),
                published_at=at,
                published_by_id=officer.staff_id,
                taken_at=at + timedelta(days=1),
            )
        made = lists[line.month]
        made.count, made.asked, made.paid = made.count + 1, made.asked + line.asked, made.paid + line.paid
    PublishedList.objects.bulk_create(lists.values())
    Verdict.objects.bulk_create(
        [_verdict(line, lists[line.month], book, officer, chance) for line in lines], batch_size=500
    )


def _verdict(
    line: SettlementLine, made: PublishedList, book: RuleBook, officer: Actor, chance: Random
) -> Verdict:
    sent, claim = line.submission, line.claim
    assert sent is not None
    assert claim is not None
    ruling = RULINGS[Outcome(line.outcome)]
    by_rule = ruling == Ruling.ACCEPT and line.asked <= 900 and sent.round == 1
    sampled = by_rule and chance.random() < 0.08
    asked = allot(sent.asked, Amounts(claim.asked_labour, claim.asked_parts, claim.asked_other))
    paid = asked if ruling == Ruling.ACCEPT else allot(line.paid, asked)
    at = sent.sent_at + timedelta(days=chance.randint(1, 6), hours=chance.randint(0, 6))
    return Verdict(
        store_id=line.store_id,
        submission=sent,
        claim=claim,
        number=sent.number,
        sent_at=sent.sent_at,
        state=VerdictState.PUBLISHED,
        ruling=ruling,
        by_rule=by_rule and not sampled,
        is_sample=sampled,
        book=book,
        reasons=[judging.SAMPLED] if sampled else [] if by_rule else ["总费用超过自动通过的限值"],
        hits=[["小额自动通过", "accept", "在限值以内"]] if by_rule else [],
        risk=0,
        asked_labour=asked.labour,
        asked_parts=asked.parts,
        asked_other=asked.other,
        asked=asked.total,
        paid_labour=paid.labour,
        paid_parts=paid.parts,
        paid_other=paid.other,
        paid=paid.total,
        reason="" if ruling == Ruling.ACCEPT else REASONS.get(line.reason, "other"),
        words="" if ruling == Ruling.ACCEPT else line.reason,
        judged_at=sent.sent_at + timedelta(hours=9),
        decided_at=at,
        decided_by_id=None if by_rule and not sampled else officer.staff_id,
        published_list=made,
    )


def _today(officer: Actor, now: datetime) -> None:
    """The officer has begun: some accepted, one rejected, one sent back."""
    waiting = [row.id for row in desk.desk(officer).rows][:DECIDED]
    for place, pk in enumerate(waiting):
        match place:
            case 1:
                deciding.reject_claim(
                    officer, pk, reason="no_quality", words="摩擦面正常磨损，属易损件", at=now
                )
            case 2:
                deciding.send_back_claim(officer, pk, words="请补拍零件号和测量值", at=now)
            case _:
                deciding.accept_claim(officer, pk, at=now)
