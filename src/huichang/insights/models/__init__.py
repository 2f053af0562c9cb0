"""Tables of the figures: what months came to."""

from huichang.insights.models.months import MonthSum

__all__ = ["MonthSum"]
