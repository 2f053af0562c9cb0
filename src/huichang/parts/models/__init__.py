"""Tables of the parts store."""

from huichang.parts.models.catalogue import Fit, Part, PartPrice, Substitute
from huichang.parts.models.picking import PickLine
from huichang.parts.models.stock import (
    BackOrder,
    Bin,
    BinStock,
    Delivery,
    Hold,
    HoldRequest,
    Move,
    Proof,
    Stock,
    Warehouse,
)

__all__ = [
    "BackOrder",
    "Bin",
    "BinStock",
    "Delivery",
    "Fit",
    "Hold",
    "HoldRequest",
    "Move",
    "Part",
    "PartPrice",
    "PickLine",
    "Proof",
    "Stock",
    "Substitute",
    "Warehouse",
]
