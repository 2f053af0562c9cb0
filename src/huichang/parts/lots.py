"""What lies of which batch in which bin: the part of the book that knows batches (PARTS-01, PARTS-02).

A lot is what lies of one batch in one bin. Goods that expire first leave first; goods of a batch that is not good, or is
over its day, do not leave to be used.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from huichang.kernel.refusals import Missing, Refused
from huichang.parts import rules
from huichang.parts.models import Batch, BatchStock, Part
from huichang.parts.states import GOOD_BATCHES, USED_UP, MoveKind, Tracking

ZERO = Decimal(0)


@dataclass
class Lot:
    """So much of one batch in one bin."""

    batch: Batch
    bin_id: int
    quantity: Decimal
    changed: bool = False

    @property
    def is_good(self) -> bool:
        """Whether its batch may be handed out."""
        return self.batch.state in GOOD_BATCHES

    def may_leave(self, on: date | None) -> bool:
        """Whether it may be handed out on a day."""
        over = on is not None and self.batch.expires_on is not None and self.batch.expires_on < on
        return self.is_good and not over


def in_turn(lot: Lot) -> tuple[bool, date, object, int]:
    """Good ones first; then what expires first, came first."""
    return not lot.is_good, lot.batch.expires_on or date.max, lot.batch.received_at, lot.batch.pk


@dataclass
class Lots:
    """The lots of some parts of one store, with what is to be written of them."""

    store_id: int
    part_ids: Sequence[int]
    _lots: dict[int, list[Lot]] | None = None
    _batches: dict[int, Batch] = field(default_factory=dict)

    def of(self, part_id: int, bin_id: int | None = None) -> list[Lot]:
        """What lies of a part (in one bin), in the order in which it should leave. One statement for all parts."""
        found = self._all().get(part_id, [])
        here = [lot for lot in found if lot.quantity > 0 and (bin_id is None or lot.bin_id == bin_id)]
        return sorted(here, key=in_turn)

    def know(self, batch: Batch) -> None:
        """A batch that was made or read by the caller."""
        self._batches[batch.pk] = batch

    def batch(self, batch_id: int, part_id: int) -> Batch:
        """A batch of a part of this store. Raises Missing for another's."""
        self._all()
        if batch_id not in self._batches:
            found = Batch.objects.filter(store_id=self.store_id, pk=batch_id).first()
            if found is None:
                raise Missing("没有找到这个批次，请刷新后重新选择。")
            self._batches[batch_id] = found
        if self._batches[batch_id].part_id != part_id:
            raise Missing("这个批次不是这个配件的，请重新选择批次。")
        return self._batches[batch_id]

    def put(self, part: Part, bin_id: int, batch: Batch, quantity: Decimal, code: str) -> None:
        """More of a batch in a bin, or less (a negative quantity). Raises Refused below nothing, or for a second piece of
        one serial number."""
        lots = self._all().setdefault(part.pk, [])
        lot = next((each for each in lots if each.batch.pk == batch.pk and each.bin_id == bin_id), None)
        if lot is None:
            lot = Lot(batch, bin_id, ZERO)
            lots.append(lot)
        if lot.quantity + quantity < 0:
            raise Refused(
                f"货位 {code} 的“{part.name}”批次 {batch.number} 只有 {rules.plain(lot.quantity)} {part.unit}，"
                "请核对批次，或从另一批次领取。"
            )
        lot.quantity += quantity
        lot.changed = True
        if batch.is_serial and sum(each.quantity for each in lots if each.batch.pk == batch.pk) > 1:
            raise Refused(f"序列号 {batch.number} 已经在库，一个序列号只对应一件，请核对序列号。")

    def split(
        self, part: Part, bin_id: int, quantity: Decimal, kind: MoveKind, on: date | None, code: str
    ) -> list[tuple[Batch | None, Decimal]]:
        """Of which batches a quantity leaves a bin when nobody says it: the first to expire first.

        None stands for goods that came before the part was kept by batch; these may be moved away or written off, but not
        handed out. Raises Refused when the good batches are not enough, or a serial number has to be chosen.
        """
        used = kind in USED_UP
        lots = [lot for lot in self.of(part.pk, bin_id) if not used or lot.may_leave(on)]
        if used and part.tracking == Tracking.SERIAL and len(lots) > quantity:
            raise Refused(f"“{part.name}”按序列号管理，请扫描或选择要发的序列号。", fields=("serial",))
        taken: list[tuple[Batch | None, Decimal]] = []
        left = quantity
        for lot in lots:
            if left <= 0:
                break
            taken.append((lot.batch, min(left, lot.quantity)))
            left -= taken[-1][1]
        if left > 0 and (used or kind == MoveKind.SHIFT):
            raise Refused(
                f"货位 {code} 的“{part.name}”有 {rules.plain(left)} {part.unit}没有可用的批次（未登记批次、待检、停用或过期），"
                "请先在“批次”里处理。"
            )
        return [*taken, (None, left)] if left > 0 else taken

    def changed(self) -> Iterable[tuple[int, Lot]]:
        """What is to be written, with its part."""
        return (
            (part_id, lot)
            for part_id, lots in sorted((self._lots or {}).items())
            for lot in lots
            if lot.changed
        )

    def write(self) -> None:
        """At most two statements. What leaves a place is written before what comes to one."""
        rows = [
            BatchStock(
                store_id=self.store_id,
                part_id=part_id,
                batch_id=lot.batch.pk,
                bin_id=lot.bin_id,
                quantity=lot.quantity,
                is_serial=lot.batch.is_serial,
            )
            for part_id, lot in self.changed()
        ]
        for some in ([row for row in rows if not row.quantity], [row for row in rows if row.quantity]):
            BatchStock.objects.bulk_create(
                some, update_conflicts=True, unique_fields=["bin", "batch"], update_fields=["quantity"]
            )
        for _, lot in self.changed():
            lot.changed = False

    def _all(self) -> dict[int, list[Lot]]:
        if self._lots is None:
            self._lots = {}
            for row in (
                BatchStock.objects.filter(store_id=self.store_id, part_id__in=self.part_ids, quantity__gt=0)
                .select_related("batch")
                .order_by("pk")
            ):
                batch = self._batches.setdefault(row.batch_id, row.batch)
                self._lots.setdefault(row.part_id, []).append(Lot(batch, row.bin_id, row.quantity))
        return self._lots
