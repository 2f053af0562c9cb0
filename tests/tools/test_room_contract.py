import pytest
from grimp import ImportGraph

from tools.room_contract import RoomContract


def complaints(*imports: tuple[str, str]) -> list[str]:
    """What the contract says of a house with just these imports."""
    graph = ImportGraph()
    for importer, imported in imports:
        for module in (importer, imported):
            graph.add_module(f"house.{module}")
        graph.add_import(importer=f"house.{importer}", imported=f"house.{imported}")
    options = {"house": "house", "not_rooms": ["kernel", "site"], "loaders": ["house.site.demo"]}
    contract = RoomContract("rooms", {}, options)
    return list(contract.check(graph, verbose=False).metadata["wrong"])


class TestBetweenRooms:
    @pytest.mark.parametrize("door", ["orders", "queries", "facts", "states", "permissions", "notices"])
    def test_open_doors_are_open(self, door: str) -> None:
        assert complaints(("care.calls", f"workshop.{door}")) == []

    @pytest.mark.parametrize(
        "door",
        ["models", "models.order", "rules", "screens.order", "api", "jobs", "reactions", "papers", "imports"],
    )
    def test_the_rest_belongs_to_the_room_alone(self, door: str) -> None:
        (complaint,) = complaints(("care.calls", f"workshop.{door}"))
        assert "belongs to the room “workshop” alone" in complaint

    def test_the_site_opens_doors_but_not_tables(self) -> None:
        assert complaints(("site.urls", "workshop.screens.urls"), ("site.api", "workshop.api")) == []
        assert len(complaints(("site.shell", "workshop.models"))) == 1

    def test_a_loader_may_fill_tables(self) -> None:
        assert complaints(("site.demo.visits", "workshop.models.order")) == []

    def test_the_kernel_is_nobodys_room(self) -> None:
        assert complaints(("workshop.orders", "kernel.models.journal")) == []


class TestInsideARoom:
    def test_screens_stand_on_use_cases_queries_models_and_ground(self) -> None:
        pairs = [
            ("workshop.screens.order", "workshop.orders"),
            ("workshop.orders", "kernel.use_case"),
            ("workshop.orders", "workshop.queries"),
            ("workshop.queries", "workshop.models.order"),
            ("workshop.models.order", "workshop.states"),
        ]
        assert complaints(*pairs) == []

    @pytest.mark.parametrize(
        ("below", "above"),
        [
            ("states", "models.order"),
            ("models.order", "queries"),
            ("queries", "screens.order"),
            ("orders", "api"),
            ("facts", "queries"),
        ],
    )
    def test_nothing_calls_up(self, below: str, above: str) -> None:
        (complaint,) = complaints(
            ("workshop.orders", "kernel.use_case"), (f"workshop.{below}", f"workshop.{above}")
        )
        assert "stands below" in complaint

    def test_queries_do_not_call_use_cases(self) -> None:
        pairs = [("workshop.orders", "kernel.use_case"), ("workshop.queries", "workshop.orders")]
        assert len(complaints(*pairs)) == 1

    def test_queries_do_not_call_what_leans_on_use_cases(self) -> None:
        pairs = [
            ("workshop.orders", "kernel.use_case"),
            ("workshop.closing", "workshop.orders"),
            ("workshop.queries", "workshop.closing"),
        ]
        assert len(complaints(*pairs)) == 1

    def test_queries_may_use_plain_functions_over_rows(self) -> None:
        pairs = [("company.settings", "company.models.stores"), ("company.queries", "company.settings")]
        assert complaints(*pairs) == []
        assert len(complaints(*pairs, ("company.models.stores", "company.settings"))) == 1

    def test_a_module_that_leans_on_ground_alone_is_ground(self) -> None:
        pairs = [
            ("company.access", "company.roles"),
            ("company.permissions", "company.access"),
            ("company.models.people", "company.roles"),
        ]
        assert complaints(*pairs) == []
