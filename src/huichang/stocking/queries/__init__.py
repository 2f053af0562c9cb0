"""What screens and other rooms may ask about stocking. Plain values come out."""

from huichang.stocking.queries.desk import Desk, DeskGroup, DeskRow, desk, open_numbers
from huichang.stocking.queries.lost import LostRow, lost_list
from huichang.stocking.queries.outlook import OutlookPage, outlook_page

__all__ = [
    "Desk",
    "DeskGroup",
    "DeskRow",
    "LostRow",
    "OutlookPage",
    "desk",
    "lost_list",
    "open_numbers",
    "outlook_page",
]
