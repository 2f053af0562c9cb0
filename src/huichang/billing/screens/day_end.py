"""/billing/day-end/ : the count of somebody who took money, against the system."""

from decimal import Decimal, InvalidOperation

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.billing import day_close, permissions, queries
from huichang.billing.states import Method
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.web import Request, day_of


def show(request: Request) -> HttpResponse:
    """Today's sums by method (another day's with `?on=`), the counts that were made, and every payment behind them."""
    if not request.actor.may(permissions.CLOSE_DAY):
        raise NotAllowed("日结由收款人本人办理，您的岗位不收款。")
    on = min(day_of(request.GET.get("on", "")) or localdate(), localdate())
    return render(
        request,
        "billing/screens/day_end.html",
        {
            "day": queries.day_end(request.actor, on),
            "may_see_all": request.actor.may(permissions.SEE_DAY_ENDS),
        },
    )


@require_POST
def close(request: Request) -> HttpResponse:
    """Close the day."""
    on = day_of(request.POST.get("on", ""))
    if on is None:
        raise Refused("请选择日结的日期。")
    try:
        counted = {
            method: Decimal(value.replace(",", "").replace("¥", ""))
            for method in Method.values
            if (value := request.POST.get(f"counted_{method}", "").strip())
        }
    except InvalidOperation as error:
        raise Refused("清点金额要填数字，例如 1280.50。") from error
    day_close.close_day(
        request.actor,
        request.actor.here,
        on=on,
        counted=counted,
        explanation=request.POST.get("explanation", ""),
        at=now(),
    )
    toasts.told(request, "日结完成")
    return redirect(f"/billing/day-end/?on={on}")
