"""Sales, deliveries, bills and returns as printed documents."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.billing import sales as ledger
from huichang.company import letterhead, settings
from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO, money, with_tax_inside
from huichang.kernel.papers import UNSIGNED, Signed
from huichang.pricebook import tax
from huichang.trade import papers, queries, returns
from huichang.trade.models import Account, Dispatch
from huichang.trade.queries import bills, reading, sales

TERMS = (
    "报价在有效期内有效，库存以下单时为准；缺货的配件按告知的到货日期供货。",
    "原厂、同质、修复件按质量属性分别标价，未经您同意不会互换。",
    "非质量问题的退货请在受理期限内凭单办理，原包装完好。",
)


def quote_paper(actor: Actor, sale_id: int, *, at: datetime, url: str) -> papers.SalePaper:
    """A quotation. Raises Missing."""
    store_id = reading.store_for(actor)
    return quote_of(store_id, sale_id, at=at, url=url, by=actor.name)


def quote_of(store_id: int, sale_id: int, *, at: datetime, url: str, by: str) -> papers.SalePaper:
    """The same for the customer's own link."""
    page = sales.page_of(store_id, sale_id, on=localdate(at))
    row = page.row
    return papers.SalePaper(
        store=letterhead.head(store_id),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=by,
        kind="配件报价单",
        buyer=row.buyer,
        phone=page.phone,
        vehicle=page.vehicle,
        sale_no=row.number,
        at=page.quoted_at or row.written_at,
        valid_until=row.valid_until,
        needed_on=row.needed_on,
        pays=row.pays_says,
        note=page.note,
        terms=TERMS,
        lines=tuple(
            papers.SaleLinePaper(
                code=line.number,
                name=line.name,
                quality=line.quality_says,
                unit=line.unit,
                quantity=line.quantity,
                price=line.price,
                amount=line.amount,
                note=_when(line),
            )
            for line in page.lines
        ),
        total=row.total,
        rate=tax.rate(store_id, "part"),
        made_by=row.written_by or by,
    )


def _when(line: sales.LineCard) -> str:
    if line.short <= 0:
        return ""
    return f"缺货，预计 {line.expected_on:%m月%d日} 到" if line.expected_on else "缺货，到货日待定"


def dispatch_paper(actor: Actor, dispatch_id: int, *, at: datetime, url: str) -> papers.SalePaper:
    """A delivery note with prices, to be signed; signed already where the proof is there. Raises Missing."""
    card = queries.dispatch_card(actor, dispatch_id)
    page = sales.page_of(actor.here, card.sale_id, on=localdate(at))
    by_line = {line.id: line for line in page.lines}
    lines = []
    for each in card.lines:
        line = by_line[each.line_id]
        lines.append(
            papers.SaleLinePaper(
                code=each.number,
                name=each.name,
                quality=line.quality_says,
                unit=each.unit,
                quantity=each.quantity,
                price=line.price,
                amount=money(line.price * each.quantity),
            )
        )
    return papers.SalePaper(
        store=letterhead.head(actor.here),
        no=card.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        kind="配件送货单",
        buyer=card.buyer,
        phone=card.phone,
        vehicle=page.vehicle,
        sale_no=card.sale_number,
        at=card.sent_at,
        pays=page.row.pays_says,
        ship_to=card.ship_to,
        receiver=card.receiver,
        way=f"{card.way_says} {card.carrier or card.driver}".strip(),
        tracking=card.tracking,
        note=card.note,
        lines=tuple(lines),
        total=sum((line.amount for line in lines if line.amount is not None), ZERO),
        rate=tax.rate(actor.here, "part"),
        made_by=card.sent_by or actor.name,
        signed=_signed(dispatch_id, card),
    )


def _signed(dispatch_id: int, card: queries.DispatchCard) -> Signed:
    if card.ended_at is None or not card.signed_by:
        return UNSIGNED
    kept = Dispatch.objects.filter(pk=dispatch_id).values_list("signature_id", flat=True).first()
    return Signed(name=card.signed_by, at=card.ended_at, image=pictures.content_of(kept))


