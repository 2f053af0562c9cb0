"""The ledger: the only writer of moves and of the running totals that come of them (PARTS-10).

Whoever changes stock enters the store room, opens the book of the parts concerned (`open_book`), says what moves and
what is promised, and closes it: a fixed number of statements, however many lines.

One transaction at a time is in a store's store room, from its first touch until it ends. A signed order may move the
booking's holds, ask for more parts and withdraw others in one transaction, with other parts each time: no order of row
locks holds over several such calls, one gate does. It stands before pick lines, totals, bins, holds, back orders and
deliveries alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import permissions, proving, rules
from huichang.parts.models import Bin, BinStock, Move, Part, Proof, Stock
from huichang.parts.states import BLOCKED_PLACES, MoveKind

GATE = 0x50415254
"""Marks the store rooms among the advisory locks of the database."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What moves: `quantity` in (positive) or out (negative) of one bin.

    `value` is needed where only the caller knows it (a receipt's cost, what a returned part left at); None means the
    moving average.
    """

    part_id: int
    bin_id: int
    kind: MoveKind
    quantity: Decimal
    document: str
    value: Decimal | None = None
    for_line: int | None = None
    taken_by_id: int | None = None
    note: str = ""


@dataclass
class Content:
    """What lies in one bin of one part, in the bin's words."""

    bin_id: int
    code: str
    walk: int
    place: str
    warehouse_id: int
    quantity: Decimal
    changed: bool = False

    @property
    def is_blocked(self) -> bool:
        """Whether nothing may be issued from here."""
        return self.place in BLOCKED_PLACES


@dataclass
class Book:
    """The locked totals of some parts of one store, with what is to be written to them."""

    store_id: int
    stocks: dict[int, Stock]
    _moves: list[Move] = field(default_factory=list)
    _changed: set[int] = field(default_factory=set)
    _contents: dict[int, dict[int, Content]] | None = None
    _bins: dict[int, Bin] = field(default_factory=dict)
    _news: list[object] = field(default_factory=list)

    def stock(self, part_id: int) -> Stock:
        """The totals of a part, with the part."""
        return self.stocks[part_id]

    def free(self, part_id: int) -> Decimal:
        """What nobody was promised and nothing blocks."""
        stock = self.stocks[part_id]
        return stock.on_hand - stock.held - stock.blocked

    def contents(self, part_id: int) -> list[Content]:
        """The bins that have something of the part, in walking order. One statement for all parts of the book."""
        found = self._all_contents().get(part_id, {}).values()
        return sorted((each for each in found if each.quantity > 0), key=lambda each: (each.walk, each.code))

    def know_bins(self, bin_ids: Iterable[int]) -> dict[int, Bin]:
        """Some bins of this store, with their warehouses. Raises Missing for one of another store."""
        unknown = set(bin_ids) - self._bins.keys()
        if unknown:
            found = Bin.objects.filter(store_id=self.store_id, pk__in=unknown).select_related("warehouse")
            self._bins |= {each.pk: each for each in found}
        if unknown - self._bins.keys():
            raise Missing("没有找到这个货位，请重新选择。")
        return self._bins

    def known_bins(self) -> list[Bin]:
        """The bins that the book has looked up so far, with their warehouses."""
        return list(self._bins.values())

    def move(self, movement: Movement) -> Decimal:
        """Put a line into the book and return its value (in positive, out negative).

        Raises Refused when a bin would have less than nothing.
        """
        stock = self.stocks[movement.part_id]
        content = self._content(movement.part_id, movement.bin_id)
        quantity = movement.quantity
        if content.quantity + quantity < 0:
            raise Refused(
                f"货位 {content.code} 的“{stock.part.name}”只有 {rules.plain(content.quantity)} {stock.part.unit}，"
                "请核对货位，或从另一货位领取。"
            )
        if movement.value is not None:
            value = movement.value
        elif quantity < 0:
            value = -rules.share_of_value(stock.on_hand, stock.value, -quantity)
        else:
            value = rules.at_average(stock.on_hand, stock.value, quantity)
        content.quantity += quantity
        content.changed = True
        stock.on_hand += quantity
        stock.value += value
        if content.is_blocked:
            stock.blocked += quantity
        self._changed.add(movement.part_id)
        self._moves.append(
            Move(
                store_id=self.store_id,
                part_id=movement.part_id,
                bin_id=movement.bin_id,
                kind=movement.kind,
                quantity=quantity,
                value=value,
                on_hand_after=stock.on_hand,
                for_line=movement.for_line,
                document=movement.document,
                taken_by_id=movement.taken_by_id,
                note=movement.note,
            )
        )
        return value

    def shift(
        self, part_id: int, quantity: Decimal, *, source: int, target: int, document: str, note: str = ""
    ) -> None:
        """Carry goods from one bin to another; the value goes with them and the total stays."""
        out = Movement(
            part_id=part_id,
            bin_id=source,
            kind=MoveKind.SHIFT,
            quantity=-quantity,
            document=document,
            note=note,
        )
        value = self.move(out)
        self.move(
            Movement(
                part_id=part_id,
                bin_id=target,
                kind=MoveKind.SHIFT,
                quantity=quantity,
                value=-value,
                document=document,
                note=note,
            )
        )

    def keep(self, part_id: int, quantity: Decimal) -> None:
        """Promise more of a part (or less: a negative quantity)."""
        self.stocks[part_id].held += quantity
        self._changed.add(part_id)

    def expect(self, part_id: int, quantity: Decimal) -> None:
        """More of a part is on its way (or less: a negative quantity)."""
        self.stocks[part_id].in_transit += quantity
        self._changed.add(part_id)

    def settle_in(self, part_id: int, bin_id: int) -> None:
        """The place where a part belongs."""
        self.stocks[part_id].home_bin_id = bin_id
        self._changed.add(part_id)

    def tell(self, fact: object) -> None:
        """Announce a fact when the book is closed."""
        self._news.append(fact)

    def close(self, *, at: datetime, by_id: int | None) -> None:
        """Write it: at most three statements, then the facts. Raises Refused when more would be promised than is there."""
        for part_id in sorted(self._changed):
            if self.free(part_id) < 0:
                part = self.stocks[part_id].part
                raise Refused(
                    f"“{part.name}”的可用库存不足，差 {rules.plain(-self.free(part_id))} {part.unit}："
                    "其余已为别的车预留。请在配件页查看占用，可以申请调用。"
                )
        for move in self._moves:
            move.at, move.by_id = at, by_id
        Move.objects.bulk_create(self._moves)
        self._write_totals()
        self._write_bins()
        news, self._news, self._moves = self._news, [], []
        self._changed.clear()
        for fact in news:
            announce(fact)

    def _write_totals(self) -> None:
        rows = [self.stocks[part_id] for part_id in sorted(self._changed)]
        if not rows:
            return
        columns: dict[str, tuple[str, list[Any]]] = {
            "on_hand": ("numeric", [row.on_hand for row in rows]),
            "held": ("numeric", [row.held for row in rows]),
            "blocked": ("numeric", [row.blocked for row in rows]),
            "in_transit": ("numeric", [row.in_transit for row in rows]),
            "value": ("numeric", [row.value for row in rows]),
            "home_bin_id": ("bigint", [row.home_bin_id for row in rows]),
        }
        sets = ", ".join(f"{column} = d.{column}" for column in columns)
        given = ", ".join(f"%s::{kind}[]" for kind, _ in columns.values())
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {Stock._meta.db_table} s SET {sets} FROM unnest(%s::bigint[], {given})"
                f" AS d (id, {', '.join(columns)}) WHERE s.id = d.id",
                [[row.pk for row in rows], *(values for _, values in columns.values())],
            )

    def _write_bins(self) -> None:
        changed = [
            (part_id, content)
            for part_id, by_bin in sorted((self._contents or {}).items())
            for content in by_bin.values()
            if content.changed
        ]
        BinStock.objects.bulk_create(
            [
                BinStock(
                    store_id=self.store_id, part_id=part_id, bin_id=content.bin_id, quantity=content.quantity
                )
                for part_id, content in changed
            ],
            update_conflicts=True,
            unique_fields=["bin", "part"],
            update_fields=["quantity"],
        )
        for _, content in changed:
            content.changed = False

    def _all_contents(self) -> dict[int, dict[int, Content]]:
        if self._contents is None:
            self._contents = {}
            found = BinStock.objects.filter(store_id=self.store_id, part_id__in=self.stocks).values_list(
                "part_id",
                "bin_id",
                "bin__code",
                "bin__walk",
                "bin__warehouse__place",
                "bin__warehouse_id",
                "quantity",
            )
            for part_id, bin_id, *words in found:
                self._contents.setdefault(part_id, {})[bin_id] = Content(bin_id, *words)
        return self._contents

    def _content(self, part_id: int, bin_id: int) -> Content:
        by_bin = self._all_contents().setdefault(part_id, {})
        if bin_id not in by_bin:
            bin = self.know_bins([bin_id])[bin_id]
            by_bin[bin_id] = Content(
                bin_id, bin.code, bin.walk, bin.warehouse.place, bin.warehouse_id, Decimal(0)
            )
        return by_bin[bin_id]


