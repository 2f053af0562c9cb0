"""How a submission is judged by rules: limits, scopes, cuts, samples. Pure: no database, no clock.

The limits are the thresholds of RULES B4 (自动审核阈值). A rule names whom it is for (stores, models, parts, kinds of claim) and
its limits; a claim beyond one of them is rejected, cut or given to a person; one within all limits of an accepting rule is
accepted. The severest word wins: reject, person, cut, accept. What no rule accepts goes to a person.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from huichang.kernel.money import ZERO, money, split
from huichang.verdicts.states import Does, Ruling


@dataclass(frozen=True)
class Limit:
    """A threshold: its key, words and unit. `is_money`: a claim can be cut to it."""

    key: str
    says: str
    unit: str
    is_money: bool = False


LIMITS = {
    limit.key: limit
    for limit in (
        Limit("parts", "索赔配件金额", "元", is_money=True),
        Limit("labour", "工时总金额", "元", is_money=True),
        Limit("total", "总费用", "元", is_money=True),
        Limit("causal_parts", "主要件数", "件"),
        Limit("other_parts", "非主要件数", "件"),
        Limit("hours", "修理累计工时", "小时"),
        Limit("days", "修理累计天数", "天"),
        Limit("car_claims", "同车一年内索赔次数", "次"),
        Limit("fault_claims", "同车同件一年内索赔次数", "次"),
        Limit("send_days", "修理完到上报", "天"),
        Limit("rounds", "上报次数", "次"),
        Limit("risk", "门店风险分", "分"),
    )
}
SCOPES = ("stores", "models", "parts", "kinds")


@dataclass(frozen=True)
class Amounts:
    """Yuan, tax included, by kind; never below zero."""

    labour: Decimal = ZERO
    parts: Decimal = ZERO
    other: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Their sum."""
        return self.labour + self.parts + self.other


def allot(asked: Decimal, by_kind: Amounts) -> Amounts:
    """What a submission asks, by kind: a later round asks for the rest of the claim only, shared out as the whole is.

    >>> allot(Decimal("340.00"), Amounts(Decimal("200.00"), Decimal("480.00")))
    Amounts(labour=Decimal('100.00'), parts=Decimal('240.00'), other=Decimal('0.00'))
    """
    if by_kind.total <= 0:
        return Amounts(other=asked)
    labour, parts, other = split(money(asked), [by_kind.labour, by_kind.parts, by_kind.other])
    return Amounts(labour, parts, other)


@dataclass(frozen=True)
class Case:
    """A submission as rules see it: what it asks, its figures by the keys of LIMITS, and what scopes look at."""

    asked: Amounts
    figures: Mapping[str, Decimal]
    store_id: int = 0
    model: str = ""
    codes: tuple[str, ...] = ()
    kind: str = ""

    def beyond(self, limits: Mapping[str, Decimal], amounts: Amounts | None = None) -> list[str]:
        """The keys of the limits that the case is beyond; exactly the limit is within."""
        seen = dict(self.figures)
        paid = amounts or self.asked
        seen |= {"labour": paid.labour, "parts": paid.parts, "total": paid.total}
        return [key for key, most in limits.items() if seen.get(key, ZERO) > most]

    def figure(self, key: str) -> Decimal:
        """What the case has for a limit."""
        amounts = {"labour": self.asked.labour, "parts": self.asked.parts, "total": self.asked.total}
        return amounts.get(key, self.figures.get(key, ZERO))


@dataclass(frozen=True)
class Rule:
    """One rule. Models and parts are beginnings or pieces of what the claim says; an empty scope is for all."""

    id: int
    name: str
    does: str
    limits: Mapping[str, Decimal] = field(default_factory=dict)
    stores: tuple[int, ...] = ()
    models: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_for_all(self) -> bool:
        """It names nobody in particular."""
        return not (self.stores or self.models or self.parts or self.kinds)

    def covers(self, case: Case) -> bool:
        """Whether the rule is for this case: every scope that it names must fit; of parts one is enough."""
        return (
            (not self.stores or case.store_id in self.stores)
            and (not self.models or any(each.upper() in case.model.upper() for each in self.models))
            and (not self.kinds or case.kind in self.kinds)
            and (
                not self.parts
                or any(code.upper().startswith(each.upper()) for code in case.codes for each in self.parts)
            )
        )

    def acts(self, case: Case) -> bool:
        """Whether a rule that does not accept acts: beyond one of its limits, or without any, on all of its scope."""
        return bool(case.beyond(self.limits)) if self.limits else True

    def cut(self, amounts: Amounts) -> Amounts:
        """What is left within the limits in money; the sum is cut in proportion."""
        left = Amounts(
            min(amounts.labour, self.limits.get("labour", amounts.labour)),
            min(amounts.parts, self.limits.get("parts", amounts.parts)),
            amounts.other,
        )
        most = self.limits.get("total")
        return left if most is None or left.total <= most else allot(most, left)

    def problem(self) -> str:
        """What is wrong with it, or nothing."""
        if not self.name.strip():
            return "请给规则起一个名称。"
        if self.does not in Does.values:
            return "请选择规则做什么。"
        if strange := sorted(set(self.limits) - set(LIMITS)):
            return f"没有这样的限值：{'、'.join(strange)}。"
        if below := [LIMITS[key].says for key, most in self.limits.items() if most < 0]:
            return f"{below[0]}不能小于零。"
        if self.does == Does.ACCEPT and not self.limits:
            return "自动通过的规则至少要有一个限值，否则什么都会通过。"
        if self.does in (Does.PERSON, Does.REJECT) and not self.limits and self.is_for_all:
            return "规则没有限值也没有范围，会作用于所有索赔。请至少填写一项。"
        if self.does == Does.CUT and (
            not self.limits or not all(LIMITS[key].is_money for key in self.limits)
        ):
            return "核减只能用金额的限值：配件金额、工时总金额或总费用。"
        if self.does in (Does.CUT, Does.REJECT) and not self.reason:
            return "核减和拒付要选择原因。"
        return ""


