"""The documents of 三包 as PDF."""

from django.http import HttpResponse
from django.utils.timezone import now

from huichang.kernel.papers import Paper
from huichang.kernel.web import Request
from huichang.sanbao import printing


def calculation(request: Request, vehicle_id: int) -> HttpResponse:
    """三包计算书."""
    return _pdf(printing.calculation(request.actor, vehicle_id, at=now(), address=_house(request)))


def record(request: Request, repair_id: int) -> HttpResponse:
    """三包修理记录."""
    return _pdf(printing.repair_record(request.actor, repair_id, at=now(), address=_house(request)))


def letter(request: Request, exchange_id: int) -> HttpResponse:
    """受理通知, 答复函 or 换车退车证明."""
    return _pdf(printing.letter(request.actor, exchange_id, at=now(), address=_house(request)))


def _house(request: Request) -> str:
    return request.build_absolute_uri("/")


def _pdf(paper: Paper) -> HttpResponse:
    response = HttpResponse(paper.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.no}.pdf"'
    return response
