"""The files of the house as the checks of its shape see them."""

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PROJECT = TESTS.parent
PACKAGE = PROJECT / "src" / "huichang"
NOT_ROOMS = frozenset({"kernel", "engines", "site"})
FURNITURE = frozenset(
    {
        *("states", "rules", "permissions", "facts", "models", "queries", "notices", "papers"),
        *("screens", "api", "jobs", "reactions", "imports", "apps"),
    }
)


def python(*folders: Path) -> list[Path]:
    """Python files below the folders (default: the package), without migrations."""
    found = (file for folder in folders or (PACKAGE,) for file in folder.rglob("*.py"))
    return sorted(file for file in found if "migrations" not in file.parts)


@cache
def tree(path: Path) -> ast.Module:
    """The file, read."""
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path) -> tuple[str, ...]:
    """Room, then the pieces of the path inside it, without the ending."""
    return path.relative_to(PACKAGE).with_suffix("").parts


def in_room(path: Path) -> bool:
    """Does the file belong to a room (not to kernel, engines, site)?"""
    return len(place(path)) > 1 and place(path)[0] not in NOT_ROOMS


def is_furniture(path: Path) -> bool:
    """Has the file a reserved name, or does it lie in a folder of one?"""
    return in_room(path) and place(path)[1] in FURNITURE


def is_use_case_module(path: Path) -> bool:
    """Is it one of a room's own lists of things that people do?"""
    return in_room(path) and place(path)[1] not in FURNITURE | {"__init__", "migrations"}


def imports(path: Path) -> set[str]:
    """Dotted names of all modules and names that the file imports."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{each.name}" for each in node.names}
    return found


def dotted(node: ast.AST) -> str:
    """`a.b().c` as text `a.b().c`; a part that is no name or call ends it."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}"
        case ast.Call(func=func):
            return f"{dotted(func)}()"
        case _:
            return "…"


def name(path: Path) -> str:
    """How a complaint names the file."""
    return str(path.relative_to(PROJECT))
