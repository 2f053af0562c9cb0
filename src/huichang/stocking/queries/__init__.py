"""What screens and other rooms may ask about stocking. Plain values come out."""

from huichang.stocking.queries.budget import Budget, budget
from huichang.stocking.queries.calculation import CalculationCard, calculation
from huichang.stocking.queries.desk import Desk, DeskGroup, DeskRow, desk, open_to_get, suggestion
from huichang.stocking.queries.effect import (
    OUTCOMES,
    ClassError,
    Effect,
    ErrorLine,
    Tally,
    effect,
    effect_lines,
    error_lines,
)
from huichang.stocking.queries.idle import BANDS, Begun, IdlePage, Proposal, idle_page
from huichang.stocking.queries.lost import LostRow, lost_list
from huichang.stocking.queries.outlook import OutlookPage, outlook_page

__all__ = [
    "BANDS",
    "OUTCOMES",
    "Begun",
    "Budget",
    "CalculationCard",
    "ClassError",
    "Desk",
    "DeskGroup",
    "DeskRow",
    "Effect",
    "ErrorLine",
    "IdlePage",
    "LostRow",
    "OutlookPage",
    "Proposal",
    "Tally",
    "budget",
    "calculation",
    "desk",
    "effect",
    "effect_lines",
    "error_lines",
    "idle_page",
    "lost_list",
    "open_to_get",
    "outlook_page",
    "suggestion",
]
