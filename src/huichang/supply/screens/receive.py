"""/supply/receive/ and /supply/orders/<id>/receive/ : what is on its way; one order received line by line, by scan."""

from decimal import Decimal

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, day_of, number_of
from huichang.parts import batches, scanning
from huichang.parts import queries as parts
from huichang.parts.queries import putting_away
from huichang.supply import permissions, queries, receiving
from huichang.supply.queries import order_lines, reading
from huichang.supply.states import Fault


def coming(request: Request) -> HttpResponse:
    """Orders on their way, late ones first; `?scan=` opens the one whose number was scanned, or that alone holds the part
    that was. At most four statements."""
    actor, on = request.actor, localdate(now())
    here = reading.store_for(actor, permissions.RECEIVE_ORDERS)
    if scanned := request.GET.get("scan", "").strip():
        found = queries.order_by_number(actor, scanned)
        return redirect("supply:receive", found or _holding(here, scanned))
    rows, _ = queries.order_list(actor, on=on, only="coming")
    rows.sort(key=lambda row: (row.expected_on is None, row.expected_on or on, not row.is_urgent))
    return render(request, "supply/screens/receive_coming.html", {"rows": rows, "today": on})


def _holding(store_id: int, scanned: str) -> int:
    """The one order on its way with the part of a scanned label. Raises Refused for none and for several."""
    part = parts.by_code(scanned)
    if part is None:
        raise Refused(f"没有单号为“{scanned}”的采购单，请核对送货单上的订单号，或扫货上的配件码。")
    orders = order_lines.coming_with(store_id, part.id)
    if not orders:
        raise Refused(f"在途的采购单里没有“{part.name}”（{part.number}）；没有采购单的到货请点“无单入库”。")
    if len(orders) > 1:
        numbers = "、".join(number for _, number in orders)
        raise Refused(f"{numbers} 都有“{part.name}”没到，请看送货单，点开其中一张。")
    return orders[0][0]


def show(request: Request, purchase_id: int) -> HttpResponse:
    """The open lines of an order with where they go; the receipt when it is posted. Eleven statements at most."""
    actor, on = request.actor, localdate(now())
    here = reading.store_for(actor, permissions.RECEIVE_ORDERS)
    if request.method == "POST":
        receipt = receiving.receive_order(
            actor,
            purchase_id,
            document=request.POST.get("document", ""),
            note=request.POST.get("note", ""),
            came=[_came(request, line_id, key) for line_id, key in _lines(request.POST)],
            at=now(),
        )
        undo = reverse("supply:undo_receipt", args=[purchase_id, receipt.pk]) + "?undo=1"
        toasts.told(request, f"已入库 {receipt.number}", undo=undo)
        return redirect(f"{reverse('supply:order', args=[purchase_id])}#receipts")
    page = queries.order_page(actor, purchase_id, on=on)
    lines = [line for line in page.lines if line.still > 0]
    places = putting_away.receipt_places(here, [line.part_id for line in lines])
    return render(
        request,
        "supply/screens/receive.html",
        {
            "page": page,
            "row": page.row,
            "lines": [(line, places[line.part_id]) for line in lines],
            "faults": Fault.choices,
        },
    )


def _lines(said: QueryDict) -> list[tuple[int, str]]:
    """The lines of the form with the ending of their fields: `12`, and `12-2` for a second batch of the same line."""
    found = ((number_of(value.partition("-")[0]), value) for value in said.getlist("line"))
    return [(line_id, key) for line_id, key in found if line_id is not None]


def _quantity(said: QueryDict, name: str) -> Decimal:
    return amount_of(said.get(name, "").strip() or "0", places=3, says="数量", field=name)


def _came(request: Request, line_id: int, key: str) -> receiving.Came:
    said = request.POST
    announced = said.get(f"announced_{key}", "").strip()
    return receiving.Came(
        line_id=line_id,
        good=_quantity(said, f"good_{key}"),
        damaged=_quantity(said, f"damaged_{key}"),
        refused=_quantity(said, f"refused_{key}"),
        announced=_quantity(said, f"announced_{key}") if announced else None,
        fault=said.get(f"fault_{key}", ""),
        fault_words=said.get(f"words_{key}", ""),
        over_why=said.get(f"over_{key}", ""),
        bin_id=number_of(said.get(f"bin_{key}", "")),
        batch=_batch(said, key),
        photos=[each.read() for each in request.FILES.getlist(f"photos_{key}")],
    )


def _batch(said: QueryDict, key: str) -> batches.Came | None:
    """What the goods say of themselves; None when nothing was asked. `genuine`: yes by the code, looked by the list, no."""
    numbers = said.get(f"numbers_{key}")
    if numbers is None:
        return None
    genuine = said.get(f"genuine_{key}", "")
    return batches.Came(
        numbers=scanning.numbers(numbers),
        made_on=day_of(said.get(f"made_{key}", "")),
        expires_on=day_of(said.get(f"expires_{key}", "")),
        certificate=said.get(f"certificate_{key}", ""),
        code=said.get(f"code_{key}", ""),
        checklist=dict.fromkeys(batches.CHECKLIST, True) if genuine == "looked" else {},
        genuine={"yes": True, "looked": True, "no": False}.get(genuine),
        note=said.get(f"words_{key}", ""),
    )
