"""Tables of 三包."""

from huichang.sanbao.models.cars import Certificate, Standing
from huichang.sanbao.models.limits import Components, Limits
from huichang.sanbao.models.repairs import Change, Decision, Fault, LeftOut, Problem, Repair
from huichang.sanbao.models.requests import Request, SpareCar

__all__ = [
    "Certificate",
    "Change",
    "Components",
    "Decision",
    "Fault",
    "LeftOut",
    "Limits",
    "Problem",
    "Repair",
    "Request",
    "SpareCar",
    "Standing",
]
