"""Tables of the parts store."""

from huichang.parts.models.batches import Batch, BatchStock
from huichang.parts.models.catalogue import Fit, Kin, Part, PartPrice, Substitute
from huichang.parts.models.counting import Count, CountBin, CountLine, CountTake
from huichang.parts.models.passing import Loan, Scrap, Transfer, TransferLine
from huichang.parts.models.picking import PickLine
from huichang.parts.models.stock import (
    BackOrder,
    Bin,
    BinStock,
    Delivery,
    Hold,
    HoldRequest,
    Move,
    PlaceLimit,
    Proof,
    Stock,
    Warehouse,
)

__all__ = [
    "BackOrder",
    "Batch",
    "BatchStock",
    "Bin",
    "BinStock",
    "Count",
    "CountBin",
    "CountLine",
    "CountTake",
    "Delivery",
    "Fit",
    "Hold",
    "HoldRequest",
    "Kin",
    "Loan",
    "Move",
    "Part",
    "PartPrice",
    "PickLine",
    "PlaceLimit",
    "Proof",
    "Scrap",
    "Stock",
    "Substitute",
    "Transfer",
    "TransferLine",
    "Warehouse",
]
