"""/verdicts/months/ : months by store: how far they are decided, their sums, their publication."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, month_of, number_of
from huichang.verdicts import permissions, publishing
from huichang.verdicts.queries import months


def show(request: Request) -> HttpResponse:
    """The last two years. Two statements."""
    return render(
        request,
        "verdicts/screens/months.html",
        {"rows": months.months(request.actor), "may_publish": request.actor.may(permissions.PUBLISH)},
    )


@require_POST
def publish(request: Request) -> HttpResponse:
    """A store's month becomes its list."""
    month, store_id = month_of(request.POST.get("month", "")), number_of(request.POST.get("store", ""))
    if month is None or store_id is None:
        raise Refused("请选择门店和月份。")
    made = publishing.publish_month(
        request.actor, store_id, month=month, carry_over=request.POST.get("carry_over") == "on", at=now()
    )
    toasts.told(request, f"已发布 {made.number}：{made.count} 张")
    return redirect("verdicts:months")
