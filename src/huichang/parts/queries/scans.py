"""What a scanned code means in a store: a part (and its batch), a bin, an order, or nothing that is known."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from huichang.parts import rules, scanning
from huichang.parts.models import Batch, Bin, Move, Part, PickLine
from huichang.parts.queries import catalogue
from huichang.parts.queries.catalogue import PartBrief
from huichang.parts.scanning import Code
from huichang.parts.states import MoveKind

SHORTEST_PLATE = 3
"""So many signs of a plate or an order's number are enough to look for it."""


@dataclass(frozen=True)
class OrderHit:
    """An order that asked for parts here."""

    id: int
    number: str
    plate: str


@dataclass(frozen=True)
class Meaning:
    """What a code means. Nothing of all this: the code is unknown.

    `newer`: the number that replaced the part's; `tracking` and `batch`: how its pieces are followed, and the batch or
    serial number that the code named.
    """

    code: str
    part: PartBrief | None = None
    newer: PartBrief | None = None
    tracking: str = ""
    batch: str = ""
    bin_id: int | None = None
    bin: str = ""
    orders: tuple[OrderHit, ...] = ()
    purchase: str = ""

    @property
    def is_unknown(self) -> bool:
        """Whether the house knows nothing of the code."""
        return not (self.part or self.bin_id or self.orders or self.purchase)


def meaning(store_id: int, code: str) -> Meaning:
    """What a scanned or typed code means in a store. At most five statements.

    Labels of ours mean what they say. Any other text is a part's number or barcode, a serial number, a bin, the number of
    an order or a plate's last signs, in this turn.
    """
    said = scanning.read(code)
    if said.kind is Code.PURCHASE:
        return Meaning(said.text, purchase=said.text)
    if said.kind is Code.ORDER:
        return Meaning(said.text, orders=_orders(store_id, said))
    if said.kind is Code.BIN:
        return _bin(store_id, said.text)
    part = catalogue.coded(said.text).order_by("pk").first() if said.text else None
    if part is not None:
        return _part(said.text, part, said.batch)
    if said.kind is Code.PART or not said.text:
        return Meaning(said.text)
    serial = (
        Batch.objects.filter(store_id=store_id, number=said.text, is_serial=True)
        .select_related("part")
        .order_by("-pk")
        .first()
    )
    if serial is not None:
        return _part(said.text, serial.part, serial.number)
    found = _bin(store_id, said.text)
    return found if found.bin_id else Meaning(said.text, orders=_orders(store_id, said))


def bin_of(store_id: int, bin_id: int | None) -> tuple[int, str] | None:
    """A bin of the store by its id: id and code; None for none. At most one statement."""
    if bin_id is None:
        return None
    code = Bin.objects.filter(store_id=store_id, pk=bin_id).values_list("code", flat=True).first()
    return None if code is None else (bin_id, code)


def just_issued(order_id: int, part_id: int, *, by_id: int | None, since: datetime) -> int | None:
    """The line for which this person has handed out the part since a moment, and more of which is still asked; None after
    it was taken back.

    The scanner may have read one piece twice. One statement.
    """
    lines = PickLine.objects.filter(for_order=order_id, part_id=part_id, issued__lt=F("asked"))
    moves = Move.objects.filter(for_line__in=lines.values("for_line"))
    last: Move | None = moves.order_by("-pk").first()
    if (
        last is None
        or last.kind not in (MoveKind.ISSUE, MoveKind.SALE)
        or last.by_id != by_id
        or last.at < since
    ):
        return None
    return last.for_line


def _part(text: str, part: Part, batch: str) -> Meaning:
    newer = catalogue.newest_of([part.pk]).get(part.pk) if part.replaced_by_id else None
    return Meaning(text, catalogue.brief(part), newer, part.tracking, batch)


def _bin(store_id: int, code: str) -> Meaning:
    bin = Bin.objects.filter(store_id=store_id, code__iexact=code).first()
    return Meaning(code, bin_id=bin.pk, bin=bin.code) if bin else Meaning(code)


def _orders(store_id: int, said: scanning.Scanned) -> tuple[OrderHit, ...]:
    rows = PickLine.objects.filter(store_id=store_id)
    key = rules.key_of(said.text).removeprefix("LL")
    if said.order_id is not None:
        rows = rows.filter(for_order=said.order_id)
    elif len(key) < SHORTEST_PLATE:
        return ()
    else:
        rows = rows.filter(Q(order_number__iendswith=key) | Q(plate__iendswith=key))
    found = rows.order_by("-for_order").values_list("for_order", "order_number", "plate").distinct()
    # A car's latest visit is the one that is meant; older ones are found through its file.
    latest: dict[str, OrderHit] = {}
    for order_id, number, plate in found[:20]:
        latest.setdefault(plate or number, OrderHit(order_id, number, plate))
    return tuple(latest.values())
