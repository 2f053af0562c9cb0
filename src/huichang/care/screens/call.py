"""/care/call/<id>/ : one call with the whole story and the script."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.care import followups, permissions, queries, script
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, read

RESULTS = [("fine", "满意"), ("small", "小问题"), ("dissatisfied", "不满意"), ("rework", "需要返修")]


class Outcome(forms.Form):
    """How the call ended."""

    result = forms.ChoiceField(label="结果", choices=RESULTS)
    words = forms.CharField(label="客户原话", required=False, max_length=500)
    step = forms.CharField(label="环节", required=False, max_length=20)
    cause = forms.CharField(label="原因", required=False, max_length=80)
    responsible = forms.IntegerField(label="责任人", required=False)
    wish = forms.CharField(label="客户诉求", required=False, max_length=200)
    recording = forms.CharField(label="录音", required=False, max_length=200)


class NotReached(forms.Form):
    """Why nobody answered."""

    note = forms.CharField(label="原因", max_length=120)


def show(request: Request, follow_up_id: int) -> HttpResponse:
    """One call."""
    if not request.actor.may(permissions.SEE_CALLS):
        raise NotAllowed("您的岗位不做回访，请找客服专员。")
    return render(
        request,
        "care/screens/call.html",
        {
            "call": queries.call(request.actor, follow_up_id),
            "steps": script.steps(),
            "guidelines": script.guidelines(),
            "not_reached": script.not_reached(),
            "may_call": request.actor.may(permissions.CALL_CUSTOMERS),
        },
    )


@require_POST
def finish(request: Request, follow_up_id: int) -> HttpResponse:
    """The customer was reached."""
    told = read(Outcome(request.POST))
    followups.finish_call(
        request.actor,
        follow_up_id,
        result=told["result"],
        words=told["words"],
        step=told["step"],
        cause=told["cause"],
        responsible_id=told["responsible"],
        complaint_wish=told["wish"],
        recording=told["recording"],
        at=now(),
    )
    toasts.told(request, "回访已记录" + ("，投诉已转给服务经理" if told["result"] == "dissatisfied" else ""))
    return redirect("care:calls")


@require_POST
def missed(request: Request, follow_up_id: int) -> HttpResponse:
    """Nobody answered."""
    row = followups.not_reached(
        request.actor, follow_up_id, note=read(NotReached(request.POST))["note"], at=now()
    )
    toasts.told(
        request, "已记录未接通，换个时间再拨" if row.state == "due" else f"已试 {row.tries} 次，记为未联系上"
    )
    return redirect("care:calls")


@require_POST
def stop(request: Request, follow_up_id: int) -> HttpResponse:
    """No calls any more."""
    followups.stop_call(request.actor, follow_up_id, why=read(NotReached(request.POST))["note"], at=now())
    toasts.told(request, "这次不再回访")
    return redirect("care:calls")
