"""Arithmetic and wordings of claims; no database.

Days: the applications of a month go out by the 10th of the next (sources 003: 最迟在每月10号之前将上月的所有申请单寄往总部); what
came back is answered within the store's days; a serious quality matter is answered within two working days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huichang.kernel.months import first_of
from huichang.warranty.states import Compare, Severity

LAST_DAY = 10
"""Of the next month: when the applications of a month must be out."""
ANSWER_WORKDAYS = 2
"""Working days in which the manufacturer answers a pre-approval."""
CONDITIONS = {
    "start": "启动",
    "brake": "制动",
    "idle": "怠速",
    "accelerate": "加速",
    "steer": "转向",
    "cold": "冷车",
    "hot": "热车",
    "loaded": "满载",
    "empty": "空载",
}
"""When the fault showed (RULES D14, 故障出现时)."""


def due_on(repaired_on: date) -> date:
    """Until when the claim of a repair must be out.

    >>> due_on(date(2026, 12, 3))
    datetime.date(2027, 1, 10)
    """
    return first_of(repaired_on, 1).replace(day=LAST_DAY)


@dataclass(frozen=True)
class Field:
    """Something of a claim that a condition may ask about. `of_line`: asked of every line, one that holds is enough."""

    key: str
    says: str
    kind: str
    of_line: bool = False


FIELDS = {
    field.key: field
    for field in (
        Field("km", "里程（公里）", "number"),
        Field("months", "购车到维修（月）", "number"),
        Field("days_to_send", "完工到现在（天）", "number"),
        Field("asked", "申请金额（元）", "number"),
        Field("asked_labour", "工时费（元）", "number"),
        Field("asked_parts", "配件费（元）", "number"),
        Field("asked_other", "辅料及其他（元）", "number"),
        Field("labour_over", "工时超出标准（%）", "number"),
        Field("photos", "照片数", "number"),
        Field("measurements", "测量值数", "number"),
        Field("printouts", "诊断报告数", "number"),
        Field("times", "本车同项目索赔次数", "number"),
        Field("kind", "索赔类型", "words"),
        Field("series", "车型", "words"),
        Field("grade", "故障属性", "words"),
        Field("concern", "故障现象", "words"),
        Field("cause", "原因分析", "words"),
        Field("correction", "处理结果", "words"),
        Field("fault_code", "故障代码", "words"),
        Field("title", "维修项目", "words"),
        Field("line.code", "配件/工时编码", "words", of_line=True),
        Field("line.name", "配件/工时名称", "words", of_line=True),
        Field("line.class", "配件用途分类", "words", of_line=True),
        Field("line.system", "系统", "words", of_line=True),
        Field("line.amount", "行金额（元）", "number", of_line=True),
        Field("line.quantity", "数量", "number", of_line=True),
        Field("line.supplier", "旧件供应商代码", "words", of_line=True),
        Field("line.serial", "旧件序列号", "words", of_line=True),
        Field("line.is_safety", "安全件（是/否）", "words", of_line=True),
    )
}
Plain = str | Decimal
Values = Mapping[str, Plain]


@dataclass(frozen=True)
class Condition:
    """One condition of a check."""

    field: str
    compare: str
    value: str = ""

    @property
    def says(self) -> str:
        """In words: 里程（公里）大于 60000."""
        word = Compare(self.compare).label if self.compare in Compare.values else self.compare
        name = FIELDS[self.field].says if self.field in FIELDS else self.field
        return f"{name}{word}{self.value}" if self.compare not in ("empty", "filled") else f"{name}{word}"

    def problem(self) -> str:
        """What is wrong with it, or nothing."""
        field = FIELDS.get(self.field)
        if field is None or self.compare not in Compare.values:
            return "字段和比较方式请从列表里选择。"
        if self.compare in (Compare.EMPTY, Compare.FILLED):
            return ""
        if not self.value.strip():
            return f"“{field.says}”要填写比较的值。"
        if field.kind == "number":
            if number(self.value) is None:
                return f"“{field.says}”要和数字比较，不能是“{self.value}”。"
            if self.compare in (Compare.CONTAINS, Compare.LACKS, Compare.BEGINS):
                return f"“{field.says}”是数字，请用等于、大于或小于。"
        elif self.compare in (Compare.MORE, Compare.LESS):
            return f"“{field.says}”是文字，请用等于、包含或开头是。"
        return ""

    def holds(self, values: Values) -> bool:
        """Whether it holds for these values; a field that is not there is empty."""
        had = values.get(self.field, "")
        text = str(had).strip()
        wanted = self.value.strip()
        match self.compare:
            case Compare.EMPTY:
                return not text or text == "0"
            case Compare.FILLED:
                return bool(text) and text != "0"
            case Compare.CONTAINS:
                return any(word in text.upper() for word in several(wanted))
            case Compare.LACKS:
                return not any(word in text.upper() for word in several(wanted))
            case Compare.BEGINS:
                return any(text.upper().startswith(word) for word in several(wanted))
        mine, theirs = number(text), number(wanted)
        if mine is not None and theirs is not None:
            return {
                Compare.EQUAL: mine == theirs,
                Compare.UNEQUAL: mine != theirs,
                Compare.MORE: mine > theirs,
                Compare.LESS: mine < theirs,
            }[Compare(self.compare)]
        same = text.upper() in several(wanted)
        return same if self.compare == Compare.EQUAL else self.compare == Compare.UNEQUAL and not same


def several(value: str) -> list[str]:
    """Words of a condition; several stand with 、 or | between them: one is enough."""
    return [word.strip().upper() for word in value.replace("|", "、").split("、") if word.strip()]


def number(text: str) -> Decimal | None:
    """The number that a text says, or None."""
    plain = text.replace(",", "").strip()
    try:
        found = Decimal(plain)
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def hits(conditions: Iterable[Condition], claim: Values, lines: Iterable[Values]) -> tuple[bool, str]:
    """Whether all conditions hold: those of lines for one and the same line. Says the name of that line."""
    wanted = list(conditions)
    if not wanted or not all(each.holds(claim) for each in wanted if not FIELDS[each.field].of_line):
        return False, ""
    of_lines = [each for each in wanted if FIELDS[each.field].of_line]
    if not of_lines:
        return True, ""
    for line in lines:
        if all(each.holds(line) for each in of_lines):
            return True, str(line.get("line.name", ""))
    return False, ""


@dataclass(frozen=True)
class Finding:
    """What a check found before a claim goes out. `rule` is the check's name."""

    rule: str
    says: str
    severity: str = Severity.STOP

    @property
    def stops(self) -> bool:
        """The claim cannot go out like this."""
        return self.severity == Severity.STOP


