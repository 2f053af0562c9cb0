"""Versions of the rules: drafted from the one in force, changed without code, tried on past months, published for a day."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate

from huichang.kernel import days
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.verdicts import books, permissions, rules, states
from huichang.verdicts.models import Rule, RuleBook, Verdict
from huichang.verdicts.states import BookState
from huichang.warranty.queries import auditing
from huichang.warranty.states import ClaimKind, Deduction

MOST_MONTHS = 12
MOST_RULES = 60
COPIED = ("name", "does", "limits", "stores", "models_of", "parts", "kinds", "reason")


@dataclass(frozen=True)
class RuleSaid:
    """A rule as a person writes it; limits by key, as text."""

    name: str
    does: str
    limits: Mapping[str, str] = field(default_factory=dict)
    stores: Sequence[int] = ()
    models: Sequence[str] = ()
    parts: Sequence[str] = ()
    kinds: Sequence[str] = ()
    reason: str = ""


@use_case(permissions.KEEP_RULES, "起草审核规则")
def begin_book(warrant: Warrant, store_id: int, *, at: datetime) -> RuleBook:
    """A draft with the rules that are in force, to be changed. Raises OutOfTurn while another draft is there."""
    warrant.show_at(store_id)
    wait_for_turn("verdicts.rules")
    last = RuleBook.objects.aggregate(last=Max("number"))["last"] or 0
    now = books.in_force(localdate(at))
    book: RuleBook = RuleBook.objects.create(
        number=last + 1, seed=secrets.token_hex(8), made_at=at, made_by_id=warrant.actor.staff_id
    )
    if now is not None:
        Rule.objects.bulk_create(
            Rule(book=book, **{name: getattr(row, name) for name in COPIED})
            for row in Rule.objects.filter(book=now).order_by("pk")
        )
    warrant.about(book)
    return book


@use_case(permissions.KEEP_RULES, "保存审核规则条目")
def save_rule(
    warrant: Warrant, book_id: int, *, said: RuleSaid, at: datetime, rule_id: int | None = None
) -> Rule:
    """A new rule of a draft, or one changed; the draft has to be tried again. Raises Refused for what rules.Rule.problem finds,
    a number that is none, an unknown store, kind or reason; Missing for a rule of another version; OutOfTurn once it is
    published."""
    book = _draft(warrant, book_id)
    row = Rule(book=book)
    if rule_id is not None:
        found = Rule.objects.filter(pk=rule_id, book=book).first()
        if found is None:
            raise Missing("没有找到这条规则，请刷新页面。")
        row = found
    elif Rule.objects.filter(book=book).count() >= MOST_RULES:
        raise Refused(f"一版规则最多 {MOST_RULES} 条，请合并相近的规则。")
    if set(said.stores) - warrant.actor.stores:
        raise Refused("门店请从列表里选择。", fields=("stores",))
    if set(said.kinds) - set(ClaimKind.values):
        raise Refused("索赔类型请从列表里选择。", fields=("kinds",))
    if said.reason and said.reason not in Deduction.values:
        raise Refused("原因请从列表里选择。", fields=("reason",))
    row.name, row.does, row.reason = said.name.strip()[:60], said.does, said.reason
    row.limits = {key: str(_number(key, text)) for key, text in said.limits.items() if text.strip()}
    row.stores, row.kinds = sorted(set(said.stores)), sorted(set(said.kinds))
    row.models_of, row.parts = _words(said.models), _words(said.parts)
    if problem := books.said(row).problem():
        raise Refused(problem)
    row.save()
    _untried(book)
    return row


def _number(key: str, text: str) -> Decimal:
    name = rules.LIMITS[key].says if key in rules.LIMITS else key
    try:
        value = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        raise Refused(
            f"{name}“{text.strip()[:20]}”不是数字，请重新填写。", fields=(f"limit-{key}",)
        ) from None
    if not value.is_finite() or not 0 <= value < 10_000_000 or value != round(value, 2):
        raise Refused(f"{name}请填 0 到 9,999,999 的数，最多两位小数。", fields=(f"limit-{key}",))
    return value


def _words(said: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(each.strip()[:40] for each in said if each.strip()))[:50]


@use_case(permissions.KEEP_RULES, "删除审核规则条目")
def drop_rule(warrant: Warrant, rule_id: int, *, book_id: int) -> RuleBook:
    """A rule of a draft is not wanted. Raises Missing for one of another version."""
    book = _draft(warrant, book_id)
    if not Rule.objects.filter(pk=rule_id, book=book).delete()[0]:
        raise Missing("没有找到这条规则，请刷新页面。")
    _untried(book)
    return book


@use_case(permissions.KEEP_RULES, "试算审核规则")
def try_book(
    warrant: Warrant, book_id: int, *, months: int, at: datetime, until: date | None = None
) -> RuleBook:
    """What the rules would have made of all that stores sent in the months up to a day (today if none is said, that day
    included): how many accepted, cut, rejected or given to a person, with the money, against what was decided then. Raises
    Refused for an empty book, months out of 1 to 12, and a day to come."""
    book = _draft(warrant, book_id)
    if not 1 <= months <= MOST_MONTHS:
        raise Refused(f"试算最近 1 到 {MOST_MONTHS} 个月的上报。", fields=("months",))
    last = until or localdate(at)
    if last > localdate(at):
        raise Refused("试算只能到今天为止，请改截止日期。", fields=("until",))
    said = books.rules_of(book)
    if not said:
        raise Refused("这一版还没有规则，请先加一条。")
    stores = warrant.actor.stores_where(permissions.KEEP_RULES)
    end = min(at, days.begin_of(last + timedelta(days=1)))
    ids = auditing.sent_between(stores, end - timedelta(days=30 * months), end)
    book.tried = {"months": months, "until": str(last), **_tried(said, ids, books.scores(stores))}
    book.tried_at = at
    book.save(update_fields=["tried", "tried_at"])
    warrant.note = f"{len(ids)} 笔上报"
    return book


def _tried(said: list[rules.Rule], ids: list[int], scores: Mapping[int, float]) -> dict[str, Any]:
    """The result of a trial, as JSON: per ruling the number, what was asked and would be paid; per rule how often it acted;
    against what was decided: `[ours, theirs, number, ours in yuan, theirs in yuan]`."""
    before = auditing.settled(ids) | {
        pk: (ruling, paid)
        for pk, ruling, paid in Verdict.objects.filter(submission_id__in=ids, by_rule=False)
        .exclude(ruling__in=("", states.Ruling.RETURN))
        .values_list("submission_id", "ruling", "paid")
    }
    count: Counter[str] = Counter()
    asked: dict[str, Decimal] = {}
    paid: dict[str, Decimal] = {}
    by_rule: Counter[int] = Counter()
    against: dict[tuple[str, str], list[Decimal]] = {}
    for sent in auditing.sent(ids):
        found = rules.judge(said, books.case_of(sent, risk=scores.get(sent.store_id, 0)))
        ours = found.ruling or "person"
        count[ours] += 1
        asked[ours] = asked.get(ours, ZERO) + sent.asked
        paid[ours] = paid.get(ours, ZERO) + (found.paid.total if found.ruling else ZERO)
        by_rule.update(hit.rule_id for hit in found.hits)
        if sent.id in before:
            theirs, they_paid = before[sent.id]
            sums = against.setdefault((ours, theirs), [Decimal(0), ZERO, ZERO])
            sums[0] += 1
            sums[1] += found.paid.total if found.ruling else ZERO
            sums[2] += they_paid
    return {
        "submissions": len(ids),
        "rulings": [[key, count[key], str(asked[key]), str(paid[key])] for key in sorted(count)],
        "rules": [[rule.id, by_rule[rule.id]] for rule in said],
        "against": [
            [*key, int(n), str(ours), str(theirs)] for key, (n, ours, theirs) in sorted(against.items())
        ],
    }


@use_case(permissions.KEEP_RULES, "发布审核规则")
def publish_book(warrant: Warrant, book_id: int, *, from_on: date, reason: str, at: datetime) -> RuleBook:
    """The draft is in force from a day on, until the next version. Raises Refused without a trial since the last change, without
    a reason, for a day in the past; OutOfTurn for a day that has its version."""
    book = _draft(warrant, book_id)
    states.BOOK.move(book, "publish")
    if book.tried_at is None:
        raise Refused("规则改动后还没有试算，请先在过去的上报上试算。")
    if not reason.strip():
        raise Refused("请写明为什么发布这一版。", fields=("reason",))
    if from_on < localdate(at):
        raise Refused("生效日期不能早于今天。", fields=("from_on",))
    book.from_on, book.reason = from_on, reason.strip()[:200]
    book.published_at, book.published_by_id = at, warrant.actor.staff_id
    book.save(update_fields=["state", "from_on", "reason", "published_at", "published_by"])
    warrant.note = f"{from_on} 起：{book.reason}"[:200]
    return book


@use_case(permissions.KEEP_RULES, "放弃审核规则草稿")
def drop_book(warrant: Warrant, book_id: int) -> RuleBook:
    """The draft is not wanted; it stays to be read."""
    book: RuleBook = RuleBook.objects.locked(book_id, warrant)
    states.BOOK.move(book, "drop")
    book.save(update_fields=["state"])
    return book


def _draft(warrant: Warrant, book_id: int) -> RuleBook:
    book: RuleBook = RuleBook.objects.locked(book_id, warrant)
    if book.state != BookState.DRAFT:
        states.BOOK.move(book, "change")
    return book


def _untried(book: RuleBook) -> None:
    """What was tried is no more what is written."""
    book.tried, book.tried_at = {}, None
    book.save(update_fields=["tried", "tried_at"])