def enter(store_id: int) -> None:
    """Wait for one's turn in a store's store room; it is left when the transaction ends. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [GATE, store_id])


def open_book(store_id: int, part_ids: Iterable[int], *, entered: bool = False) -> Book:
    """Enter the store room (unless the caller has `entered`) and lock the totals of some parts. Two statements.

    A part that the store never had gets its empty totals first. Raises Missing for an unknown part.
    """
    if not entered:
        enter(store_id)
    wanted = sorted(set(part_ids))
    stocks = _locked(store_id, wanted)
    if len(stocks) < len(wanted):
        known = Part.objects.filter(pk__in=set(wanted) - stocks.keys()).order_by("pk")
        Stock.objects.bulk_create(
            [Stock(store_id=store_id, part_id=part_id) for part_id in known.values_list("pk", flat=True)]
        )
        stocks = _locked(store_id, wanted)
        if len(stocks) < len(wanted):
            raise Missing("有的配件编码已经不在目录里，请重新搜索配件。")
    return Book(store_id, stocks)


def _locked(store_id: int, part_ids: Sequence[int]) -> dict[int, Stock]:
    rows = (
        Stock.objects.filter(store_id=store_id, part_id__in=part_ids)
        .select_related("part")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return {row.part_id: row for row in rows}


def post(store_id: int, movements: Sequence[Movement], *, at: datetime, by_id: int | None) -> Book:
    """Write movements that promise nothing: lock, check, moves, totals, bins. Raises Refused as `Book` does."""
    book = open_book(store_id, (each.part_id for each in movements))
    book.know_bins({each.bin_id for each in movements})
    for each in movements:
        book.move(each)
    book.close(at=at, by_id=by_id)
    return book


def usable(
    book: Book, part_id: int, *, kept_on_shelf: Iterable[tuple[int, Decimal]]
) -> list[tuple[Content, Decimal]]:
    """The bins of a part that can be issued from, with how much, in walking order.

    `kept_on_shelf`: bin and quantity of what lies on a booking shelf for others.
    """
    kept: dict[int, Decimal] = {}
    for bin_id, quantity in kept_on_shelf:
        kept[bin_id] = kept.get(bin_id, Decimal(0)) + quantity
    return [
        (content, content.quantity - kept.get(content.bin_id, Decimal(0)))
        for content in book.contents(part_id)
        if not content.is_blocked and content.quantity > kept.get(content.bin_id, Decimal(0))
    ]


@use_case(permissions.PROVE_LEDGER, "核对库存台账")
def prove_ledger(warrant: Warrant, store_id: int, *, at: datetime) -> Proof:
    """Compare every running total of a store with the sum of its ledger and keep the result."""
    warrant.show_at(store_id)
    checked, wrong = proving.prove(store_id)
    proof: Proof = Proof.objects.create(
        store_id=store_id, at=at, checked=checked, wrong=[each.says for each in wrong]
    )
    warrant.about(proof, f"{len(wrong)} 项不符" if wrong else "全部相符")
    return proof
