"""/insights/parts/stores/ : the figures of several stores side by side."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.insights import catalogue, parts_figures
from huichang.insights.screens.parts import month_of
from huichang.kernel.web import Request


def show(request: Request) -> HttpResponse:
    """`?month=2026-10`. Eleven statements, however many stores."""
    moment = now()
    month, columns = parts_figures.stores_compared(request.actor, month=month_of(request), at=moment)
    return render(
        request,
        "insights/screens/parts_stores.html",
        {
            "month": month,
            "months": parts_figures.months_shown(moment),
            "columns": columns,
            "rows": [
                (figure, [(column, column.cards[place]) for column in columns])
                for place, figure in enumerate(catalogue.FIGURES)
            ],
            "here": request.actor.here,
        },
    )
