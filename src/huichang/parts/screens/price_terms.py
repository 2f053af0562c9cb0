"""/parts/prices/terms/ : what classes of customers pay, who belongs to them, campaigns."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.customers import queries as customers
from huichang.kernel import toasts
from huichang.kernel.money import money
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, number_of, read
from huichang.parts import permissions, queries, terms
from huichang.parts.screens import price_tabs
from huichang.parts.states import PriceClass, TermBasis, UseClass

CLASSES = [each for each in PriceClass.choices if each[0] != PriceClass.OWNER]


class NewTerm(forms.Form):
    """What a class pays."""

    price_class = forms.ChoiceField(label="客户类别", choices=PriceClass.choices, initial=PriceClass.FLEET)
    use_class = forms.ChoiceField(label="用途", choices=[("", "全部配件"), *UseClass.choices], required=False)
    basis = forms.ChoiceField(label="依据", choices=TermBasis.choices, initial=TermBasis.LIST)
    percent = forms.DecimalField(label="百分比", max_digits=6, decimal_places=2)
    from_on = forms.DateField(label="自")
    until_on = forms.DateField(label="至", required=False)


class NewCampaign(forms.Form):
    """A campaign; `lines` are a number and a price or percentage each, `percent` is for a whole use."""

    name = forms.CharField(label="活动名称", max_length=40)
    from_on = forms.DateField(label="自")
    until_on = forms.DateField(label="至")
    price_class = forms.ChoiceField(
        label="谁可以用", choices=[("", "全部客户"), *PriceClass.choices], required=False
    )
    use_class = forms.ChoiceField(
        label="一类配件", choices=[("", "全部配件"), *UseClass.choices], required=False
    )
    percent = forms.DecimalField(label="这一类打几折（%）", max_digits=5, decimal_places=2, required=False)
    lines = forms.CharField(
        label="单件活动价",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "OT-0001 98.00"}),
    )

    def given(self, said: dict[str, object]) -> list[terms.Given]:
        """What it gives. Raises Refused naming the line that cannot be read."""
        given = []
        if said["percent"] is not None:
            given.append(terms.Given(use_class=str(said["use_class"]), percent=said["percent"]))  # type: ignore[arg-type]
        written = [line.split() for line in str(said["lines"]).splitlines() if line.strip()]
        known = queries.by_number(line[0] for line in written)
        for line in written:
            part = known.get(line[0])
            if part is None or len(line) < 2:
                raise Refused(
                    f"“{' '.join(line)}”看不懂，请一行一个：配件编码、空格、活动价。", fields=("lines",)
                )
            price = amount_of(line[-1].lstrip("¥￥"), places=2, says="活动价", field="lines")
            given.append(terms.Given(part_id=part.id, price=money(price)))
        return given


def show(request: Request) -> HttpResponse:
    """Terms, customers with a class, campaigns; `?q=` looks for a customer, `?part=` prepares a campaign for a part. Six
    statements at most."""
    actor, today = request.actor, localdate(now())
    text = request.GET.get("q", "").strip()[:40]
    part_id = number_of(request.GET.get("part", ""))
    part = queries.parts([part_id]).get(part_id) if part_id is not None else None
    prepared = {"name": f"清仓 {part.name}"[:40], "lines": f"{part.number} "} if part else {}
    return render(
        request,
        "parts/screens/price_terms.html",
        {
            "tabs": price_tabs.tabs(request.path),
            "terms": queries.class_terms(actor, on=today),
            "campaigns": queries.campaigns(actor, on=today),
            "classed": queries.classed_customers(actor),
            "text": text,
            "found": customers.find(actor, text) if text else [],
            "classes": PriceClass.choices,
            "term_form": NewTerm(initial={"from_on": today}),
            "campaign_form": NewCampaign(initial={"from_on": today, **prepared}),
            "for_part": part,
            "may_price": actor.may(permissions.SET_PRICES),
        },
    )


@require_POST
def add_term(request: Request) -> HttpResponse:
    """A term."""
    terms.set_term(request.actor, **read(NewTerm(request.POST)), at=now())
    toasts.told(request, "客户类别价已登记")
    return redirect("parts:price_terms")


@require_POST
def end_term(request: Request, term_id: int) -> HttpResponse:
    """A term ends."""
    terms.end_term(request.actor, term_id, at=now())
    toasts.told(request, "这条规则从今天起不再执行")
    return redirect("parts:price_terms")


@require_POST
def class_customer(request: Request, customer_id: int) -> HttpResponse:
    """A customer's class."""
    terms.class_customer(request.actor, customer_id, price_class=request.POST.get("price_class", ""))
    toasts.told(request, "客户类别已登记")
    return redirect("parts:price_terms")


@require_POST
def open_campaign(request: Request) -> HttpResponse:
    """A campaign."""
    form = NewCampaign(request.POST)
    said = read(form)
    terms.open_campaign(
        request.actor,
        name=said["name"],
        from_on=said["from_on"],
        until_on=said["until_on"],
        price_class=said["price_class"],
        given=form.given(said),
        at=now(),
    )
    toasts.told(request, "活动已登记，报价时自动使用")
    return redirect("parts:price_terms")


@require_POST
def end_campaign(request: Request, campaign_id: int) -> HttpResponse:
    """A campaign ends."""
    terms.end_campaign(request.actor, campaign_id, at=now())
    toasts.told(request, "活动从今天起结束")
    return redirect("parts:price_terms")
