"""Tables of the price book."""

from huichang.pricebook.models.labour import LabourRate, Operation
from huichang.pricebook.models.packages import Package, PackageLine

__all__ = ["LabourRate", "Operation", "Package", "PackageLine"]
