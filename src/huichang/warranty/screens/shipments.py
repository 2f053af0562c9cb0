"""/warranty/shipments/ : claimed parts in boxes to the manufacturer, and what its audit says."""

from decimal import Decimal, InvalidOperation

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, number_of
from huichang.warranty import permissions, printing, shipping
from huichang.warranty.queries import keeping
from huichang.warranty.states import Deduction, ShipmentKind


def show(request: Request) -> HttpResponse:
    """All shipments. One statement."""
    return render(
        request,
        "warranty/screens/shipments.html",
        {
            "rows": keeping.shipments(request.actor),
            "kinds": ShipmentKind.choices,
            "may_keep": request.actor.may(permissions.KEEP_PARTS),
        },
    )


@require_POST
def new(request: Request) -> HttpResponse:
    """A shipment to be packed."""
    shipment = shipping.open_shipment(
        request.actor, request.actor.here, kind=request.POST.get("kind", ""), at=now()
    )
    return redirect("warranty:shipment", shipment.pk)


def one(request: Request, shipment_id: int) -> HttpResponse:
    """One shipment: packed by scan, sent, audited. Three statements."""
    actor = request.actor
    page = keeping.shipment_page(actor, shipment_id, on=localdate(now()))
    return render(
        request,
        "warranty/screens/shipments_one.html",
        {
            "page": page,
            "deductions": Deduction.choices,
            "box": number_of(request.GET.get("box", "")) or page.next_box,
            "may_pack": page.state == "packing" and actor.may(permissions.KEEP_PARTS),
            "may_audit": page.may("audit") and actor.may(permissions.REGISTER_ANSWERS),
        },
    )


@require_POST
def box(request: Request, shipment_id: int) -> HttpResponse:
    """A scanned part goes into a box."""
    number = number_of(request.POST.get("box", "")) or 0
    part = shipping.box_part(
        request.actor, shipment_id, tag=request.POST.get("tag", ""), box=number, at=now()
    )
    toasts.told(request, f"{part.name} 已装 {number} 号箱")
    return redirect(f"{reverse('warranty:shipment', args=[shipment_id])}?box={number}")


@require_POST
def unbox(request: Request, shipment_id: int, claimed_part_id: int) -> HttpResponse:
    """It comes out again."""
    shipping.unbox_part(request.actor, claimed_part_id, shipment_id=shipment_id, at=now())
    return redirect("warranty:shipment", shipment_id)


@require_POST
def send(request: Request, shipment_id: int) -> HttpResponse:
    """The boxes leave."""
    shipping.send_shipment(request.actor, shipment_id, carrier=request.POST.get("carrier", ""), at=now())
    toasts.told(request, "已发运")
    return redirect("warranty:shipment", shipment_id)


@require_POST
def cancel(request: Request, shipment_id: int) -> HttpResponse:
    """It does not go."""
    shipping.cancel_shipment(request.actor, shipment_id, at=now())
    return redirect("warranty:shipments")


@require_POST
def audit(request: Request, shipment_id: int) -> HttpResponse:
    """What the manufacturer says of each part."""
    deducted = []
    for name, reason in request.POST.items():
        key = number_of(name.removeprefix("deduction-")) if name.startswith("deduction-") else None
        if key is None or not reason:
            continue
        said = request.POST.get(f"amount-{key}", "").strip() or "0"
        try:
            amount = Decimal(said)
        except InvalidOperation as error:
            raise Refused(f"扣款要填数字，不能是“{said[:20]}”。") from error
        deducted.append(shipping.Audited(key, str(reason), request.POST.get(f"words-{key}", ""), amount))
    shipping.audit_shipment(
        request.actor, shipment_id, deducted=deducted, words=request.POST.get("words", ""), at=now()
    )
    toasts.told(request, f"已登记审核结果，扣件 {len(deducted)} 个")
    return redirect("warranty:shipment", shipment_id)


def paper(request: Request, shipment_id: int) -> HttpResponse:
    """The list that goes with the boxes."""
    url = request.build_absolute_uri(reverse("warranty:shipment", args=[shipment_id]))
    document = printing.shipment_paper(request.actor, shipment_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")
