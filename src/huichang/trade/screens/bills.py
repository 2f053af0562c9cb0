"""/trade/bills/ : what is owed for parts, by age; monthly bills made; one bill: paid, given back, reminded of."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.billing.sales import OFFERED
from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.money import Money
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request, read
from huichang.trade import bills, paying, permissions, printing, queries
from huichang.trade.queries import reading
from huichang.trade.queries.bills import TABS


class Run(forms.Form):
    """Until when, for whom."""

    until = forms.DateField(label="截止日期", required=False)
    customer = forms.IntegerField(required=False)


class Paid(forms.Form):
    """Money for a bill."""

    method = forms.CharField(label="收款方式", max_length=14, error_messages={"required": "请选择收款方式"})
    amount = forms.DecimalField(label="金额", max_digits=14, decimal_places=2)
    reference = forms.CharField(label="凭证号", max_length=60, required=False)
    once = forms.CharField(max_length=64)


class Back(forms.Form):
    """Money of a bill back."""

    amount = forms.DecimalField(label="金额", max_digits=14, decimal_places=2)
    reason = forms.CharField(label="原因", max_length=120)
    once = forms.CharField(max_length=60)


def show(request: Request) -> HttpResponse:
    """`?only=` by state, `?q=` searches. Two statements."""
    actor, on = request.actor, localdate(now())
    only, text = request.GET.get("only", "open"), request.GET.get("q", "").strip()
    return render(
        request,
        "trade/screens/bills.html",
        {
            "rows": queries.bill_list(actor, on=on, only=only, text=text),
            "ages": list(queries.owed_by_age(actor, on=on).items()),
            "text": text,
            "only": only,
            "tabs": [
                Tab(words, f"?{urlencode({'q': text, 'only': key})}", active=key == only)
                for key, words in TABS.items()
            ],
            "may_run": actor.may(permissions.RUN_STATEMENTS),
            "today": on,
        },
    )


@require_POST
def run(request: Request) -> HttpResponse:
    """Monthly bills are made."""
    said = read(Run(request.POST))
    made = bills.run_statements(
        request.actor,
        reading.store_for(request.actor),
        until=said["until"] or (localdate(now()) if said["customer"] else None),
        customer_id=said["customer"],
        at=now(),
    )
    if len(made) == 1:
        toasts.told(request, f"已出对账单 {made[0].number}")
        return redirect("trade:bill", made[0].pk)
    toasts.told(request, f"已出 {len(made)} 张对账单" if made else "没有可出账的送货")
    return redirect("trade:bills")


def one(request: Request, bill_id: int) -> HttpResponse:
    """One bill. Four statements."""
    actor = request.actor
    page = queries.bill_page(actor, bill_id, on=localdate(now()))
    return render(
        request,
        "trade/screens/bills_one.html",
        {
            "page": page,
            "row": page.row,
            "over": -page.row.open if page.row.open < 0 else None,
            "methods": [(str(method), str(method.label)) for method in OFFERED],
            "may_take": actor.may(permissions.TAKE_MONEY),
            "may_refund": actor.may(permissions.REFUND_MONEY),
            "may_dun": actor.may(permissions.SEND_DUNNING),
        },
    )


@require_POST
def pay(request: Request, bill_id: int) -> HttpResponse:
    """Money for the bill."""
    said = read(Paid(request.POST))
    paying.take(
        request.actor,
        bill_id,
        method=said["method"],
        amount=Money(said["amount"]),
        reference=said["reference"],
        once=said["once"],
        at=now(),
    )
    toasts.told(request, "已收款")
    return redirect("trade:bill", bill_id)


@require_POST
def refund(request: Request, bill_id: int) -> HttpResponse:
    """What was paid beyond goes back."""
    said = read(Back(request.POST))
    paying.refund(
        request.actor,
        bill_id,
        amount=Money(said["amount"]),
        reason=said["reason"],
        once=said["once"],
        at=now(),
    )
    toasts.told(request, "已退款")
    return redirect("trade:bill", bill_id)


@require_POST
def dun(request: Request, bill_id: int) -> HttpResponse:
    """A reminder."""
    bills.dun(request.actor, bill_id, at=now())
    toasts.told(request, "已发催款短信，催款函可打印盖章")
    return redirect("trade:bill", bill_id)


def paper(request: Request, bill_id: int) -> HttpResponse:
    """The bill as a document."""
    return _pdf(request, bill_id, dunning=False)


def dunning(request: Request, bill_id: int) -> HttpResponse:
    """The reminder as a letter."""
    return _pdf(request, bill_id, dunning=True)


def _pdf(request: Request, bill_id: int, *, dunning: bool) -> HttpResponse:
    url = request.build_absolute_uri(reverse("trade:bill", args=[bill_id]))
    document = printing.bill_paper(request.actor, bill_id, at=now(), url=url, dunning=dunning)
    return HttpResponse(document.pdf(), content_type="application/pdf")


def sheet(request: Request, bill_id: int) -> HttpResponse:
    """The bill for the customer's own accounts."""
    page = queries.bill_page(request.actor, bill_id, on=localdate(now()))
    content = writing.sheet(
        page.row.number,
        ("日期", "销售单", "单据", "内容", "车辆", "金额（含税）"),
        [(row.on, row.sale_number, row.document, row.what, row.vehicle, row.amount) for row in page.charges],
        widths=(12, 20, 20, 20, 18, 14),
    )
    return _xlsx(content, page.row.number)


def ages(request: Request) -> HttpResponse:
    """All that is open, with its age."""
    on = localdate(now())
    rows = queries.bill_list(request.actor, on=on, only="open")
    content = writing.sheet(
        "配件应收",
        ("账单", "客户", "类型", "期间自", "期间至", "到期", "账龄", "应收", "已付和冲减", "未付"),
        [
            (
                row.number,
                row.buyer,
                row.kind_says,
                row.from_on,
                row.until_on,
                row.due_on,
                row.age,
                row.total,
                row.paid + row.credited,
                row.open,
            )
            for row in rows
        ],
        widths=(20, 28, 14, 12, 12, 12, 16, 14, 14, 14),
    )
    return _xlsx(content, f"trade-open-{on:%Y%m%d}")


def _xlsx(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=writing.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
