"""/customers/ : the customers of this store, and a new file."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.customers import cards, permissions, queries
from huichang.customers.states import Kind, Sex
from huichang.kernel import toasts
from huichang.kernel.web import Request, read

PAGE = 50


class NewCustomer(forms.Form):
    """What a file begins with."""

    kind = forms.ChoiceField(label="类型", choices=Kind.choices, initial=Kind.PERSON)
    name = forms.CharField(label="姓名/名称", max_length=80)
    phone = forms.CharField(label="手机", max_length=20)
    sex = forms.ChoiceField(label="性别", choices=Sex.choices, initial=Sex.UNKNOWN, required=False)
    even_so = forms.BooleanField(label="手机号相同也仍然新建", required=False)


def show(request: Request) -> HttpResponse:
    """The list, searched by name, pinyin or phone tail."""
    text, after = request.GET.get("q", "").strip()[:40], request.GET.get("after", "")
    rows = queries.listed(request.actor, text, after=int(after) if after.isdigit() else None, limit=PAGE)
    return render(
        request,
        "customers/screens/listing.html",
        {
            "rows": rows,
            "text": text,
            "form": NewCustomer(),
            "may_change": request.actor.may(permissions.CHANGE_CUSTOMERS),
            "next_url": f"?q={text}&after={rows[-1].id}" if len(rows) == PAGE else "",
        },
    )


@require_POST
def register(request: Request) -> HttpResponse:
    """Open a file."""
    told = read(NewCustomer(request.POST))
    customer = cards.register_customer(request.actor, store_id=request.actor.here, at=now(), **told)
    toasts.told(request, f"已建立{customer.name}的档案")
    return redirect("customers:file", customer.pk)
