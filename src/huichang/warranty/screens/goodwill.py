"""/warranty/goodwill/ : goodwill applications with the chain of opinions."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request, read
from huichang.warranty import goodwill, permissions
from huichang.warranty.queries import words
from huichang.warranty.states import Opinion

TABS = {"asked": "征求意见中", "granted": "已批准", "refused": "不批准", "all": "全部"}


class Ask(forms.Form):
    """What is asked."""

    happened_on = forms.DateField(label="故障发生日期")
    topic = forms.CharField(label="事件主题", max_length=80)
    complaint = forms.CharField(label="投诉内容", max_length=500)
    share_percent = forms.IntegerField(label="申请厂家承担（%）", min_value=0, max_value=1000)


class Said(forms.Form):
    """An opinion."""

    step = forms.ChoiceField(label="环节", choices=Opinion.choices)
    agrees = forms.BooleanField(label="同意", required=False)
    percent = forms.IntegerField(label="比例", required=False)
    who = forms.CharField(label="签署人", max_length=40, required=False)
    words = forms.CharField(label="意见", max_length=300)


def show(request: Request) -> HttpResponse:
    """`?only=` by state. Two statements."""
    only = request.GET.get("only", "asked")
    return render(
        request,
        "warranty/screens/goodwill.html",
        {
            "rows": words.goodwills(request.actor, only=only),
            "tabs": [Tab(says, f"?only={key}", active=key == only) for key, says in TABS.items()],
        },
    )


def one(request: Request, goodwill_id: int) -> HttpResponse:
    """One application. Two statements."""
    found = words.goodwills(request.actor, only="all", goodwill_id=goodwill_id)
    if not found:
        raise Missing("没有找到这份善意索赔申请，请检查链接。")
    row, actor = found[0], request.actor
    own = row.next_step is not None and row.next_step.step == Opinion.SERVICE_MANAGER
    return render(
        request,
        "warranty/screens/goodwill_one.html",
        {
            "row": row,
            "own": own,
            "may_say": row.next_step is not None
            and actor.may(permissions.OPINE)
            and (not own or actor.may(permissions.ACCEPT_LOSS)),
            "may_withdraw": row.state == "asked" and actor.may(permissions.ASK_GOODWILL),
        },
    )


@require_POST
def ask(request: Request, claim_id: int) -> HttpResponse:
    """It is asked for."""
    asked = goodwill.ask_goodwill(request.actor, claim_id, at=now(), **read(Ask(request.POST)))
    toasts.told(request, f"已提交善意索赔申请 {asked.number}，请服务经理签署意见")
    return redirect("warranty:goodwill", asked.pk)


@require_POST
def opine(request: Request, goodwill_id: int) -> HttpResponse:
    """One opinion of the chain."""
    goodwill.give_opinion(request.actor, goodwill_id, at=now(), **read(Said(request.POST)))
    return redirect("warranty:goodwill", goodwill_id)


@require_POST
def withdraw(request: Request, goodwill_id: int) -> HttpResponse:
    """Nobody is asked any more."""
    goodwill.withdraw_goodwill(request.actor, goodwill_id, at=now())
    return redirect("warranty:goodwill", goodwill_id)
