"""The field of the tests."""

import pytest

from tests.network.field import Network
from tests.world import World


@pytest.fixture
def network(world: World, monkeypatch: pytest.MonkeyPatch) -> Network:
    """A simulated field whose cars nobody counted yet."""
    return Network(world, monkeypatch)
