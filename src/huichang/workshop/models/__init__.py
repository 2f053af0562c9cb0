"""Tables of the visit."""

from huichang.workshop.models.checks import CheckIn, Comeback, Finding, Guarantee, QualityCheck
from huichang.workshop.models.insured import InsurerCase
from huichang.workshop.models.leaving import CustomerLink, GatePass, Handover
from huichang.workshop.models.order import Answer, ExtraWork, Job, Line, Order
from huichang.workshop.models.visit import Alarm, Visit
from huichang.workshop.models.work import Assignment, Clock

__all__ = [
    "Alarm",
    "Answer",
    "Assignment",
    "CheckIn",
    "Clock",
    "Comeback",
    "CustomerLink",
    "ExtraWork",
    "Finding",
    "GatePass",
    "Guarantee",
    "Handover",
    "InsurerCase",
    "Job",
    "Line",
    "Order",
    "QualityCheck",
    "Visit",
]
