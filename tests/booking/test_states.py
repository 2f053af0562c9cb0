"""State × verb of a booking."""

import pytest

from huichang.booking.models import Appointment
from huichang.booking.states import APPOINTMENT, AppointmentState
from huichang.kernel.refusals import OutOfTurn

ALLOWED = {
    "asked": {"confirm", "arrive", "miss", "cancel", "move"},
    "confirmed": {"arrive", "miss", "cancel", "move"},
    "missed": {"arrive", "cancel", "move"},
    "arrived": set(),
    "cancelled": set(),
}
LEADS_TO = {
    "confirm": "confirmed",
    "arrive": "arrived",
    "miss": "missed",
    "cancel": "cancelled",
    "move": "confirmed",
}


@pytest.mark.parametrize("state", AppointmentState.values)
@pytest.mark.parametrize("verb", LEADS_TO)
def test_allows_these_verbs_and_no_others(state: str, verb: str) -> None:
    row = Appointment(number="YY2603020001", state=state)
    if verb in ALLOWED[state]:
        APPOINTMENT.move(row, verb)
        assert row.state == LEADS_TO[verb]
    else:
        with pytest.raises(OutOfTurn, match="预约 YY2603020001现在是"):
            APPOINTMENT.move(row, verb)
