"""/care/due/ : who should come back, and why."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.care import due, invitations, permissions, queries
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, number_of, read

KINDS = [
    ("", "全部"),
    ("declined", "上次未做"),
    ("worn", "磨损到期"),
    ("service", "保养到期"),
    ("campaign", "召回活动"),
]
REFUSALS = ["价格高", "没时间", "车还能用", "已在别处做", "不信任", "其他"]
LOSSES = ["车已卖", "搬家", "转到别的店", "联系不上", "对我们不满意", "其他"]


class Why(forms.Form):
    """A reason."""

    why = forms.CharField(label="原因", max_length=120)


class Later(forms.Form):
    """A day."""

    until = forms.DateField(label="日期")
    why = forms.CharField(label="说明", required=False, max_length=120)


def show(request: Request) -> HttpResponse:
    """The due list, ranked."""
    if not request.actor.may(permissions.SEE_DUE):
        raise NotAllowed("您的岗位不做招揽，请找客服专员。")
    kind = request.GET.get("kind", "")
    return render(
        request,
        "care/screens/due.html",
        {
            "groups": queries.due_list(
                request.actor, on=localdate(), kind=kind if kind in dict(KINDS) else ""
            ),
            "kind": kind,
            "kinds": KINDS,
            "may_work": request.actor.may(permissions.WORK_DUE),
            "refusals": REFUSALS,
            "losses": LOSSES,
        },
    )


@require_POST
def refuse(request: Request, due_id: int) -> HttpResponse:
    """The customer does not want it."""
    why = read(Why(request.POST))["why"]
    due.refuse(request.actor, due_id, why=why, also=_also(request), at=now())
    toasts.told(request, "已记录客户拒绝的原因")
    return redirect("care:due")


@require_POST
def lose(request: Request, due_id: int) -> HttpResponse:
    """The customer is lost."""
    why = read(Why(request.POST))["why"]
    due.lose(request.actor, due_id, why=why, also=_also(request), at=now())
    toasts.told(request, "已记录流失原因")
    return redirect("care:due")


@require_POST
def later(request: Request, due_id: int) -> HttpResponse:
    """Another day."""
    told = read(Later(request.POST))
    due.put_off(request.actor, due_id, until=told["until"], why=told["why"], also=_also(request), at=now())
    toasts.told(request, f"{told['until']:%m月%d日}再提醒")
    return redirect("care:due")


@require_POST
def invite(request: Request) -> HttpResponse:
    """Whom open recalls and service campaigns wait for comes onto the list."""
    count = invitations.take_invitations(request.actor, request.actor.here, at=now())
    toasts.told(request, f"新增 {count} 台召回和活动的车" if count else "召回和活动的名单没有变化")
    return redirect("/care/due/?kind=campaign")


def _also(request: Request) -> list[int]:
    """The other matters of the car that the call was about: ticked unless somebody takes the tick away."""
    return [pk for said in request.POST.getlist("also") if (pk := number_of(said)) is not None]
