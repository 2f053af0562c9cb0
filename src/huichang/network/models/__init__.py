"""Tables of the manufacturer's desk."""

from huichang.network.models.calls import CallOrder, PartsAsk
from huichang.network.models.cases import Case
from huichang.network.models.field import Cars, Round, Signal
from huichang.network.models.published import Notice, NoticeRead, NoticeStore

__all__ = [
    "CallOrder",
    "Cars",
    "Case",
    "Notice",
    "NoticeRead",
    "NoticeStore",
    "PartsAsk",
    "Round",
    "Signal",
]
