"""Rules of 三包 around the engine's count: what is proposed of a job, which numbers may be set, what a request comes to. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from huichang.engines.sanbao import days
from huichang.engines.sanbao.law import ORDER_43, Law, Warnings
from huichang.sanbao.states import ChangeKind, Quality, Safety

CENT = Decimal("0.01")
COUNTED_TYPES = ("repair", "warranty", "recall", "rework", "accident")
"""Repair types that may mend a quality problem; maintenance, paint and internal work never do."""
BY_ITSELF = ("warranty", "recall", "rework")
"""Repair types that say by themselves that it was one; a person may say otherwise."""
WORN = ("maintenance", "tyre", "paint")
NAMES = {
    "engine": "发动机",
    "gearbox": "变速器",
    "battery": "动力蓄电池",
    "motor": "行驶驱动电机",
    "steering": "转向系统",
    "brakes": "制动系统",
    "suspension": "悬架系统",
    "driveline": "传动系统",
    "emission": "污染控制装置",
    "body": "车身",
}
NEW = "new"
"""Said of a fault that repeats none."""
FOUR = ("engine", "gearbox", "battery", "motor")


@dataclass(frozen=True)
class Parameter:
    """A number of the law (or, with `warns`, from where a count is amber), with its article and what may be set."""

    key: str
    says: str
    unit: str
    article: str
    most: int = 1_000_000
    warns: str = ""
    """The limit that a warning must stay below."""


PARAMETERS = (
    Parameter("sanbao_months", "三包有效期（不低于）", "月", "第十八条", 240),
    Parameter("sanbao_km", "三包有效期里程（不低于）", "公里", "第十八条"),
    Parameter("cover_months", "包修期（不低于）", "月", "第十八条", 240),
    Parameter("cover_km", "包修期里程（不低于）", "公里", "第十八条"),
    Parameter("first_days", "更换四大总成或其主要零部件可换退", "日", "第二十二条", 365),
    Parameter("early_days", "危险故障可换退、总成免费更换", "日", "第二十、二十三条", 365),
    Parameter("early_km", "危险故障可换退、总成免费更换", "公里", "第二十、二十三条"),
    Parameter("safety_repairs", "严重安全性能故障累计修理", "次", "第二十四条第一款第一项", 20),
    Parameter("assembly_changes", "总成累计更换", "次", "第二十四条第一款第二项", 20),
    Parameter("part_changes", "同一主要零部件累计更换", "次", "第二十四条第一款第三项", 20),
    Parameter("repair_days", "累计修理时间超过", "日", "第二十四条第一款第四项", 365),
    Parameter("same_repairs", "同一质量问题累计修理超过", "次", "第二十四条第一款第四项", 50),
    Parameter("spare_days", "单次修理超过即提供备用车或补偿", "日", "第二十一条", 60),
    Parameter("use_factor_most", "使用补偿系数 n 上限", "", "第二十七条", 1),
    Parameter("answer_workdays", "答复换退要求", "个工作日", "第二十八条", 60),
    Parameter("done_workdays", "办结换退", "个工作日", "第二十八条", 120),
    Parameter("record_years", "修理记录保存", "年", "第十七条", 50),
    Parameter("warn_repair_days", "累计修理时间黄灯", "日", "本店预警", 365, "repair_days"),
    Parameter("warn_same_repairs", "同一质量问题黄灯", "次", "本店预警", 50, "same_repairs"),
    Parameter("warn_safety_repairs", "严重安全性能故障黄灯", "次", "本店预警", 20, "safety_repairs"),
    Parameter("warn_changes", "总成或主要零部件更换黄灯", "次", "本店预警", 20, "part_changes"),
)
BY_KEY = {each.key: each for each in PARAMETERS}


def factory_values() -> dict[str, str]:
    """The numbers of 令第43号 and the warnings that the house begins with, as text by key."""
    law, warn = ORDER_43, Warnings()
    kept = {each.name: getattr(law, each.name) for each in fields(Law)}
    kept |= {f"warn_{each.name}": getattr(warn, each.name) for each in fields(Warnings)}
    return {each.key: f"{kept[each.key]}" for each in PARAMETERS}


def law_of(values: Mapping[str, str], *, name: str, from_on: date) -> tuple[Law, Warnings]:
    """Numbers as they are kept, as the engine reads them."""
    numbers: dict[str, Any] = {
        key: Decimal(text) if key == "use_factor_most" else int(text) for key, text in values.items()
    }
    warn = {key.removeprefix("warn_"): numbers.pop(key) for key in list(numbers) if key.startswith("warn_")}
    return Law(name=name, from_on=from_on, **numbers), Warnings(**warn)


def wrong_value(key: str, text: str, others: Mapping[str, str]) -> str:
    """Why a number cannot be set, in words; empty when it can."""
    each = BY_KEY[key]
    try:
        number = Decimal(text)
    except ArithmeticError:
        return f"“{each.says}”请填写数字。"
    if not number.is_finite() or number <= 0 or number > each.most:
        return f"“{each.says}”要大于 0，不超过 {each.most:,}。"
    if key != "use_factor_most" and number != int(number):
        return f"“{each.says}”请填写整数。"
    if each.warns and number > Decimal(others[each.warns]):
        return f"“{each.says}”不能高于法定限值 {others[each.warns]}。"
    return ""


@cache
def components() -> dict[str, Any]:
    """The kinds of assemblies, main parts and dangerous failures, with their source."""
    found: dict[str, Any] = json.loads(
        Path(__file__).with_name("components.json").read_text(encoding="utf-8")
    )
    return found


@dataclass(frozen=True)
class Kind:
    """A kind of part in a list: an assembly, a main part of a system, or one that wears (with its own guarantee, in months and
    km, as the certificate names it). Known by words in a part's name, unless one of `but` is in it too."""

    kind: str
    system: str
    name: str
    words: tuple[str, ...]
    but: tuple[str, ...] = ()
    months: int | None = None
    km: int | None = None

    def means(self, part: str) -> bool:
        """Whether a part's name is of this kind."""
        return any(word in part for word in self.words) and not any(word in part for word in self.but)


