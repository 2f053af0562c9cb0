"""What several of the workshop's tests listen to."""

import pytest

from huichang.kernel import facts as telling


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The facts that were announced, in order; the rooms above hear them all the same."""
    from huichang.workshop import (
        alarms,
        answers,
        arrival,
        clock,
        comebacks,
        extra_work,
        findings,
        handover,
        inspection,
        orders,
        progress,
        staying,
    )

    told: list[object] = []

    def announce(fact: object) -> None:
        told.append(fact)
        telling.announce(fact)

    for module in (
        alarms,
        answers,
        arrival,
        clock,
        comebacks,
        extra_work,
        findings,
        handover,
        inspection,
        orders,
        progress,
        staying,
    ):
        monkeypatch.setattr(module, "announce", announce)
    return told
