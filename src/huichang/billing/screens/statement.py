"""/billing/statement/<id>.pdf : the settlement list on paper."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now

from huichang.billing import permissions, printing
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request


def pdf(request: Request, statement_id: int) -> HttpResponse:
    """The PDF, shown in the browser."""
    if not request.actor.may(permissions.SEE_DESK):
        raise NotAllowed("您的岗位不能打印结算清单，请找收银员或服务顾问。")
    url = request.build_absolute_uri(reverse("billing:statement_pdf", args=[statement_id]))
    sheet = printing.statement_paper(request.actor, statement_id, at=now(), url=url)
    response = HttpResponse(sheet.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{sheet.no}.pdf"'
    return response