WEARS = "wear"
KIND_SAYS = {ChangeKind.ASSEMBLY: "总成", ChangeKind.PART: "主要零部件", WEARS: "易损耗件"}


@cache
def national_kinds() -> tuple[Kind, ...]:
    """The kinds of GB/T 29632 that the house comes with: what a maker's own list may add to, not take from."""
    known = components()
    return (
        *(
            Kind(ChangeKind.ASSEMBLY, row["code"], row["name"], tuple(row["words"]))
            for row in known["assemblies"]
        ),
        *(
            Kind(ChangeKind.PART, row["system"], row["name"], tuple(row["words"]), tuple(row.get("not", ())))
            for row in known["parts"]
        ),
        *(Kind(WEARS, "", name, (name,)) for name in known["wear"]),
    )


@dataclass(frozen=True)
class Recognised:
    """What a part's name is for the law."""

    kind: str = ChangeKind.NONE
    system: str = ""
    name: str = ""


def recognise(part: str, kinds: Sequence[Kind] | None = None) -> Recognised:
    """An assembly or main part by the name of a part, assemblies first; nothing when it is neither. A person confirms it."""
    text = part.replace(" ", "")
    known = national_kinds() if kinds is None else kinds
    for wanted in (ChangeKind.ASSEMBLY, ChangeKind.PART):
        found = next((each for each in known if each.kind == wanted and each.means(text)), None)
        if found is not None:
            return Recognised(wanted, found.system, found.name)
    return Recognised()


def words_of(kind: str, system: str, name: str) -> str:
    """What a changed part is taken for, in words."""
    if kind == ChangeKind.NONE:
        return "不计"
    if kind == ChangeKind.ASSEMBLY:
        return f"{NAMES.get(system, system)}总成"
    return f"{NAMES.get(system, system)}主要零部件“{name}”"


def proposed_safety(*texts: str) -> str:
    """Whether what was told or found sounds like a serious safety failure."""
    said = " ".join(texts)
    return Safety.PROPOSED if any(word in said for word in components()["safety"]) else Safety.NO


def proposed_early(*texts: str) -> str:
    """Which of the dangerous failures of 第二十三条 it sounds like; empty for none."""
    said = " ".join(texts)
    found = (row["code"] for row in components()["early"] if any(word in said for word in row["words"]))
    return str(next(found, ""))


def is_wear(part: str, kinds: Sequence[Kind] | None = None) -> bool:
    """Whether a part wears by its kind (易损耗零部件), or is a filling, by its name."""
    known = national_kinds() if kinds is None else kinds
    return any(each.kind == WEARS and each.means(part) for each in known)


