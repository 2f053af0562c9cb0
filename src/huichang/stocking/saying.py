"""The sentence why: each suggestion tells the buyer in one breath what it comes of (PARTS-30)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from huichang.kernel import wording
from huichang.stocking import rules
from huichang.stocking.forecasting import Outlook
from huichang.stocking.states import IDLE_KINDS

METHODS = {
    "naive": "上月值",
    "moving_average": "移动平均",
    "ses": "指数平滑",
    "croston": "Croston 法",
    "sba": "SBA 法",
    "tsb": "TSB 法",
    "adida": "ADIDA 法",
    "imapa": "IMAPA 法",
    "pooled": "同类件合并估计",
    "mixture": "几种方法合并",
}
PATTERNS = {
    "smooth": "平稳",
    "intermittent": "间断",
    "erratic": "波动",
    "lumpy": "零散",
    "none": "无需求",
}
PHASES = {
    "new": "新件",
    "coming": "上升",
    "steady": "平稳",
    "going": "下降",
    "ended": "已停",
    "none": "无需求",
}


def number(value: float) -> str:
    """A quantity as people say it: one place below ten, whole above."""
    return f"{value:.1f}".removesuffix(".0") if abs(value) < 10 else f"{value:,.0f}"


def days(value: float) -> str:
    """So many days, never "0 天"."""
    return f"{max(1, round(value))} 天"


def why_order(
    outlook: Outlook,
    *,
    quantity: Decimal,
    there: Decimal,
    coming: Decimal,
    year: tuple[float, float],
    unit: str,
) -> str:
    """Why to get so many: what was used and lost, what is expected, how long it takes, what is there."""
    used, lost = year
    past = f"近 12 个月用 {number(used)} {unit}"
    if lost:
        past += f"，另缺货流失 {number(lost)} {unit}"
    has = f"现有 {wording.quantity(there, unit)}"
    if coming:
        has += f"，在途和在订 {wording.quantity(coming, unit)}"
    known = outlook.explains["known_usual"] + outlook.explains["known_extra"]
    booked = f"，其中已知要用 {number(known)} {unit}" if known else ""
    if not outlook.is_kept:
        return f"不常备的件：{past}；已知要用 {number(known)} {unit}，{has}，只订要用的 {wording.quantity(quantity, unit)}。"
    method = METHODS.get(outlook.method, outlook.method)
    time = "实测" if outlook.lead.is_measured else "约定"
    return (
        f"{past}；按{method}预计每月 {number(outlook.mean)} {unit}。{time}到货 {days(outlook.lead.days)}，"
        f"一次订够 {days(outlook.cycle_days)}，供货率 {outlook.service:.0%} 应备到 {number(outlook.up_to)} {unit}{booked}；"
        f"{has}，建议补 {wording.quantity(quantity, unit)}。"
    )


def why_urgent(lack: rules.Lack, *, position: Decimal, mean_month: float, lead_days: float, unit: str) -> str:
    """Why it cannot wait: who has asked already, or what runs out before goods ordered today are there."""
    has = f"现有加在途 {wording.quantity(position, unit)}"
    if lack.is_known:
        return (
            f"{days(lead_days)}内已有人要 {wording.quantity(lack.wanted, unit)}，{has}，"
            f"差 {wording.quantity(lack.missing, unit)}"
        )
    return f"每月约用 {number(mean_month)} {unit}，到货要 {days(lead_days)}，{has}，撑不到到货"


def why_transfer(*, store: str, over: Decimal, quantity: Decimal, unit: str) -> str:
    """Why to get it from another store rather than to buy it."""
    return (
        f"{store}比它自己的备货上限多 {wording.quantity(over, unit)}，"
        f"先调 {wording.quantity(quantity, unit)} 过来，不用花钱买。"
    )


def why_idle(*, months: int | None, never: bool, free: Decimal, worth: Decimal, unit: str, then: str) -> str:
    """Why stock should go."""
    age = "从没用过" if never else f"{months} 个月没有出库"
    since = f"入库 {months} 个月，" if never and months is not None else ""
    return f"{since}{age}，还有 {wording.quantity(free, unit)}，占用 {worth:,.2f} 元；{then}。"


def effect(kind: str, numbers: Mapping[str, Any], unit: str) -> str:
    """What came of a decision, with the numbers that it was judged by; nothing before it was."""
    if not numbers:
        return ""
    if kind in IDLE_KINDS:
        known = {"used": "用掉或卖出", "sent_back": "退了", "moved": "调走", "scrapped": "报废"}
        ways = [f"{says} {number(numbers[way])} {unit}" for way, says in known.items() if numbers.get(way)]
        return "、".join(ways) or "没有动过"
    asked, expected, there = (number(numbers[key]) for key in ("asked", "expected", "position"))
    said = f"这段时间要了 {asked} {unit}（预计 {expected}），当时有 {there}"
    said += f"，备了 {number(numbers['quantity'])}" if numbers["quantity"] else "，没有备"
    for key, words in (("avoided", "避免缺"), ("short", "还缺"), ("over", "多备了")):
        said += f"，{words} {number(numbers[key])}" if numbers[key] else ""
    advised = numbers["advised"]
    if numbers["better"] or numbers["worse"]:
        said += f"；按建议会缺 {number(advised['short'])}、多备 {number(advised['over'])}"
    return said + "。"