@dataclass(frozen=True)
class Hit:
    """A rule that acted on a case, and what it said."""

    rule_id: int
    name: str
    does: str
    says: str


@dataclass(frozen=True)
class Judged:
    """What rules make of a case. `ruling` is empty when a person has to decide; `reasons` say why."""

    ruling: str
    paid: Amounts
    reasons: tuple[str, ...]
    hits: tuple[Hit, ...]
    reason: str = ""


def says(case: Case, limits: Mapping[str, Decimal], keys: Iterable[str]) -> str:
    """Figures against limits, in words."""
    return "；".join(
        f"{LIMITS[key].says} {plain(case.figure(key))} {LIMITS[key].unit}，限 {plain(limits[key])}"
        for key in keys
    )


def plain(number: Decimal) -> str:
    """A number without tailing zeros, with thousands."""
    text = f"{number:,.2f}"
    return text.rstrip("0").rstrip(".")


def judge(rules: Sequence[Rule], case: Case) -> Judged:
    """What a book of rules makes of a case."""
    mine = [rule for rule in rules if rule.covers(case)]
    hits: list[Hit] = []
    for rule in mine:
        if rule.does == Does.REJECT and rule.acts(case):
            hits.append(_hit(rule, case))
            return Judged(Ruling.REJECT, Amounts(), (), tuple(hits), rule.reason)
    people = [_hit(rule, case) for rule in mine if rule.does == Does.PERSON and rule.acts(case)]
    left, reason = case.asked, ""
    for rule in mine:
        after = rule.cut(left) if rule.does == Does.CUT else left
        if after != left:
            hits.append(_hit(rule, case))
            left, reason = after, rule.reason
    accepting = [rule for rule in mine if rule.does == Does.ACCEPT]
    by = next((rule for rule in accepting if not case.beyond(rule.limits, left)), None)
    if people:
        told = tuple(f"{each.name}：{each.says}" if each.says else each.name for each in people)
        return Judged("", left, told, (*people, *hits))
    if by is None:
        return Judged("", left, _why_not(case, accepting, left), tuple(hits))
    hits.append(Hit(by.id, by.name, by.does, "在限值以内"))
    if left == case.asked:
        return Judged(Ruling.ACCEPT, left, (), tuple(hits))
    return Judged(Ruling.CUT if left.total else Ruling.REJECT, left, (), tuple(hits), reason)


def _hit(rule: Rule, case: Case) -> Hit:
    return Hit(rule.id, rule.name, rule.does, says(case, rule.limits, case.beyond(rule.limits)))


def _why_not(case: Case, accepting: Sequence[Rule], left: Amounts) -> tuple[str, ...]:
    """Why nobody accepted: the accepting rule that it is least beyond."""
    if not accepting:
        return ("没有自动通过的规则适用",)
    nearest = min(accepting, key=lambda rule: len(case.beyond(rule.limits, left)))
    return tuple(says(case, nearest.limits, [key]) for key in case.beyond(nearest.limits, left))


def sample_percent(score: float, *, usual: float, risky: float) -> float:
    """How many percent of a store's accepted claims are looked at: `usual` at risk 0, `risky` at risk 100, between them in
    proportion.

    >>> sample_percent(50, usual=5, risky=25)
    15.0
    """
    return usual + (risky - usual) * min(max(score, 0.0), 100.0) / 100


def is_sampled(seed: str, submission_id: int, percent: float) -> bool:
    """Whether an accepted submission is looked at: fixed by the book's seed and the submission, whatever else is judged."""
    digest = hashlib.sha256(f"{seed}:{submission_id}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64 * 100 < percent
