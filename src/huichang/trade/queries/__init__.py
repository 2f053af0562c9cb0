"""What screens and other rooms may ask about selling parts. Plain values come out; amounts are yuan, tax included."""

from huichang.trade.queries.accounts import (
    AccountPage,
    AccountRow,
    AddressCard,
    Buyer,
    Drivers,
    account_list,
    account_page,
    buyers,
    customer_of,
    drivers,
)
from huichang.trade.queries.advice import AdviceCard, advice_card, advice_list
from huichang.trade.queries.bills import (
    BillPage,
    BillRow,
    ChargeCard,
    bill_list,
    bill_page,
    owed_by_age,
    unbilled,
)
from huichang.trade.queries.dispatches import DispatchCard, dispatch_card, dispatch_list
from huichang.trade.queries.returns import ReturnCard, return_card, return_list
from huichang.trade.queries.sale_rows import SaleRow, sale_list
from huichang.trade.queries.sales import Credit, LineCard, SalePage, sale_page

__all__ = [
    "AccountPage",
    "AccountRow",
    "AddressCard",
    "AdviceCard",
    "BillPage",
    "BillRow",
    "Buyer",
    "ChargeCard",
    "Credit",
    "DispatchCard",
    "Drivers",
    "LineCard",
    "ReturnCard",
    "SalePage",
    "SaleRow",
    "account_list",
    "account_page",
    "advice_card",
    "advice_list",
    "bill_list",
    "bill_page",
    "buyers",
    "customer_of",
    "dispatch_card",
    "dispatch_list",
    "drivers",
    "owed_by_age",
    "return_card",
    "return_list",
    "sale_list",
    "sale_page",
    "unbilled",
]
