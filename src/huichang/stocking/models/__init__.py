"""Tables of stocking."""

from huichang.stocking.models.asking import Asked
from huichang.stocking.models.levels import Calculation, Expectation, Level
from huichang.stocking.models.suggestions import Suggestion

__all__ = ["Asked", "Calculation", "Expectation", "Level", "Suggestion"]
