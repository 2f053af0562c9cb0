"""What people write into cells, as values: full-width digits, thousands, ¥, dates as words or as Excel's day numbers.

A reader takes a cell that is not empty and returns its value, or raises Wrong, which says what is wrong and what to do.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from huichang.kernel.sheets.reading import UNREADABLE, Cell, plain

Reader = Callable[[Cell], object]
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
EXCEL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's calendar as counted from 1 March 1900 on (its 29 February 1900 never was)."""
_NARROW = {0x3000: " ", 0x00A0: " ", 0x200B: None, 0xFEFF: None, 0x200E: None, 0x202C: None, 0x202D: None}
_NARROW |= {
    wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_MARKS = _NARROW | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3002: "."}
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")
_CLEAN_CODE = re.compile(r"[A-Z0-9][A-Z0-9./-]*")
_CLEAN_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?", re.ASCII)
"""What most files say: nothing in it is to be put right."""
_NUMBER = re.compile(r"^[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?$")
_DAY = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.0+)?)?$"
)
_PACKED_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$")
_PACKED_MONTH = re.compile(r"^(\d{4})(\d{2})$")
_MONEY_WORDS = re.compile(r"^(?:[¥$￥]|RMB|CNY|人民币)\s*|\s*(?:元|圆|块)$", re.IGNORECASE)
MOST_EXACT = 10**15
"""Excel keeps fifteen digits of a number; the rest of a longer one has become zeros."""


class Wrong(Exception):
    """A cell that cannot be taken: what is wrong, and what to do about it, two clauses without a full stop."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what}，{do}。")
        self.what, self.do = what, do


def words(most: int) -> Reader:
    """Text of at most so many characters; full-width letters and digits become narrow, marks stay as they are."""

    def reads(cell: Cell) -> str:
        text = tidy(cell)
        if len(text) > most:
            raise Wrong(f"有 {len(text)} 个字，最多 {most} 个", "请写短一些")
        return text

    return reads


def tidy(cell: Cell) -> str:
    """The text of a cell, without what cannot be seen. Raises Wrong for what no encoding could explain."""
    text = cell if isinstance(cell, str) else plain(cell)
    if text.isascii():
        return text.strip()
    if UNREADABLE in text:
        raise Wrong("有认不出的文字", "请用 Excel 打开这个文件，改正乱码后另存为 .xlsx 再上传")
    return " ".join(text.translate(_NARROW).split())


def code(most: int = 40) -> Reader:
    """A number that is a name (a part, a bar code, a VIN): text in capitals, whatever Excel thinks of it."""

    def reads(cell: Cell) -> str:
        if (
            isinstance(cell, str)
            and len(cell) <= most
            and _CLEAN_CODE.fullmatch(cell)
            and not _SCIENTIFIC.match(cell)
        ):
            return cell
        if isinstance(cell, float | int) and abs(cell) >= MOST_EXACT:
            raise Wrong("被 Excel 当成数字，后几位已经丢失", "请把这一列的格式设为“文本”，重新填写")
        text = "".join(plain(cell).translate(_MARKS).split()).upper()
        if UNREADABLE in text:
            raise Wrong("有认不出的文字", "请用 Excel 打开这个文件，改正乱码后另存为 .xlsx 再上传")
        if _SCIENTIFIC.match(text):
            raise Wrong(
                f"“{text}”是 Excel 的科学计数，原来的编码已经丢失", "请把这一列的格式设为“文本”，重新填写"
            )
        if len(text) > most:
            raise Wrong(f"有 {len(text)} 位，最多 {most} 位", "请核对编码")
        return text

    return reads


def number(
    *,
    places: int = 0,
    least: Decimal | int | None = None,
    most: Decimal | int = 10**9,
    above: Decimal | int | None = None,
) -> Reader:
    """A number with at most so many places, from `least` (or more than `above`) to `most`."""
    step = Decimal(1).scaleb(-places)

    def reads(cell: Cell) -> Decimal:
        value = _decimal(cell)
        if value != value.quantize(step):
            raise Wrong(f"“{plain(cell)}”的小数太多", f"最多 {places} 位小数" if places else "请填写整数")
        if least is not None and value < least:
            raise Wrong(f"不能小于 {least}，现在是 {value:f}", "请核对")
        if above is not None and value <= above:
            raise Wrong(f"必须大于 {above}，现在是 {value:f}", "请核对")
        if value > most:
            raise Wrong(f"“{plain(cell)}”太大", "请核对小数点和单位")
        return value.quantize(step)

    return reads


def _decimal(cell: Cell) -> Decimal:
    if isinstance(cell, str) and _CLEAN_NUMBER.fullmatch(cell):
        return Decimal(cell)
    if isinstance(cell, bool | date | datetime | timedelta):
        raise Wrong(f"“{plain(cell)}”不是数字", "请填写数字，并把单元格格式改为“常规”")
    if isinstance(cell, float):
        # What Excel shows has at most fifteen digits; the rest is the binary shadow of a decimal number.
        return Decimal(f"{cell:.15g}")
    text = plain(cell).translate(_MARKS).strip()
    text = _MONEY_WORDS.sub("", text).replace(" ", "")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    if _NUMBER.match(text) and any(char.isdigit() for char in text):
        return Decimal(text.replace(",", ""))
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        raise Wrong(f"“{plain(cell)}”不是数字", "请填写数字")
    return found


def money(*, above_nothing: bool = False) -> Reader:
    """Yuan to the cent, nothing below zero; with `above_nothing` not zero either."""
    if above_nothing:
        return number(places=2, above=0, most=10**8)
    return number(places=2, least=0, most=10**8)


def quantity(*, least: int = 0) -> Reader:
    """Pieces, litres, metres: three places at most. Whether a unit can be parted is known by the part alone."""
    return number(places=3, least=least, most=10**8)


def whole(least: int, most: int) -> Reader:
    """A whole number within bounds."""
    reads = number(least=least, most=most)
    return lambda cell: int(reads(cell))  # type: ignore[call-overload]


def day(cell: Cell) -> date:
    """A day: a date cell, 2026-03-02, 2026/3/2, 2026.3.2, 2026年3月2日, 20260302, or Excel's day number 46083."""
    if isinstance(cell, datetime):
        return _within(cell.date(), cell)
    if isinstance(cell, date):
        return _within(cell, cell)
    text = plain(cell).translate(_MARKS).strip()
    found = _DAY.match(text) or _PACKED_DAY.match(text)
    try:
        if found:
            return _within(date(*map(int, found.groups()[:3])), cell)
        if serial := _serial(text):
            return _within(EXCEL_ZERO + timedelta(days=serial), cell)
    except ValueError:
        pass
    raise Wrong(f"“{plain(cell)}”不是日期", "请写成 2026-03-02 这样")


