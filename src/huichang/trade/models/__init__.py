"""Tables of selling parts."""

from huichang.trade.models.accounts import Account, Address
from huichang.trade.models.advice import Advice
from huichang.trade.models.bills import Bill, Charge
from huichang.trade.models.dispatches import Dispatch, DispatchLine
from huichang.trade.models.links import Link
from huichang.trade.models.returns import GoodsReturn, ReturnLine
from huichang.trade.models.sales import Sale, SaleLine

__all__ = [
    "Account",
    "Address",
    "Advice",
    "Bill",
    "Charge",
    "Dispatch",
    "DispatchLine",
    "GoodsReturn",
    "Link",
    "ReturnLine",
    "Sale",
    "SaleLine",
]
