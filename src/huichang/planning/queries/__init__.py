"""What screens and other rooms may ask about the plan: frozen cards come out, never rows."""

from huichang.planning.queries.board import Board, CannotPlan, CarRow, LastArrangement, ProposalBrief, board
from huichang.planning.queries.diff import CostPart, Diff, DiffLine, Stand, WhyCard, diff, proposals, why
from huichang.planning.queries.trial import LaterCar, Trial, trial

__all__ = [
    "Board",
    "CannotPlan",
    "CarRow",
    "CostPart",
    "Diff",
    "DiffLine",
    "LastArrangement",
    "LaterCar",
    "ProposalBrief",
    "Stand",
    "Trial",
    "WhyCard",
    "board",
    "diff",
    "proposals",
    "trial",
    "why",
]
