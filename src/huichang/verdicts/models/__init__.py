"""Tables of the manufacturer's claim desk."""

from huichang.verdicts.models.risk import Risk
from huichang.verdicts.models.rules import Rule, RuleBook
from huichang.verdicts.models.verdicts import PublishedList, Round, Verdict, VerdictCut

__all__ = ["PublishedList", "Risk", "Round", "Rule", "RuleBook", "Verdict", "VerdictCut"]
