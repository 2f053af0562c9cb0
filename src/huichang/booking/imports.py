"""The telephone system's call log as a CSV file (LANE-09): read with errors by line, taken over all or none."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import get_current_timezone

from huichang.booking import calls
from huichang.booking.states import CallOutcome
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused
from huichang.kernel.web import FIRST_YEAR, number_of

COLUMNS = ("来电时间", "号码", "响铃次数", "结果", "通话秒数", "编号")
NEEDED = ("来电时间", "结果")
MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 20_000
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y%m%d%H%M%S")
OUTCOMES = {
    "已接听": CallOutcome.ANSWERED,
    "已接": CallOutcome.ANSWERED,
    "接听": CallOutcome.ANSWERED,
    "接通": CallOutcome.ANSWERED,
    "answered": CallOutcome.ANSWERED,
    "占线": CallOutcome.BUSY,
    "忙": CallOutcome.BUSY,
    "busy": CallOutcome.BUSY,
    "漏接": CallOutcome.LOST,
    "未接": CallOutcome.LOST,
    "未接听": CallOutcome.LOST,
    "lost": CallOutcome.LOST,
    "missed": CallOutcome.LOST,
}


@dataclass(frozen=True)
class ReadCalls:
    """A file as it was read: the calls that make sense, and what is wrong with which line."""

    calls: tuple[calls.CallText, ...]
    errors: tuple[tuple[int, str], ...]


def read(content: bytes) -> ReadCalls:
    """Read a call log in UTF-8 or GB18030 with commas, semicolons or tabs. Line 1 names the columns (`COLUMNS`).

    Raises Refused when it is no such file at all.
    """
    if len(content) > MOST_BYTES:
        raise Refused("文件超过 5 MB，请按月分开导出再导入。")
    lines = _lines(content)
    if not lines:
        raise Refused("文件是空的，请重新导出话机记录。")
    head = [name.strip() for name in lines[0]]
    if missing := [name for name in NEEDED if name not in head]:
        raise Refused(f"第一行没有“{'、'.join(missing)}”列，请用这些列名：{'、'.join(COLUMNS)}。")
    if len(lines) > MOST_LINES:
        raise Refused(f"一次最多导入 {MOST_LINES:,} 行，请分开导入。")
    found: list[calls.CallText] = []
    errors: list[tuple[int, str]] = []
    for number, line in enumerate(lines[1:], start=2):
        values = {name: (line[index].strip() if index < len(line) else "") for index, name in enumerate(head)}
        if not any(values.values()):
            continue
        try:
            found.append(_call(values))
        except Refused as refusal:
            errors.append((number, str(refusal)))
    return ReadCalls(tuple(found), tuple(errors))


def take_over(actor: Actor, store_id: int, content: bytes, *, at: datetime) -> int:
    """Take a whole file over; returns how many calls are new. Raises Refused with the first wrong lines, taking none."""
    log = read(content)
    if log.errors:
        said = "；".join(f"第 {number} 行 {why}" for number, why in log.errors[:5])
        raise Refused(f"有 {len(log.errors)} 行不对，一条也没有导入：{said}")
    return calls.import_calls(actor, store_id=store_id, calls=log.calls, at=at)


def _lines(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise Refused("文件编码读不出来，请另存为 UTF-8 或 GB18030 的 CSV。") from error
    if "\x00" in text:
        raise Refused("这不是 CSV 文件，请从话机系统导出 CSV。")
    first = (text.splitlines() or [""])[0]
    mark = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO("\n".join(text.splitlines())), delimiter=mark))
    except csv.Error as error:
        raise Refused("文件里有一格太长，读不下去；请从话机系统重新导出 CSV。") from error


def _call(values: dict[str, str]) -> calls.CallText:
    outcome = OUTCOMES.get(values["结果"].lower())
    if outcome is None:
        raise Refused(f"结果“{values['结果']}”不认识，应为 已接听、占线 或 漏接")
    return calls.CallText(
        rang_at=_moment(values["来电时间"]),
        outcome=outcome,
        phone=values.get("号码", ""),
        rings=_number(values.get("响铃次数", ""), "响铃次数", most=60),
        seconds=_number(values.get("通话秒数", ""), "通话秒数", most=24 * 3600),
        outside_id=values.get("编号", ""),
    )


def _moment(said: str) -> datetime:
    for form in FORMS:
        try:
            rang_at = datetime.strptime(said, form).replace(tzinfo=get_current_timezone())
        except ValueError:
            continue
        if rang_at.year >= FIRST_YEAR:
            return rang_at
    raise Refused(f"来电时间“{said}”读不出来，应为 2026-11-21 09:15:00 这样的写法")


def _number(said: str, name: str, *, most: int) -> int:
    if not said:
        return 0
    number = number_of(said)
    if number is None or number > most:
        raise Refused(f"{name}“{said}”应为 0 到 {most} 的整数")
    return number
