"""Claims and cars from CSV files as other houses write them, made into a field that can be judged.

A file has a line of names. A line is a claim (it names a part), cars (it counts them, or is one car by its VIN), or both (a
table of cars and claims by month of production and month). Several files are read as one. Months in any usual writing,
UTF-8 or GB18030.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.reliability.claims import Claims
from huichang.engines.reliability.exposure import Fleet
from huichang.site.bench import monthly
from huichang.site.bench.fields import Field, Size
from huichang.site.bench.report import NotMeasured

NAMES: Final = {
    "part": "part part_no part_number part_code component 配件 配件号 配件编码 配件代码 零件 零件号 件号 主因件",
    "failure": "failure fault failure_mode failure_code fault_code defect 故障 故障代码 故障模式 失效模式",
    "series": "series id series_id 序列",
    "group": "group system 系统 总成 类别 分类",
    "produced": "produced produced_on production_month production build_month build built manufactured mfg_month "
    "生产月 生产月份 生产日期 生产",
    "sold": "sold sold_on sale_month sale_date sales_month in_service start 销售日期 销售月 销售月份 购车日期 开票日期",
    "month": "month calendar_month period 月 月份 统计月",
    "failed": "failed failed_on failure_date failure_month repair_date repaired_on 故障日期 故障月 维修日期 送修日期",
    "reported": "reported reported_on report_date report_month claim_date claimed_on claim_month "
    "申报日期 上报日期 索赔日期 申报月",
    "age": "age months_in_service mis 使用月数 在用月数 车龄",
    "store": "store dealer dealer_code shop 门店 经销商 经销商代码 网点",
    "vin": "vin 车架号 车辆识别代码",
    "cars": "cars vehicles exposure units n_cars car_count at_risk 车辆数 在用车辆 车辆 台数 销量 保有量",
    "claims": "claims claim_count count n failures quantity 索赔数 故障数 次数 件数 数量",
}
_KNOWN: Final = {name: what for what, names in NAMES.items() for name in names.split()}
_DATE: Final = re.compile(r"^(\d{4})\D{0,3}(\d{1,2})(?:\D.*)?$|^(\d{4})(\d{2})(?:\d{2})?$")
_FEWEST_MONTHS: Final = 4
_LONGEST: Final = 600
_MOST_CLAIMS: Final = 1_000_000


@dataclass(slots=True)
class _Rows:
    claims: list[dict[str, str]] = field(default_factory=list)
    cars: list[dict[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A line of claims. Months are since the year nought."""

    name: str
    group: str
    produced: int
    failed: int
    age: int | None
    reported: int
    count: int
    store: str


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A field, the names of its series and months, and the lines that could not be used."""

    field: Field
    names: tuple[str, ...]
    since: int
    """The first month of the calendar, in months since the year nought."""
    produced_since: int
    wrong: tuple[str, ...]

    def says_month(self, month: int) -> str:
        """A month of the calendar, in words."""
        return says(self.since + month)

    def says_produced(self, month: int) -> str:
        """A month of production, in words."""
        return says(self.produced_since + month)


def says(month: int) -> str:
    """Months since the year nought, as the year and the month; small numbers stand for themselves."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}" if month >= _LONGEST else str(month)


def read(files: list[Path], *, cover_months: int | None = None) -> Read:
    """The field in the files. Raises NotMeasured, in words for the person at the terminal, if there is none in them."""
    rows = _Rows()
    for file in files:
        _sort(file, rows)
    if not rows.cars:
        raise NotMeasured("没有车辆：需要一列“车辆数”（cars），或一行一辆车（VIN、生产月、销售月）。")
    if not rows.claims:
        raise NotMeasured("没有索赔：需要写明“配件”（part）或“故障”（failure）的行。")
    return _field(rows, cover_months)


def month_of(cell: str) -> int | None:
    """Months since the year nought of a date or month in any usual writing; a small number is a running month; else None."""
    word = cell.strip().replace("年", "-").replace("月", "")
    if word.isdigit() and len(word) <= 3:
        return int(word)
    match = _DATE.match(word)
    if match is None:
        return None
    year, month = int(match[1] or match[3]), int(match[2] or match[4])
    if len(word) in (6, 8) and word.isdigit():
        year, month = int(word[:4]), int(word[4:6])
    return year * 12 + month - 1 if 1 <= month <= 12 and 1900 <= year <= 2200 else None


def _sort(file: Path, rows: _Rows) -> None:
    lines = monthly.lines(file)
    if not lines:
        raise NotMeasured(f"{file}：文件是空的。")
    head = [_KNOWN.get(re.sub(r"[\s-]+", "_", cell.strip().lower()), "") for cell in lines[0]]
    if "produced" not in head and "vin" not in head:
        raise NotMeasured(f"{file}：没有“生产月”（produced）一列，认得的写法：{NAMES['produced']}。")
    for number, line in enumerate(lines[1:], start=2):
        row = {name: cell.strip() for name, cell in zip(head, line, strict=False) if name and cell.strip()}
        row["line"] = f"{file} 第 {number} 行"
        named = any(row.get(key) for key in ("part", "failure", "series"))
        if named:
            rows.claims.append(row)
        if "cars" in row or not named:
            rows.cars.append(row)


