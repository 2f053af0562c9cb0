"""/supply/returns/ : goods that go back to their supplier."""

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, number_of, read
from huichang.parts import queries as parts
from huichang.parts.queries import putting_away
from huichang.supply import permissions, printing, queries, returns
from huichang.supply.queries import reading
from huichang.supply.screens import orders
from huichang.supply.states import ReturnReason


class Head(forms.Form):
    """To whom, and why."""

    supplier = forms.IntegerField(label="供应商", error_messages={"required": "请选择供应商"})
    reason = forms.ChoiceField(label="原因", choices=ReturnReason.choices)
    words = forms.CharField(label="说明", max_length=120, required=False)


class Credited(forms.Form):
    """The red-letter invoice."""

    amount = forms.DecimalField(label="红字金额（不含税）", max_digits=14, decimal_places=2)
    number = forms.CharField(label="红字发票号", max_length=20, required=False)


def show(request: Request) -> HttpResponse:
    """All returns, newest first. Two statements."""
    actor = request.actor
    return render(
        request,
        "supply/screens/returns.html",
        {
            "rows": queries.returns(actor),
            "may_return": actor.may(permissions.RETURN_GOODS),
            "may_credit": actor.may(permissions.RECORD_INVOICES),
        },
    )


def new(request: Request) -> HttpResponse:
    """A new return; `?part=` and `?quantity=` begin with a part. Seven statements."""
    actor, on = request.actor, localdate(now())
    here = reading.store_for(actor, permissions.RETURN_GOODS)
    if request.method == "POST":
        said = read(Head(request.POST))
        made = returns.write_return(
            actor,
            said["supplier"],
            store_id=here,
            reason=said["reason"],
            words=said["words"],
            lines=_lines(request.POST),
            at=now(),
        )
        toasts.told(request, f"已编制退货单 {made.number}")
        return redirect("supply:return", made.pk)
    part_id = number_of(request.GET.get("part", ""))
    brief = parts.parts([part_id]).get(part_id) if part_id is not None else None
    return render(
        request,
        "supply/screens/returns_new.html",
        {
            "suppliers": queries.choices(actor, on=on),
            "supplier_id": number_of(request.GET.get("supplier", "")),
            "reasons": ReturnReason.choices,
            "lines": [
                {
                    "part": brief,
                    "lying": putting_away.lying(here, brief.id),
                    "quantity": request.GET.get("quantity", "1")[:16],
                }
            ]
            if brief
            else [],
        },
    )


def line(request: Request) -> HttpResponse:
    """One more line for a part, with the bins where it lies."""
    here = reading.store_for(request.actor, permissions.RETURN_GOODS)
    part = orders.part_of(request, request.GET.get("code", "").strip())
    lying = putting_away.lying(here, part.id)
    if not lying:
        raise Refused(f"本店没有“{part.name}”的库存，不能退货。")
    return render(request, "supply/screens/returns_new.html#line", {"line": {"part": part, "lying": lying}})


def _lines(said: QueryDict) -> list[returns.Back]:
    lines = []
    columns = (said.getlist(name) for name in ("part", "quantity", "bin", "price"))
    for part_id, quantity, bin_id, price in zip(*columns, strict=False):
        if not quantity.strip():
            continue
        lines.append(
            returns.Back(
                part_id=number_of(part_id) or 0,
                quantity=amount_of(quantity, places=3, says="数量"),
                bin_id=number_of(bin_id) or 0,
                price=amount_of(price, places=4, says="退货价") if price.strip() else None,
            )
        )
    return lines


def one(request: Request, supplier_return_id: int) -> HttpResponse:
    """One return. Two statements."""
    actor = request.actor
    return render(
        request,
        "supply/screens/returns_one.html",
        {
            "row": queries.return_card(actor, supplier_return_id),
            "may_return": actor.may(permissions.RETURN_GOODS),
            "may_credit": actor.may(permissions.RECORD_INVOICES),
        },
    )


@require_POST
def send(request: Request, supplier_return_id: int) -> HttpResponse:
    """The goods go."""
    returns.send_return(request.actor, supplier_return_id, carrier=request.POST.get("carrier", ""), at=now())
    toasts.told(request, "已退出库存")
    return redirect("supply:return", supplier_return_id)


@require_POST
def credit(request: Request, supplier_return_id: int) -> HttpResponse:
    """The red-letter invoice came."""
    returns.credit_return(request.actor, supplier_return_id, at=now(), **read(Credited(request.POST)))
    return redirect("supply:return", supplier_return_id)


@require_POST
def cancel(request: Request, supplier_return_id: int) -> HttpResponse:
    """Nothing goes back."""
    returns.cancel_return(request.actor, supplier_return_id)
    return redirect("supply:returns")


def paper(request: Request, supplier_return_id: int) -> HttpResponse:
    """The return as a document that goes with the goods."""
    url = request.build_absolute_uri(reverse("supply:return", args=[supplier_return_id]))
    document = printing.return_paper(request.actor, supplier_return_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")
