"""/supply/evaluation/ : suppliers of a month, best first; every figure opens its lines."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.months import first_of
from huichang.kernel.web import Request, month_of, number_of
from huichang.supply import evaluating, permissions, queries
from huichang.supply.queries import reading, scoring


def _month(said: str) -> date:
    """The month that an address names, as its first day; last month for anything else."""
    first = month_of(said)
    return first or (localdate(now()).replace(day=1) - timedelta(days=1)).replace(day=1)


def show(request: Request) -> HttpResponse:
    """`?month=2026-10`; `?figure=` and `?supplier=` open the lines behind a figure. Two statements."""
    actor = request.actor
    here = reading.store_for(actor)
    month = _month(request.GET.get("month", ""))
    figure = request.GET.get("figure", "")
    supplier_id = number_of(request.GET.get("supplier", ""))
    rows = queries.ranking(actor, month=month)
    lines = scoring.lines_of(here, month, figure, supplier_id) if figure in scoring.FIGURES else []
    return render(
        request,
        "supply/screens/evaluation.html",
        {
            "month": month,
            "before": (month - timedelta(days=1)).replace(day=1),
            "after": first_of(month, 1),
            "is_last": first_of(month, 1) > localdate(now()),
            "rows": rows,
            "figures": scoring.FIGURES,
            "figure": figure,
            "figure_says": scoring.FIGURES.get(figure, ""),
            "supplier": next((row.name for row in rows if row.supplier_id == supplier_id), ""),
            "lines": lines,
            "may_evaluate": actor.may(permissions.EVALUATE_SUPPLIERS),
        },
    )


@require_POST
def compute(request: Request) -> HttpResponse:
    """Work the month out anew."""
    month = _month(request.POST.get("month", ""))
    count = evaluating.evaluate_suppliers(request.actor, request.actor.here, month=month, at=now())
    toasts.told(request, f"已评价 {count} 家供应商")
    return redirect(f"/supply/evaluation/?month={month:%Y-%m}")
