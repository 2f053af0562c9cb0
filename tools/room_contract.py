"""The contract of a room, for import-linter: what stands on what inside it, and which of its doors are open.

Inside a room a module may import only what stands on its own floor or below:

    4  screens, api, jobs, reactions, imports      doors: they call use-cases; nobody but the site calls them
    3  modules with use-cases, and what leans on them
    2  queries, notices, papers                    what may be asked and printed, and plain functions over rows
    1  models
    0  states, rules, permissions, facts           ground, and every module that imports only ground

Another room may import use-case modules, ground (except rules), queries and notices.
"""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

DOORS = frozenset({"screens", "api", "jobs", "reactions", "imports"})
GROUND = frozenset({"states", "rules", "permissions", "facts"})
ASKED = frozenset({"queries", "notices", "papers"})
PRIVATE = DOORS | {"models", "rules", "papers"}
USE_CASE = "kernel.use_case"
FREE = frozenset({"apps", "migrations"})


class RoomContract(Contract):
    """`house`: root package; `not_rooms`: its packages with other rules; `loaders`: who may use all tables."""

    type_name = "room"

    # import-linter reads the declarations and puts the values in their place.
    house: str = cast(str, fields.StringField())
    not_rooms: list[str] = cast(list[str], fields.ListField(fields.StringField(), required=False, default=[]))
    loaders: list[str] = cast(list[str], fields.ListField(fields.StringField(), required=False, default=[]))

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import inside the house."""
        wrong = [
            complaint
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if (complaint := self._complaint(graph, importer, imported))
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line per forbidden import."""
        for line in check.metadata["wrong"]:
            output.print_error(line)

    def _complaint(self, graph: ImportGraph, importer: str, imported: str) -> str:
        here, there = self._place(importer), self._place(imported)
        if not here or len(there) < 2 or there[0] in self.not_rooms or there[1] in FREE:
            return ""
        if here[0] == there[0]:
            return self._inside(graph, here, there, importer, imported)
        if there[1] not in PRIVATE:
            return ""
        if any(importer == loader or importer.startswith(f"{loader}.") for loader in self.loaders):
            return ""
        if here[0] == "site" and there[1] in DOORS:
            return ""
        return f"{importer} reaches into {imported}, which belongs to the room “{there[0]}” alone"

    def _inside(
        self, graph: ImportGraph, here: list[str], there: list[str], importer: str, imported: str
    ) -> str:
        if len(here) < 2 or here[1] in FREE or here[1] == there[1]:
            return ""
        if self._floor(graph, here) < self._floor(graph, there):
            return f"{importer} stands below {imported} and may not call it"
        return ""

    def _floor(self, graph: ImportGraph, place: list[str], asking: frozenset[str] = frozenset()) -> int:
        """The floor of a module: by its reserved name, or as high as what it leans on asks for."""
        room, piece = place[:2]
        if piece in DOORS:
            return 4
        if piece in ASKED:
            return 2
        if piece == "models":
            return 1
        if piece in GROUND or piece in asking:
            return 0
        name = f"{self.house}.{room}.{piece}"
        used = {
            imported
            for module in {name, *graph.find_descendants(name)}
            for imported in graph.find_modules_directly_imported_by(module)
        }
        if f"{self.house}.{USE_CASE}" in used:
            return 3
        inside = {tuple(self._place(each)[:2]) for each in used} - {(room,), (room, piece)}
        asking |= {piece}
        leans = [self._floor(graph, list(each), asking) for each in inside if each[:1] == (room,)]
        highest = max(leans, default=0)
        # Plain functions over rows stand beside the queries; over ground alone, on the ground.
        return 2 if highest == 1 else highest

    def _place(self, module: str) -> list[str]:
        """The module's path below the house; empty for what stands outside."""
        house, *place = module.split(".")
        return place if house == self.house else []
