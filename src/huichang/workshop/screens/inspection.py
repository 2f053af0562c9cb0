"""/workshop/inspection/ : the quality check (LANE-50 to LANE-52): what waits, one car list against list, one job by a peer."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, web
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request
from huichang.workshop import inspection, reasons
from huichang.workshop.queries import checking


class Passed(forms.Form):
    """What goes with a passed final check."""

    version = forms.IntegerField(required=False)
    road_technician = forms.IntegerField(label="同车技师", required=False)
    road_from = forms.IntegerField(label="起始里程", required=False, min_value=0)
    road_to = forms.IntegerField(label="结束里程", required=False, min_value=0)
    road_result = forms.CharField(label="路试结果", required=False, max_length=120)
    parked_at = forms.IntegerField(label="竣工车位", required=False)
    washed = forms.BooleanField(label="已洗车", required=False)
    note = forms.CharField(label="说明", required=False, max_length=200)


class Failed(forms.Form):
    """Why it goes back, and who answers for it."""

    job = forms.IntegerField(label="哪一项", error_messages={"required": "请选择哪一项不合格"})
    cause = forms.CharField(label="原因", required=False, max_length=60)
    words = forms.CharField(label="原因说明", required=False, max_length=60)
    blame = forms.CharField(label="责任", required=False, max_length=40)
    responsible = forms.IntegerField(label="责任人", required=False)
    note = forms.CharField(label="说明", required=False, max_length=200)
    version = forms.IntegerField(required=False)


class Place(forms.Form):
    """A place for a finished car."""

    bay = forms.IntegerField(label="竣工车位", error_messages={"required": "请选择车位"})


def show(request: Request) -> HttpResponse:
    """What waits for a check."""
    return render(
        request, "workshop/screens/inspection.html", {"waiting": checking.to_check(request.actor, at=now())}
    )


def check(request: Request, order_id: int) -> HttpResponse:
    """One car for the final check."""
    sheet = checking.check_sheet(request.actor, order_id)
    return render(
        request,
        "workshop/screens/inspection_final.html",
        {
            "sheet": sheet,
            "results": checking.ROAD_RESULTS,
            "causes": reasons.of("check_failed"),
            "blames": reasons.of("fail_responsible"),
        },
    )


def peer(request: Request, job_id: int) -> HttpResponse:
    """One job for the peer check."""
    return render(
        request,
        "workshop/screens/inspection_peer.html",
        {
            "sheet": checking.peer_sheet(request.actor, job_id),
            "causes": reasons.of("check_failed"),
            "blames": reasons.of("fail_responsible"),
        },
    )


@require_POST
def pass_final(request: Request, order_id: int) -> HttpResponseRedirect:
    """Everything agrees: settled next, guaranteed from here."""
    told = web.read(Passed(request.POST))
    results = [*request.POST.getlist("road_results"), told["road_result"]]
    order = inspection.pass_final_check(
        request.actor,
        order_id,
        checked=request.POST.getlist("checked"),
        lines=[pk for said in request.POST.getlist("lines") if (pk := web.number_of(said)) is not None],
        road_test=_road_test(told, "、".join(word for word in results if word)),
        parked_at_id=told["parked_at"],
        washed=told["washed"],
        note=told["note"],
        seen=told["version"],
        at=now(),
    )
    place = f"，停 {order.parked_at.name}" if order.parked_at else ""
    toasts.told(request, f"{order} 质检合格{place}")
    return redirect("workshop:inspection")


def _road_test(told: dict[str, int | str | None], result: str) -> inspection.RoadTest | None:
    if not told["road_to"]:
        return None
    if not told["road_technician"] or told["road_from"] is None:
        raise Refused("请选择一起路试的技师，并填写起止里程。")
    return inspection.RoadTest(
        int(told["road_technician"]), int(told["road_from"]), int(told["road_to"]), result
    )


@require_POST
def fail_final(request: Request) -> HttpResponseRedirect:
    """Back to work."""
    told = web.read(Failed(request.POST))
    failed = inspection.fail_final_check(
        request.actor,
        told["job"],
        cause=told["cause"] or told["words"],
        blame=told["blame"],
        responsible_id=told["responsible"],
        note=told["note"] or (told["words"] if told["cause"] else ""),
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, f"已退回作业：{failed.cause}")
    return redirect("workshop:inspection")


@require_POST
def pass_peer(request: Request, job_id: int) -> HttpResponseRedirect:
    """The colleague agrees."""
    inspection.pass_peer_check(
        request.actor,
        job_id,
        checked=request.POST.getlist("checked"),
        note=request.POST.get("note", ""),
        seen=web.number_of(request.POST.get("version", "")),
        at=now(),
    )
    toasts.told(request, "互检合格")
    return redirect("workshop:inspection")


@require_POST
def fail_peer(request: Request) -> HttpResponseRedirect:
    """The colleague found something."""
    told = web.read(Failed(request.POST))
    failed = inspection.fail_peer_check(
        request.actor,
        told["job"],
        cause=told["cause"] or told["words"],
        blame=told["blame"],
        responsible_id=told["responsible"],
        note=told["note"] or (told["words"] if told["cause"] else ""),
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, f"已退回作业：{failed.cause}")
    return redirect("workshop:inspection")


@require_POST
def park(request: Request, order_id: int) -> HttpResponseRedirect:
    """The finished car stands elsewhere."""
    order = inspection.park_car(
        request.actor, order_id, bay_id=web.read(Place(request.POST))["bay"], at=now()
    )
    toasts.told(request, f"已停到 {order.parked_at.name}" if order.parked_at else "已移车")
    return redirect(_back(request))


@require_POST
def washed(request: Request, order_id: int) -> HttpResponseRedirect:
    """The car is clean."""
    inspection.note_washed(request.actor, order_id, at=now())
    toasts.told(request, "已登记洗车")
    return redirect(_back(request))


def _back(request: Request) -> str:
    """The page of the visit that the button stood on."""
    asked = request.POST.get("back", "")
    return asked if asked.startswith("/workshop/") else "/workshop/inspection/"
