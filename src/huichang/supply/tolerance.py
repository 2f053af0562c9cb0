"""How far an invoice may be off before somebody has to look at it (PARTS-20), and the tax that it bears."""

from decimal import Decimal

from huichang.company import settings

TAX_RATE = settings.declare(
    "supply.tax_percent", 13, "采购税率", unit="%", fits=settings.between(0, 30), law="增值税法 第十条"
)
TOLERANCE_PERCENT = settings.declare(
    "supply.tolerance_percent",
    1,
    "发票单行金额允许差异",
    unit="%",
    fits=settings.between(0, 20),
)
TOLERANCE_YUAN = settings.declare(
    "supply.tolerance_yuan", 5, "发票单行金额允许差异，最多", unit="元", fits=settings.between(0, 10_000)
)


def within(store_id: int, billed: Decimal, expected: Decimal) -> bool:
    """Whether an amount is near enough to what was expected: within the percentage, and within the yuan, whichever is less."""
    difference = abs(billed - expected)
    percent = expected * settings.of(store_id, TOLERANCE_PERCENT) / 100
    return difference <= min(percent, Decimal(settings.of(store_id, TOLERANCE_YUAN)))