def _serial(text: str) -> int:
    """Excel's number of a day between 1990 and 2100; 0 for anything else."""
    whole_part = text.partition(".")[0]
    value = int(whole_part) if whole_part.isdigit() and len(whole_part) == 5 else 0
    return value if 32_874 <= value <= 73_415 else 0


def _within(found: date, cell: Cell) -> date:
    if not FIRST_DAY <= found <= LAST_DAY:
        raise Wrong(f"日期“{plain(cell)}”不在 1990 到 2100 年之间", "请核对年份")
    return found


def month(cell: Cell) -> date:
    """A month as its first day: a date cell, 2026-03, 202603, 2026年3月, 2026/3, or any day in it."""
    text = plain(cell).translate(_MARKS).strip()
    found = None if isinstance(cell, date | datetime) else _MONTH.match(text) or _PACKED_MONTH.match(text)
    if found:
        try:
            return _within(date(int(found[1]), int(found[2]), 1), cell)
        except ValueError:
            raise Wrong(f"“{plain(cell)}”不是月份", "请写成 2026-03 这样") from None
    try:
        return day(cell).replace(day=1)
    except Wrong:
        raise Wrong(f"“{plain(cell)}”不是月份", "请写成 2026-03 这样") from None


_YES = {"是", "有", "对", "y", "yes", "true", "1", "√", "✓", "启用", "可用"}
_NO = {"否", "无", "不是", "没有", "n", "no", "false", "0", "×", "x", "停用", "-"}


def yes_no(cell: Cell) -> bool:
    """是 or 否, in the ways that people write them."""
    text = plain(cell).translate(_MARKS).strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Wrong(f"“{plain(cell)}”看不出是或否", "请填“是”或“否”")


def one_of(choices: Mapping[str, str], **also: str) -> Reader:
    """One of some words: `choices` are value and label, `also` are further words for a value."""
    known = {label.lower(): value for value, label in choices.items()}
    known |= {value.lower(): value for value in choices} | {
        word.lower(): value for word, value in also.items()
    }
    listed = "、".join(choices.values())

    def reads(cell: Cell) -> str:
        text = tidy(cell).lower()
        if text not in known:
            raise Wrong(f"没有“{plain(cell)}”这一种", f"请填：{listed}")
        return known[text]

    return reads


def several(most: int) -> Reader:
    """Words in one cell, parted by commas, spaces, semicolons or 、; each once, in order."""

    def reads(cell: Cell) -> list[str]:
        found = re.split(r"[\s,;，；、/|]+", tidy(cell))
        kept = list(dict.fromkeys(word for word in found if word))
        if any(len(word) > most for word in kept):
            raise Wrong(f"有一项超过 {most} 个字", "请用顿号隔开每一项")
        return kept

    return reads
