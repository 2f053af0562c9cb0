"""/verdicts/claims/<id>/ : one claim with everything the store sent, and what the auditor makes of it."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, number_of, read
from huichang.verdicts import deciding, permissions
from huichang.verdicts.deciding import Cut
from huichang.verdicts.models import Verdict
from huichang.verdicts.queries import claim, desk
from huichang.warranty.states import Deduction

BESIDES = "besides"


class Words(forms.Form):
    """Something to say."""

    words = forms.CharField(label="说明", max_length=300, required=False)


class Why(forms.Form):
    """The reason of a rejection."""

    reason = forms.CharField(label="原因", max_length=18, required=False)
    words = forms.CharField(label="说明", max_length=300, required=False)


class Wanted(forms.Form):
    """Until when the part is wanted."""

    due_on = forms.DateField(label="期限")
    is_urgent = forms.BooleanField(label="紧急", required=False)
    words = forms.CharField(label="要求", max_length=200, required=False)


def show(request: Request, verdict_id: int) -> HttpResponse:
    """The claim. Seven statements."""
    page = claim.page(request.actor, verdict_id)
    return render(
        request,
        "verdicts/screens/claim.html",
        {
            "page": page,
            "verdict": page.verdict,
            "claim": page.claim,
            "facts": page.claim.facts,
            "may_decide": request.actor.may(permissions.DECIDE, page.store_id),
            "reasons": Deduction.choices,
        },
    )


@require_POST
def accept(request: Request, verdict_id: int) -> HttpResponse:
    """All that is asked is paid."""
    done = deciding.accept_claim(request.actor, verdict_id, at=now(), **read(Words(request.POST)))
    return _next(request, done)


@require_POST
def cut(request: Request, verdict_id: int) -> HttpResponse:
    """Less is paid: `cut-<line>`, `reason-<line>`, `words-<line>` for each line that is cut."""
    cuts = []
    for name, said in request.POST.items():
        if not name.startswith("cut-") or not str(said).strip():
            continue
        key = name.removeprefix("cut-")
        line_id = None if key == BESIDES else number_of(key)
        if line_id is None and key != BESIDES:
            raise Refused("有的明细认不出来，请刷新页面后再核减。")
        amount = amount_of(str(said), places=2, says="核减金额", field=name)
        if amount:
            reason, words = request.POST.get(f"reason-{key}", ""), request.POST.get(f"words-{key}", "")
            cuts.append(Cut(line_id, amount, reason, words))
    return _next(request, deciding.cut_claim(request.actor, verdict_id, cuts=cuts, at=now()))


@require_POST
def reject(request: Request, verdict_id: int) -> HttpResponse:
    """Nothing is paid."""
    done = deciding.reject_claim(request.actor, verdict_id, at=now(), **read(Why(request.POST)))
    return _next(request, done)


@require_POST
def send_back(request: Request, verdict_id: int) -> HttpResponse:
    """The store has to send more."""
    done = deciding.send_back_claim(request.actor, verdict_id, at=now(), **read(Words(request.POST)))
    return _next(request, done)


@require_POST
def ask_part(request: Request, verdict_id: int) -> HttpResponse:
    """The part is wanted before it is decided."""
    done = deciding.ask_part(request.actor, verdict_id, at=now(), **read(Wanted(request.POST)))
    toasts.told(request, f"已向门店调回 {done.number} 的旧件")
    return _after(request, verdict_id)


@require_POST
def take_back(request: Request, verdict_id: int) -> HttpResponse:
    """It was decided wrongly."""
    done = deciding.take_back(request.actor, verdict_id, at=now())
    toasts.told(request, f"{done.number} 已放回待审")
    return redirect("verdicts:claim", verdict_id)


def _next(request: Request, done: Verdict) -> HttpResponse:
    """Say what was decided, with the way back, and open what waits next."""
    undo = reverse("verdicts:take_back", args=[done.pk])
    toasts.told(request, f"{done.number}：{deciding.told(done)}", undo=undo)
    return _after(request, done.pk)


def _after(request: Request, verdict_id: int) -> HttpResponse:
    found = desk.next_waiting(request.actor, verdict_id)
    return redirect("verdicts:claim", found) if found else redirect("verdicts:desk")
