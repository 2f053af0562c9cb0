"""What buying prints."""

from huichang.supply.papers.goods_out import GoodsLine, GoodsOut
from huichang.supply.papers.purchase_order import OrderedLine, PurchaseOrderPaper

__all__ = ["GoodsLine", "GoodsOut", "OrderedLine", "PurchaseOrderPaper"]
