"""State × verb, for every entity of the room."""

import pytest

from huichang.kernel.flow import Flow
from huichang.kernel.refusals import OutOfTurn
from huichang.knowledge.models import HelpRequest, Lesson
from huichang.knowledge.states import HELP, LESSON, HelpState, LessonState

ALLOWED = {
    ("help", "open"): {"answer", "ask_on", "pass_on", "close"},
    ("help", "answered"): {"answer", "ask_on", "pass_on", "close"},
    ("help", "closed"): set(),
    ("lesson", "proposed"): {"take", "drop"},
    ("lesson", "taken"): set(),
    ("lesson", "dropped"): set(),
}


@pytest.mark.parametrize(
    ("flow", "row", "state"),
    [
        *[(HELP, HelpRequest(question="抖"), state) for state in HelpState.values],
        *[(LESSON, Lesson(concern="抖"), state) for state in LessonState.values],
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_allows_these_verbs_and_no_others(flow: Flow, row: HelpRequest | Lesson, state: str) -> None:
    name = "help" if flow is HELP else "lesson"
    for verb, _, to in flow.table():
        row.state = state
        if verb in ALLOWED[name, state]:
            flow.move(row, verb)
            assert row.state == to
        else:
            with pytest.raises(OutOfTurn):
                flow.move(row, verb)