def return_paper(actor: Actor, return_id: int, *, at: datetime, url: str) -> papers.SalePaper:
    """A credit note. Raises Missing."""
    card = queries.return_card(actor, return_id)
    return papers.SalePaper(
        store=letterhead.head(actor.here),
        no=card.credit_number or card.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        kind="退货贷记单",
        buyer=card.buyer,
        phone="",
        vehicle="",
        sale_no=card.sale_number,
        at=card.checked_at or card.asked_at,
        reason=f"{card.reason_says} {card.words}".strip(),
        lines=tuple(
            papers.SaleLinePaper(
                code=line.number,
                name=line.name,
                quality=line.condition_says,
                unit=line.unit,
                quantity=line.quantity,
                amount=line.value,
            )
            for line in card.lines
        ),
        fee=card.fee,
        total=card.credit,
        rate=tax.rate(actor.here, "part"),
        made_by=card.checked_by or card.asked_by or actor.name,
    )


def bill_paper(
    actor: Actor, bill_id: int, *, at: datetime, url: str, dunning: bool = False
) -> papers.MonthBillPaper:
    """A monthly bill, or the reminder to pay it. Raises Missing."""
    return bill_of(reading.store_for(actor), bill_id, at=at, url=url, by=actor.name, dunning=dunning)


def bill_of(
    store_id: int, bill_id: int, *, at: datetime, url: str, by: str, dunning: bool = False
) -> papers.MonthBillPaper:
    """The same for the customer's own link."""
    on = localdate(at)
    page = bills.page_of(store_id, bill_id, on=on)
    row = page.row
    accounts = Account.objects.filter(store_id=store_id, customer_id=row.customer_id or 0)
    account = accounts.first()
    return papers.MonthBillPaper(
        store=letterhead.head(store_id),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=by,
        buyer=row.buyer,
        tax_number=account.tax_number if account else "",
        bank=account.bank if account else "",
        from_on=row.from_on,
        until_on=row.until_on,
        issued_at=row.issued_at,
        due_on=row.due_on,
        lines=tuple(
            papers.BilledLine(
                on=each.on,
                sale=each.sale_number,
                document=each.document,
                what=each.what,
                vehicle=each.vehicle,
                amount=each.amount,
            )
            for each in page.charges
        ),
        payments=tuple(
            papers.PaidLine(at=each.at, number=each.number, method=each.method, amount=each.amount)
            for each in page.payments
        ),
        total=row.total,
        tax=row.tax,
        paid=row.paid + row.credited,
        late_days=_late(row.due_on, on) if dunning else 0,
        dunned=row.dunned,
        made_by=by,
    )


def _late(due_on: date, on: date) -> int:
    return max(0, (on - due_on).days)


def slip_paper(actor: Actor, sale_id: int, *, at: datetime, url: str) -> papers.SlipPaper:
    """The receipt of a sale that was paid at the counter. Raises Missing."""
    page = queries.sale_page(actor, sale_id, on=localdate(at))
    row = page.row
    paid: dict[str, Decimal] = {}
    for each in ledger.payments_of(page.bill.id) if page.bill else ():
        paid[each.method] = paid.get(each.method, ZERO) + each.amount
    total = money(row.total)
    return papers.SlipPaper(
        store=letterhead.head(actor.here),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        buyer=row.buyer,
        at=page.confirmed_at or row.written_at,
        clerk=row.written_by,
        lines=tuple(
            papers.SlipLine(
                code=line.number,
                name=line.name,
                quality=line.quality_says,
                quantity=line.quantity,
                unit=line.unit,
                price=line.price,
                amount=line.amount,
            )
            for line in page.lines
        ),
        total=total,
        tax=with_tax_inside(total, tax.rate(actor.here, "part")).tax,
        methods=tuple(paid.items()) or ((row.pays_says, total),),
        return_days=settings.of(actor.here, returns.RETURN_DAYS),
    )
