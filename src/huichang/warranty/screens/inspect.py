"""/warranty/claims/<id>/inspect/ : the clerk's inspection on a tablet: photos, measurements, a decision per line."""

from collections.abc import Sequence

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.engines.coverage.values import CIRCUMSTANCE_SAYS
from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.warranty import inspecting, permissions
from huichang.warranty.queries import page, reading
from huichang.warranty.states import Decision, Duty, EvidenceKind, FaultNature, Grade, Way

MEASURES = range(1, 3)
"""Rows for measurements on the page."""


class Found(forms.Form):
    """What the inspection found."""

    concern = forms.CharField(label="故障现象", max_length=300)
    cause = forms.CharField(label="检查步骤和原因分析", max_length=300)
    verdict = forms.CharField(label="鉴定意见", max_length=300, required=False)
    fault_code = forms.CharField(label="故障代码", max_length=40, required=False)
    nature = forms.ChoiceField(label="故障性质", choices=FaultNature.choices)
    grade = forms.ChoiceField(label="故障属性", choices=Grade.choices)
    failed_on = forms.DateField(label="故障日期", required=False)


class Car(forms.Form):
    """The car's data."""

    vin = forms.CharField(label="车架号", max_length=20)
    engine_number = forms.CharField(label="发动机号", max_length=30, required=False)
    km = forms.IntegerField(label="里程", min_value=0, max_value=9_999_999)
    km_at_sale = forms.IntegerField(label="售车时里程", min_value=0, max_value=9_999_999)
    sold_on = forms.DateField(label="购车日期", required=False)
    licensed_on = forms.DateField(label="行驶证日期", required=False)


def show(request: Request, claim_id: int) -> HttpResponse:
    """The inspection; a POST decides every line. Ten statements."""
    actor = request.actor
    reading.store_for(actor, permissions.INSPECT)
    if request.method == "POST":
        shown = page.inspection(actor, claim_id, on=localdate(now()))
        judged = [
            inspecting.Judged(
                line.id,
                request.POST.get(f"decision-{line.id}", ""),
                why=request.POST.get(f"why-{line.id}", ""),
                duty=Duty.CAUSAL if request.POST.get("causal") == str(line.id) else Duty.SECONDARY,
                way=request.POST.get(f"way-{line.id}", Way.REPLACE),
                goes_back=request.POST.get(f"back-{line.id}") == "on",
                supplier_code=request.POST.get(f"supplier-{line.id}", ""),
                old_code=request.POST.get(f"old-{line.id}", ""),
                serial=request.POST.get(f"serial-{line.id}", ""),
            )
            for line in shown.lines
        ]
        found = inspecting.Diagnosis(
            circumstances=request.POST.getlist("circumstances"), **read(Found(request.POST))
        )
        claim = inspecting.decide_claim(actor, claim_id, judged=judged, found=found, at=now())
        lacks = f"。{_lacks(shown.missing)}，请在车离店前补拍" if shown.missing else ""
        toasts.told(request, f"已鉴定：{claim.get_state_display()}{lacks}")
        return redirect("warranty:claim", claim_id)
    shown = page.inspection(actor, claim_id, on=localdate(now()))
    parts = [line.id for line in shown.lines if line.kind == "part"]
    return render(
        request,
        "warranty/screens/inspect.html",
        {
            "page": shown,
            "row": shown.row,
            "facts": shown.facts,
            "missing_says": _lacks(shown.missing),
            # Among several parts only a person knows which one failed.
            "causal": parts[0] if len(parts) == 1 else None,
            "decisions": [each for each in Decision.choices if each[0] != Decision.PENDING],
            "ways": Way.choices,
            "natures": FaultNature.choices,
            "grades": Grade.choices,
            "kinds": EvidenceKind.choices,
            "circumstances": [(str(key), says) for key, says in CIRCUMSTANCE_SAYS.items()],
            "measures": MEASURES,
            "may_decide": shown.may("decide"),
        },
    )


def _lacks(missing: Sequence[str]) -> str:
    return f"还缺照片：{'、'.join(missing)}"


@require_POST
def evidence(request: Request, claim_id: int) -> HttpResponse:
    """Photos by what they show, and measurements."""
    photos = {
        kind: [each.read() for each in request.FILES.getlist(f"photos-{kind}")]
        for kind in EvidenceKind.values
        if request.FILES.getlist(f"photos-{kind}")
    }
    measured = [
        inspecting.Measured(
            request.POST.get(f"name-{place}", ""),
            request.POST.get(f"value-{place}", ""),
            request.POST.get(f"limit-{place}", ""),
        )
        for place in MEASURES
    ]
    inspecting.add_evidence(request.actor, claim_id, photos=photos, measured=measured, at=now())
    toasts.told(request, "证据已保存")
    return redirect("warranty:inspect", claim_id)


@require_POST
def vehicle(request: Request, claim_id: int) -> HttpResponse:
    """The car's data as on its papers."""
    inspecting.register_vehicle(request.actor, claim_id, at=now(), **read(Car(request.POST)))
    toasts.told(request, "车辆数据已核对")
    return redirect("warranty:claim", claim_id)
