"""/parts/labels/… : labels as PDF, from a part, a receipt, or the bins; `?paper=a4` for sheets, `?copies=` how many."""

from django.http import HttpResponse
from django.utils.timezone import now

from huichang.kernel.web import Request, number_of
from huichang.parts import papers, printing_labels


def of_part(request: Request, part_id: int) -> HttpResponse:
    """Labels of a part; `?batch=` with its batch."""
    return _pdf(
        printing_labels.part_labels(
            request.actor,
            part_id,
            copies=number_of(request.GET.get("copies", "1")) or 0,
            batch_id=number_of(request.GET.get("batch", "")),
            paper=_paper(request, "roll"),
            at=now(),
        )
    )


def of_receipt(request: Request) -> HttpResponse:
    """Labels of everything that `?document=` brought."""
    return _pdf(
        printing_labels.receipt_labels(
            request.actor, request.GET.get("document", ""), paper=_paper(request, "roll"), at=now()
        )
    )


def of_bins(request: Request, warehouse_id: int) -> HttpResponse:
    """Labels of the bins of a part of the store room; `?bin=` of one."""
    return _pdf(
        printing_labels.bin_labels(
            request.actor,
            warehouse_id,
            bin_id=number_of(request.GET.get("bin", "")),
            paper=_paper(request, "a4"),
            at=now(),
        )
    )


def _paper(request: Request, usual: printing_labels.Kind) -> printing_labels.Kind:
    said = request.GET.get("paper", "")
    return "a4" if said == "a4" else "roll" if said == "roll" else usual


def _pdf(paper: papers.Labels) -> HttpResponse:
    response = HttpResponse(paper.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return response
