"""Rules of a car's file: how far it is driven, and which readings of the odometer can be. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

MOST_KM = 2_000_000
MOST_KM_A_DAY = 1_500
"""More than anybody drives for long: a reading above it is a slip of the finger, unless somebody says why."""
SERVICE_KM = 10_000
"""Cars come for their service about this often: whose next one is near is invited first."""
WINDOW = timedelta(days=730)
SHORTEST = timedelta(days=14)


@dataclass(frozen=True)
class Reading:
    """One reading of the odometer; `restarts` when the counter was exchanged or corrected at it."""

    km: int
    at: datetime
    restarts: bool = False


def km_per_day(readings: Sequence[Reading]) -> Decimal | None:
    """Kilometres a day over the last two years since the counter last restarted, by the slope of a straight line
    through the readings (least squares). None with fewer than two readings or less than 14 days between them."""
    ordered = sorted(readings, key=lambda reading: reading.at)
    start = max((index for index, reading in enumerate(ordered) if reading.restarts), default=0)
    kept = (
        [reading for reading in ordered[start:] if reading.at >= ordered[-1].at - WINDOW] if ordered else []
    )
    if len(kept) < 2 or kept[-1].at - kept[0].at < SHORTEST:
        return None
    days = [(reading.at - kept[0].at).total_seconds() / 86_400 for reading in kept]
    middle, height = sum(days) / len(days), sum(reading.km for reading in kept) / len(kept)
    spread = sum((day - middle) ** 2 for day in days)
    slope = (
        sum((day - middle) * (reading.km - height) for day, reading in zip(days, kept, strict=True)) / spread
    )
    return Decimal(str(max(0.0, slope))).quantize(Decimal("0.01"))


def expected_km(odometer: int, on: date | None, per_day: Decimal | None, today: date) -> int:
    """What the odometer probably shows today."""
    if on is None or per_day is None:
        return odometer
    return odometer + int(per_day * max(0, (today - on).days))


def next_service_on(km: int, per_day: Decimal | None, today: date) -> date | None:
    """About when the car will have driven to its next service; None where nobody knows how it is driven."""
    if not per_day:
        return None
    days = min(720, int((SERVICE_KM - km % SERVICE_KM) / per_day))
    return today + timedelta(days=days)


def implausible(km: int, *, last: int, last_on: date | None, today: date) -> str:
    """Why a reading is doubted, as a sentence that says what to do; empty when it is believed."""
    if not 0 <= km <= MOST_KM:
        return f"里程应在 0 到 {MOST_KM:,} 公里之间，请核对仪表。"
    if km < last:
        return f"里程不能低于上次的 {last:,} 公里；换过仪表或上次录错，请填写原因。"
    days = (today - last_on).days + 1 if last_on else None
    if days is not None and last and km - last > MOST_KM_A_DAY * days:
        return (
            f"里程比上次（{last:,} 公里）多了 {km - last:,} 公里，请核对是否多输了一位；确认无误请填写原因。"
        )
    return ""


def drive_profile(per_day: Decimal | None, use: str) -> str:
    """How the car is driven, in words."""
    if per_day is None:
        return "里程记录不足，暂不能判断"
    yearly = int(per_day * 365)
    if use in ("taxi", "ride", "truck") or per_day >= 120:
        word = "营运强度"
    elif per_day >= 60:
        word = "高频使用"
    elif per_day >= 25:
        word = "日常通勤"
    else:
        word = "偶尔使用"
    return f"{word} · 日均 {per_day:.0f} 公里 · 年约 {yearly:,} 公里"
