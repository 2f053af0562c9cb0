"""The book: the locked totals of some parts of one store, and the lines that are about to be written to the ledger.

`ledger.open_book` gives it out; whoever has it says what moves and what is promised, and closes it: a fixed number of
statements, however many lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, Refused
from huichang.parts import rules
from huichang.parts.lots import Lots
from huichang.parts.models import Batch, Bin, BinStock, Move, Stock
from huichang.parts.states import BLOCKED_PLACES, GOOD_BATCHES, USED_UP, MoveKind, Tracking


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What moves: `quantity` in (positive) or out (negative) of one bin.

    `value` is needed where only the caller knows it (a receipt's cost, what a returned part left at); None means the
    moving average. `batch_id`: of which batch; without it what leaves a bin of a part that is kept by batch is taken of
    the batch that expires first (several lines of the ledger, if need be), and what comes in is refused.
    `corrects`, `belongs_at`: a line that puts another one right, and the time of that one.
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
    batch_id: int | None = None
    corrects_id: int | None = None
    belongs_at: datetime | None = None


@dataclass
class Content:
    """What lies in one bin of one part, in the bin's words."""

    bin_id: int
    code: str
    walk: int
    place: str
    warehouse_id: int
    quantity: Decimal
    is_full: bool = False
    changed: bool = False
    lost_some: bool = False

    @property
    def is_blocked(self) -> bool:
        """Whether nothing may be issued from here."""
        return self.place in BLOCKED_PLACES


