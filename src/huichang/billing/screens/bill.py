"""/billing/order/<id>/ : the money of one order: what is missing, who bears what, what was paid."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.billing import credit, payments, permissions, queries, statements, tenders
from huichang.billing.states import Method
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, read


class Take(forms.Form):
    """Money taken."""

    method = forms.ChoiceField(label="方式", choices=Method.choices)
    amount = forms.DecimalField(label="金额", max_digits=12)
    reference = forms.CharField(label="凭证号", required=False, max_length=60)
    once = forms.CharField(max_length=80)


class Refund(forms.Form):
    """Money given back."""

    amount = forms.DecimalField(label="退款金额", max_digits=12)
    reason = forms.CharField(label="原因", max_length=120)
    once = forms.CharField(max_length=80)


class UseDeposit(forms.Form):
    """A deposit that pays."""

    deposit = forms.IntegerField()
    once = forms.CharField(max_length=80)


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(label="原因", max_length=120)


class Settle(forms.Form):
    """The version that the cashier saw."""

    version = forms.IntegerField(required=False)


def _may_see(request: Request) -> None:
    if not request.actor.may(permissions.SEE_DESK):
        raise NotAllowed("您的岗位不能查看收银台，请找收银员或服务经理。")


def show(request: Request, order_id: int) -> HttpResponse:
    """One order: what is missing, who bears what, what was paid."""
    _may_see(request)
    actor = request.actor
    return render(
        request,
        "billing/screens/bill.html",
        {
            "bill": queries.bill(actor, order_id),
            "methods": [(method.value, method.label) for method in tenders.offered()],
            "may_settle": actor.may(permissions.SETTLE_ORDERS),
            "may_take": actor.may(permissions.TAKE_MONEY),
            "may_refund": actor.may(permissions.REFUND_MONEY),
            "may_reverse": actor.may(permissions.REVERSE_STATEMENTS),
            "may_give_credit": actor.may(permissions.GIVE_CREDIT),
            "refund_reasons": ["多收", "客户投诉补偿", "支付方式更换", "项目取消"],
            "reverse_reasons": ["金额更正", "付费方更正", "客户追加项目"],
        },
    )


@require_POST
def settle(request: Request, order_id: int) -> HttpResponse:
    """Make the statements."""
    told = read(Settle(request.POST))
    made = statements.settle(request.actor, order_id, at=now(), seen=told["version"])
    toasts.told(request, f"已开 {len(made)} 张结算单")
    return redirect("billing:order", order_id)


@require_POST
def reverse(request: Request, order_id: int) -> HttpResponse:
    """Take the statements back."""
    statements.reverse(request.actor, order_id, reason=read(Reason(request.POST))["reason"], at=now())
    toasts.told(request, "已反结算，可以更正后重新结算")
    return redirect("billing:order", order_id)


@require_POST
def take(request: Request, order_id: int, statement_id: int) -> HttpResponse:
    """Book a payment."""
    payment = payments.take(request.actor, statement_id, at=now(), **read(Take(request.POST)))
    toasts.told(request, f"已收 ¥{payment.amount:,.2f}")
    return redirect("billing:order", order_id)


@require_POST
def use_deposit(request: Request, order_id: int, statement_id: int) -> HttpResponse:
    """Pay from a deposit."""
    told = read(UseDeposit(request.POST))
    payment = payments.use_deposit(
        request.actor, statement_id, deposit_id=told["deposit"], once=told["once"], at=now()
    )
    toasts.told(request, f"已用定金抵扣 ¥{payment.amount:,.2f}")
    return redirect("billing:order", order_id)


@require_POST
def deposit(request: Request, order_id: int) -> HttpResponse:
    """Take a deposit for an order."""
    payment = payments.take_deposit(request.actor, order_id=order_id, at=now(), **read(Take(request.POST)))
    toasts.told(request, f"已收定金 ¥{payment.amount:,.2f}")
    return redirect("billing:order", order_id)


@require_POST
def refund(request: Request, order_id: int, payment_id: int) -> HttpResponse:
    """Give money back."""
    payment = payments.refund(request.actor, payment_id, at=now(), **read(Refund(request.POST)))
    toasts.told(request, f"已退 ¥{-payment.amount:,.2f}")
    return redirect("billing:order", order_id)


@require_POST
def give_credit(request: Request, order_id: int, statement_id: int) -> HttpResponse:
    """Let it be paid later."""
    statement = credit.give_credit(request.actor, statement_id, at=now())
    toasts.told(request, f"已挂账，{statement.due_on:%m月%d日}到期")
    return redirect("billing:order", order_id)
