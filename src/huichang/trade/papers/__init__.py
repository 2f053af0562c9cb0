"""What selling parts prints."""

from huichang.trade.papers.month_bill import BilledLine, MonthBillPaper, PaidLine
from huichang.trade.papers.sale import SaleLinePaper, SalePaper
from huichang.trade.papers.slip import SlipLine, SlipPaper

__all__ = [
    "BilledLine",
    "MonthBillPaper",
    "PaidLine",
    "SaleLinePaper",
    "SalePaper",
    "SlipLine",
    "SlipPaper",
]
