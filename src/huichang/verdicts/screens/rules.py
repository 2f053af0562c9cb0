"""/verdicts/rules/ : versions of the rules by which claims are decided without a person."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel.web import Request
from huichang.verdicts import permissions, rulebooks
from huichang.verdicts.queries import books


def show(request: Request) -> HttpResponse:
    """All versions. Two statements."""
    rows = books.book_list(request.actor, on=localdate(now()))
    return render(
        request,
        "verdicts/screens/rules.html",
        {
            "rows": rows,
            "draft": next((row for row in rows if row.state == "draft"), None),
            "may_keep": request.actor.may(permissions.KEEP_RULES),
        },
    )


@require_POST
def begin(request: Request) -> HttpResponse:
    """A draft with the rules that are in force."""
    return redirect("verdicts:book", rulebooks.begin_book(request.actor, request.actor.here, at=now()).pk)
