"""What the parts counter prints. Amounts are yuan with tax; `paper.pdf()` prints."""

from huichang.parts.papers.count_report import CountReport, DifferenceLine
from huichang.parts.papers.count_sheet import CountSheet, SheetLine
from huichang.parts.papers.labels import Label, Labels
from huichang.parts.papers.pick_list import PickLine, PickList

__all__ = [
    "CountReport",
    "CountSheet",
    "DifferenceLine",
    "Label",
    "Labels",
    "PickLine",
    "PickList",
    "SheetLine",
]
