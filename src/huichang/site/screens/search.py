"""/search/ : hits for the search box, from every room."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.kernel import finder
from huichang.kernel.web import Request


def show(request: Request) -> HttpResponse:
    """A fragment for the box; a page of its own without it."""
    text = request.GET.get("q", "")[:40]
    fragment = (
        "#results" if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted") else ""
    )
    return render(
        request,
        f"site/screens/search.html{fragment}",
        {"text": text, "found": finder.find(request.actor, text)},
    )
