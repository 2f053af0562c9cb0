"""/sanbao/faults/<id>/ : one fault. What it is, what it repeats, what was changed; each word kept with its reason."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.sanbao import judging, permissions, queries, rules
from huichang.sanbao.states import ChangeKind, Early, Quality


class Judged(forms.Form):
    """A person's word on a fault."""

    quality = forms.ChoiceField(label="性质", choices=[(Quality.YES, "是"), (Quality.NO, "不是")])
    same_as = forms.CharField(label="同一质量问题", max_length=18, required=False)
    is_safety = forms.BooleanField(label="严重安全性能故障", required=False)
    early = forms.ChoiceField(label="危险故障", choices=Early.choices, required=False)
    reason = forms.CharField(label="理由", max_length=200, required=False)
    seen = forms.IntegerField(required=False)


class JudgedChange(forms.Form):
    """What a part is for the law."""

    kind = forms.ChoiceField(label="种类", choices=ChangeKind.choices)
    system = forms.ChoiceField(label="系统", choices=[("", ""), *rules.NAMES.items()], required=False)
    name = forms.CharField(label="主要零部件", max_length=40, required=False)
    reason = forms.CharField(label="理由", max_length=200, required=False)


def show(request: Request, sanbao_fault_id: int) -> HttpResponse:
    """The fault. Nine statements."""
    page = queries.fault_page(request.actor, sanbao_fault_id)
    return render(
        request,
        "sanbao/screens/fault.html",
        {
            "page": page,
            "early": Early.choices,
            "kinds": ChangeKind.choices,
            "systems": list(rules.NAMES.items()),
            "may_judge": request.actor.may(permissions.JUDGE_FAULTS, request.actor.here) and not page.is_void,
        },
    )


@require_POST
def judge(request: Request, sanbao_fault_id: int) -> HttpResponse:
    """The word."""
    said = read(Judged(request.POST))
    row = judging.judge_fault(
        request.actor, sanbao_fault_id, at=now(), **{**said, "same_as": said["same_as"] or rules.NEW}
    )
    toasts.told(request, "已认定，时钟已重算")
    return redirect("sanbao:car", row.vehicle_id)


@require_POST
def judge_change(request: Request, sanbao_change_id: int) -> HttpResponse:
    """The word on a part."""
    row = judging.judge_change(request.actor, sanbao_change_id, at=now(), **read(JudgedChange(request.POST)))
    toasts.told(request, f"{row.part}：{rules.words_of(row.kind, row.system, row.name)}")
    return redirect("sanbao:fault", row.fault_id)
