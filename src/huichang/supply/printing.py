"""Purchase orders, returns and claims as printed documents."""

from datetime import datetime

from django.utils.timezone import localdate

from huichang.company import letterhead
from huichang.company import queries as company
from huichang.kernel.actor import Actor
from huichang.kernel.papers import UNSIGNED, Signed
from huichang.supply import papers, permissions, queries
from huichang.supply.models import Contact, Contract
from huichang.supply.queries import reading


def order_paper(actor: Actor, order_id: int, *, at: datetime, url: str) -> papers.PurchaseOrderPaper:
    """A purchase order for its supplier. Ten statements. Raises Missing."""
    reading.store_for(actor, permissions.SEE_SUPPLY)
    page = queries.order_page(actor, order_id, on=localdate(at))
    row = page.row
    contact = Contact.objects.filter(supplier_id=row.supplier_id).order_by("-is_urgent", "pk").first()
    contract = Contract.objects.filter(orders=order_id).first() if page.contract else None
    store = company.store_card(actor.here)
    theirs = queries.their_numbers(actor.here, order_id)
    return papers.PurchaseOrderPaper(
        store=letterhead.head(actor.here),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        kind=row.kind_says,
        is_urgent=row.is_urgent,
        supplier=row.supplier,
        contact=contact.name if contact else "",
        phone=contact.phone if contact else "",
        contract=page.contract,
        terms=f"{contract.get_terms_display()} {contract.pay_days} 天" if contract else "",
        ordered_at=row.sent_at or row.written_at,
        expected_on=min((line.expected_on for line in page.lines if line.expected_on), default=None),
        ship_to=page.ship_to or f"{store.address} {store.name} {store.phone}",
        note=page.note,
        freight=page.freight,
        rate=page.rate,
        lines=tuple(
            papers.OrderedLine(
                code=line.number,
                name=line.name,
                theirs=theirs.get(line.part_id, ""),
                quantity=line.quantity - line.cancelled,
                unit=line.unit,
                price=line.price,
                needed_on=line.needed_on,
                note="、".join(each.plate for each in line.wanted_for if each.plate),
            )
            for line in page.lines
            if line.quantity > line.cancelled
        ),
        made_by=row.written_by or actor.name,
        approved=Signed(name=page.approved_by, at=page.approved_at) if page.approved_at else UNSIGNED,
    )


def return_paper(actor: Actor, return_id: int, *, at: datetime, url: str) -> papers.GoodsOut:
    """A return that goes with its goods. Three statements. Raises Missing."""
    row = queries.return_card(actor, return_id)
    return papers.GoodsOut(
        store=letterhead.head(actor.here),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        kind="采购退货单",
        supplier=row.supplier,
        reason=f"{row.reason_says} {row.reason_words}".strip(),
        written_at=row.written_at,
        carrier=row.carrier,
        lines=tuple(
            papers.GoodsLine(
                code=line.number,
                name=line.name,
                quantity=line.quantity,
                unit=line.unit,
                amount=line.amount,
                note=f"货位 {line.bin}",
            )
            for line in row.lines
        ),
        made_by=row.written_by or actor.name,
    )


def claim_paper(actor: Actor, claim_id: int, *, at: datetime, url: str) -> papers.GoodsOut:
    """A claim that goes with its goods. Four statements. Raises Missing."""
    page = queries.claim_page(actor, claim_id, on=localdate(at))
    row = page.row
    return papers.GoodsOut(
        store=letterhead.head(actor.here),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        kind="配件索赔单",
        supplier=row.supplier,
        reason=page.fault_says or "质量问题",
        written_at=row.opened_at,
        receipt=page.receipt,
        found=row.found_says,
        deadline_on=row.deadline_on,
        their_number=page.their_number,
        carrier=page.carrier,
        words=page.words,
        restores=page.restores_says + (f"（{page.why_whole}）" if page.why_whole else ""),
        car=f"{page.order_number} {page.plate}".strip(),
        lines=(
            papers.GoodsLine(
                code=row.part_number,
                name=row.part,
                quantity=row.quantity,
                unit=row.unit,
                amount=row.asked,
                note=f"所在总成 {page.sits_in}" if page.sits_in else "",
            ),
        ),
        made_by=page.opened_by or actor.name,
    )
