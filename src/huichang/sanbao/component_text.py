"""A maker's list of parts as text: one kind a line, as it is written on the page or pasted from a sheet. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from huichang.kernel.refusals import Refused
from huichang.sanbao.rules import FOUR, KIND_SAYS, NAMES, WEARS, Kind
from huichang.sanbao.states import ChangeKind

HEADS = ("类别", "系统", "名称", "识别词", "不含", "质保月", "质保公里")
MOST_ROWS = 400
_CODES = {says: code for code, says in KIND_SAYS.items()}
_SYSTEMS = {says: code for code, says in NAMES.items()}


def kinds_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Kind, ...]:
    """Rows as they are kept, as the rules read them."""
    return tuple(
        Kind(
            row["kind"],
            row["system"],
            row["name"],
            tuple(row["words"]),
            tuple(row["but"]),
            row["months"],
            row["km"],
        )
        for row in rows
    )


def rows_of(kinds: Iterable[Kind]) -> list[dict[str, Any]]:
    """Kinds as they are kept."""
    return [
        {
            "kind": str(each.kind),
            "system": each.system,
            "name": each.name,
            "words": list(each.words),
            "but": list(each.but),
            "months": each.months,
            "km": each.km,
        }
        for each in kinds
    ]


def written(kinds: Iterable[Kind]) -> str:
    """Kinds as text, a line each, columns by tabs."""
    return "\n".join(
        "\t".join(
            (
                KIND_SAYS[each.kind],
                NAMES.get(each.system, ""),
                each.name,
                "、".join(each.words),
                "、".join(each.but),
                f"{each.months or ''}",
                f"{each.km or ''}",
            )
        ).rstrip()
        for each in kinds
    )


def read(text: str) -> tuple[Kind, ...]:
    """Text as kinds; a line of headings and empty lines are passed over. Raises Refused naming the first line that cannot be."""
    found: list[Kind] = []
    names: set[tuple[str, str, str]] = set()
    lines = text.replace("\r", "").split("\n")
    if len(lines) > MOST_ROWS:
        raise Refused(f"一份清单最多 {MOST_ROWS} 行。", fields=("text",))
    for place, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in re.split(r"\t|[|｜]", line)]
        if not any(cells) or cells[0] == HEADS[0]:
            continue
        each = _kind(place, [*cells, *[""] * 7][:7])
        key = (each.kind, each.system, each.name)
        if key in names:
            raise _wrong(place, f"“{each.name}”写了两次")
        names.add(key)
        found.append(each)
    if not found:
        raise Refused("清单是空的，请至少写一行。", fields=("text",))
    return tuple(found)


def lacking(kinds: Sequence[Kind], national: Sequence[Kind]) -> list[str]:
    """Names of the national standard that a list leaves out; wear is the maker's own to name."""
    there = {(each.kind, each.system, each.name) for each in kinds}
    return [
        f"{NAMES[each.system]}“{each.name}”"
        for each in national
        if each.kind != WEARS and (each.kind, each.system, each.name) not in there
    ]


def _kind(place: int, cells: Sequence[str]) -> Kind:
    says, system_says, name, words, but, months, km = cells
    kind = _CODES.get(says)
    if kind is None:
        raise _wrong(place, f"类别“{says}”要写总成、主要零部件或易损耗件")
    system = _SYSTEMS.get(system_says, "")
    if kind == ChangeKind.ASSEMBLY and system not in FOUR:
        raise _wrong(place, "总成的系统只能是发动机、变速器、动力蓄电池、行驶驱动电机")
    if kind == ChangeKind.PART and not system:
        raise _wrong(place, f"系统“{system_says}”不在法定的十个系统里")
    if not name or len(name) > 40:
        raise _wrong(place, "名称要写，最多 40 个字")
    known = tuple(dict.fromkeys(word for word in re.split(r"[、,，;；]", words) if word.strip())) or (name,)
    without = tuple(dict.fromkeys(word for word in re.split(r"[、,，;；]", but) if word.strip()))
    if any(len(word) < 2 for word in known):
        raise _wrong(place, "识别词至少两个字，否则会认错别的配件")
    return Kind(kind, system, name, known, without, _number(place, months), _number(place, km))


def _number(place: int, text: str) -> int | None:
    plain = text.replace(",", "").replace("，", "")
    if not plain:
        return None
    if not plain.isdigit() or not 0 < int(plain) <= 1_000_000:
        raise _wrong(place, f"“{text}”不是月数或公里数")
    return int(plain)


def _wrong(place: int, why: str) -> Refused:
    return Refused(f"第 {place} 行：{why}。", fields=("text",))
