"""Tables of the plan: what is accepted, what is proposed, what disturbed it, what was learned."""

from huichang.planning.models.learned import Foretold, LearnedDuration
from huichang.planning.models.outlook import Outlook
from huichang.planning.models.plan import Arrangement, Disturbance, PlannedStep, StorePlan
from huichang.planning.models.proposal import Proposal, ProposedChange
from huichang.planning.models.pulls import Pull

__all__ = [
    "Arrangement",
    "Disturbance",
    "Foretold",
    "LearnedDuration",
    "Outlook",
    "PlannedStep",
    "Proposal",
    "ProposedChange",
    "Pull",
    "StorePlan",
]
