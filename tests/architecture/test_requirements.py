"""Every requirement of the specification has a test that would fail if it were not met."""

import ast
import re

from tests.architecture import sources
from tests.architecture.sources import TESTS, name

WANTED = (TESTS / "requirements.txt").read_text(encoding="utf-8").split()
FORM = re.compile(r"^(LANE|PARTS|WARR|CARE|PEOPLE|FIG|PLAT)-\d\d$")


def marks() -> dict[str, list[str]]:
    """Requirement → the places that are marked with it, from `pytest.mark.req(…)` in the test files."""
    found: dict[str, list[str]] = {}
    for file in sources.python(TESTS):
        for node in ast.walk(sources.tree(file)):
            if isinstance(node, ast.Call) and sources.dotted(node.func).endswith("mark.req"):
                for value in node.args:
                    requirement = value.value if isinstance(value, ast.Constant) else ast.unparse(value)
                    found.setdefault(str(requirement), []).append(f"{name(file)}:{node.lineno}")
    return found


def test_every_requirement_has_a_test() -> None:
    assert [requirement for requirement in WANTED if requirement not in marks()] == []


def test_every_mark_names_a_requirement() -> None:
    assert {mark: places for mark, places in marks().items() if not FORM.match(mark)} == {}
