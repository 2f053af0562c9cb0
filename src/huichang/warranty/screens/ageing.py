"""/warranty/ageing/ : what the manufacturer owes, by age, and what of it was never asked for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now

from huichang.kernel.web import Request
from huichang.warranty.queries import money


def show(request: Request) -> HttpResponse:
    """Open receivables, oldest first. Two statements."""
    return render(
        request, "warranty/screens/ageing.html", {"page": money.ageing(request.actor, on=localdate(now()))}
    )
