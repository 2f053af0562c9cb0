"""The parts store by itself: what it tells the rooms above is caught here, so that they need no order to hear it."""

from typing import Any

import pytest

from huichang.parts import askers, book, requests


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The facts that were announced, in order."""
    facts: list[Any] = []
    monkeypatch.setattr(book, "announce", facts.append)
    monkeypatch.setattr(requests, "announce", facts.append)
    monkeypatch.setattr(askers, "_ORDERS", [])
    monkeypatch.setattr(askers, "_APPOINTMENTS", [])
    monkeypatch.setattr(askers, "_KEEPERS", [])
    return facts
