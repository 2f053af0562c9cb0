"""/parts/batches/<id>/ : one batch: whether it is genuine, where it lies, on which cars it is (a recall's answer)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.parts import batches, permissions, queries
from huichang.parts.states import BATCH


class Check(forms.Form):
    """What the check said, and what it rests on."""

    genuine = forms.ChoiceField(label="结果", choices=[("yes", "合格"), ("no", "不合格")])
    code = forms.CharField(label="防伪码", max_length=60, required=False)
    certificate = forms.CharField(label="合格证号", max_length=60, required=False)
    checklist = forms.MultipleChoiceField(
        label="验真清单", choices=list(batches.CHECKLIST.items()), required=False
    )
    note = forms.CharField(label="说明", max_length=120, required=False)


class Why(forms.Form):
    """The reason."""

    why = forms.CharField(label="原因", max_length=120, required=False)


class Longer(Why):
    """Tested again."""

    expires_on = forms.DateField(label="新的有效期")


def show(request: Request, batch_id: int) -> HttpResponse:
    """The batch."""
    actor = request.actor
    page = queries.batch_page(actor, batch_id, on=localdate(now()))
    may_stop = actor.may(permissions.STOP_BATCHES)
    state = page.row.state
    return render(
        request,
        "parts/screens/batch.html",
        {
            "page": page,
            "row": page.row,
            "points": [(key, words, page.checklist.get(key)) for key, words in batches.CHECKLIST.items()],
            "choices": list(batches.CHECKLIST.items()),
            "may_check": actor.may(permissions.CHECK_BATCHES)
            and (BATCH.allows(state, "pass_check") or BATCH.allows(state, "fail_check")),
            "may_pass": BATCH.allows(state, "pass_check"),
            "may_stop": may_stop and BATCH.allows(state, "stop"),
            "may_resume": may_stop and BATCH.allows(state, "resume"),
            "may_prolong": may_stop and page.row.expires_on is not None and state != "failed",
            "out": sum((each.quantity for each in page.went), 0),
        },
    )


@require_POST
def check(request: Request, batch_id: int) -> HttpResponse:
    """Genuine or not."""
    said = read(Check(request.POST))
    genuine = said["genuine"] == "yes"
    batches.check_batch(
        request.actor,
        batch_id,
        genuine=genuine,
        code=said["code"],
        certificate=said["certificate"],
        checklist=dict.fromkeys(said["checklist"], True),
        note=said["note"],
        at=now(),
    )
    toasts.told(request, "已判为合格，移到货位，可以发料" if genuine else "已判为不合格，留在隔离区")
    return redirect("parts:batch", batch_id)


@require_POST
def stop(request: Request, batch_id: int) -> HttpResponse:
    """Nothing more of it is handed out."""
    batches.stop_batch(request.actor, batch_id, why=read(Why(request.POST))["why"], at=now())
    toasts.told(
        request, "批次已停用，各货位的都发不出去了", undo=f"/parts/batches/{batch_id}/resume/?why=撤销停用"
    )
    return redirect("parts:batch", batch_id)


@require_POST
def resume(request: Request, batch_id: int) -> HttpResponse:
    """It is good after all."""
    why = request.POST.get("why") or request.GET.get("why", "")
    batches.resume_batch(request.actor, batch_id, why=why, at=now())
    toasts.told(request, "批次已恢复使用")
    return redirect("parts:batch", batch_id)


@require_POST
def prolong(request: Request, batch_id: int) -> HttpResponse:
    """It was tested again."""
    said = read(Longer(request.POST))
    batches.prolong_batch(request.actor, batch_id, expires_on=said["expires_on"], why=said["why"], at=now())
    toasts.told(request, "有效期已延长")
    return redirect("parts:batch", batch_id)
