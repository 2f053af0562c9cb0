"""/c/<token>/statement/ : the customer's own settlement list, by the link of their visit's page; nobody else's."""

from django.http import HttpResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from huichang.billing import printing, queries
from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request
from huichang.workshop import links
from huichang.workshop.links import Purpose


@never_cache
def pdf(request: Request, token: str) -> HttpResponse:
    """The PDF of what this customer pays. Raises Missing before the settlement and for a link that leads nowhere."""
    moment = now()
    found = links.opened(token, Purpose.PROGRESS, at=moment)
    actor = links.customer_actor(found, address=request.META.get("REMOTE_ADDR", ""))
    statement_id = queries.customers_statement(actor, found.order_id or 0)
    if statement_id is None:
        raise Missing("您的结算清单还没有开出，请稍后再看，或联系您的服务顾问。")
    page = request.build_absolute_uri(f"/c/{token}/")
    sheet = printing.statement_paper(actor, statement_id, at=moment, url=page)
    response = HttpResponse(sheet.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{sheet.no}.pdf"'
    return response
