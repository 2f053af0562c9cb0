"""What the workshop prints: each document is a data class and a template of the same name, side by side.

Texts are in the words that the paper shows; amounts are yuan with tax, labour times minutes. Totals are
worked out from the lines, so that no document can disagree with its own lines. `paper.pdf()` prints.
"""

from huichang.workshop.papers.approval import Approval, ApprovalLine, ApprovalPoint
from huichang.workshop.papers.certificate import Certificate, Returned
from huichang.workshop.papers.check_in import CheckIn, Damage, PointGroup, Tick, drawn
from huichang.workshop.papers.dispatch_slip import DispatchItem, DispatchPart, DispatchSlip
from huichang.workshop.papers.gate_pass import GatePass
from huichang.workshop.papers.particulars import Car, Change, Concern, Party, Photo, Point
from huichang.workshop.papers.quality_check import (
    CheckedItem,
    CheckedPart,
    CheckedWork,
    QualityCheck,
    Rework,
    RoadTest,
)
from huichang.workshop.papers.repair_order import Guarantee, LabourLine, MaterialLine, OtherLine, RepairOrder

__all__ = [
    "Approval",
    "ApprovalLine",
    "ApprovalPoint",
    "Car",
    "Certificate",
    "Change",
    "CheckIn",
    "CheckedItem",
    "CheckedPart",
    "CheckedWork",
    "Concern",
    "Damage",
    "DispatchItem",
    "DispatchPart",
    "DispatchSlip",
    "GatePass",
    "Guarantee",
    "LabourLine",
    "MaterialLine",
    "OtherLine",
    "Party",
    "Photo",
    "Point",
    "PointGroup",
    "QualityCheck",
    "RepairOrder",
    "Returned",
    "Rework",
    "RoadTest",
    "Tick",
    "drawn",
]
