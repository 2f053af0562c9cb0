"""What screens and other rooms may ask about calls, due matters and complaints."""

from huichang.care.queries.calls import AttemptCard, CallCard, CallRow, Coverage, call, calls, coverage
from huichang.care.queries.complaints import ComplaintCard, ComplaintRow, complaint, complaints
from huichang.care.queries.due import AHEAD, DueGroup, DueMatter, due_list, due_of_vehicle

__all__ = [
    "AHEAD",
    "AttemptCard",
    "CallCard",
    "CallRow",
    "ComplaintCard",
    "ComplaintRow",
    "Coverage",
    "DueGroup",
    "DueMatter",
    "call",
    "calls",
    "complaint",
    "complaints",
    "coverage",
    "due_list",
    "due_of_vehicle",
]
