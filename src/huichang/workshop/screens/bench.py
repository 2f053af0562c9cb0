"""/workshop/bench/ : the technician's phone (LANE-32): start, pause, finish, tools, parts, help, something found."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, web
from huichang.kernel.web import Request
from huichang.knowledge import help as asking
from huichang.knowledge import tools
from huichang.workshop import clock, extra_work, permissions, reasons, reporting
from huichang.workshop.queries import bench
from huichang.workshop.states import PointState


class Pause(forms.Form):
    """Why: a chip, or own words."""

    reason = forms.CharField(label="原因", required=False)
    words = forms.CharField(label="补充", required=False, max_length=60)


class Where(forms.Form):
    """Another bay than the planned one."""

    bay = forms.IntegerField(label="工位", required=False)


class Report(forms.Form):
    """Cause and correction in own words, beside the chips."""

    cause_words = forms.CharField(label="原因补充", required=False, max_length=200)
    correction_words = forms.CharField(label="处理补充", required=False, max_length=200)


class Amended(forms.Form):
    """The whole report."""

    cause = forms.CharField(label="故障原因", max_length=300, required=False)
    correction = forms.CharField(label="处理结果", max_length=300, required=False)
    version = forms.IntegerField(required=False)


class Found(forms.Form):
    """What was found, how urgent, how dangerous."""

    what = forms.CharField(
        label="发现的问题", max_length=300, error_messages={"required": "请写明发现了什么"}
    )
    point_state = forms.ChoiceField(label="程度", choices=PointState.choices, initial="soon")
    risk = forms.CharField(label="风险", required=False, max_length=300)
    is_safety = forms.BooleanField(label="涉及安全", required=False)


class Part(forms.Form):
    """A part that the order does not have."""

    part = forms.CharField(label="配件", max_length=80, error_messages={"required": "请写明要什么配件"})
    quantity = forms.IntegerField(label="数量", min_value=1, max_value=99, initial=1)


class Question(forms.Form):
    """A question to the technical manager."""

    question = forms.CharField(label="问题", max_length=500, error_messages={"required": "请写明问题"})
    codes = forms.CharField(label="故障码", required=False, max_length=80)


class Label(forms.Form):
    """A tool's label."""

    code = forms.CharField(label="工具编号", max_length=40, error_messages={"required": "请扫描工具标签"})


def show(request: Request, job_id: int | None = None) -> HttpResponse:
    """My jobs, one of them in full."""
    shown = bench.bench(request.actor, at=now(), job_id=job_id)
    return render(
        request,
        "workshop/screens/bench.html",
        {"bench": shown, "pauses": reasons.of("pause"), "asked": job_id},
    )


def finishing(request: Request, job_id: int) -> HttpResponse:
    """The report and the self-check at the end of a job."""
    shown = bench.bench(request.actor, at=now(), job_id=job_id)
    return render(request, "workshop/screens/bench_finish.html", {"bench": shown, "hand": shown.in_hand})


@require_POST
def start(request: Request, job_id: int) -> HttpResponseRedirect:
    """Clock on, in the planned bay or in another."""
    clock.clock_on(request.actor, job_id, bay_id=web.read(Where(request.POST))["bay"], at=now())
    return redirect("workshop:bench")


@require_POST
def pause(request: Request, job_id: int) -> HttpResponseRedirect:
    """Clock off for a while, with the reason."""
    told = web.read(Pause(request.POST))
    clock.pause_job(request.actor, job_id, reason=told["reason"] or told["words"], at=now())
    return redirect("workshop:bench.job", job_id)


@require_POST
def finish(request: Request, job_id: int) -> HttpResponseRedirect:
    """Report, self-check, done."""
    told = web.read(Report(request.POST))
    job = clock.finish_job(
        request.actor,
        job_id,
        cause="、".join([*request.POST.getlist("cause"), *_words(told["cause_words"])]),
        correction="、".join([*request.POST.getlist("correction"), *_words(told["correction_words"])]),
        checked=request.POST.getlist("checked"),
        at=now(),
    )
    toasts.told(request, f"“{job.title}”已完工")
    return redirect("workshop:bench")


def report(request: Request, job_id: int) -> HttpResponse:
    """The report of a finished job."""
    return render(
        request, "workshop/screens/bench_report.html", {"written": bench.written(request.actor, job_id)}
    )


@require_POST
def amend(request: Request, job_id: int) -> HttpResponseRedirect:
    """The same in better words."""
    told = web.read(Amended(request.POST))
    reporting.amend_report(
        request.actor,
        job_id,
        cause=told["cause"],
        correction=told["correction"],
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, "维修报告已补写")
    return redirect("workshop:bench" if request.actor.may(permissions.WORK_JOBS) else "workshop:inspection")


@require_POST
def found(request: Request, order_id: int) -> HttpResponseRedirect:
    """Something that the customer has not ordered: to the adviser, with photos."""
    told = web.read(Found(request.POST))
    extra_work.report_extra(
        request.actor,
        order_id,
        what=told["what"],
        system=request.POST.get("system", ""),
        point_state=told["point_state"],
        risk=told["risk"],
        is_safety=told["is_safety"],
        photos=[photo.read() for photo in request.FILES.getlist("photos")],
        at=now(),
    )
    toasts.told(request, "已报给服务顾问，等客户答复")
    return redirect("workshop:bench")


@require_POST
def ask_part(request: Request, order_id: int) -> HttpResponseRedirect:
    """A part that is not on the order: priced and agreed like any other extra work before the counter gives it out."""
    told = web.read(Part(request.POST))
    extra_work.report_extra(
        request.actor,
        order_id,
        what=f"需要配件：{told['part']} × {told['quantity']}",
        system=request.POST.get("system", ""),
        at=now(),
    )
    toasts.told(request, "已请服务顾问加配件，客户同意后备件会备好")
    return redirect("workshop:bench")


@require_POST
def ask_help(request: Request, job_id: int) -> HttpResponseRedirect:
    """Ask the technical manager about the job."""
    told, at = web.read(Question(request.POST)), now()
    hand = bench.bench(request.actor, at=at, job_id=job_id).in_hand
    job = hand.job if hand else None
    asking.ask_for_help(
        request.actor,
        store_id=request.actor.here,
        question=told["question"],
        codes=told["codes"],
        plate=job.plate if job else "",
        car=job.car if job else "",
        about=f"{job.number} {job.title}" if job else "",
        link=f"/workshop/bench/{job_id}/",
        photos=[photo.read() for photo in request.FILES.getlist("photos")],
        at=at,
    )
    toasts.told(request, "已发给技术经理，回复会出现在工作台")
    return redirect("workshop:bench.job", job_id)


@require_POST
def take_tool(request: Request) -> HttpResponseRedirect:
    """A special tool, by its label."""
    told = web.read(Label(request.POST))
    job = request.POST.get("job", "")
    loan = tools.take_tool(request.actor, told["code"], at=now(), for_job=web.number_of(job))
    toasts.told(request, f"已借用{loan.tool.name}")
    return redirect("workshop:bench")


@require_POST
def give_tool(request: Request) -> HttpResponseRedirect:
    """The tool is back in its place."""
    told = web.read(Label(request.POST))
    loan = tools.give_back_tool(request.actor, told["code"], at=now())
    toasts.told(request, f"已归还{loan.tool.name}")
    return redirect("workshop:bench")


def _words(text: str) -> list[str]:
    return [text.strip()] if text.strip() else []
