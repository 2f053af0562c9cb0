"""Tables of the manufacturer's desk."""

from huichang.network.models.cases import Case, PartsAsk
from huichang.network.models.field import Cars, Round, Signal

__all__ = ["Cars", "Case", "PartsAsk", "Round", "Signal"]
