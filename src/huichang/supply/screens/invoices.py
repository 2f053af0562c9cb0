"""/supply/invoices/ : what is billed, what differs, what is owed; a new invoice against receipts; one invoice."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request, amount_of, number_of, read
from huichang.supply import invoices, permissions, queries
from huichang.supply.queries import reading
from huichang.supply.queries.invoices import TABS
from huichang.supply.states import INVOICE, InvoiceState, Settlement


class Head(forms.Form):
    """What is printed on the invoice."""

    number = forms.CharField(label="发票号码", max_length=20)
    invoiced_on = forms.DateField(label="开票日期")
    freight = forms.DecimalField(label="运费（不含税）", max_digits=12, decimal_places=2, required=False)
    tax = forms.DecimalField(label="税额", max_digits=14, decimal_places=2)
    gross = forms.DecimalField(label="价税合计", max_digits=14, decimal_places=2)


class Pay(forms.Form):
    """The bank's answer."""

    paid_on = forms.DateField(label="付款日期")
    reference = forms.CharField(label="付款凭证", max_length=40, required=False)


def show(request: Request) -> HttpResponse:
    """Invoices, suppliers whose goods are not billed, cost differences of the last month. Three statements."""
    actor, at = request.actor, now()
    here, on = reading.store_for(actor), localdate(at)
    only, text = request.GET.get("only", "open"), request.GET.get("q", "").strip()
    supplier_id = number_of(request.GET.get("supplier", ""))
    rows = queries.invoice_list(actor, on=on, only=only, text=text, supplier_id=supplier_id)
    bills = queries.unbilled(here)
    kept = {"q": text} if text else {}
    differences = queries.variances(actor, since=at - timedelta(days=31), until=at)
    return render(
        request,
        "supply/screens/invoices.html",
        {
            "rows": rows,
            "bills": bills,
            "text": text,
            "only": only,
            "owed": sum((row.payable for row in rows if row.state != InvoiceState.PAID), Decimal(0)),
            "unbilled": sum((bill.amount for bill in bills), Decimal(0)),
            "differences": differences[:20],
            "variance": sum((each.amount for each in differences), Decimal(0)),
            "tabs": [
                Tab(words, f"?{urlencode({**kept, 'only': key})}", active=key == only)
                for key, words in TABS.items()
            ],
            "may_record": actor.may(permissions.RECORD_INVOICES),
        },
    )


def payables(request: Request) -> HttpResponse:
    """What is owed, as a sheet."""
    rows = queries.invoice_list(request.actor, on=localdate(now()), only="open", limit=5000)
    content = writing.sheet(
        "应付账款",
        ("供应商", "发票号码", "开票日期", "到期日", "金额（不含税）", "税额", "价税合计", "应付", "状态"),
        [
            (
                row.supplier,
                row.number,
                row.invoiced_on,
                row.due_on,
                row.net,
                row.tax,
                row.gross,
                row.payable,
                row.state_says,
            )
            for row in rows
        ],
        widths=(26, 24, 12, 12, 14, 12, 14, 14, 10),
    )
    answer = HttpResponse(content, content_type=writing.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="payables-{localdate(now()):%Y%m%d}.xlsx"'
    return answer


def new(request: Request, supplier_id: int) -> HttpResponse:
    """An invoice of a supplier against what came and is not billed. Four statements."""
    actor, on = request.actor, localdate(now())
    here = reading.store_for(actor, permissions.RECORD_INVOICES)
    if request.method == "POST":
        said = read(Head(request.POST))
        invoice = invoices.record_invoice(
            actor,
            supplier_id,
            store_id=here,
            number=said["number"],
            invoiced_on=said["invoiced_on"],
            tax=said["tax"],
            gross=said["gross"],
            freight=said["freight"] or Decimal(0),
            lines=_billed(request),
            at=now(),
        )
        matched = invoice.state == InvoiceState.MATCHED
        toasts.told(request, "三单相符，待付款" if matched else "发票有差异，请处理")
        return redirect("supply:invoice", invoice.pk)
    return render(
        request,
        "supply/screens/invoices_new.html",
        {
            "supplier": queries.supplier_name(actor, supplier_id),
            "supplier_id": supplier_id,
            "lines": queries.to_match(actor, supplier_id),
            "form": Head(initial={"invoiced_on": on}),
            "percent": queries.tax_percent(here, supplier_id, on=on).normalize(),
        },
    )


def _billed(request: Request) -> list[invoices.Billed]:
    found = []
    for said in request.POST.getlist("line"):
        line_id = number_of(said)
        if line_id is None:
            continue
        quantity, net = f"quantity_{line_id}", f"net_{line_id}"
        found.append(
            invoices.Billed(
                receipt_line_id=line_id,
                quantity=amount_of(request.POST.get(quantity, ""), places=3, says="开票数", field=quantity),
                net=amount_of(request.POST.get(net, ""), places=2, says="开票金额", field=net),
            )
        )
    return found


def one(request: Request, invoice_id: int) -> HttpResponse:
    """Order, receipt and invoice side by side. Two statements."""
    actor = request.actor
    page = queries.invoice_page(actor, invoice_id, on=localdate(now()))
    state = page.row.state
    return render(
        request,
        "supply/screens/invoices_one.html",
        {
            "page": page,
            "row": page.row,
            "settlements": Settlement.choices,
            "may_settle": INVOICE.allows(state, "settle") and actor.may(permissions.SETTLE_DIFFERENCES),
            "may_cancel": INVOICE.allows(state, "cancel") and actor.may(permissions.SETTLE_DIFFERENCES),
            "may_pay": INVOICE.allows(state, "pay") and actor.may(permissions.PAY_INVOICES),
            "pay": Pay(initial={"paid_on": localdate(now())}),
        },
    )


@require_POST
def settle(request: Request, invoice_id: int) -> HttpResponse:
    """What becomes of each difference."""
    said = {
        line_id: str(value)
        for name, value in request.POST.items()
        if name.startswith("line_") and (line_id := number_of(name.removeprefix("line_"))) is not None
    }
    invoices.settle_differences(
        request.actor, invoice_id, settlements=said, words=request.POST.get("words", ""), at=now()
    )
    toasts.told(request, "差异已处理，待付款")
    return redirect("supply:invoice", invoice_id)


@require_POST
def pay(request: Request, invoice_id: int) -> HttpResponse:
    """It was paid."""
    invoices.pay_invoice(request.actor, invoice_id, at=now(), **read(Pay(request.POST)))
    toasts.told(request, "已登记付款")
    return redirect("supply:invoice", invoice_id)


@require_POST
def cancel(request: Request, invoice_id: int) -> HttpResponse:
    """It does not count."""
    invoices.cancel_invoice(request.actor, invoice_id, why=request.POST.get("why", ""), at=now())
    return redirect("supply:invoice", invoice_id)
