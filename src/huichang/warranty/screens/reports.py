"""/warranty/reports/ : fault reports: written every day, sent every week, serious ones at once."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request, read
from huichang.warranty import permissions, printing, reports
from huichang.warranty.queries import page, reading, words
from huichang.warranty.rules import CONDITIONS
from huichang.warranty.states import Danger, Grade

TABS = {"unsent": "待寄发", "serious": "重大故障", "all": "全部"}


class Told(forms.Form):
    """A fault report (RULES D14)."""

    topic = forms.CharField(label="主题", max_length=80)
    grade = forms.ChoiceField(label="故障属性", choices=Grade.choices)
    failed_on = forms.DateField(label="故障日期")
    made_on = forms.DateField(label="生产日期", required=False)
    gearbox_number = forms.CharField(label="变速器号", max_length=30, required=False)
    use = forms.CharField(label="用途", max_length=20, required=False)
    serviced_in_time = forms.NullBooleanField(label="按时保养", required=False)
    speed = forms.CharField(label="车速", max_length=20, required=False)
    revs = forms.CharField(label="转速", max_length=20, required=False)
    road = forms.CharField(label="路面", max_length=20, required=False)
    weather = forms.CharField(label="天气", max_length=20, required=False)
    leaks = forms.CharField(label="油液泄漏", max_length=60, required=False)
    nth = forms.IntegerField(label="同车同故障第几次", min_value=1, max_value=99)
    in_batches = forms.BooleanField(label="批量", required=False)
    fault_code = forms.CharField(label="故障代码", max_length=40, required=False)
    complaint = forms.CharField(label="客户抱怨", max_length=300)
    analysis = forms.CharField(label="检查步骤及原因分析", max_length=600)
    measure = forms.CharField(label="措施及结果", max_length=300)
    advice = forms.CharField(label="建议", max_length=300, required=False)


def show(request: Request) -> HttpResponse:
    """`?only=` unsent, serious or all; `?q=` searches. Three statements."""
    actor = request.actor
    here = reading.store_for(actor)
    only, text = request.GET.get("only", "unsent"), request.GET.get("q", "").strip()
    return render(
        request,
        "warranty/screens/reports.html",
        {
            "rows": words.report_list(actor, only=only, text=text),
            "unreported": words.unreported(here),
            "dispatches": words.dispatches(here),
            "text": text,
            "only": only,
            "tabs": [Tab(says, f"?only={key}", active=key == only) for key, says in TABS.items()],
            "may_send": actor.may(permissions.SEND_REPORTS),
        },
    )


def one(request: Request, claim_id: int) -> HttpResponse:
    """The report of a claim; a POST writes it. Two statements."""
    actor = request.actor
    if request.method == "POST":
        said = read(Told(request.POST))
        report = reports.write_report(
            actor,
            claim_id,
            told=reports.Told(
                dangers=request.POST.getlist("dangers"), conditions=request.POST.getlist("conditions"), **said
            ),
            at=now(),
        )
        told = "重大故障，已立即报出并通知服务经理" if report.grade == Grade.A else "已保存，随本周一起寄发"
        toasts.told(request, f"{report.number}：{told}")
        return redirect("warranty:report", claim_id)
    row, facts = page.claim_head(actor, claim_id, on=localdate(now()))
    card = words.report_card(actor, claim_id=claim_id)
    return render(
        request,
        "warranty/screens/reports_one.html",
        {
            "row": row,
            "facts": facts,
            "card": card,
            "grades": Grade.choices,
            "dangers": Danger.choices,
            "conditions": list(CONDITIONS.items()),
            "chosen_dangers": card.danger_keys if card else [],
            "chosen_conditions": card.conditions if card else [],
            "may_write": actor.may(permissions.WRITE_REPORTS)
            and row.state not in ("inspect", "own", "void")
            and (card is None or card.row.sent_at is None),
        },
    )


@require_POST
def send(request: Request) -> HttpResponse:
    """All that is written goes out together."""
    dispatch = reports.send_reports(request.actor, request.actor.here, at=now())
    toasts.told(request, f"已寄发 {dispatch.number}，{dispatch.count} 份")
    return redirect("warranty:reports")


def sheet(request: Request) -> HttpResponse:
    """All reports as a sheet for the manufacturer."""
    rows = words.report_list(request.actor, only=request.GET.get("only", "all"))
    content = writing.sheet(
        "故障报告",
        (
            "编号",
            "索赔单",
            "车牌",
            "车型",
            "里程",
            "故障属性",
            "主题",
            "主故障件",
            "填报时间",
            "报出时间",
            "寄发单",
        ),
        [
            (
                row.number,
                row.claim_number,
                row.plate,
                row.model,
                row.km,
                row.grade_says,
                row.topic,
                row.failed_part,
                localdate(row.written_at),
                localdate(row.sent_at) if row.sent_at else None,
                row.dispatch,
            )
            for row in rows
        ],
        widths=(16, 18, 12, 24, 10, 16, 30, 24, 14, 14, 16),
    )
    answer = HttpResponse(content, content_type=writing.XLSX)
    answer["Content-Disposition"] = 'attachment; filename="fault-reports.xlsx"'
    return answer


def paper(request: Request, fault_report_id: int) -> HttpResponse:
    """故障报告 as a document."""
    url = request.build_absolute_uri(reverse("warranty:report_paper", args=[fault_report_id]))
    document = printing.report_paper(request.actor, fault_report_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")
