"""Where goods came from and whether they are what they say: batches, serial numbers, the check at receipt (PARTS-01, 02).

A batch that must be checked lies in quarantine until somebody says that it is genuine; one that failed stays there. Every
change of a batch keeps the blocked stock in step, and gives back what can no longer be promised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import months
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.parts import holds, ledger, losing, permissions, places, rules, states
from huichang.parts.models import Batch, Bin, Part
from huichang.parts.states import BLOCKED_PLACES, LOCKED_AWAY, BatchState, Place, Tracking

ZERO = Decimal(0)
CHECKLIST = {
    "package": "包装完好、封签未拆",
    "print": "印刷、标识与原厂样件一致",
    "hologram": "防伪标签齐全且可查询",
    "number": "件上编码与标签一致",
    "finish": "做工、重量与原厂样件一致",
}
"""What is looked at where there is no anti-counterfeit code to ask about."""


@dataclass(frozen=True, kw_only=True)
class Came:
    """What the goods of one line say of themselves: the batch number, or a serial number for each piece.

    `genuine`: what the check said; None when nobody has looked yet. `checklist`: point of `CHECKLIST` → in order.
    """

    numbers: tuple[str, ...]
    made_on: date | None = None
    expires_on: date | None = None
    certificate: str = ""
    code: str = ""
    checklist: Mapping[str, bool] = field(default_factory=dict)
    genuine: bool | None = None
    note: str = ""


def register(
    book: ledger.Book,
    part: Part,
    came: Came,
    quantity: Decimal,
    *,
    supplier: str,
    document: str,
    at: datetime,
    by_id: int | None,
) -> list[tuple[Batch, Decimal]]:
    """The batches of a line that came in, with how much of each: found by their numbers, or made.

    Raises Refused without a number, without a date where goods have a shelf life, for goods that are over their day or made
    on a day to come, and for a check without anything that it rests on.
    """
    numbers = _numbers(part, came, quantity)
    if came.made_on is not None and came.made_on > localdate(at):
        raise Refused(f"“{part.name}”的生产日期 {came.made_on} 还没到，请核对包装。")
    expires_on = _expires_on(part, came)
    if expires_on is not None and expires_on < localdate(at):
        raise Refused(f"“{part.name}”已于 {expires_on} 过期，请拒收，或核对生产日期和有效期。")
    state = _state(part, came)
    known = {
        row.number: row for row in Batch.objects.filter(store_id=book.store_id, part=part, number__in=numbers)
    }
    found = []
    for number in numbers:
        batch = known.get(number)
        if batch is None:
            batch = Batch.objects.create(
                store_id=book.store_id,
                part=part,
                number=number,
                is_serial=part.tracking == Tracking.SERIAL,
                supplier=supplier[:60],
                document=document[:20],
                received_at=at,
                made_on=came.made_on,
                expires_on=expires_on,
                certificate=came.certificate.strip()[:60],
                code=came.code.strip()[:60],
                checklist={key: bool(came.checklist.get(key)) for key in CHECKLIST if came.checklist},
                state=state,
                checked_by_id=by_id if came.genuine is not None else None,
                checked_at=at if came.genuine is not None else None,
                note=came.note.strip()[:120],
            )
        elif expires_on is not None and batch.expires_on not in (None, expires_on):
            raise Refused(
                f"批次 {number} 登记的有效期是 {batch.expires_on}，这次是 {expires_on}，请核对包装。"
            )
        elif came.genuine is False and batch.state != BatchState.FAILED:
            raise Refused(f"批次 {number} 以前验真合格，这次不合格：请先在“批次”里把它判为不合格，再入库。")
        book.lots.know(batch)
        found.append(batch)
    each = Decimal(1) if part.tracking == Tracking.SERIAL else quantity
    return [(batch, each) for batch in found]


def _numbers(part: Part, came: Came, quantity: Decimal) -> list[str]:
    numbers = [number.strip().upper()[:40] for number in came.numbers if number.strip()]
    if part.tracking == Tracking.SERIAL:
        if len(set(numbers)) != len(numbers):
            raise Refused(f"“{part.name}”的序列号有重复，请核对。")
        if len(numbers) != quantity:
            raise Refused(
                f"“{part.name}”收了 {rules.plain(quantity)} {part.unit}，要有 {rules.plain(quantity)} 个序列号，"
                f"现在填了 {len(numbers)} 个。"
            )
    elif len(numbers) != 1:
        raise Refused(f"“{part.name}”按批次管理，请填写包装上的批次号（一行一个批次）。")
    return numbers


def _expires_on(part: Part, came: Came) -> date | None:
    if came.expires_on is not None:
        return came.expires_on
    if part.shelf_life_months is None:
        return None
    if came.made_on is None:
        raise Refused(f"“{part.name}”有保质期，请填写生产日期或有效期。")
    return months.later(came.made_on, part.shelf_life_months)


def _state(part: Part, came: Came) -> BatchState:
    if came.genuine is None:
        return BatchState.UNCHECKED if part.needs_check else BatchState.EXEMPT
    _check_grounds(came.genuine, came.code, came.checklist, came.certificate, came.note)
    return BatchState.PASSED if came.genuine else BatchState.FAILED


def _check_grounds(
    genuine: bool, code: str, checklist: Mapping[str, bool], certificate: str, note: str
) -> None:
    """A result rests on something. Raises Refused otherwise."""
    whole = all(checklist.get(key) for key in CHECKLIST)
    if genuine and not code.strip() and not whole:
        raise Refused("判定合格要有依据：请填写查询过的防伪码，或逐项勾完验真清单。")
    if not genuine and not note.strip():
        raise Refused("判定不合格请写明哪里不对，供应商索赔时要用。")


def quarantine_bin(store_id: int) -> Bin:
    """Where goods go that may not be handed out. Raises Refused when the store has no such place."""
    bin: Bin | None = (
        Bin.objects.filter(store_id=store_id, warehouse__place=Place.QUARANTINE)
        .select_related("warehouse")
        .order_by("walk", "pk")
        .first()
    )
    if bin is None:
        raise Refused("本店还没有隔离区货位，待检和不合格的配件无处存放。请备件经理先在“库区”里建立隔离区。")
    return bin


def _entered(warrant: Warrant, batch_id: int) -> tuple[Batch, ledger.Book]:
    """The batch, with the book of its part; the store room is entered first. Raises Missing."""
    where = Batch.objects.seen_by(warrant.actor).filter(pk=batch_id).values_list("store_id", flat=True)
    for store_id in where:
        ledger.enter(store_id)
    batch: Batch = Batch.objects.locked(batch_id, warrant)
    book = ledger.open_book(batch.store_id, [batch.part_id], entered=True)
    book.lots.know(batch)
    warrant.about(batch, batch.number)
    return batch, book


def _restate(book: ledger.Book, batch: Batch, verb: str, *, at: datetime) -> None:
    """Move a batch to another state; what lies of it on open shelves is blocked or free again."""
    before = batch.state in states.GOOD_BATCHES
    states.BATCH.move(batch, verb)
    after = batch.state in states.GOOD_BATCHES
    if before == after:
        return
    blocked = {each.bin_id for each in book.contents(batch.part_id) if each.is_blocked}
    lying = sum(
        (
            lot.quantity
            for lot in book.lots.of(batch.part_id)
            if lot.batch.pk == batch.pk and lot.bin_id not in blocked
        ),
        ZERO,
    )
    if lying:
        book.block(batch.part_id, lying if before else -lying)
    if after:
        holds.serve(book, at=at)
    else:
        losing.give_up(book, batch.part_id, at=at)


@use_case(permissions.CHECK_BATCHES, "批次验真")
def check_batch(
    warrant: Warrant,
    batch_id: int,
    *,
    genuine: bool,
    at: datetime,
    code: str = "",
    checklist: Mapping[str, bool] | None = None,
    certificate: str = "",
    note: str = "",
    bin_id: int | None = None,
) -> Batch:
    """Say whether a batch is genuine; good goods leave quarantine for `bin_id` or their own place, others are carried there.

    Raises Refused without grounds, and when there is nowhere to go. Those who wait are served (PartsArrived).
    """
    batch, book = _entered(warrant, batch_id)
    points = checklist or {}
    _check_grounds(genuine, code or batch.code, points, certificate or batch.certificate, note)
    batch.code, batch.certificate = (
        (code.strip() or batch.code)[:60],
        (certificate.strip() or batch.certificate)[:60],
    )
    if points:
        batch.checklist = {key: bool(points.get(key)) for key in CHECKLIST}
    batch.checked_by_id, batch.checked_at, batch.note = warrant.actor.staff_id, at, note.strip()[:120]
    if genuine:
        _restate(book, batch, "pass_check", at=at)
        batch.save()
        _carry(book, batch, bin_id or book.stock(batch.part_id).home_bin_id, out_of=Place.QUARANTINE)
        holds.serve(book, at=at)
        book.close(at=at, by_id=warrant.actor.staff_id)
    else:
        _restate(book, batch, "fail_check", at=at)
        _carry(book, batch, quarantine_bin(batch.store_id).pk, out_of=None)
        book.close(at=at, by_id=warrant.actor.staff_id)
        batch.save()
    return batch


def _carry(book: ledger.Book, batch: Batch, target_id: int | None, *, out_of: Place | None) -> None:
    """Carry what lies of a batch in quarantine to its place, or (`out_of` None) from open shelves to quarantine."""
    lying = [lot for lot in book.lots.of(batch.part_id) if lot.batch.pk == batch.pk]
    bins = book.know_bins({lot.bin_id for lot in lying} | ({target_id} if target_id else set()))
    for lot in lying:
        place = bins[lot.bin_id].warehouse.place
        moves = place == out_of if out_of else place not in BLOCKED_PLACES
        if not moves:
            continue
        if target_id is None:
            raise Refused("这个配件还没有固定货位，请选择合格后放到哪个货位。", fields=("bin",))
        if out_of and bins[target_id].warehouse.place in BLOCKED_PLACES | {Place.BOOKING}:
            raise Refused(f"货位 {bins[target_id].code} 不能存放合格配件，请选择主库、分库或危险品库的货位。")
        book.shift(
            batch.part_id,
            lot.quantity,
            source=lot.bin_id,
            target=target_id,
            document="验真",
            note=f"批次 {batch.number}",
            batch_id=batch.pk,
        )
    places.check_limits(book, {bins[target_id].warehouse_id} if target_id else set())


@use_case(permissions.STOP_BATCHES, "停用批次")
def stop_batch(warrant: Warrant, batch_id: int, *, why: str, at: datetime) -> Batch:
    """Nothing more of a batch is handed out, wherever it lies (a supplier's recall). Raises Refused without a reason."""
    if not why.strip():
        raise Refused("请写明为什么停用这个批次，例如供应商召回的通知号。")
    batch, book = _entered(warrant, batch_id)
    _restate(book, batch, "stop", at=at)
    batch.note = why.strip()[:120]
    batch.save()
    book.close(at=at, by_id=warrant.actor.staff_id)
    return batch


@use_case(permissions.STOP_BATCHES, "恢复批次")
def resume_batch(warrant: Warrant, batch_id: int, *, why: str, at: datetime) -> Batch:
    """A batch that was stopped is good after all. Raises Refused without a reason."""
    if not why.strip():
        raise Refused("请写明为什么恢复使用，例如供应商解除召回的通知号。")
    batch, book = _entered(warrant, batch_id)
    batch.note, batch.checked_at = why.strip()[:120], at
    batch.checked_by_id = warrant.actor.staff_id
    _restate(book, batch, "resume", at=at)
    batch.save()
    book.close(at=at, by_id=warrant.actor.staff_id)
    return batch


@use_case(permissions.STOP_BATCHES, "批次复检延期")
def prolong_batch(warrant: Warrant, batch_id: int, *, expires_on: date, why: str, at: datetime) -> Batch:
    """A batch was tested again and is good until a later day. Raises Refused without the test's number."""
    if not why.strip():
        raise Refused("请填写复检报告号，过期的批次没有复检不能延期。")
    if expires_on <= localdate(at):
        raise Refused("新的有效期要晚于今天。")
    batch, book = _entered(warrant, batch_id)
    batch.note, batch.expires_on, batch.checked_at = why.strip()[:120], expires_on, at
    batch.checked_by_id = warrant.actor.staff_id
    if batch.state == BatchState.EXPIRED:
        _restate(book, batch, "prolong", at=at)
    batch.save()
    book.close(at=at, by_id=warrant.actor.staff_id)
    return batch


@use_case(permissions.STOP_BATCHES, "冻结过期批次")
def expire_batches(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Goods whose day is over are blocked; what was promised of them is waited for anew. Returns how many batches."""
    warrant.show_at(store_id)
    ledger.enter(store_id)
    over = list(
        Batch.objects.filter(
            store_id=store_id,
            expires_on__lt=localdate(at),
            state__in=[BatchState.PASSED, BatchState.EXEMPT, BatchState.STOPPED],
            lying__quantity__gt=0,
        )
        .distinct()
        .order_by("pk")
    )
    if over:
        book = ledger.open_book(store_id, {batch.part_id for batch in over}, entered=True)
        for batch in over:
            book.lots.know(batch)
            _restate(book, batch, "expire", at=at)
            batch.save(update_fields=["state"])
        book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.note = f"{len(over)} 个批次"
    return len(over)


@use_case(permissions.KEEP_BATCHES, "补登批次")
def name_stock(
    warrant: Warrant, part_id: int, *, store_id: int, bin_id: int, quantity: Decimal, came: Came, at: datetime
) -> Sequence[Batch]:
    """Goods that came before the part was kept by batch get their batch or serial numbers, in the bin where they lie.

    Raises Refused when there are not so many without a batch.
    """
    warrant.show_at(store_id)
    book = ledger.open_book(store_id, [part_id])
    part = book.stock(part_id).part
    if part.tracking == Tracking.NONE:
        raise Refused(f"“{part.name}”不按批次管理；要管理批次，请先在配件资料里改“追踪”。")
    lying = sum((each.quantity for each in book.contents(part_id) if each.bin_id == bin_id), ZERO)
    named = sum((lot.quantity for lot in book.lots.of(part_id, bin_id)), ZERO)
    if not rules.is_countable(quantity, is_whole=part.is_whole) or quantity > lying - named:
        raise Refused(f"这个货位没有登记批次的只有 {rules.plain(lying - named)} {part.unit}，请核对数量。")
    made = register(
        book, part, came, quantity, supplier="", document="补登批次", at=at, by_id=warrant.actor.staff_id
    )
    bin = book.know_bins([bin_id])[bin_id]
    for batch, share in made:
        if batch.state in LOCKED_AWAY and bin.warehouse.place not in BLOCKED_PLACES:
            raise Refused(f"批次 {batch.number} 还没有验真合格，请先验真，或先把实物移到隔离区。")
        book.name(part_id, bin_id, batch, share, document="补登批次")
    book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.about(made[0][0], "、".join(batch.number for batch, _ in made)[:100])
    return [batch for batch, _ in made]
