"""What 三包 prints: the calculation, the repair record of 第十七条, and letters to the owner."""

from huichang.sanbao.papers.calculation import Calculation, Counted, CountedRepair
from huichang.sanbao.papers.letter import Letter
from huichang.sanbao.papers.repair_record import RecordLine, RepairRecord, SpareLine

__all__ = [
    "Calculation",
    "Counted",
    "CountedRepair",
    "Letter",
    "RecordLine",
    "RepairRecord",
    "SpareLine",
]
