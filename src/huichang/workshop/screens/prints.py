"""The order's documents as PDF."""

from django.http import HttpResponse
from django.utils.timezone import now

from huichang.kernel.papers import Paper
from huichang.kernel.web import Request
from huichang.workshop import order_papers


def order(request: Request, order_id: int) -> HttpResponse:
    """任务委托书."""
    return _pdf(order_papers.repair_order(request.actor, order_id, at=now(), address=_house(request)))


def approval(request: Request, extra_id: int) -> HttpResponse:
    """增项确认单."""
    return _pdf(order_papers.approval(request.actor, extra_id, at=now(), address=_house(request)))


def _house(request: Request) -> str:
    return request.build_absolute_uri("/")


def _pdf(paper: Paper) -> HttpResponse:
    response = HttpResponse(paper.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.no}.pdf"'
    return response
