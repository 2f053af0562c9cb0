"""The price book that a new company starts with."""

import pytest

from huichang.pricebook import loading, queries
from huichang.pricebook.models import Operation
from tests.world import TODAY, World

pytestmark = pytest.mark.req("LANE-20")


class TestLoadStartingContent:
    def test_gives_operations_packages_and_rates_of_every_store(self, world: World) -> None:
        loaded = loading.load_starting_content()

        assert (loaded.operations, loaded.packages) == (280, 123)
        assert queries.counts() == (282, 123)
        assert queries.rate(world.south.pk, "paint", "premium", TODAY) == 380

    def test_may_run_again_and_leaves_changes_alone(self, world: World) -> None:
        loading.load_starting_content()
        Operation.objects.filter(code="01010100").update(minutes=45)

        loading.load_starting_content()

        assert Operation.objects.get(code="01010100").minutes == 45
        assert queries.counts() == (282, 123)

    def test_gives_packages_their_lines(self, world: World) -> None:
        loading.load_starting_content()

        (card,) = queries.search_packages("BY-10K-YA")
        assert len(queries.package(card.id).lines) == 11
        assert {each.code for each in queries.packages_for("YL-L5", "petrol")} >= {"BY-10K-YA", "BY-FIRST-YA"}
