"""Every act has a door: what people do is on a screen, what machines may do is in the API, what the clock does is a job."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture import sources
from tests.architecture.sources import place

Act = tuple[str, str]
"""Module (`workshop.orders`) and name of a use-case."""

ONLY_MACHINES = {("booking.calls", "take_over_call")}
"""The telephone system's own report."""
ONLY_PEOPLE = {
    # A customer's own page is opened by a signed link, not by a machine's token.
    *(("booking.by_customer", act) for act in ("book_by_customer", "move_by_customer", "cancel_by_customer")),
    *(("workshop.extra_work", act) for act in ("answer_by_link", "open_question")),
    ("workshop.orders", "sign_by_link"),
    # A file out of the telephone system; machines use its webhook.
    ("booking.calls", "import_calls"),
}
NOT_THE_VISIT = {"company", "pricebook"}
"""Rooms that keep what a visit stands on: people, settings, prices. They have screens; the API is of the visit."""


def is_use_case(node: ast.AST) -> bool:
    """Is it a function that is declared as one?"""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(each, ast.Call) and sources.dotted(each.func) == "use_case" for each in node.decorator_list
    )


@cache
def acts() -> frozenset[Act]:
    """All use-cases of the house."""
    return frozenset(
        (".".join(place(file)), node.name)
        for file in sources.python()
        if sources.is_use_case_module(file)
        for node in sources.tree(file).body
        if is_use_case(node) and isinstance(node, ast.FunctionDef)
    )


def calls(file: Path) -> Iterator[Act]:
    """The use-cases that a file names through the modules that it imports."""
    known: dict[str, str] = {}
    for node in ast.walk(sources.tree(file)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("huichang."):
            module = str(node.module).removeprefix("huichang.")
            known |= {each.asname or each.name: f"{module}.{each.name}" for each in node.names}
    for node in ast.walk(sources.tree(file)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            yield known[node.value.id], node.attr


def through(*doors: str) -> set[Act]:
    """The use-cases that are called in files of a kind (`screens`, `api`, `jobs`, `reactions`, `imports`)."""
    return {
        act
        for file in sources.python()
        if sources.in_room(file) and place(file)[1] in doors
        for act in calls(file)
    }


def test_every_act_has_a_door() -> None:
    people, clock = through("screens", "imports"), through("jobs", "reactions")
    assert sorted(acts() - people - clock - ONLY_MACHINES) == []


def test_what_people_do_on_a_screen_machines_do_through_the_api() -> None:
    visit = {act for act in acts() & through("screens") if act[0].split(".")[0] not in NOT_THE_VISIT}
    assert sorted(visit - through("api") - ONLY_PEOPLE) == []


def test_the_exceptions_are_acts() -> None:
    assert sorted((ONLY_MACHINES | ONLY_PEOPLE) - acts()) == []
