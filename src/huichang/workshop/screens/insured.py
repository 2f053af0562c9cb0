"""/workshop/orders/<id>/insurer/ : the insurer's case of an order, a fragment of its page (LANE-60)."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, read
from huichang.workshop import insured, permissions
from huichang.workshop.queries import insured as queries


class Case(forms.Form):
    """The case, and the assessment once it has come: all of it or nothing."""

    insurer = forms.CharField(label="保险公司", max_length=60)
    case_number = forms.CharField(label="报案号", max_length=40)
    assessment_number = forms.CharField(label="定损单号", max_length=40, required=False)
    amount = forms.DecimalField(label="核定金额", max_digits=12, decimal_places=2, required=False)
    approved_on = forms.DateField(label="核定日期", required=False)
    approved_by = forms.CharField(label="定损员", max_length=40, required=False)
    version = forms.IntegerField(required=False)


def show(request: Request, order_id: int) -> HttpResponse:
    """The card for the order's page; empty when no insurer has to do with it."""
    card = queries.insurer_case(request.actor, order_id)
    return render(
        request,
        "workshop/screens/insured.html",
        {
            "case": card,
            "today": localdate(),
            "may_note": card.is_open and request.actor.may(permissions.NOTE_INSURER_CASES),
        },
    )


@require_POST
def note(request: Request, order_id: int) -> HttpResponseRedirect:
    """Write down the case, or the assessment."""
    told = read(Case(request.POST))
    insured.note_insurer_case(
        request.actor,
        order_id,
        insurer=told["insurer"],
        case_number=told["case_number"],
        assessment=_assessment(told),
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, "保险定损已登记")
    return redirect("workshop:order", order_id)


def _assessment(told: dict[str, object]) -> insured.Assessment | None:
    number, amount, on = told["assessment_number"], told["amount"], told["approved_on"]
    if not number and amount is None and on is None:
        return None
    if amount is None or on is None:
        raise Refused("核定金额和核定日期要一起填；还没有定损的都先空着。", fields=("amount", "approved_on"))
    return insured.Assessment(str(number), amount, on, str(told["approved_by"]))  # type: ignore[arg-type]
