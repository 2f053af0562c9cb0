"""State tables."""

from collections.abc import Mapping
from typing import Any

from huichang.kernel.refusals import OutOfTurn

States = str | tuple[str, ...]


class Flow:
    """What may follow what. One table, read by the code, the buttons, the documents and the tests.

    Flow({"quote": "报价", ...}, quote=(S.DRAFT, S.QUOTED), reopen=((S.DONE, S.DECLINED), S.DRAFT))

    `says` gives each verb its word on the screen.
    """

    def __init__(self, says: Mapping[str, str], **verbs: tuple[States, str]) -> None:
        if set(says) != set(verbs):
            raise ValueError(f"every verb needs its word: {set(says) ^ set(verbs)}")
        self.says = dict(says)
        self._verbs = {
            verb: (frozenset(froms if isinstance(froms, tuple) else (froms,)), to)
            for verb, (froms, to) in verbs.items()
        }

    def verbs_from(self, state: str) -> list[str]:
        """The verbs that a row in `state` allows."""
        return [verb for verb, (froms, _) in self._verbs.items() if state in froms]

    def allows(self, state: str, verb: str) -> bool:
        """Whether a row in `state` may `verb`."""
        return state in self._verbs[verb][0]

    def move(self, row: Any, verb: str) -> None:
        """Set `row.state` to where `verb` leads. Raises OutOfTurn when the row's state does not allow it."""
        froms, to = self._verbs[verb]
        if row.state not in froms:
            raise OutOfTurn(f"{row}现在是“{row.get_state_display()}”，不能{self.says[verb]}。")
        row.state = to

    def table(self) -> list[tuple[str, list[str], str]]:
        """(verb, states it may start from, state it leads to), for documents and tests."""
        return [(verb, sorted(froms), to) for verb, (froms, to) in self._verbs.items()]
