"""The workshop's documents as PDF: 派工单, 竣工检验单, 合格证, 出门证."""

from django.http import HttpResponse
from django.utils.timezone import now

from huichang.kernel.papers import Paper
from huichang.kernel.web import Request
from huichang.workshop import floor_papers, leaving_papers


def dispatch_slip(request: Request, order_id: int) -> HttpResponse:
    """派工单."""
    return _pdf(floor_papers.dispatch_slip(request.actor, order_id, at=now(), address=_house(request)))


def quality_check(request: Request, order_id: int) -> HttpResponse:
    """竣工检验单."""
    return _pdf(floor_papers.quality_check(request.actor, order_id, at=now(), address=_house(request)))


def certificate(request: Request, order_id: int) -> HttpResponse:
    """出厂合格证."""
    return _pdf(leaving_papers.certificate(request.actor, order_id, at=now(), address=_house(request)))


def gate_pass(request: Request, order_id: int) -> HttpResponse:
    """出门证; `?width=80mm` for the receipt printer."""
    width = request.GET.get("width", "a4")
    return _pdf(leaving_papers.gate_pass(request.actor, order_id, at=now(), width=width))


def _house(request: Request) -> str:
    return request.build_absolute_uri("/")


def _pdf(paper: Paper) -> HttpResponse:
    response = HttpResponse(paper.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.no}.pdf"'
    return response