def proposed_quality(
    repair_type: str,
    payer: str,
    system: str,
    parts: Sequence[str] = (),
    kinds: Sequence[Kind] | None = None,
) -> str:
    """What a job is taken for until a person has said it: what the maker pays, or what is repaired again, is a quality
    problem; wear (its system, or nothing changed but parts that wear) and accidents are not; the rest waits for a word."""
    if repair_type in BY_ITSELF or payer == "manufacturer":
        return Quality.YES
    worn = system in WORN or (bool(parts) and all(is_wear(part, kinds) for part in parts))
    if repair_type == "accident" or worn or payer == "insurer":
        return Quality.NO
    return Quality.OPEN


def may_be_covered(
    on: date,
    km: int,
    *,
    begins_on: date | None,
    licensed_on: date | None,
    cover_months: int,
    cover_km: int,
) -> bool:
    """Whether a repair may lie within 包修期: by the day that it begins, else by the licence (which comes later than the
    invoice, so that a car is never left out too early)."""
    since = begins_on or licensed_on
    return km <= cover_km and (since is None or on <= days.last_day(since, months=cover_months))


def begins_on(invoice_on: date | None, delivered_on: date | None) -> date | None:
    """The day from which both periods run: the delivery where it is another day than the invoice (第十八条). None while the
    invoice is not known."""
    return None if invoice_on is None else delivered_on or invoice_on


def left_out(since: datetime, until: datetime, stretches: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """How much of a repair is not counted: what of the stretches lies within it; what overlaps is taken off once."""
    whole, reached = timedelta(), since
    for begins, ends in sorted(stretches):
        first, last = max(begins, reached), min(ends, until)
        if last > first:
            whole += last - first
            reached = last
    return whole


@dataclass(frozen=True)
class Fees:
    """What the seller bears on exchange or return beside the car (第二十六条), in yuan."""

    registration: Decimal = Decimal(0)
    fittings: Decimal = Decimal(0)
    """Fitted and decorated, less its wear."""
    services: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """All of them."""
        return self.registration + self.fittings + self.services


@dataclass(frozen=True)
class Reckoning:
    """What a request comes to. `compensation` is the owner's, `fees` the seller's; `refund` is paid on return."""

    compensation: Decimal
    fees: Fees
    refund: Decimal
    sums: tuple[str, ...]


def reckon(
    *, kind: str, rule: str, price: Decimal, km: int, factor: Decimal, fees: Fees, law: Law = ORDER_43
) -> Reckoning:
    """What who bears (第二十六、二十七条). `rule`: the rule by which the owner asks; 第二十二 and 二十三条 take no compensation.

    `factor` above the law's most counts as that. Amounts in yuan, to the cent, half up.
    """
    factor = min(factor, law.use_factor_most)
    free = rule in ("first_days", "early")
    compensation = Decimal("0.00") if free else days.compensation(price, km, factor)
    sums = [
        "依据第二十二条或第二十三条换退，消费者不支付使用补偿费（第二十七条）"
        if free
        else f"使用补偿费 = 车价款 {price:,.2f} 元 × 行驶里程 {km:,} 公里 ÷ 1000 × {factor.normalize():f}"
        f" = {compensation:,.2f} 元（第二十七条，四舍五入到分）"
    ]
    sums.append(
        f"销售者承担：车辆登记费 {fees.registration:,.2f} + 加装装饰费（折旧后） {fees.fittings:,.2f}"
        f" + 相关服务费 {fees.services:,.2f} = {fees.total:,.2f} 元（第二十六条）"
    )
    refund = Decimal(0)
    if kind == "return":
        refund = (price - compensation + fees.total).quantize(CENT)
        sums.append(
            f"应退还：{price:,.2f} − {compensation:,.2f} + {fees.total:,.2f} = {refund:,.2f} 元；税费、保险按国家有关规定办理"
        )
    else:
        sums.append(f"更换新车：消费者支付 {compensation:,.2f} 元，销售者另退 {fees.total:,.2f} 元")
    return Reckoning(compensation, fees, refund, tuple(sums))


def worst(lights: Sequence[str]) -> str:
    """The worst of some lights of the law's counts."""
    return next((light for light in ("red", "amber") if light in lights), "green")
