"""Stocking by itself: nobody above hears what the store room tells."""

import pytest

from huichang.parts import askers, book, requests


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room above answers or listens."""
    monkeypatch.setattr(book, "announce", lambda fact: None)
    monkeypatch.setattr(requests, "announce", lambda fact: None)
    monkeypatch.setattr(askers, "_ORDERS", [])
    monkeypatch.setattr(askers, "_APPOINTMENTS", [])
    monkeypatch.setattr(askers, "_KEEPERS", [])
