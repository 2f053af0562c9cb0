"""/trade/orders/ : quotations and orders by what is to be done; a new one."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, number_of, read
from huichang.trade import permissions, queries, writing
from huichang.trade.queries import reading
from huichang.trade.queries.sale_rows import TABS
from huichang.trade.states import Pays, SaleKind
from huichang.trade.writing import Head


class HeadForm(forms.Form):
    """Who buys, how it is paid, where it goes."""

    customer = forms.IntegerField(label="客户", required=False)
    buyer = forms.CharField(label="购买人", max_length=80, required=False)
    phone = forms.CharField(label="电话", max_length=20, required=False)
    vehicle = forms.CharField(label="车辆", max_length=40, required=False)
    pays = forms.ChoiceField(label="结算方式", choices=[("", "按账户"), *Pays.choices], required=False)
    needed_on = forms.DateField(label="需要日期", required=False)
    ship_to = forms.CharField(label="送货地址", max_length=120, required=False)
    receiver = forms.CharField(label="收货人", max_length=40, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)

    def head(self) -> Head:
        """As the use-case takes it. Raises Refused for what is no date."""
        said = read(self)
        return Head(customer_id=said.pop("customer"), **said)


def show(request: Request) -> HttpResponse:
    """`?only=` by what is to be done, `?q=` searches, `?customer=` and `?part=` narrow, `?before=` goes on. One statement."""
    actor = request.actor
    only, text = request.GET.get("only", "open"), request.GET.get("q", "").strip()
    kept = {name: request.GET[name] for name in ("q", "customer", "part") if request.GET.get(name)}
    rows, before = queries.sale_list(
        actor,
        only=only,
        text=text,
        customer_id=number_of(request.GET.get("customer", "")),
        part_id=number_of(request.GET.get("part", "")),
        before=number_of(request.GET.get("before", "")),
    )
    return render(
        request,
        "trade/screens/orders.html",
        {
            "rows": rows,
            "text": text,
            "only": only,
            "tabs": [
                Tab(words, f"?{urlencode({**kept, 'only': key})}", active=key == only)
                for key, words in TABS.items()
            ],
            "next": f"?{urlencode({**kept, 'only': only, 'before': before})}" if before else "",
            "may_write": actor.may(permissions.WRITE_SALES),
        },
    )


def new(request: Request) -> HttpResponse:
    """A new order for a customer; `?customer=` chooses, `?q=` looks for one. Two statements."""
    actor = request.actor
    store_id = reading.store_for(actor, permissions.WRITE_SALES)
    if request.method == "POST":
        sale = writing.write_sale(
            actor, store_id, kind=SaleKind.ORDER, head=HeadForm(request.POST).head(), at=now()
        )
        return redirect("trade:order", sale.pk)
    text = request.GET.get("q", "")
    return render(
        request,
        "trade/screens/orders_new.html",
        {"buyers": queries.buyers(actor, text, limit=20), "text": text},
    )
