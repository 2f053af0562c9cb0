"""Claims by themselves: every line is covered, whatever policies there are."""

import pytest

from huichang.vehicles import cover_answers
from tests.verdicts.auditing import Auditing
from tests.warranty.claiming import covered
from tests.world import World


@pytest.fixture(autouse=True)
def all_is_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The policies themselves are tested where they are kept."""
    monkeypatch.setattr(cover_answers, "answers", covered())


@pytest.fixture
def desk(world: World) -> Auditing:
    """The officer's desk."""
    return Auditing(world)
