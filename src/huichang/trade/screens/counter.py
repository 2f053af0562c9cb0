"""/trade/counter/ : a sale over the counter begins: who buys, what was scanned; the sale's own page goes on."""

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel.web import Request, number_of, read
from huichang.trade import counter, permissions, queries
from huichang.trade.queries import reading
from huichang.trade.screens import line
from huichang.trade.states import SaleKind
from huichang.trade.writing import Head, Wanted


class Begin(forms.Form):
    """Who buys (nobody: a walk-in) and the first part."""

    code = forms.CharField(label="配件", max_length=80, required=False)
    customer = forms.IntegerField(required=False)
    buyer = forms.CharField(label="购买人", max_length=80, required=False)
    phone = forms.CharField(label="电话", max_length=20, required=False)
    vehicle = forms.CharField(label="车辆", max_length=40, required=False)


def show(request: Request) -> HttpResponse:
    """A field to scan into, customers to choose from, the drafts that are still open. Three statements."""
    actor = request.actor
    reading.store_for(actor, permissions.WRITE_SALES)
    drafts, _ = queries.sale_list(actor, only="open")
    text = request.GET.get("q", "")
    return render(
        request,
        "trade/screens/counter.html",
        {
            "buyers": queries.buyers(actor, text),
            "text": text,
            "drafts": [row for row in drafts if row.kind == SaleKind.COUNTER and row.state == "draft"][:8],
        },
    )


def buyers(request: Request) -> HttpResponse:
    """Customers that a text means, to choose from. Two statements."""
    found = queries.buyers(request.actor, request.GET.get("q", ""))
    return render(request, "trade/screens/counter.html#buyers", {"buyers": found})


@require_POST
def begin(request: Request) -> HttpResponse:
    """A counter sale, with what was scanned."""
    actor, at = request.actor, now()
    store_id = reading.store_for(actor, permissions.WRITE_SALES)
    said = read(Begin(request.POST))
    wanted = [Wanted(line.part_of(request, said["code"]).id, Decimal(1))] if said["code"] else []
    sale = counter.begin_at_counter(
        actor,
        store_id,
        head=Head(
            customer_id=said["customer"] or number_of(request.POST.get("customer", "")),
            buyer=said["buyer"],
            phone=said["phone"],
            vehicle=said["vehicle"],
        ),
        lines=wanted,
        at=at,
    )
    return redirect("trade:order", sale.pk)
