"""Below the published price: how far each post may go by hand, and the rules of members, coupons and campaigns.

Rooms above bring rules (`source`); the price list itself knows none.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from huichang.company import settings
from huichang.company.roles import Role
from huichang.kernel.money import ZERO, Money
from huichang.kernel.refusals import Refused
from huichang.kernel.wording import quantity, yuan
from huichang.pricebook import rules

ADVISER_PERCENT = settings.declare("pricebook.adviser_discount_percent", 5, "服务顾问改价权限", unit="%")
MANAGER_PERCENT = settings.declare("pricebook.manager_discount_percent", 20, "服务经理改价权限", unit="%")


@dataclass(frozen=True)
class Rule:
    """A reason for a lower price: per cent off lines of some kinds (`labour`, `part` …), or of some codes only."""

    name: str
    percent: Decimal
    kinds: frozenset[str]
    codes: frozenset[str] = field(default_factory=frozenset)


Source = Callable[[int, int, date], Iterable[Rule]]
_SOURCES: list[tuple[int, Source]] = []


def source(*, rank: int) -> Callable[[Source], Source]:
    """Register who knows rules for a customer (id), a store (id) and a day; each source costs at most one statement."""

    def register(answer: Source) -> Source:
        _SOURCES.append((rank, answer))
        _SOURCES.sort(key=lambda pair: pair[0])
        return answer

    return register


def rules_for(customer_id: int, store_id: int, on: date) -> list[Rule]:
    """All rules that this customer has here today, in the order of their sources."""
    return [rule for _, answer in _SOURCES for rule in answer(customer_id, store_id, on)]


def best(found: Sequence[Rule], *, kind: str, code: str, list_amount: Money) -> tuple[Money, str]:
    """The largest saving that one of the rules gives on a line (they do not add up), and its name; (0, "") for none."""
    fitting = [rule for rule in found if kind in rule.kinds and (not rule.codes or code in rule.codes)]
    if not fitting:
        return ZERO, ""
    rule = max(fitting, key=lambda each: each.percent)
    return rules.saving(list_amount, rule.percent), rule.name


def limits(store_id: int) -> dict[str, int]:
    """How many per cent each post may take off a list price here."""
    return {
        Role.ADVISER: settings.of(store_id, ADVISER_PERCENT),
        Role.SERVICE_MANAGER: settings.of(store_id, MANAGER_PERCENT),
    }


def check(store_id: int, roles: Iterable[str], list_amount: Money, new_amount: Money) -> str:
    """Whether somebody with these posts may ask `new_amount` for what lists at `list_amount`.

    Returns the words of the rule for the line. Raises Refused above the list price (《明码标价和禁止价格欺诈规定》:
    nothing beyond the published price) and beyond the limit of the post.
    """
    if new_amount > list_amount:
        raise Refused(f"不能高于公布的价格 {yuan(list_amount)}；确需加价请先在价目里公布新价格。")
    if new_amount < 0:
        raise Refused("金额不能为负数，请重新填写。")
    off = rules.percent_off(list_amount, new_amount)
    role, limit = rules.limit_of(roles, limits(store_id))
    lowest = rules.lowest_amount(list_amount, limit)
    if new_amount < lowest:
        who = f"{Role(role).label}最多优惠 {limit}%" if role else "您的岗位没有改价权限"
        raise Refused(f"{who}（不低于 {yuan(lowest)}），这次是 {quantity(off)}%，请由更高权限的同事改价。")
    return f"手工优惠 {quantity(off)}%（{Role(role).label}权限）" if off else ""
