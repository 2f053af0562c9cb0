"""No dead links between screens: every address written into a template or the code leads somewhere.

Literal addresses (`/workshop/orders/`) and names (`{% url "workshop:order" id %}`, `redirect("customers:file", …)`) are
collected; what varies in them is tried as a number, a code, a day and nothing. An address that begins with something that
varies cannot be known here and is left to the tests of its own screen.
"""

import ast
import re
from collections.abc import Iterable, Iterator

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.architecture import sources
from tests.architecture.sources import PACKAGE, name

VARIES = "\0"
FIRST = ("workshop|booking|billing|parts|care|insights|knowledge|pricebook|vehicles|customers|post|company|c"
         "|alarms|search|sign-in|sign-out|store|gallery")  # fmt: skip
ADDRESS = re.compile(rf"^/(?:{FIRST})/")
IN_TEMPLATE = re.compile(rf"""["'](/(?:(?:{FIRST})/[^"'\s]*)?)["']""")
PREFIXES = {"/c/"}
"""What the doors compare an address with."""
TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
NAMED = re.compile(r"""\{%\s*url\s+["']([^"']+)["']([^%]*)%\}""")


def templates() -> Iterator[tuple[str, str]]:
    """(file, text) of every page and fragment."""
    for file in sorted(PACKAGE.rglob("*.html")):
        yield name(file), file.read_text(encoding="utf-8")


def addresses_in_templates() -> Iterator[tuple[str, str]]:
    """(file, address) of attributes and arguments that hold one; what varies is `VARIES`."""
    for file, text in templates():
        for found in IN_TEMPLATE.findall(TAGS.sub(_inside, text)):
            yield file, found


def _inside(tag: re.Match[str]) -> str:
    """A value leaves its place; a tag of ours keeps the addresses that it is given."""
    return VARIES if tag[0].startswith("{{") else " ".join(re.findall(r'"/[^"]*"', tag[0])) or VARIES


def addresses_in_code() -> Iterator[tuple[str, str]]:
    """(file, address) of texts that are one, formatted or put together; the API and its callers have their own."""
    for file in sources.python():
        if not {"api", "bench"} & set(sources.place(file)[1:2]):
            for written in _texts(sources.tree(file)):
                if ADDRESS.match(written) and written not in PREFIXES and not re.search(r"[\s(\\]", written):
                    yield name(file), written


def _texts(node: ast.AST) -> Iterator[str]:
    """Texts in the code, each whole: the pieces of a formatted text are not texts of their own."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else VARIES for each in values)
        case ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Add()):
            yield text + VARIES
        case ast.Call(func=ast.Attribute(attr="startswith")):
            return
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _texts(child)


def leads_somewhere(address: str) -> bool:
    """Whether some value for what varies makes it an address of the house."""
    path = re.split(r"[?#]", address)[0]
    if path.endswith(VARIES) and "?" not in address:  # `/orders/` + what may be a query or one more step
        shapes: Iterable[str] = (path, path[: -len(VARIES)])
    else:
        shapes = (path,)
    for shape in shapes:
        for value in ("1", "x", "2026-03-01", "", "1.pdf", "1/"):
            try:
                resolve(shape.replace(VARIES, value))
            except Resolver404:
                continue
            return True
    return False


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, int]]:
    """(name with its room, how many parameters) of every address that has a name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern.pattern.regex.groups


def named_in_templates() -> Iterator[tuple[str, str, int]]:
    """(file, name, how many arguments) of every `{% url %}`."""
    for file, text in templates():
        for named, rest in NAMED.findall(text):
            given = re.sub(r"\bas\s+\w+\s*$", "", rest.strip())
            yield file, named, len(re.findall(r"\"[^\"]*\"|\S+", given))


def named_in_code() -> Iterator[tuple[str, str, int]]:
    """(file, name, how many arguments) of every `redirect("room:screen", …)` and `reverse(…, args=[…])`."""
    for file in sources.python():
        for node in ast.walk(sources.tree(file)):
            if not (
                isinstance(node, ast.Call)
                and sources.dotted(node.func).split(".")[-1] in ("redirect", "reverse")
            ):
                continue
            match node.args:
                case [ast.Constant(value=str() as named), *rest] if ":" in named:
                    given = [each.value for each in node.keywords if each.arg == "args"]
                    more = len(given[0].elts) if given and isinstance(given[0], ast.List | ast.Tuple) else 0
                    yield name(file), named, len(rest) + more


def test_addresses_that_are_written_out_lead_somewhere() -> None:
    written = {*addresses_in_templates(), *addresses_in_code()}
    assert len(written) > 60
    assert (
        sorted(
            (file, address.replace(VARIES, "…")) for file, address in written if not leads_somewhere(address)
        )
        == []
    )


def test_addresses_that_are_named_exist() -> None:
    known = set(names(get_resolver().url_patterns))
    asked = {*named_in_templates(), *named_in_code()}
    assert len(asked) > 100
    assert sorted(each for each in asked if (each[1], each[2]) not in known) == []
