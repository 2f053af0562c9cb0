"""The store's choices about its plan of the day."""

import json
from functools import cache
from pathlib import Path

from huichang.company import settings
from huichang.company.settings import Setting

HORIZON_DAYS = settings.declare(
    "planning.horizon_days", 3, "排程往后看几天", unit="天", fits=settings.between(1, 14)
)
CERTAINTY = settings.declare(
    "planning.certainty", 85, "承诺交车时间要有多大把握", unit="%", fits=settings.between(50, 99)
)
COALESCE_SECONDS = settings.declare(
    "planning.coalesce_seconds", 5, "变化后等多久一起重排", unit="秒", fits=settings.between(0, 300)
)
SOLVE_SECONDS = settings.declare(
    "planning.solve_seconds", 2, "重排最多计算多久", unit="秒", fits=settings.between(1, 60)
)
MORNING_SECONDS = settings.declare(
    "planning.morning_seconds", 20, "开门排程最多计算多久", unit="秒", fits=settings.between(1, 300)
)
RECEPTION_MINUTES = settings.declare("planning.reception_minutes", 25, "预约车从到店到可以开工", unit="分钟")
DRAFT_MINUTES = settings.declare("planning.draft_minutes", 20, "开单后到客户签字", unit="分钟")
ANSWER_MINUTES = settings.declare("planning.answer_minutes", 60, "等客户答复一般多久", unit="分钟")
PARTS_HOUR = settings.declare(
    "planning.parts_hour", 10, "备件到货日几点可以用", unit="点", fits=settings.between(0, 23)
)
UNKNOWN_PARTS_DAYS = settings.declare("planning.unknown_parts_days", 3, "到货日未定的备件按几天算", unit="天")
TEST_MINUTES = settings.declare("planning.test_minutes", 15, "路试用时", unit="分钟")
DRY_MINUTES = settings.declare("planning.dry_minutes", 60, "喷漆后干燥用时", unit="分钟")
SETUP_MINUTES = settings.declare("planning.setup_minutes", 20, "喷漆换颜色的清理用时", unit="分钟")
LONG_PAINT_MINUTES = settings.declare(
    "planning.long_paint_minutes", 240, "超过多久的喷漆可以分段做", unit="分钟"
)
REWORK_WEIGHT = settings.declare(
    "planning.rework_weight", 2, "返修车延误按几倍计", unit="倍", fits=settings.between(1, 20)
)
BY_ITSELF = settings.declare("planning.accept_by_itself", False, "不动已告知时间的重排自动采纳")
BAY_KEEPS_MINUTES = settings.declare(
    "planning.bay_keeps_minutes",
    120,
    "停工等多久以内，车留在工位上不移开",
    unit="分钟",
    fits=settings.between(0, 1440),
)
WORTH_MINUTES = settings.declare(
    "planning.worth_minutes",
    10,
    "自动重排至少省多少延误和等候才建议改动",
    unit="分钟",
    fits=settings.between(0, 480),
)
OVERRUN_MINUTES = settings.declare("planning.overrun_minutes", 10, "作业超时多少就重排", unit="分钟")
LEARN_DAYS = settings.declare(
    "planning.learn_days", 365, "用时经验取多久以来的工时", unit="天", fits=settings.between(7, 3650)
)
LEARN_AFTER = settings.declare(
    "planning.learn_weight", 8, "几次记录才抵得上标准工时", unit="次", fits=settings.between(1, 1000)
)

_FILE = Path(__file__).with_name("words.json")


@cache
def _words() -> dict[str, dict[str, dict[str, str | int]]]:
    read = json.loads(_FILE.read_text(encoding="utf-8"))
    return {kind: {row["code"]: row for row in rows} for kind, rows in read.items()}


def reasons(kind: str) -> list[tuple[str, str]]:
    """(code, words) of `hold` or `give_back`, in the order in which they are offered."""
    return [(code, str(row["text"])) for code, row in _words()[kind].items()]


def reason_says(kind: str, code: str) -> str:
    """The words of a reason; empty for an unknown one."""
    row = _words()[kind].get(code)
    return str(row["text"]) if row else ""


def _rations() -> dict[tuple[str, str], Setting[int]]:
    names = {"hold": "挂起", "give_back": "退回"}
    return {
        (kind, code): settings.declare(
            f"planning.{kind}_{code}",
            int(row["a_day"]),
            f"“下一单”{names[kind]}：{row['text']}，每人每天最多",
            unit="次",
        )
        for kind in names
        for code, row in _words()[kind].items()
    }


RATIONS = _rations()
"""How often a day somebody may hold or give back a job for a reason, by (kind, code)."""
