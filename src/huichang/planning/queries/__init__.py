"""What screens and other rooms may ask about the plan: frozen cards come out, never rows."""

from huichang.planning.queries.board import Board, CannotPlan, CarRow, LastArrangement, ProposalBrief, board
from huichang.planning.queries.costs import CostPart
from huichang.planning.queries.diff import Diff, DiffLine, Stand, WhyCard, diff, proposals, why
from huichang.planning.queries.learned import Calibration, Learned, calibration, learned
from huichang.planning.queries.taken import NextJob, PullCard, Reason, next_job, pulls
from huichang.planning.queries.trial import LaterCar, Trial, trial

__all__ = [
    "Board",
    "Calibration",
    "CannotPlan",
    "CarRow",
    "CostPart",
    "Diff",
    "DiffLine",
    "LastArrangement",
    "LaterCar",
    "Learned",
    "NextJob",
    "ProposalBrief",
    "PullCard",
    "Reason",
    "Stand",
    "Trial",
    "WhyCard",
    "board",
    "calibration",
    "diff",
    "learned",
    "next_job",
    "proposals",
    "pulls",
    "trial",
    "why",
]
