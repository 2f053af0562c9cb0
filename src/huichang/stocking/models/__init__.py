"""Tables of stocking."""

from huichang.stocking.models.asking import Asked
from huichang.stocking.models.levels import Level
from huichang.stocking.models.suggestions import Suggestion

__all__ = ["Asked", "Level", "Suggestion"]
