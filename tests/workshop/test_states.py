"""The state tables: every state × every verb, and that the use-cases have no other way."""

import pytest

from huichang.kernel.flow import Flow
from huichang.kernel.refusals import OutOfTurn
from huichang.workshop import states
from huichang.workshop.states import ExtraState, JobState, LineState, OrderState, Stage

pytestmark = pytest.mark.req("LANE-24")

TABLES = {
    "order": (states.ORDER, OrderState),
    "line": (states.LINE, LineState),
    "job": (states.JOB, JobState),
    "extra": (states.EXTRA, ExtraState),
}
MAY = {
    "order": {
        "sign": "draft>signed",
        "start": "signed,waiting>in_work",
        "wait": "signed,in_work>waiting",
        "resume": "waiting>in_work",
        "queue": "waiting>signed",
        "finish": "in_work>done",
        "reopen": "done,checked>in_work",
        "check": "done>checked",
        "settle": "checked>settled",
        "unsettle": "settled>checked",
        "deliver": "settled>delivered",
        "cancel": "draft,signed,in_work,waiting>cancelled",
    },
    "line": {
        "quote": "draft>quoted",
        "authorize": "draft,quoted>authorized",
        "decline": "draft,quoted>declined",
        "rewrite": "quoted,declined>draft",
        "finish": "authorized>done",
        "reopen": "done>authorized",
        "drop": "draft,quoted,authorized>dropped",
    },
    "job": {
        "approve": "proposed>planned",
        "start": "planned,paused>working",
        "pause": "working>paused",
        "finish": "working,paused>done",
        "reopen": "done>planned",
        "drop": "proposed,planned,paused>dropped",
    },
    "extra": {
        "ask": "found,asked>asked",
        "reprice": "found,asked>found",
        "approve": "asked>approved",
        "approve_partly": "asked>partly",
        "decline": "asked>declined",
        "withdraw": "found,asked>withdrawn",
    },
}
CELLS = [
    (name, state, verb)
    for name, (flow, kind) in TABLES.items()
    for state in kind.values
    for verb in flow.says
]


class Row:
    """Anything with a state."""

    def __init__(self, state: str) -> None:
        self.state = state

    def get_state_display(self) -> str:
        return self.state

    def __str__(self) -> str:
        return "这一行"


def arrow(name: str, verb: str) -> tuple[set[str], str]:
    froms, to = MAY[name][verb].split(">")
    return set(froms.split(",")), to


@pytest.mark.parametrize(("name", "state", "verb"), CELLS)
def test_every_verb_from_every_state(name: str, state: str, verb: str) -> None:
    flow: Flow = TABLES[name][0]
    froms, to = arrow(name, verb)
    row = Row(state)
    if state in froms:
        flow.move(row, verb)
        assert row.state == to
    else:
        with pytest.raises(OutOfTurn, match=f"现在是“{state}”，不能{flow.says[verb]}"):
            flow.move(row, verb)
        assert row.state == state


@pytest.mark.parametrize("name", TABLES)
def test_the_table_is_all_there_is(name: str) -> None:
    flow, kind = TABLES[name]
    assert {verb: (set(froms), to) for verb, froms, to in flow.table()} == {
        verb: arrow(name, verb) for verb in MAY[name]
    }
    assert {to for _, _, to in flow.table()} <= set(kind.values)


@pytest.mark.req("LANE-34")
def test_every_order_state_has_its_stage() -> None:
    assert set(states.STAGE_OF_ORDER) == set(OrderState)
    assert states.stage_of(None, left=False) is Stage.ARRIVED
    assert states.stage_of("delivered", left=False) is Stage.TO_DELIVER
    assert states.stage_of("delivered", left=True) is Stage.GONE
