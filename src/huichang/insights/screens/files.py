"""/insights/files/ : how complete customers' files are, by adviser; `?adviser=` lists the thin ones of one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.insights import files
from huichang.kernel.web import Request, number_of


def show(request: Request) -> HttpResponse:
    """The advisers, and the files that want completing."""
    chosen = number_of(request.GET.get("adviser", ""))
    quality = files.file_quality(request.actor, at=now(), adviser_id=chosen)
    return render(
        request,
        "insights/screens/files.html",
        {
            "quality": quality,
            "chosen": next((row for row in quality.advisers if row.adviser_id == chosen), None),
            "days": files.DAYS,
            "thin": files.THIN,
        },
    )
