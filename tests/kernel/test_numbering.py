"""Document numbers."""

from datetime import timedelta

from huichang.kernel.numbering import hold, next_number
from tests.world import TODAY, World


class TestNextNumber:
    def test_runs_on_within_a_store_a_kind_and_a_day(self, world: World) -> None:
        north, south = world.north.pk, world.south.pk

        assert [next_number(north, "RO", on=TODAY) for _ in range(2)] == ["RO2603020001", "RO2603020002"]
        assert next_number(south, "RO", on=TODAY) == "RO2603020001"
        assert next_number(north, "JS", on=TODAY) == "JS2603020001"
        assert next_number(north, "RO", on=TODAY + timedelta(days=1)) == "RO2603030001"


class TestHold:
    def test_gives_out_no_number_itself(self, world: World) -> None:
        next_number(world.north.pk, "SK", on=TODAY)
        hold(world.north.pk, ("DJ", "SK"), on=TODAY)
        assert [next_number(world.north.pk, kind, on=TODAY) for kind in ("DJ", "SK")] == [
            "DJ2603020001",
            "SK2603020002",
        ]
