"""/c/parts/<token>/ : the trade customer's own page on the phone: a quotation to accept, goods to sign for, a bill to see."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huichang.company import queries as company
from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.web import Request, read
from huichang.trade import dispatching, links, printing, quoting
from huichang.trade.queries import bills, sales


class Answered(forms.Form):
    """Yes or no, to the amount that the page showed."""

    accepts = forms.CharField(max_length=3)
    told = forms.DecimalField(max_digits=14, decimal_places=2)
    words = forms.CharField(max_length=120, required=False)


class Signed(forms.Form):
    """Who took the goods."""

    signed_by = forms.CharField(label="您的姓名", max_length=40)
    signature = forms.CharField(required=False)


@never_cache
def show(request: Request, token: str) -> HttpResponse:
    """What the link leads to. At most nine statements."""
    at = now()
    try:
        found = links.opened(token, at=at)
    except Refused as refusal:
        return render(
            request, "trade/screens/customer_closed.html", {"why": str(refusal)}, status=refusal.status
        )
    if found.is_new:
        links.note_opened(found.link_id, at=at)
    shown: dict[str, object] = {"store": company.store_card(found.store_id), "token": token}
    if found.bill_id is not None:
        page = bills.page_of(found.store_id, found.bill_id, on=localdate(at))
        return render(request, "trade/screens/customer_bill.html", shown | {"page": page, "row": page.row})
    sale = sales.page_of(found.store_id, found.sale_id or 0, on=localdate(at))
    over = sale.row.state == "quoted" and sale.row.valid_until is not None
    is_over = over and sale.row.valid_until is not None and sale.row.valid_until < localdate(at)
    return render(
        request, "trade/screens/customer.html", shown | {"page": sale, "row": sale.row, "is_over": is_over}
    )


@require_POST
def answer(request: Request, token: str) -> HttpResponse:
    """The quotation is accepted or not."""
    found = links.opened(token, at=now())
    said = read(Answered(request.POST))
    quoting.answer_quote_by_link(
        links.customer_actor(found, address=request.META.get("REMOTE_ADDR", "")),
        token,
        accepts=said["accepts"] == "yes",
        told=Money(said["told"]),
        words=said["words"],
        at=now(),
    )
    return redirect("customer.parts", token)


@require_POST
def sign(request: Request, token: str, dispatch_id: int) -> HttpResponse:
    """The goods are there."""
    found = links.opened(token, at=now())
    said = read(Signed(request.POST))
    dispatching.deliver_by_link(
        links.customer_actor(found, address=request.META.get("REMOTE_ADDR", "")),
        token,
        dispatch_id,
        at=now(),
        **said,
    )
    return redirect("customer.parts", token)


@never_cache
def paper(request: Request, token: str) -> HttpResponse:
    """The quotation or the bill as a document. Raises Missing for a link that leads nowhere."""
    at = now()
    found = links.opened(token, at=at)
    url = request.build_absolute_uri(f"/c/parts/{token}/")
    if found.bill_id is not None:
        pdf = printing.bill_of(found.store_id, found.bill_id, at=at, url=url, by="").pdf()
    elif found.sale_id is not None:
        pdf = printing.quote_of(found.store_id, found.sale_id, at=at, url=url, by="").pdf()
    else:
        raise Missing("没有找到这个链接对应的单据。")
    return HttpResponse(pdf, content_type="application/pdf")
