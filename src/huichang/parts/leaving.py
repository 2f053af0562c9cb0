"""Free goods leave their bins otherwise than to an order: on loan, for the store's own use, to another store."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.kernel.money import Money, money
from huichang.kernel.refusals import Refused
from huichang.parts import ledger, places, rules
from huichang.parts.states import MoveKind, Place

ZERO = Decimal(0)


@dataclass(frozen=True)
class Share:
    """What left one bin, of one batch, and what it was worth (yuan without tax)."""

    bin_id: int
    batch_id: int | None
    quantity: Decimal
    value: Money


def take_free(
    actor: Actor,
    book: ledger.Book,
    part_id: int,
    quantity: Decimal,
    *,
    kind: MoveKind,
    document: str,
    so: str = "",
    note: str = "",
    taken_by_id: int | None = None,
    batches: Sequence[int] = (),
) -> list[Share]:
    """Take so much of what nobody was promised out of its bins; of the `batches` named, or of what expires first.

    What lies on a booking shelf stays there. Raises Refused for an impossible quantity, for more than is free (`so`: what
    cannot be done therefore, for the sentence), and when the bins or batches do not have it; NotAllowed for the hazardous
    store without that right.
    """
    part = book.stock(part_id).part
    if not rules.is_countable(quantity, is_whole=part.is_whole):
        raise Refused(f"“{part.name}”的数量不对：{rules.plain(quantity)}。请填写大于零的{part.unit}数。")
    free = max(ZERO, book.free(part_id))
    if quantity > free:
        ends = f"，{so}。" if so else "。"
        raise Refused(f"“{part.name}”只有 {rules.plain(free)} {part.unit}可用，其余已预留或冻结{ends}")
    bins = [pair for pair in ledger.usable(book, part_id, kept_on_shelf=()) if pair[0].place != Place.BOOKING]
    takes = ledger.choose(book, part_id, quantity, bins, batches=batches)
    if sum((take.quantity for take in takes), ZERO) < quantity:
        raise Refused(
            f"“{part.name}”在货位或选的批次上不够 {rules.plain(quantity)} {part.unit}，请先盘点货位。"
        )
    known = book.know_bins({take.bin_id for take in takes})
    places.check_entry(actor, [known[take.bin_id] for take in takes])
    shares = []
    for take in takes:
        value = book.move(
            ledger.Movement(
                part_id=part_id,
                bin_id=take.bin_id,
                kind=kind,
                quantity=-take.quantity,
                document=document,
                taken_by_id=taken_by_id,
                note=note[:120],
                batch_id=take.batch_id,
            )
        )
        shares.append(Share(take.bin_id, take.batch_id, take.quantity, money(-value)))
    return shares
