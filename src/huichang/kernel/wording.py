"""How money, quantities, times, plates and phones are written for people. Pure: the moment is always passed in."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

NOTHING = "—"
MINUS = "−"
WEEKDAYS = "一二三四五六日"
NEAR_MINUTES = 15


def yuan(amount: Decimal | int | None) -> str:
    """`amount` in yuan as ¥1,234.50; a dash for None. The sign stands before the ¥."""
    if amount is None:
        return NOTHING
    value = Decimal(amount)
    return f"{MINUS if value < 0 else ''}¥{abs(value):,.2f}"


def unit_price(amount: Decimal | int | None) -> str:
    """A price per unit as ¥34,902.65, with its third and fourth place where it has them; a dash for None."""
    if amount is None:
        return NOTHING
    value = Decimal(amount).quantize(Decimal("0.0001"))
    whole, _, places = f"{abs(value):,.4f}".partition(".")
    return f"{MINUS if value < 0 else ''}¥{whole}.{places[:2]}{places[2:].rstrip('0')}"


def quantity(amount: Decimal | int | float | None, unit: str = "") -> str:
    """A quantity without trailing zeros (three places at most), with its unit after a thin gap."""
    if amount is None:
        return NOTHING
    value = Decimal(str(amount)).quantize(Decimal("0.001"))
    text = f"{abs(value):,.3f}".rstrip("0").rstrip(".")
    return f"{MINUS if value < 0 else ''}{text}{' ' + unit if unit else ''}"


def grouped(number: int | None) -> str:
    """A whole number with thousands separators."""
    return NOTHING if number is None else f"{number:,d}".replace("-", MINUS)


def labour_hours(minutes: int | None) -> str:
    """Labour time, kept in minutes, as the trade says it: 90 → 1.5 工时."""
    return NOTHING if minutes is None else quantity(round(Decimal(minutes) / 60, 2), "工时")


def span(minutes: int) -> str:
    """A length of time: 8 分, 1 小时 12 分, 2 天 3 小时. Negative lengths are written by their size."""
    left = abs(minutes)
    if left < 60:
        return f"{left} 分"
    if left < 24 * 60:
        return f"{left // 60} 小时" + (f" {left % 60} 分" if left % 60 else "")
    hours = left % 1440 // 60
    return f"{left // 1440} 天" + (f" {hours} 小时" if hours else "")


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from `start` to `end`, rounded towards the past, so that 30 seconds late is late."""
    return int((end - start) // timedelta(minutes=1))


def on_day(value: date | datetime) -> date:
    """The calendar day of a date or an instant, in the store's time zone."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None, today: date) -> str:
    """今天, 明天, 昨天, else 11月23日 周一; with the year when it is not this year's."""
    if value is None:
        return NOTHING
    the_day = on_day(value)
    near = {0: "今天", 1: "明天", -1: "昨天"}.get((the_day - today).days)
    if near:
        return near
    year = "" if the_day.year == today.year else f"{the_day.year}年"
    return f"{year}{the_day.month}月{the_day.day}日 周{WEEKDAYS[the_day.weekday()]}"


def clock_time(value: datetime | None) -> str:
    """The time on the wall: 16:30."""
    return NOTHING if value is None else f"{timezone.localtime(value):%H:%M}"


def moment(value: datetime | None, today: date) -> str:
    """Day and time together: 今天 16:30."""
    return NOTHING if value is None else f"{day(value, today)} {clock_time(value)}"


def time_left(due: datetime, now: datetime) -> tuple[str, str]:
    """What a due time means now, and how it stands: (“还有 42 分”, "") / ("…", "near") / (“超时 8 分”, "late")."""
    minutes = minutes_between(now, due)
    if minutes < 0:
        return f"超时 {span(minutes)}", "late"
    return f"还有 {span(minutes)}", "near" if minutes <= NEAR_MINUTES else ""


def kept(due: datetime, done: datetime) -> tuple[str, str]:
    """How a finished thing stood to its due time: (“提前 10 分”, "") / (“准时”, "") / (“晚 8 分”, "late")."""
    minutes = minutes_between(done, due)
    if minutes < 0:
        return f"晚 {span(minutes)}", "late"
    return (f"提前 {span(minutes)}" if minutes else "准时"), ""


def plate_parts(plate: str) -> tuple[str, str]:
    """A plate as it is painted: province and office, then the rest (川A, 8F6K2); other forms stay whole."""
    if len(plate) in (7, 8) and not plate[0].isascii() and plate[1].isascii() and plate[1].isalpha():
        return plate[:2], plate[2:]
    return "", plate


def plate_kind(plate: str) -> str:
    """The likeliest colour when nobody recorded it: eight places are new energy (green), else blue."""
    return "green" if len(plate) == 8 and plate.isascii() is False and plate[-1].isascii() else "blue"


def masked_plate(plate: str) -> str:
    """For screens that strangers see: province, office and the last three places stay (川A·**6K2)."""
    head, rest = plate_parts(plate)
    hidden = "*" * max(0, len(rest) - 3) + rest[-3:]
    return f"{head}·{hidden}" if head else hidden


def phone(number: str, *, masked: bool = False) -> str:
    """A mobile number in groups (138 0013 8000); masked it keeps the first three and the last four places."""
    if len(number) == 11 and number.isdigit():
        return f"{number[:3]}****{number[-4:]}" if masked else f"{number[:3]} {number[3:7]} {number[7:]}"
    if masked and len(number) > 4:
        return "*" * (len(number) - 4) + number[-4:]
    return number or NOTHING
