"""Value-added tax inside the prices. 13 % for repair and parts: 《增值税法》 (2026-01-01) §10(一)."""

from decimal import Decimal

from huichang.company import settings

REPAIR_PERCENT = settings.declare(
    "pricebook.tax_repair_percent", 13.0, "维修与配件增值税率", unit="%", law="增值税法 §10(一)"
)
SIDE_PERCENT = settings.declare(
    "pricebook.tax_side_percent", 13.0, "拖车、停车保管增值税率（随维修主业一并计税时同主业）", unit="%"
)
SIDE_KINDS = frozenset({"towing", "storage"})


def rate(store_id: int, kind: str) -> Decimal:
    """The tax rate inside a line of this kind, as a share (0.130)."""
    percent = settings.of(store_id, SIDE_PERCENT if kind in SIDE_KINDS else REPAIR_PERCENT)
    return (Decimal(str(percent)) / 100).quantize(Decimal("0.001"))
