"""/warranty/split/<order>/ : the adviser's first check: which jobs are ordinary, which go to the inspection."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, number_of, read
from huichang.warranty import permissions, splitting
from huichang.warranty.queries import split
from huichang.warranty.states import ClaimKind


class Ask(forms.Form):
    """A job for the inspection."""

    kind = forms.ChoiceField(label="索赔类型", choices=ClaimKind.choices, initial=ClaimKind.NORMAL)
    campaign_code = forms.CharField(label="活动代码", max_length=30, required=False)
    words = forms.CharField(label="说明", max_length=200, required=False)


def show(request: Request, order_id: int) -> HttpResponse:
    """An order's jobs with the cover's answer for every line. Ten statements."""
    page = split.split_page(request.actor, order_id)
    return render(
        request,
        "warranty/screens/split.html",
        {
            "page": page,
            "kinds": ClaimKind.choices,
            "may_ask": request.actor.may(permissions.SPLIT_LINES) and not page.is_closed,
        },
    )


@require_POST
def ask(request: Request, order_id: int, job_id: int) -> HttpResponse:
    """This job goes to the clerk."""
    said = read(Ask(request.POST))
    chosen = [found for each in request.POST.getlist("line") if (found := number_of(each)) is not None]
    claim = splitting.ask_inspection(
        request.actor, job_id, order_id=order_id, line_ids=chosen, at=now(), **said
    )
    toasts.told(request, f"已申请索赔鉴定 {claim.number}，请把车开到鉴定工位")
    return redirect("warranty:split", order_id)