@dataclass
class Book:
    """The locked totals of some parts of one store, with what is to be written to them."""

    store_id: int
    stocks: dict[int, Stock]
    on: date | None = None
    """The day: what is over its day is not chosen to leave."""
    lots: Lots = field(init=False)
    _moves: list[Move] = field(default_factory=list)
    _changed: set[int] = field(default_factory=set)
    _contents: dict[int, dict[int, Content]] | None = None
    _bins: dict[int, Bin] = field(default_factory=dict)
    _news: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lots = Lots(self.store_id, list(self.stocks))

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

        Raises Refused when a bin, or a batch in it, would have less than nothing, and when the batch is missing.
        """
        stock = self.stocks[movement.part_id]
        content = self._content(movement.part_id, movement.bin_id)
        if content.quantity + movement.quantity < 0:
            raise Refused(
                f"货位 {content.code} 的“{stock.part.name}”只有 {rules.plain(content.quantity)} {stock.part.unit}，"
                "请核对货位，或从另一货位领取。"
            )
        part = stock.part
        if movement.batch_id is not None:
            return self._line(movement, content, self.lots.batch(movement.batch_id, part.pk))
        if part.tracking == Tracking.NONE or not movement.quantity:
            return self._line(movement, content, None)
        if movement.quantity > 0:
            word = "序列号" if part.tracking == Tracking.SERIAL else "批次号"
            raise Refused(f"“{part.name}”按{part.get_tracking_display()}管理，请填写{word}。")
        whole, left, worth = -movement.quantity, movement.value, Decimal(0)
        shares = self.lots.split(part, content.bin_id, whole, movement.kind, self.on, content.code)
        for batch, quantity in shares:
            value = None
            if left is not None:
                value = -rules.share_of_value(whole, -left, quantity)
                whole, left = whole - quantity, left - value
            worth += self._line(replace(movement, quantity=-quantity, value=value), content, batch)
        return worth

    def _line(self, movement: Movement, content: Content, batch: Batch | None) -> Decimal:
        stock, quantity = self.stocks[movement.part_id], movement.quantity
        if movement.value is not None:
            value = movement.value
        elif quantity < 0:
            value = -rules.share_of_value(stock.on_hand, stock.value, -quantity)
        else:
            value = rules.at_average(stock.on_hand, stock.value, quantity)
        if batch is not None and quantity:
            self.lots.put(stock.part, content.bin_id, batch, quantity, content.code)
        content.quantity += quantity
        content.changed = True
        content.lost_some = content.lost_some or quantity < 0
        stock.on_hand += quantity
        stock.value += value
        if content.is_blocked or (batch is not None and batch.state not in GOOD_BATCHES):
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
                batch=batch,
                corrects_id=movement.corrects_id,
                belongs_at=movement.belongs_at,
            )
        )
        return value

    def shift(
        self,
        part_id: int,
        quantity: Decimal,
        *,
        source: int,
        target: int,
        document: str,
        note: str = "",
        batch_id: int | None = None,
    ) -> None:
        """Carry goods from one bin to another; value and batch go with them and the total stays."""
        part = self.stocks[part_id].part
        code = self._content(part_id, source).code
        shares: list[tuple[int | None, Decimal]] = [(batch_id, quantity)]
        if batch_id is None and part.tracking != Tracking.NONE:
            found = self.lots.split(part, source, quantity, MoveKind.SHIFT, self.on, code)
            shares = [(batch.pk if batch else None, share) for batch, share in found]
        for of_batch, share in shares:
            out = Movement(
                part_id=part_id,
                bin_id=source,
                kind=MoveKind.SHIFT,
                quantity=-share,
                document=document,
                note=note,
                batch_id=of_batch,
            )
            value = self.move(out)
            self.move(replace(out, bin_id=target, quantity=share, value=-value))

    def name(self, part_id: int, bin_id: int, batch: Batch, quantity: Decimal, *, document: str) -> None:
        """Goods in a bin that had no batch belong to one from now on: two lines that leave quantity and value as they are."""
        content = self._content(part_id, bin_id)
        for sign, of_batch in ((-1, None), (1, batch)):
            line = Movement(
                part_id=part_id,
                bin_id=bin_id,
                kind=MoveKind.SHIFT,
                quantity=sign * quantity,
                value=Decimal(0),
                document=document,
                note=f"批次 {batch.number}",
            )
            self._line(line, content, of_batch)

    def block(self, part_id: int, quantity: Decimal) -> None:
        """Less of a part may be handed out because of its batch (or more again: a negative quantity)."""
        self.stocks[part_id].blocked += quantity
        self._changed.add(part_id)

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

    def unsettle(self, part_id: int) -> None:
        """A part has no place of its own any more."""
        self.stocks[part_id].home_bin_id = None
        self._changed.add(part_id)

    def tell(self, fact: object) -> None:
        """Announce a fact when the book is closed."""
        self._news.append(fact)

    def close(self, *, at: datetime, by_id: int | None) -> None:
        """Write it: at most three statements (two more for batches, one when a full bin has room again), then the facts.

        Raises Refused when more would be promised than is there, and when goods would leave that are over their day.
        """
        self._refuse_expired(localdate(at))
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
        self.lots.write()
        news, self._news, self._moves = self._news, [], []
        self._changed.clear()
        for fact in news:
            announce(fact)

    def _refuse_expired(self, today: date) -> None:
        for move in self._moves:
            batch = move.batch
            over = batch is not None and batch.expires_on is not None and batch.expires_on < today
            if batch is not None and over and move.quantity < 0 and move.kind in USED_UP:
                part = self.stocks[move.part_id].part
                raise Refused(
                    f"“{part.name}”批次 {batch.number} 已于 {batch.expires_on} 过期，不能发出；"
                    "请改发别的批次，过期的移到隔离区报损。"
                )

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
        roomy = {content.bin_id for _, content in changed if content.is_full and content.lost_some}
        if roomy:
            Bin.objects.filter(pk__in=roomy).update(is_full=False)
        for _, content in changed:
            content.changed = content.lost_some = False

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
                "bin__is_full",
            )
            for part_id, bin_id, *words in found:
                self._contents.setdefault(part_id, {})[bin_id] = Content(bin_id, *words)
        return self._contents

    def _content(self, part_id: int, bin_id: int) -> Content:
        by_bin = self._all_contents().setdefault(part_id, {})
        if bin_id not in by_bin:
            bin = self.know_bins([bin_id])[bin_id]
            by_bin[bin_id] = Content(
                bin_id, bin.code, bin.walk, bin.warehouse.place, bin.warehouse_id, Decimal(0), bin.is_full
            )
        return by_bin[bin_id]