def _field(rows: _Rows, cover_months: int | None) -> Read:
    by_vin = {row["vin"].upper(): row for row in rows.cars if "vin" in row}
    for row in rows.claims:
        car = by_vin.get(row.get("vin", "").upper(), {})
        for key in ("produced", "sold"):
            if key in car:
                row.setdefault(key, car[key])
    sold, rising = _cars(rows)
    kept = [found for row in rows.claims if (found := _claim(row, rows.wrong)) is not None]
    if not kept or not (sold or rising):
        raise NotMeasured(f"没有一行能用；例如{rows.wrong[0] if rows.wrong else '车辆数都是空的'}。")
    built = [each.produced for each in kept] + [p for p, _ in (*sold, *rising)]
    days = [day for each in kept for day in (each.failed, each.reported)] + [m for _, m in (*sold, *rising)]
    produced_since, since = min(built), min(days)
    made, months = max(built) - produced_since + 1, max(days) - since + 1
    if months < _FEWEST_MONTHS or months > _LONGEST or made > _LONGEST:
        raise NotMeasured(
            f"一共 {months} 个月，{made} 个生产月；至少要 {_FEWEST_MONTHS} 个月，最多 {_LONGEST} 个。"
        )
    table = np.zeros((made, months))
    for (p, m), count in sold.items():
        table[p - produced_since, m - since] += count
    _rise(table, rising, produced_since, since)
    names = sorted({each.name for each in kept})
    places = {name: place for place, name in enumerate(names)}
    groups = sorted({each.group for each in kept})
    group = np.zeros(len(names), dtype=np.int64)
    stores = sorted({each.store for each in kept})
    lags = table @ np.arange(months) / np.maximum(table.sum(axis=1), 1e-9)
    columns: list[list[int]] = [[], [], [], [], [], []]
    for each in kept:
        s, p, failed = places[each.name], each.produced - produced_since, each.failed - since
        group[s] = groups.index(each.group)
        age = each.age if each.age is not None else max(0, round(failed - lags[p]))
        line = (s, p, age, failed, each.reported - since, stores.index(each.store))
        for column, value in zip(columns, line, strict=True):
            column.extend([value] * each.count)
    claims = Claims(*(np.array(column, dtype=np.int64) for column in columns))
    ages = min(months, cover_months or months)
    share = np.bincount(columns[5], minlength=len(stores)) / max(len(columns[5]), 1)
    size = Size(len(names), len(stores), made, months, 0, 0, len(groups))
    n = len(names)
    whole = Field(
        claims, Fleet(table, np.ones(ages)), group, share if len(stores) > 2 else np.ones(1),
        np.ones(n), np.zeros(n, dtype=np.int64), np.full(n, -1), size,
    )  # fmt: skip
    return Read(whole, tuple(names), since, produced_since, tuple(rows.wrong))


def _cars(rows: _Rows) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """Cars sold by month of production and sale; or cars in service by month of production and month."""
    sold: dict[tuple[int, int], float] = defaultdict(float)
    rising: dict[tuple[int, int], float] = {}
    for row in rows.cars:
        made = month_of(row.get("produced", ""))
        count = _number(row.get("cars", "1" if "vin" in row else ""))
        when = month_of(row.get("sold", "")) if "sold" in row else None
        month = month_of(row.get("month", "")) if "month" in row else None
        if made is None or count is None or count < 0:
            rows.wrong.append(f"{row['line']}：生产月或车辆数读不出来")
        elif when is not None or month is None:
            sold[made, when if when is not None else made] += count
        else:
            rising[made, month] = max(rising.get((made, month), 0.0), count)
    return sold, rising


def _rise(
    table: NDArray[np.float64], rising: dict[tuple[int, int], float], produced_since: int, since: int
) -> None:
    """Cars in service month by month, as the sales that make them so many."""
    for p in range(table.shape[0]):
        before = 0.0
        for m in range(table.shape[1]):
            now = rising.get((p + produced_since, m + since))
            if now is not None and now > before:
                table[p, m] += now - before
                before = now


def _claim(row: dict[str, str], wrong: list[str]) -> _Claim | None:
    """A line of claims; None for one that cannot be used, which is named."""
    made, count = month_of(row.get("produced", "")), _number(row.get("claims", "1"))
    day = next((row[key] for key in ("failed", "reported", "month") if key in row), "")
    failed, reported = month_of(day), month_of(row.get("reported", day))
    sold, age = month_of(row.get("sold", "")), _number(row.get("age", ""))
    if made is None or failed is None or reported is None or count is None or not 0 <= count <= _MOST_CLAIMS:
        wrong.append(f"{row['line']}：生产月、日期或件数读不出来")
        return None
    if not made <= (sold if sold is not None else made) <= failed <= reported:
        wrong.append(f"{row['line']}：生产、销售、故障、申报的先后不对")
        return None
    months = int(age) if age is not None and age >= 0 else (failed - sold if sold is not None else None)
    name = " / ".join(row[key] for key in ("series", "part", "failure") if key in row)
    return _Claim(
        name, row.get("group", ""), made, failed, months, reported, round(count), row.get("store", "")
    )


def _number(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", ""))
    except ValueError:
        return None
    return value if np.isfinite(value) else None
