"""/trade/accounts/ : trade customers with what they owe; one of them: terms, addresses, what is open, what was bought."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.billing import credit as limits
from huichang.billing import permissions as billing_permissions
from huichang.billing.sales import OFFERED
from huichang.kernel import toasts
from huichang.kernel.money import Money
from huichang.kernel.web import Request, number_of, read
from huichang.parts import permissions as parts_permissions
from huichang.parts import terms
from huichang.parts.states import PriceClass
from huichang.trade import accounts, paying, permissions, queries
from huichang.trade.queries import reading
from huichang.trade.states import BuyerKind, Pays


class About(forms.Form):
    """What is known of a trade customer."""

    kind = forms.ChoiceField(label="客户类型", choices=BuyerKind.choices)
    pays = forms.ChoiceField(label="结算方式", choices=Pays.choices)
    contact = forms.CharField(label="联系人", max_length=40, required=False)
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    route = forms.CharField(label="送货线路", max_length=30, required=False)
    driver = forms.IntegerField(label="送货员", required=False)
    invoice_title = forms.CharField(label="开票抬头", max_length=80, required=False)
    tax_number = forms.CharField(label="税号", max_length=20, required=False)
    invoice_address = forms.CharField(label="开票地址电话", max_length=120, required=False)
    bank = forms.CharField(label="开户行及账号", max_length=120, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)
    is_open = forms.BooleanField(label="合作中", required=False)


class Limit(forms.Form):
    """How much may be owed, and how long."""

    limit = forms.DecimalField(label="额度", max_digits=14, decimal_places=2)
    days = forms.IntegerField(label="账期（天）")


class Place(forms.Form):
    """Where goods go."""

    address_id = forms.IntegerField(required=False)
    name = forms.CharField(label="收货点", max_length=40)
    address = forms.CharField(label="地址", max_length=120)
    receiver = forms.CharField(label="收货人", max_length=40, required=False)
    phone = forms.CharField(label="收货电话", max_length=20, required=False)
    is_first = forms.BooleanField(required=False)


class Paid(forms.Form):
    """Money of a customer, for the oldest bills first."""

    method = forms.CharField(label="收款方式", max_length=14, error_messages={"required": "请选择收款方式"})
    amount = forms.DecimalField(label="金额", max_digits=14, decimal_places=2)
    reference = forms.CharField(label="凭证号", max_length=60, required=False)
    once = forms.CharField(max_length=60)


def show(request: Request) -> HttpResponse:
    """Trade customers; `?q=` searches, `?find=` looks for a customer to become one. Three statements."""
    actor = request.actor
    text, find = request.GET.get("q", "").strip(), request.GET.get("find", "").strip()
    rows = queries.account_list(
        actor, text=text, on=localdate(now()), also_closed=bool(request.GET.get("closed"))
    )
    others = [each for each in queries.buyers(actor, find) if not each.account] if find else []
    return render(
        request,
        "trade/screens/accounts.html",
        {
            "rows": rows,
            "text": text,
            "find": find,
            "others": others,
            "may_keep": actor.may(permissions.KEEP_ACCOUNTS),
        },
    )


@require_POST
def begin(request: Request) -> HttpResponse:
    """A customer becomes a trade customer."""
    actor = request.actor
    store_id = reading.store_for(actor, permissions.KEEP_ACCOUNTS)
    made = accounts.open_account(
        actor,
        store_id,
        customer_id=number_of(request.POST.get("customer", "")) or 0,
        kind=request.POST.get("kind", BuyerKind.SHOP),
        at=now(),
    )
    toasts.told(request, "已建立配件客户，请补充结算和收货信息")
    return redirect("trade:account", made.pk)


def one(request: Request, trade_account_id: int) -> HttpResponse:
    """Everything of one. Eleven statements."""
    actor, on = request.actor, localdate(now())
    page = queries.account_page(actor, trade_account_id, on=on)
    return render(
        request,
        "trade/screens/accounts_one.html",
        {
            "page": page,
            "bills": queries.bill_list(actor, on=on, only="open", customer_id=page.customer_id),
            "unbilled": queries.unbilled(actor, page.customer_id),
            "kinds": BuyerKind.choices,
            "pays": Pays.choices,
            "classes": PriceClass.choices,
            "drivers": queries.drivers(actor.here).people,
            "methods": [(str(method), str(method.label)) for method in OFFERED],
            "may_keep": actor.may(permissions.KEEP_ACCOUNTS),
            "may_credit": actor.may(billing_permissions.MANAGE_CREDIT),
            "may_class": actor.may(parts_permissions.SET_PRICES),
            "may_take": actor.may(permissions.TAKE_MONEY),
            "may_run": actor.may(permissions.RUN_STATEMENTS),
            "may_write": actor.may(permissions.WRITE_SALES),
        },
    )


@require_POST
def change(request: Request, trade_account_id: int) -> HttpResponse:
    """Another word about it."""
    said = read(About(request.POST))
    accounts.change_account(
        request.actor,
        trade_account_id,
        kind=said["kind"],
        pays=said["pays"],
        driver_id=said["driver"],
        words={name: said[name] for name in accounts.CHANGEABLE},
        is_open=said["is_open"],
        seen=number_of(request.POST.get("seen", "")),
        at=now(),
    )
    toasts.told(request, "已保存")
    return redirect("trade:account", trade_account_id)


@require_POST
def credit(request: Request, trade_account_id: int) -> HttpResponse:
    """Limit and days: billing's credit account, one for everything the customer buys here."""
    said = read(Limit(request.POST))
    limits.set_credit(
        request.actor,
        request.actor.here,
        customer_id=queries.customer_of(request.actor, trade_account_id),
        limit=said["limit"],
        days=said["days"],
    )
    toasts.told(request, "已设置挂账额度")
    return redirect("trade:account", trade_account_id)


@require_POST
def price_class(request: Request, trade_account_id: int) -> HttpResponse:
    """The class of prices: the parts store's."""
    terms.class_customer(
        request.actor,
        queries.customer_of(request.actor, trade_account_id),
        price_class=request.POST.get("price_class", ""),
    )
    toasts.told(request, "已设置客户类别，新开的单按它计价")
    return redirect("trade:account", trade_account_id)


@require_POST
def address(request: Request, trade_account_id: int) -> HttpResponse:
    """A place where goods go."""
    accounts.keep_address(request.actor, trade_account_id, at=now(), **read(Place(request.POST)))
    return redirect("trade:account", trade_account_id)


@require_POST
def drop(request: Request, trade_account_id: int, ship_address_id: int) -> HttpResponse:
    """Nothing goes there any more."""
    accounts.drop_address(request.actor, trade_account_id, ship_address_id, at=now())
    return redirect("trade:account", trade_account_id)


@require_POST
def pay(request: Request, trade_account_id: int) -> HttpResponse:
    """Money of the customer, for what is due first."""
    said = read(Paid(request.POST))
    paid = paying.take_for_account(
        request.actor,
        request.actor.here,
        customer_id=queries.customer_of(request.actor, trade_account_id),
        method=said["method"],
        amount=Money(said["amount"]),
        reference=said["reference"],
        once=said["once"],
        at=now(),
    )
    toasts.told(request, f"已收款，核销 {'、'.join(bill.number for bill in paid)}")
    return redirect("trade:account", trade_account_id)
