"""How a store stands to a call-back order: read off its parts."""

from huichang.network.states import AskState
from huichang.warranty.queries.called import Progress


def standing(progress: Progress | None, *, is_withdrawn: bool) -> AskState:
    """The state of an ask by the parts of its call-back; `progress` None: none of them ever lay at the store.

    It is packed when all that is left lies in boxes, sent when nothing is left, audited when none is on its way any more.
    """
    if is_withdrawn:
        return AskState.WITHDRAWN
    if progress is None or not progress.wanted:
        return AskState.LACKING
    if progress.here:
        return AskState.ASKED
    if progress.boxed:
        return AskState.PACKED
    return AskState.SENT if progress.sent else AskState.AUDITED
