"""Tables of the parts store."""

from huichang.parts.models.batches import Batch, BatchStock
from huichang.parts.models.catalogue import Fit, Kin, Part, PartPrice, Substitute
from huichang.parts.models.counting import Count, CountBin, CountLine, CountTake
from huichang.parts.models.demand import DemandHistory
from huichang.parts.models.passing import Loan, Scrap, Transfer, TransferLine
from huichang.parts.models.picking import PickLine
from huichang.parts.models.pricing import (
    BuyerClass,
    Campaign,
    CampaignLine,
    ClassTerm,
    FloorRequest,
    GuidePrice,
    PriceBand,
    PriceRound,
    PriceRoundLine,
)
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
    "BuyerClass",
    "Campaign",
    "CampaignLine",
    "ClassTerm",
    "Count",
    "CountBin",
    "CountLine",
    "CountTake",
    "Delivery",
    "DemandHistory",
    "Fit",
    "FloorRequest",
    "GuidePrice",
    "Hold",
    "HoldRequest",
    "Kin",
    "Loan",
    "Move",
    "Part",
    "PartPrice",
    "PickLine",
    "PlaceLimit",
    "PriceBand",
    "PriceRound",
    "PriceRoundLine",
    "Proof",
    "Scrap",
    "Stock",
    "Substitute",
    "Transfer",
    "TransferLine",
    "Warehouse",
]
