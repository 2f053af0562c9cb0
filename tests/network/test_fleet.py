"""Cars built and sold."""

from datetime import date

import pytest

from huichang.kernel.refusals import NotAllowed, Refused
from huichang.network import fleet
from huichang.network.models import Cars
from huichang.network.queries import signals
from tests.network.field import Network

pytestmark = pytest.mark.req("WARR-31")


def keep(network: Network, text: str) -> int:
    return fleet.keep_fleet(network.officer, network.world.north.pk, text=text)


class TestKeepFleet:
    def test_replaces_only_the_models_in_the_lines(self, network: Network) -> None:
        assert keep(network, "R5,2025-01,2025-02,10\nL5,2025-01,2025-01,5") == 2
        assert keep(network, "车型,生产月,销售月,台数\nR5\t2025年3月\t2025/4\t7\nR5,2025-03,2025-04,1\n") == 1
        assert [(row.model, row.cars) for row in signals.fleet(network.officer)] == [("L5", 5), ("R5", 8)]
        assert Cars.objects.get(model="R5").produced_on == date(2025, 3, 1)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "粘贴"),
            ("车型,生产月,销售月,台数", "只有标题"),
            ("R5,2025-01,2025-02", "第 1 行应当是四列"),
            ("R5,2025-01,2025-02,3\nR5,2025-13,2025-02,3", "第 2 行的月份"),
            ("R5,2025-05,2025-02,3", "早于生产月"),
            ("R5,2025-01,2025-02,many", "台数"),
            ("R5,2025-01,2025-02,0", "台数"),
        ],
    )
    def test_names_the_lines_that_are_wrong_and_changes_nothing(
        self, network: Network, text: str, says: str
    ) -> None:
        keep(network, "R5,2025-01,2025-02,10")
        with pytest.raises(Refused, match=says):
            keep(network, text)
        assert Cars.objects.get().count == 10

    def test_takes_only_so_many_lines(self, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fleet, "MOST_LINES", 1)
        with pytest.raises(Refused, match="最多 1 行"):
            keep(network, "R5,2025-01,2025-02,1\nR5,2025-01,2025-03,1")

    def test_is_the_officers(self, network: Network) -> None:
        for actor in (network.world.warranty_clerk, network.world.southern_manager):
            with pytest.raises(NotAllowed):
                fleet.keep_fleet(actor, network.world.north.pk, text="R5,2025-01,2025-02,1")
