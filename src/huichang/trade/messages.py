"""What trade customers are told: quotation, goods on their way, dates of what is short, bills, reminders to pay."""

from collections.abc import Mapping
from datetime import datetime

from huichang.post import outbox, templates
from huichang.trade import links
from huichang.trade.models import Bill, Sale

QUOTE = templates.declare(
    "trade.quote",
    "配件报价",
    "{name}，您要的配件已报价 {number}，共 {amount}，有效期到 {until}。点开查看，可直接接受：",
)
SENT = templates.declare(
    "trade.sent", "配件已发货", "{name}，销售单 {number} 已发货（{how}）。到货后请点开签收：", urgent=True
)
EXPECTED = templates.declare(
    "trade.expected", "配件到货日期", "{name}，您订的{part}预计 {day} 到货，到货后马上为您安排发货。"
)
ARRIVED = templates.declare("trade.arrived", "配件已到货", "{name}，您订的{part}已到货，正在为您备货。")
BILL = templates.declare(
    "trade.bill",
    "月结对账单",
    "{name}，{month}的配件对账单 {number} 已出，应付 {amount}，{due} 前付款。点开查看：",
)
DUNNING = templates.declare(
    "trade.dunning",
    "配件款催收",
    "{name}，对账单 {number} 还有 {amount} 未付，已过期 {days} 天，请尽快安排。点开查看：",
)


def tell_sale(
    sale: Sale, template: templates.Template, values: Mapping[str, str], *, at: datetime, once: str
) -> None:
    """A message about a sale with a link to it; nothing for somebody without a file. Three statements."""
    if sale.customer_id is None:
        return
    outbox.write(
        store_id=sale.store_id,
        customer_id=sale.customer_id,
        template=template,
        about=f"trade.sale:{sale.pk}",
        values={"number": sale.number, **values},
        link=links.issue(sale, at=at),
        due_at=at,
        once=once,
    )


def tell_bill(
    bill: Bill, template: templates.Template, values: Mapping[str, str], *, at: datetime, once: str
) -> None:
    """A message about a bill with a link to it. Three statements."""
    if bill.customer_id is None:
        return
    outbox.write(
        store_id=bill.store_id,
        customer_id=bill.customer_id,
        template=template,
        about=f"trade.bill:{bill.pk}",
        values={"number": bill.number, **values},
        link=links.issue(bill, at=at),
        due_at=at,
        once=once,
    )
