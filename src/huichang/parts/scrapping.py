"""Writing goods off: asked for with a reason and a witness, approved by somebody else (RULES B4 报损, PARTS-10)."""

from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import batches, holds, ledger, permissions, places, rules, states
from huichang.parts.models import Scrap
from huichang.parts.states import BLOCKED_PLACES, MoveKind, Place, ScrapReason, Tracking

ZERO = Decimal(0)


@use_case(permissions.ASK_SCRAP, "申请报损")
def ask_scrap(
    warrant: Warrant,
    part_id: int,
    *,
    store_id: int,
    bin_id: int,
    quantity: Decimal,
    reason: ScrapReason,
    witness_id: int,
    at: datetime,
    words: str = "",
    batch_id: int | None = None,
) -> Scrap:
    """Goods are to be written off: they go to quarantine now, and leave the books when somebody else approves.

    Raises Refused for goods that are not there or are promised, for a witness who does not work here or asks himself, and
    for a part kept by batch without its batch.
    """
    warrant.show_at(store_id)
    asker_id = warrant.actor.staff_id
    if asker_id is None:
        raise NotAllowed("报损要有申请人，请用自己的账号登录后再申请。")
    if witness_id == asker_id or not company.works_at(witness_id, store_id):
        raise Refused("见证人要是本店另一位在职同事，请重新选择。", fields=("witness",))
    book = ledger.open_book(store_id, [part_id])
    part = book.stock(part_id).part
    if not rules.is_countable(quantity, is_whole=part.is_whole):
        raise Refused(f"报损数量不对：{rules.plain(quantity)}。请填写大于零的{part.unit}数。")
    lots = book.lots.of(part_id, bin_id)
    if part.tracking != Tracking.NONE and lots and batch_id is None:
        raise Refused(f"“{part.name}”按批次管理，请选择要报损的批次。", fields=("batch",))
    source = book.know_bins([bin_id])[bin_id]
    places.check_entry(warrant.actor, [source])
    where = source
    if source.warehouse.place == Place.BOOKING:
        raise Refused("预约货架上的配件请先归位，再报损。")
    if source.warehouse.place not in BLOCKED_PLACES:
        where = batches.quarantine_bin(store_id)
        book.know_bins([where.pk])
        book.shift(part_id, quantity, source=bin_id, target=where.pk, document="报损待批", batch_id=batch_id)
    else:
        lying = sum((each.quantity for each in book.contents(part_id) if each.bin_id == bin_id), ZERO)
        if quantity > lying:
            raise Refused(f"货位 {source.code} 只有 {rules.plain(lying)} {part.unit}，请核对数量。")
    stock = book.stock(part_id)
    scrap: Scrap = Scrap.objects.create(
        store_id=store_id,
        number=numbering.next_number(store_id, "BS", on=localdate(at)),
        part_id=part_id,
        batch_id=batch_id,
        bin_id=where.pk,
        quantity=quantity,
        value=rules.share_of_value(stock.on_hand, stock.value, min(quantity, stock.on_hand)),
        reason=reason,
        words=words.strip()[:120],
        witness_id=witness_id,
        asked_by_id=asker_id,
        asked_at=at,
    )
    book.close(at=at, by_id=asker_id)
    warrant.about(scrap, scrap.number)
    return scrap


@use_case(permissions.APPROVE_SCRAP, "批准报损")
def answer_scrap(warrant: Warrant, scrap_id: int, *, approve: bool, at: datetime, words: str = "") -> Scrap:
    """Approve a write-off, which takes the goods off the books at their average, or refuse it (they stay in quarantine).

    Raises NotAllowed for the one who asked or witnessed, OutOfTurn when it was answered, Refused for a refusal without
    a reason and when the goods are not in quarantine any more.
    """
    scrap: Scrap = Scrap.objects.locked(scrap_id, warrant)
    me = warrant.actor.staff_id
    if me is None or me in (scrap.asked_by_id, scrap.witness_id):
        raise NotAllowed("申请人和见证人不能批准自己的报损单，请由另一位主管批准。")
    if not approve and not words.strip():
        raise Refused("不批准请写明原因，申请人才知道怎么办。", fields=("words",))
    states.SCRAP.move(scrap, "approve" if approve else "refuse")
    scrap.answered_by_id, scrap.answered_at, scrap.answer = me, at, words.strip()[:120]
    if approve:
        book = ledger.open_book(scrap.store_id, [scrap.part_id])
        scrap.value = -book.move(
            ledger.Movement(
                part_id=scrap.part_id,
                bin_id=scrap.bin_id,
                kind=MoveKind.SCRAP,
                quantity=-scrap.quantity,
                document=scrap.number,
                note=f"{scrap.get_reason_display()} {scrap.words}".strip()[:120],
                batch_id=scrap.batch_id,
            )
        )
        holds.serve(book, at=at)
        book.close(at=at, by_id=me)
    scrap.save()
    return scrap
