"""Parts claims (配件索赔) against a supplier or the manufacturer (PARTS-21).

Only what restores the function is claimed: the piece, not the assembly, where a piece will do; nothing, where a repair
without any new part will do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import numbering, pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import arrivals
from huichang.parts import queries as parts
from huichang.parts.states import MoveKind
from huichang.supply import drafting, permissions, rules, states, tracking
from huichang.supply.models import ClaimPhoto, PartsClaim, ReceiptLine, Supplier, Variance
from huichang.supply.states import ClaimState, Fault, FoundWhen, Restores

ZERO = Decimal(0)
USUAL_CLAIM_DAYS, USUAL_QUALITY_DAYS = 3, 180
"""Where there is no contract."""
MOST_PHOTOS = 8
ASSEMBLY_WORDS = ("总成", "组件", "套件")


@dataclass(frozen=True, kw_only=True)
class Faulty:
    """What is wrong with a part, when it was found, and what would make it whole again.

    `piece_id`: the piece that restores the function, of the part `part_id` it sits in. `bin_id`: where it lies in stock (None:
    it came off a car, or never came in). `asked`: yuan without tax; None: what it cost.
    """

    part_id: int
    quantity: Decimal
    found: str
    words: str
    restores: str
    piece_id: int | None = None
    why_whole: str = ""
    fault: str = ""
    found_on: date | None = None
    receipt_line_id: int | None = None
    order_id: int | None = None
    order_number: str = ""
    plate: str = ""
    bin_id: int | None = None
    asked: Decimal | None = None
    photos: Sequence[bytes] = ()


@use_case(permissions.CLAIM_PARTS, "提出配件索赔")
def open_claim(
    warrant: Warrant, supplier_id: int, *, store_id: int, faulty: Faulty, at: datetime
) -> PartsClaim:
    """Write down a claim; what lies in stock is carried to the claimed-parts store.

    Raises Refused where a repair restores it, where a piece would do and none is named, for an assembly without the reason
    why no piece will do, for more than was faulty at receipt, and for words that are missing.
    """
    warrant.show_at(store_id)
    supplier = Supplier.objects.filter(pk=supplier_id).first()
    if supplier is None:
        raise Missing("没有找到这个供应商，请重新选择。")
    on = localdate(at)
    found_on = faulty.found_on or on
    _check_words(faulty, found_on, on)
    briefs = parts.parts(filter(None, (faulty.part_id, faulty.piece_id)))
    if faulty.part_id not in briefs or (faulty.piece_id and faulty.piece_id not in briefs):
        raise Missing("有的配件已经不在目录里，请重新搜索配件。")
    _check_least(faulty, briefs[faulty.part_id])
    claimed = faulty.piece_id or faulty.part_id
    drafting.check_quantity(briefs[claimed], faulty.quantity)
    came = _receipt_line(faulty, store_id, supplier_id)
    came_on = localdate(came.receipt.received_at) if came else None
    contract = drafting.contract_of(store_id, supplier_id, on=came_on or on)
    number = numbering.next_number(store_id, "SP", on=on)
    bin_id = faulty.bin_id
    if bin_id is not None:
        bin_id = arrivals.set_aside(
            warrant.actor,
            store_id,
            faulty.part_id,
            quantity=faulty.quantity,
            source_id=bin_id,
            document=number,
            note=f"配件索赔 {faulty.words}",
            at=at,
        )
    claim = PartsClaim(
        store_id=store_id,
        number=number,
        supplier=supplier,
        part_id=claimed,
        sits_in_id=faulty.part_id if faulty.piece_id else None,
        quantity=faulty.quantity,
        found=faulty.found,
        found_on=found_on,
        fault=faulty.fault,
        words=faulty.words.strip()[:200],
        restores=faulty.restores,
        why_whole=faulty.why_whole.strip()[:120],
        receipt_line=came,
        for_order=faulty.order_id,
        order_number=faulty.order_number.strip()[:20],
        plate=faulty.plate.strip()[:10],
        deadline_on=rules.claim_deadline(
            found_on,
            came_on,
            at_receipt=faulty.found == FoundWhen.AT_RECEIPT,
            claim_days=contract.claim_days if contract else USUAL_CLAIM_DAYS,
            quality_days=contract.quality_days if contract else USUAL_QUALITY_DAYS,
        ),
        asked=_asked(faulty, claimed, came, store_id, supplier_id, on),
        opened_at=at,
        opened_by_id=warrant.actor.staff_id,
        in_stock=faulty.bin_id is not None and faulty.piece_id is None,
        bin_id=bin_id,
    )
    claim.save()
    _keep_photos(claim, faulty.photos, at=at, by_id=warrant.actor.staff_id)
    warrant.about(claim, claim.number)
    return claim


def _check_words(faulty: Faulty, found_on: date, on: date) -> None:
    if faulty.found not in FoundWhen.values or faulty.restores not in Restores.values:
        raise Refused("发现时机和恢复方式请从列表里选择。")
    if faulty.fault and faulty.fault not in Fault.values:
        raise Refused("问题请从列表里选择。", fields=("fault",))
    if not faulty.words.strip():
        raise Refused("请写明故障现象，供应商按它判定。", fields=("words",))
    if found_on > on:
        raise Refused("发现日期不能在今天以后。", fields=("found_on",))
    if len(faulty.photos) > MOST_PHOTOS:
        raise Refused(f"最多 {MOST_PHOTOS} 张照片。")
    if faulty.found == FoundWhen.AFTER_FITTING and not (faulty.order_number.strip() or faulty.order_id):
        raise Refused("装车后发现的，请填写工单号，供应商要核对装车日期和里程。", fields=("order_number",))


def _check_least(faulty: Faulty, part: parts.PartBrief) -> None:
    """Only the least that restores the function may be claimed. Raises Refused."""
    if faulty.restores == Restores.REPAIR:
        raise Refused(
            f"“{part.name}”不换件就能修复，按规定不能索赔配件。请修复后使用；修理工时另按保修索赔。",
            fields=("restores",),
        )
    if faulty.restores == Restores.PIECE:
        if faulty.piece_id is None or faulty.piece_id == faulty.part_id:
            raise Refused(
                f"换一个零件就能恢复“{part.name}”的功能，只能索赔那个零件，不能索赔总成。请选择零件。",
                fields=("piece",),
            )
    elif faulty.piece_id is not None:
        raise Refused("选了“必须更换本件”，就不用再选零件；只换零件请改选“换其中一个零件即可”。")
    elif any(word in part.name for word in ASSEMBLY_WORDS) and not faulty.why_whole.strip():
        raise Refused(f"“{part.name}”是总成：请写明为什么换其中的零件不能恢复功能。", fields=("why_whole",))


def _receipt_line(faulty: Faulty, store_id: int, supplier_id: int) -> ReceiptLine | None:
    if faulty.receipt_line_id is None:
        if faulty.found == FoundWhen.AT_RECEIPT:
            raise Refused("到货时发现的问题，请从收货单上提出索赔。")
        return None
    tracking.lock_orders_of([faulty.receipt_line_id])
    row: ReceiptLine | None = (
        ReceiptLine.objects.filter(
            pk=faulty.receipt_line_id,
            store_id=store_id,
            part_id=faulty.part_id,
            receipt__order__supplier_id=supplier_id,
            receipt__undone_at__isnull=True,
        )
        .select_related("receipt__order")
        .select_for_update(of=("self",))
        .first()
    )
    if row is None:
        raise Missing("没有找到这行收货，请从收货单上重新提出索赔。")
    if faulty.found == FoundWhen.AT_RECEIPT:
        short = max(row.announced - row.good - row.damaged - row.refused, ZERO)
        claimed = sum(
            PartsClaim.objects.filter(receipt_line=row, found=FoundWhen.AT_RECEIPT)
            .exclude(state=ClaimState.WITHDRAWN)
            .values_list("quantity", flat=True),
            ZERO,
        )
        still = row.damaged + row.refused + short - claimed
        if faulty.quantity > still:
            raise Refused(
                f"这行收货登记的破损、拒收和短少还有 {still.normalize():f} 可以索赔，请核对数量。",
                fields=("quantity",),
            )
    return row


def _asked(
    faulty: Faulty, claimed: int, came: ReceiptLine | None, store_id: int, supplier_id: int, on: date
) -> Decimal:
    if faulty.asked is not None:
        if faulty.asked <= 0:
            raise Refused("索赔金额必须大于零。", fields=("asked",))
        return money(faulty.asked)
    if came is not None and claimed == came.part_id:
        return rules.amount(faulty.quantity, came.price)
    contract = drafting.contract_of(store_id, supplier_id, on=on)
    price = drafting.prices_of(contract, [claimed], on=on).get(claimed)
    if price is None:
        raise Refused("合同里没有这个配件的进价，请填写索赔金额（不含税）。", fields=("asked",))
    return rules.amount(faulty.quantity, price.price)


def _keep_photos(claim: PartsClaim, photos: Sequence[bytes], *, at: datetime, by_id: int | None) -> None:
    ClaimPhoto.objects.bulk_create(
        [
            ClaimPhoto(
                store_id=claim.store_id,
                claim=claim,
                picture=pictures.keep(
                    photo, store_id=claim.store_id, kind="parts_claim", at=at, staff_id=by_id
                ),
            )
            for photo in photos
        ]
    )


@use_case(permissions.CLAIM_PARTS, "提交配件索赔")
def send_claim(warrant: Warrant, claim_id: int, *, at: datetime, late_why: str = "") -> PartsClaim:
    """The claim goes to the supplier (again, after a refusal). Raises Refused after the deadline without a reason."""
    claim: PartsClaim = PartsClaim.objects.locked(claim_id, warrant)
    states.CLAIM.move(claim, "send")
    if localdate(at) > claim.deadline_on and not late_why.strip():
        raise Refused(
            f"索赔期限 {claim.deadline_on} 已过。供应商同意受理的，请写明谁同意、为什么。",
            fields=("late_why",),
        )
    if late_why.strip():
        claim.words = f"{claim.words}（超期：{late_why.strip()}）"[:200]
    claim.sent_at, claim.answered_at = at, None
    claim.save(update_fields=["state", "sent_at", "answered_at", "words"])
    return claim


@use_case(permissions.ANSWER_CLAIMS, "登记索赔答复")
def answer_claim(
    warrant: Warrant, claim_id: int, *, accepted: bool, words: str, at: datetime, their_number: str = ""
) -> PartsClaim:
    """The supplier accepts or refuses. Raises Refused for a refusal without its words."""
    claim: PartsClaim = PartsClaim.objects.locked(claim_id, warrant)
    states.CLAIM.move(claim, "accept" if accepted else "refuse")
    if not accepted and not words.strip():
        raise Refused("供应商拒绝的，请写明理由；不服可以补充依据再次提交。", fields=("words",))
    claim.answered_at, claim.answer_words = at, words.strip()[:200]
    claim.their_number = their_number.strip()[:40] or claim.their_number
    claim.save(update_fields=["state", "answered_at", "answer_words", "their_number"])
    return claim


@use_case(permissions.CLAIM_PARTS, "索赔件发出")
def hand_over_claim(warrant: Warrant, claim_id: int, *, carrier: str, at: datetime) -> PartsClaim:
    """The claimed goods leave for the supplier with the claim as their document; what was in stock leaves the ledger.

    Raises Refused for a claim that is not out, without goods, or whose goods left already.
    """
    claim: PartsClaim = PartsClaim.objects.locked(claim_id, warrant)
    if claim.state not in (ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.CREDITED):
        raise Refused("先提交索赔，再发出索赔件。")
    if claim.gone_at is not None:
        raise Refused(f"索赔件已在 {localdate(claim.gone_at)} 发出（{claim.carrier}）。")
    if not carrier.strip():
        raise Refused("请填写承运人和运单号，或供应商取件人。", fields=("carrier",))
    claim.gone_at, claim.carrier, claim.gone_document = at, carrier.strip()[:60], claim.number
    if claim.in_stock and claim.bin_id is not None:
        (claim.value,) = arrivals.hand_over(
            warrant.actor,
            claim.store_id,
            [arrivals.Leaving(part_id=claim.part_id, bin_id=claim.bin_id, quantity=claim.quantity)],
            kind=MoveKind.CLAIM,
            document=claim.number,
            note=f"{claim.supplier.name} {claim.carrier}",
            at=at,
        )
        _vary(claim, claim.value, "索赔件发出", at=at, by_id=warrant.actor.staff_id)
    claim.save(update_fields=["gone_at", "carrier", "gone_document", "value"])
    return claim


@use_case(permissions.ANSWER_CLAIMS, "登记索赔赔付")
def credit_claim(warrant: Warrant, claim_id: int, *, amount: Decimal, words: str, at: datetime) -> PartsClaim:
    """The supplier has paid or credited so much (yuan without tax). Raises Refused for nothing, or more than was asked."""
    claim: PartsClaim = PartsClaim.objects.locked(claim_id, warrant)
    states.CLAIM.move(claim, "credit")
    if not ZERO < amount <= claim.asked:
        raise Refused(
            f"赔付金额要大于零，不超过索赔金额 {claim.asked:,.2f} 元（不含税）。", fields=("amount",)
        )
    claim.credited, claim.credited_at = money(amount), at
    claim.answered_at = claim.answered_at or at
    claim.answer_words = words.strip()[:200] or claim.answer_words
    claim.save(update_fields=["state", "credited", "credited_at", "answered_at", "answer_words"])
    _vary(claim, money(-amount), "配件索赔赔付", at=at, by_id=warrant.actor.staff_id)
    return claim


@use_case(permissions.CLAIM_PARTS, "撤回配件索赔")
def withdraw_claim(warrant: Warrant, claim_id: int, *, why: str, at: datetime) -> PartsClaim:
    """Nothing is asked any more; goods that lie aside stay there until somebody carries them. Raises Refused without a reason,
    or once the goods are gone."""
    claim: PartsClaim = PartsClaim.objects.locked(claim_id, warrant)
    states.CLAIM.move(claim, "withdraw")
    if not why.strip():
        raise Refused("请写明为什么撤回。", fields=("why",))
    if claim.gone_at is not None:
        raise Refused("索赔件已经发出，不能撤回。请等供应商答复。")
    claim.answer_words = why.strip()[:200]
    claim.save(update_fields=["state", "answer_words"])
    return claim


def _vary(claim: PartsClaim, amount: Decimal, why: str, *, at: datetime, by_id: int | None) -> None:
    if amount:
        Variance.objects.create(
            store_id=claim.store_id,
            part_id=claim.part_id,
            supplier_id=claim.supplier_id,
            amount=amount,
            document=claim.number,
            why=why,
            at=at,
            by_id=by_id,
        )
