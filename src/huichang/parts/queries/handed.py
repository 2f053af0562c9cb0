"""What was handed out for an order and what came back: who took it, when, through whose hands (PARTS-13)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from huichang.kernel import wording
from huichang.parts.models import Move
from huichang.parts.states import MoveKind

ZERO = Decimal(0)
_OUT = (MoveKind.ISSUE, MoveKind.SALE)
_BACK = (MoveKind.RETURN, MoveKind.SALE_BACK)


@dataclass(frozen=True)
class HandedAct:
    """One act at the counter. `back`: goods came back; `pieces`: order line → quantity; `says`: what, in words; `can_undo`: all
    that it handed out is still out."""

    at: datetime
    back: bool
    by: str
    taken_by: str
    note: str
    says: str
    pieces: Mapping[int, Decimal]
    can_undo: bool


def handed(issued: Mapping[int, Decimal]) -> list[HandedAct]:
    """The acts about some order lines, newest first; `issued` is what is out of each of them now. One statement."""
    rows = (
        Move.objects.filter(for_line__in=list(issued), kind__in=[*_OUT, *_BACK])
        .order_by("-pk")
        .values_list(
            "at", "kind", "by__name", "taken_by__name", "note", "for_line", "quantity",
            "part__name", "part__unit", "batch__number",
        )
    )  # fmt: skip
    acts: dict[tuple[datetime, bool, str, str, str], list[tuple[int, Decimal, str, str, str]]] = {}
    for at, kind, by, taken_by, note, line_id, quantity, name, unit, batch in rows:
        key = (at, kind in _BACK, by or "系统", taken_by or "", note)
        acts.setdefault(key, []).append((line_id, abs(quantity), name, unit, batch or ""))
    return [HandedAct(*key, *_summed(lines, issued, back=key[1])) for key, lines in acts.items()]


def _summed(
    lines: Collection[tuple[int, Decimal, str, str, str]], issued: Mapping[int, Decimal], *, back: bool
) -> tuple[str, dict[int, Decimal], bool]:
    """In words, the quantity of each line, and whether it can be undone; what left several bins is one quantity."""
    pieces: dict[int, Decimal] = {}
    words: dict[int, tuple[str, str, list[str]]] = {}
    for line_id, quantity, name, unit, batch in reversed(list(lines)):
        pieces[line_id] = pieces.get(line_id, ZERO) + quantity
        batches = words.setdefault(line_id, (name, unit, []))[2]
        if batch and batch not in batches:
            batches.append(batch)
    said = [
        f"{name} {wording.quantity(pieces[line_id], unit)}" + (f"（{'、'.join(batches)}）" if batches else "")
        for line_id, (name, unit, batches) in words.items()
    ]
    return "、".join(said), pieces, not back and all(issued[line] >= many for line, many in pieces.items())
