"""What import-linter cannot see: file sizes, who writes, who knows HTTP or the clock, what has a test.

Each test lists the offenders; the list must be empty.
"""

import ast
import re
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from huichang.kernel.rows import Shared, StoreOwned
from huichang.kernel.stages import STAGES, WAITING_FOR
from huichang.kernel.use_case import USE_CASES
from huichang.site.menu import PLACES
from tests.architecture import sources
from tests.architecture.sources import PACKAGE, PROJECT, TESTS, name
from tools import assets

LONGEST, LONGEST_OF_TESTS = 400, 600
WRITTEN = (".py", ".html", ".js", ".css")
REFUSED_NAMES = {"utils", "helpers", "common", "misc", "services", "manager", "handler", "base", "info"}
WRITES = {"save", "create", "bulk_create", "bulk_update", "delete", "get_or_create", "update_or_create"}
HTTP = (
    "django.http",
    "django.shortcuts",
    "django.views",
    "django.forms",
    "django.urls",
    "ninja",
    "django_htmx",
)
CLOCKS = {"now", "timezone.now", "datetime.now", "datetime.today", "date.today"}
CLOCKS_WITHOUT_A_TIME = {"localdate", "localtime", "timezone.localdate", "timezone.localtime"}
MAY_READ_THE_CLOCK = {"screens", "api", "jobs", "imports"}


def test_every_file_fits_on_a_few_screens() -> None:
    own = [
        file
        for folder in (PACKAGE, TESTS, PROJECT / "tools")
        for file in folder.rglob("*")
        if file.suffix in WRITTEN and not {"migrations", "vendor"} & set(file.parts)
    ]
    lengths = {name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in own}
    too_long = {
        file: length
        for file, length in lengths.items()
        if length > (LONGEST_OF_TESTS if file.startswith("tests/") else LONGEST)
    }
    assert too_long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    modules = [*sources.python(PACKAGE, PROJECT / "tools")]
    assert [name(file) for file in modules if REFUSED_NAMES & set(file.with_suffix("").parts)] == []


def test_only_use_cases_write() -> None:
    written = [
        f"{name(file)}:{node.lineno} {sources.dotted(node.func)}"
        for file in filter(sources.is_furniture, sources.python())
        for node in ast.walk(sources.tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and writes(node.func)
    ]
    assert written == []


def writes(call: ast.Attribute) -> bool:
    """Does the call change rows? `update` of a dict or a set does not, nor does the name of a door's HTTP verb."""
    if sources.dotted(call.value) == "router":
        return False
    if call.attr == "update":
        return isinstance(call.value, ast.Call) or sources.dotted(call.value).endswith(".objects")
    return call.attr in WRITES


def test_use_cases_know_nothing_of_http() -> None:
    knowing = [
        f"{name(file)} {each}"
        for file in filter(sources.in_room, sources.python())
        if sources.place(file)[1] not in {"screens", "api"}
        for each in sorted(sources.imports(file))
        if each.startswith(HTTP)
    ]
    assert knowing == []


def test_rules_know_no_database() -> None:
    rules = [file for file in filter(sources.in_room, sources.python()) if sources.place(file)[1] == "rules"]
    knowing = [
        f"{name(file)} {each}"
        for file in rules
        for each in sorted(sources.imports(file))
        if "django.db" in each
    ]
    assert knowing == []


def test_the_clock_is_read_at_the_doors() -> None:
    read = [
        f"{name(file)}:{node.lineno}"
        for file in filter(sources.in_room, sources.python())
        if sources.place(file)[1] not in MAY_READ_THE_CLOCK
        for node in ast.walk(sources.tree(file))
        if isinstance(node, ast.Call) and reads_the_clock(node)
    ]
    assert read == []


def reads_the_clock(call: ast.Call) -> bool:
    """`localdate(at)` turns a given time into a day; `localdate()` asks the clock."""
    called = sources.dotted(call.func)
    return called in CLOCKS or (called in CLOCKS_WITHOUT_A_TIME and not call.args)


def test_every_use_case_has_its_test_class() -> None:
    missing = []
    for use_case in sorted(USE_CASES):
        module, _, function = use_case.rpartition(".")
        *room, stem = module.split(".")
        wanted = f"Test{''.join(word.title() for word in function.split('_'))}"
        mirrors = [TESTS.joinpath(*room, f"test_{stem}.py"), *TESTS.joinpath(*room).glob(f"test_{stem}_*.py")]
        if not any(has_tests(mirror, wanted) for mirror in mirrors if mirror.exists()):
            missing.append(f"{use_case}: class {wanted} in {name(mirrors[0])}")
    assert missing == []


def has_tests(file: Path, wanted: str) -> bool:
    """Does the file have a class of this name with a test in it?"""
    return any(
        isinstance(node, ast.ClassDef)
        and node.name == wanted
        and any(isinstance(each, ast.FunctionDef) and each.name.startswith("test_") for each in node.body)
        for node in sources.tree(file).body
    )


def test_every_table_says_whose_it_is() -> None:
    unclear = [
        model._meta.label for model in tables() if issubclass(model, StoreOwned) == issubclass(model, Shared)
    ]
    assert unclear == []


def test_no_table_makes_itself() -> None:
    """A many-to-many table that Django makes has no store and no guards: such a relation is a model of its own."""
    automatic = [
        f"{model._meta.label}.{field.name}"
        for model in tables()
        for field in model._meta.local_many_to_many
        if (through := field.remote_field.through) is None or through._meta.auto_created
    ]
    assert automatic == []


def tables() -> list[type[Model]]:
    """The tables of the rooms."""
    own = [model for model in apps.get_models() if model.__module__.startswith("huichang.")]
    return [model for model in own if not model.__module__.startswith("huichang.kernel.")]


def test_every_template_lies_beside_its_screen() -> None:
    """`order.html` and, when it is long, its parts `order_lines.html` lie beside `order.py`; so do papers."""
    templates = [*PACKAGE.glob("*/screens/**/*.html"), *PACKAGE.glob("*/papers/**/*.typ")]
    alone = [
        name(file)
        for file in templates
        if sources.place(file)[0] != "kernel"
        and not any(file.stem.startswith(each) for each in screens(file))
    ]
    assert alone == []
    astray = [
        name(file)
        for file in PACKAGE.rglob("*.html")
        if sources.in_room(file) and "screens" not in file.parts
    ]
    assert astray == []


def screens(beside: Path) -> list[str]:
    """The names that a template may begin with: the Python files of its folder."""
    return [file.stem for file in beside.parent.glob("*.py") if file.stem not in ("__init__", "urls")]


def test_every_icon_is_in_the_sprite() -> None:
    literal = re.compile(r'(?:\{%\s*icon\s+|\bicon=|\bicon\()"([a-z0-9-]+)"')
    used = {
        found
        for file in PACKAGE.rglob("*")
        if file.suffix in (".py", ".html")
        for found in literal.findall(file.read_text(encoding="utf-8"))
    }
    used |= {stage.icon for stage in STAGES.values()} | {icon for _, icon in WAITING_FOR.values()}
    used |= {place.icon for place, _ in PLACES}
    assert sorted(used - set(assets.icon_names())) == []
