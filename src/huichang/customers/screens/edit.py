"""/customers/<id>/edit/ : change the file. Hidden fields stay as they are unless something is written into them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from huichang.customers import cards, queries, rules
from huichang.customers.states import BoardName, Channel, Kind, Sex
from huichang.kernel import toasts
from huichang.kernel.web import Request, read

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Particulars(forms.Form):
    """The fields of the file."""

    kind = forms.ChoiceField(label="类型", choices=Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="姓名或单位名称", max_length=80)
    sex = forms.ChoiceField(label="性别", choices=Sex.choices, widget=forms.RadioSelect)
    birthday = forms.DateField(label="生日", required=False, widget=DAY)
    phone = forms.CharField(label="手机", required=False, max_length=20)
    wechat = forms.CharField(label="微信", required=False, max_length=40)
    address = forms.CharField(label="地址", required=False, max_length=120)
    postcode = forms.CharField(label="邮编", required=False, max_length=10)
    identity_number = forms.CharField(label="证件号", required=False, max_length=20)
    channel = forms.ChoiceField(label="希望怎样联系", choices=Channel.choices, widget=forms.RadioSelect)
    board_name = forms.ChoiceField(
        label="欢迎看板上显示", choices=BoardName.choices, widget=forms.RadioSelect
    )
    contact_name = forms.CharField(label="联系人", required=False, max_length=40)
    credit_code = forms.CharField(label="统一社会信用代码", required=False, max_length=18)
    legal_representative = forms.CharField(label="法定代表人", required=False, max_length=40)
    registered_capital = forms.DecimalField(label="注册资本", required=False, max_digits=14, decimal_places=2)
    business_scope = forms.CharField(label="经营范围", required=False, max_length=200)
    business_state = forms.CharField(label="经营状况", required=False, max_length=40)
    credit_state = forms.CharField(label="信用状况", required=False, max_length=40)
    bank = forms.CharField(label="开户行", required=False, max_length=60)
    bank_account = forms.CharField(label="账号", required=False, max_length=40)


FIRM_FIELDS = (
    "contact_name", "credit_code", "legal_representative", "registered_capital", "business_scope", "business_state",
    "credit_state", "bank", "bank_account",
)  # fmt: skip


class Seen(forms.Form):
    """The version that the page showed."""

    seen = forms.IntegerField()


def show(request: Request, customer_id: int) -> HttpResponse:
    """The form; posting it changes what differs."""
    if request.method == "POST":
        return _change(request, customer_id)
    card = queries.card(request.actor, customer_id)
    initial: dict[str, Any] = {
        name: getattr(card, name) for name in Particulars.base_fields if name not in rules.SENSITIVE
    }
    hidden = []
    for each in card.sensitive:
        if each.hidden:
            hidden.append(each.field)
        else:
            initial[each.field] = each.text.replace(" ", "") if each.field == "phone" else each.text
    form = Particulars(initial=initial)
    for name in hidden:
        form.fields[name].widget.attrs["placeholder"] = f"{card.field(name).text}（不改请留空）"
    return render(
        request,
        "customers/screens/edit.html",
        {
            "card": card,
            "form": form,
            "firm": [form[name] for name in FIRM_FIELDS],
            "common": [form[name] for name in Particulars.base_fields if name not in FIRM_FIELDS],
        },
    )


def _change(request: Request, customer_id: int) -> HttpResponse:
    said = read(Particulars(request.POST))
    card = queries.card(request.actor, customer_id)
    before: dict[str, Any] = {name: getattr(card, name, None) for name in said}
    hidden = {each.field for each in card.sensitive if each.hidden}
    for each in card.sensitive:
        before[each.field] = each.text.replace(" ", "") if each.field == "phone" else each.text
    changes: dict[str, str | date | Decimal | None] = {
        name: value
        for name, value in said.items()
        if (name not in hidden or value) and value != before[name] and (value or before[name])
    }
    cards.change_customer(
        request.actor, customer_id, changes=changes, seen=read(Seen(request.POST))["seen"], at=now()
    )
    toasts.told(request, "档案已更新" if changes else "没有改动")
    return redirect("customers:file", customer_id)
