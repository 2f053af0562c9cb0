"""Whose history may be read, and what hangs on it."""

from huichang.kernel.records import declare
from huichang.trade import permissions

declare("trade.sale", permissions.SEE_TRADE, {"trade.saleline": "sale", "trade.dispatch": "sale"})
declare("trade.account", permissions.SEE_TRADE, {"trade.address": "account"})
declare("trade.bill", permissions.SEE_TRADE)
declare("trade.goodsreturn", permissions.SEE_TRADE, {"trade.returnline": "goods_return"})
declare("trade.advice", permissions.SEE_TRADE)