def grouped(found: Iterable[Finding]) -> list[Finding]:
    """Findings of one check and one weight put together, in their order: what is missing reads as one list."""
    by: dict[tuple[str, str], list[str]] = {}
    for each in found:
        by.setdefault((each.rule, each.severity), []).append(each.says)
    return [Finding(rule, "".join(says), severity) for (rule, severity), says in by.items()]


BANDS = ((30, "30 天内"), (60, "31–60 天"), (90, "61–90 天"), (180, "91–180 天"))


def band(days: int) -> str:
    """The column of an ageing table."""
    return next((says for most, says in BANDS if days <= most), "180 天以上")


def vehicle_problems(
    *,
    vin: str,
    km: int,
    km_at_sale: int,
    sold_on: date | None,
    licensed_on: date | None,
    repaired_on: date,
) -> list[tuple[str, str]]:
    """What is wrong with a car's data: the field and a sentence."""
    found = []
    text = vin.strip().upper()
    if bad := sorted(set(text) & set("IOQ")):
        found.append(("vin", f"车架号里不会有字母 {'、'.join(bad)}，请对照行驶证或车身重新输入。"))
    elif len(text) != 17 or not text.isalnum():
        found.append(("vin", "车架号要 17 位字母和数字，请对照行驶证或车身重新输入。"))
    if sold_on is None:
        found.append(("sold_on", "请填写购车日期（发票日期），质保从它或行驶证日期起算。"))
    if sold_on and sold_on > repaired_on:
        found.append(("sold_on", f"购车日期 {sold_on} 在维修日期 {repaired_on} 以后，请核对发票。"))
    if licensed_on and licensed_on > repaired_on:
        found.append(
            ("licensed_on", f"行驶证日期 {licensed_on} 在维修日期 {repaired_on} 以后，请核对行驶证。")
        )
    if sold_on and licensed_on and licensed_on < sold_on:
        found.append(("licensed_on", f"行驶证日期 {licensed_on} 早于购车日期 {sold_on}，请核对。"))
    if km < km_at_sale:
        found.append(
            ("km", f"里程 {km:,} 公里低于售车时的 {km_at_sale:,} 公里，请核对里程表或更换仪表的记录。")
        )
    return found
