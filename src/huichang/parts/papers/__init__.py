"""What the parts counter prints. Amounts are yuan with tax; `paper.pdf()` prints."""

from huichang.parts.papers.pick_list import PickLine, PickList

__all__ = ["PickLine", "PickList"]
