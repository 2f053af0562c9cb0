"""/customers/ : find a customer, or open a new file."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.customers import cards, permissions, queries
from huichang.customers.states import Kind, Sex
from huichang.kernel import toasts
from huichang.kernel.web import Request, number_of, read

ROWS = 50


class NewCustomer(forms.Form):
    """The few things that a new file needs."""

    kind = forms.ChoiceField(label="类型", choices=Kind.choices, widget=forms.RadioSelect, initial="person")
    name = forms.CharField(label="姓名或单位名称", max_length=80)
    phone = forms.CharField(label="手机", max_length=20)
    sex = forms.ChoiceField(label="性别", choices=Sex.choices, widget=forms.RadioSelect, initial="unknown")
    even_so = forms.BooleanField(label="与别人同一个号码（如家人），仍然新建", required=False)


def show(request: Request) -> HttpResponse:
    """The list; `?q=` finds, `?after=` goes on."""
    text, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    rows = queries.listed(request.actor, text, after=number_of(after), limit=ROWS)
    more = f"?q={text}&after={rows[-1].id}" if len(rows) == ROWS else ""
    return render(
        request,
        "customers/screens/customers.html",
        {
            "rows": rows,
            "text": text,
            "more": more,
            "form": NewCustomer(initial={"kind": "person", "sex": "unknown"}),
            "may_change": request.actor.may(permissions.CHANGE_CUSTOMERS),
            "may_see_scores": request.actor.may(
                "insights.see_file_quality"
            ),  # a room above: known here by its name only
        },
    )


@require_POST
def register(request: Request) -> HttpResponse:
    """A new file."""
    said = read(NewCustomer(request.POST))
    customer = cards.register_customer(request.actor, store_id=request.actor.here, at=now(), **said)
    toasts.told(request, f"已建立{customer.name}的档案")
    return redirect("customers:file", customer.pk)
