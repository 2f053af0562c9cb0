"""/billing/receivables/ : what is owed, how old it is, who may pay later."""

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from huichang.billing import credit, permissions, queries
from huichang.customers import queries as customers
from huichang.kernel import pinyin, toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, read

PAYERS = [("customer", "客户"), ("manufacturer", "厂家"), ("insurer", "保险"), ("internal", "内部")]


class Credit(forms.Form):
    """A limit."""

    customer = forms.IntegerField(label="客户")
    limit = forms.DecimalField(label="额度", max_digits=12, min_value=0)
    days = forms.IntegerField(label="账期", min_value=1, max_value=365)


def show(request: Request) -> HttpResponse:
    """Open statements by age, and the credit customers."""
    if not request.actor.may(permissions.SEE_RECEIVABLES):
        raise NotAllowed("您的岗位不能查看应收，请找收银员或服务经理。")
    payer = request.GET.get("payer", "")
    asked, today = payer if payer in dict(PAYERS) else "", localdate()
    rows = queries.receivables(request.actor, on=today, payer=asked)
    ages = queries.owed_by_age(request.actor, on=today, payer=asked)
    listed = len(rows)
    sought = request.GET.get("q", "").strip()
    if sought:
        rows = [row for row in rows if sought.upper() in row.number or pinyin.means(sought, row.payer_name)]
    found = request.GET.get("find", "").strip()
    return render(
        request,
        "billing/screens/receivables.html",
        {
            "rows": rows,
            "ages": ages,
            "cut": queries.MOST_RECEIVABLES if listed == queries.MOST_RECEIVABLES else 0,
            "sought": sought,
            "total": sum(ages.values(), Decimal(0)),
            "payer": payer,
            "payers": PAYERS,
            "credit": queries.credit_customers(request.actor),
            "may_manage": request.actor.may(permissions.MANAGE_CREDIT),
            "find": found,
            "people": customers.find(request.actor, found) if found else [],
        },
    )


@require_POST
def set_credit(request: Request) -> HttpResponse:
    """Give, change or take a limit (0 closes it)."""
    told = read(Credit(request.POST))
    credit.set_credit(
        request.actor,
        request.actor.here,
        customer_id=told["customer"],
        limit=told["limit"],
        days=told["days"],
        is_open=told["limit"] > 0,
    )
    toasts.told(request, "挂账额度已更新")
    return redirect("billing:receivables")
