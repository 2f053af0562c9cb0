"""How far an invoice may be off before somebody has to look at it (PARTS-20), the tax that it bears, where its freight goes."""

from decimal import Decimal

from huichang.company import settings
from huichang.supply.models import Contract

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
FREIGHT = settings.declare(
    "supply.freight",
    "stock",
    "采购运费怎么入账",
    choices={"stock": "按金额分摊，计入库存成本（企业会计准则第1号 第六条）", "expense": "计入当期费用"},
)


def rate_of(store_id: int, contract: Contract | None) -> Decimal:
    """The share of tax (0.13) that a supplier's invoices bear: as its contract says, else the store's usual one."""
    if contract is not None and contract.tax_percent is not None:
        return contract.tax_percent / 100
    return Decimal(settings.of(store_id, TAX_RATE)) / 100


def within(store_id: int, billed: Decimal, expected: Decimal) -> bool:
    """Whether an amount is near enough to what was expected: within the percentage, and within the yuan, whichever is less."""
    difference = abs(billed - expected)
    percent = expected * settings.of(store_id, TOLERANCE_PERCENT) / 100
    return difference <= min(percent, Decimal(settings.of(store_id, TOLERANCE_YUAN)))
