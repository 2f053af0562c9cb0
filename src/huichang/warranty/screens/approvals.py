"""/warranty/approvals/ : what the manufacturer was asked before work, with its clock of two working days."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import manufacturer
from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request, read
from huichang.warranty import approvals, permissions
from huichang.warranty.queries import words

TABS = {"asked": "待审", "granted": "通过", "sent_back": "驳回", "refused": "拒绝", "all": "全部"}


class Ask(forms.Form):
    """What is asked."""

    estimate = forms.DecimalField(label="最大预估金额", max_digits=12, decimal_places=2)
    words = forms.CharField(label="故障和方案", max_length=300)


class Answered(forms.Form):
    """The manufacturer's word."""

    answer = forms.ChoiceField(label="答复", choices=list(approvals.ANSWERS.items()))
    granted = forms.DecimalField(label="授权金额", max_digits=12, decimal_places=2, required=False)
    their_number = forms.CharField(label="厂家授权号", max_length=40, required=False)
    words = forms.CharField(label="说明", max_length=300, required=False)


def show(request: Request) -> HttpResponse:
    """`?only=` by state. One statement."""
    only = request.GET.get("only", "asked")
    return render(
        request,
        "warranty/screens/approvals.html",
        {
            "rows": words.approvals(request.actor, only=only),
            "tabs": [Tab(says, f"?only={key}", active=key == only) for key, says in TABS.items()],
        },
    )


def one(request: Request, approval_id: int) -> HttpResponse:
    """One pre-approval. Two statements."""
    found = words.approvals(request.actor, only="all", approval_id=approval_id)
    if not found:
        raise Missing("没有找到这个预授权，请检查链接。")
    row = found[0]
    return render(
        request,
        "warranty/screens/approvals_one.html",
        {
            "row": row,
            "answers": list(approvals.ANSWERS.items()),
            "may_answer": row.may("grant")
            and request.actor.may(permissions.REGISTER_ANSWERS)
            and not manufacturer.is_here(request.actor.here),
            "may_withdraw": row.may("withdraw") and request.actor.may(permissions.KEEP_CLAIMS),
        },
    )


@require_POST
def ask(request: Request, claim_id: int) -> HttpResponse:
    """The manufacturer is asked."""
    asked = approvals.ask_approval(
        request.actor, claim_id, reasons=request.POST.getlist("reasons"), at=now(), **read(Ask(request.POST))
    )
    toasts.told(request, f"已申请预授权 {asked.number}")
    return redirect("warranty:claim", claim_id)


@require_POST
def answer(request: Request, approval_id: int) -> HttpResponse:
    """The manufacturer's word."""
    approvals.answer_approval(request.actor, approval_id, at=now(), **read(Answered(request.POST)))
    return redirect("warranty:approval", approval_id)


@require_POST
def withdraw(request: Request, approval_id: int) -> HttpResponse:
    """It is not asked any more."""
    approvals.withdraw_approval(request.actor, approval_id, at=now())
    return redirect("warranty:approval", approval_id)
