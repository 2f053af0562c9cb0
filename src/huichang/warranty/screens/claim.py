"""/warranty/claims/<id>/ : one claim: what it says, what stops it, what it asks, and its course."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company import manufacturer
from huichang.engines.coverage.values import CIRCUMSTANCE_SAYS
from huichang.kernel import toasts
from huichang.kernel.cards import Step
from huichang.kernel.web import Request, number_of, read
from huichang.warranty import claims, inspecting, permissions, printing, rules, splitting
from huichang.warranty.queries import page
from huichang.warranty.states import ClaimState, OutlayKind

COURSE = (
    ("鉴定", (ClaimState.INSPECT,)),
    ("维修", (ClaimState.REPAIR,)),
    ("上报", (ClaimState.READY, ClaimState.RETURNED, ClaimState.REFUSED)),
    ("厂家审核", (ClaimState.SENT, ClaimState.REVIEW, ClaimState.PASSED)),
    ("结算", (ClaimState.SETTLING,)),
    ("结案", (ClaimState.PAID, ClaimState.CLOSED)),
)


class Words(forms.Form):
    """Words of a claim."""

    concern = forms.CharField(label="故障现象", max_length=300)
    cause = forms.CharField(label="原因分析", max_length=300)
    correction = forms.CharField(label="处理结果", max_length=300, required=False)
    fault_code = forms.CharField(label="故障代码", max_length=40, required=False)


class Spent(forms.Form):
    """An outlay."""

    kind = forms.ChoiceField(label="类别", choices=OutlayKind.choices)
    name = forms.CharField(label="内容", max_length=80)
    amount = forms.DecimalField(label="金额", max_digits=12, decimal_places=2)


class Answered(forms.Form):
    """What the manufacturer says."""

    answer = forms.ChoiceField(label="答复", choices=list(claims.ANSWERS.items()))
    words = forms.CharField(label="理由", max_length=300, required=False)
    their_number = forms.CharField(label="受理号", max_length=40, required=False)


def course(state: str) -> list[Step]:
    """Where a claim stands on its way."""
    place = next((index for index, (_, inside) in enumerate(COURSE) if state in inside), len(COURSE))
    last = state in (ClaimState.PAID, ClaimState.CLOSED)
    return [
        Step(
            says,
            "done" if index < place or (last and index == place) else "now" if index == place else "todo",
        )
        for index, (says, _) in enumerate(COURSE)
    ]


def show(request: Request, claim_id: int) -> HttpResponse:
    """One claim; its checks come by themselves. Nine statements at the most."""
    actor = request.actor
    shown = page.claim_page(actor, claim_id, on=localdate(now()))
    keeps, answers = actor.may(permissions.KEEP_CLAIMS), actor.may(permissions.REGISTER_ANSWERS)
    row = shown.row
    writable = row.state in claims.WRITABLE
    asked = any(each.state == "asked" for each in shown.approvals)
    return render(
        request,
        "warranty/screens/claim.html",
        {
            "page": shown,
            "row": row,
            "facts": shown.facts,
            "circumstances": [
                CIRCUMSTANCE_SAYS[each]
                for each in CIRCUMSTANCE_SAYS
                if str(each) in shown.facts.circumstances
            ],
            "steps": course(row.state),
            "outlay_kinds": OutlayKind.choices,
            "answers": [(key, says) for key, says in claims.ANSWERS.items() if shown.may(key)],
            "may_inspect": shown.may("decide") and actor.may(permissions.INSPECT),
            "may_prove": actor.may(permissions.INSPECT)
            and row.state not in ("paid", "closed", "own", "void"),
            "may_take_back": shown.may("decide") and actor.may(permissions.SPLIT_LINES),
            "may_write": keeps and writable,
            "may_register": keeps
            and row.state not in ("paid", "closed", "own", "void", "sent", "review", "passed"),
            "may_send": keeps and shown.may("send"),
            "may_answer": answers
            and row.state in ("sent", "review", "passed")
            and not manufacturer.is_here(actor.here),
            "may_take_answer_back": answers and shown.may("take_back") and bool(shown.facts.answered_by),
            "may_reopen": actor.may(permissions.INSPECT) and shown.may("reopen"),
            "may_withdraw": keeps and shown.may("withdraw") and row.state != "inspect",
            "may_close": shown.may("close") and actor.may(permissions.ACCEPT_LOSS),
            "may_ask": keeps and row.state in ("repair", "ready") and not asked,
            "may_ask_goodwill": actor.may(permissions.ASK_GOODWILL)
            and row.state in ("repair", "ready")
            and any(line.decision == "goodwill" and line.live for line in shown.lines),
            "may_report": actor.may(permissions.WRITE_REPORTS)
            and row.state not in ("inspect", "own", "void"),
            "again": row.round > 0,
            "checked": row.state not in (*page.FINISHED, ClaimState.INSPECT),
        },
    )


def findings(request: Request, claim_id: int) -> HttpResponse:
    """What stops the claim, for its page. Nine statements."""
    row, found = page.findings_of(request.actor, claim_id, on=localdate(now()))
    return render(
        request,
        "warranty/screens/claim_findings.html",
        {"groups": rules.grouped(found), "is_due": row.state not in (ClaimState.INSPECT, ClaimState.REPAIR)},
    )


@require_POST
def take_back(request: Request, claim_id: int) -> HttpResponse:
    """The adviser asked by mistake."""
    splitting.take_back_inspection(request.actor, claim_id, why=request.POST.get("why", ""), at=now())
    toasts.told(request, "已撤回鉴定申请")
    return redirect("warranty:claim", claim_id)


@require_POST
def describe(request: Request, claim_id: int) -> HttpResponse:
    """Words, supplier codes, reasons for labour above standard."""
    codes, whys = _by_line(request, "supplier-"), _by_line(request, "why-")
    claims.describe_claim(
        request.actor, claim_id, at=now(), supplier_codes=codes, why_over=whys, **read(Words(request.POST))
    )
    toasts.told(request, "已保存")
    return redirect("warranty:claim", claim_id)


def _by_line(request: Request, prefix: str) -> dict[int, str]:
    found = {}
    for name, value in request.POST.items():
        if name.startswith(prefix) and (key := number_of(name.removeprefix(prefix))) is not None:
            found[key] = str(value)
    return found


@require_POST
def add_outlay(request: Request, claim_id: int) -> HttpResponse:
    """Something asked besides."""
    claims.add_outlay(request.actor, claim_id, at=now(), **read(Spent(request.POST)))
    return redirect("warranty:claim", claim_id)


@require_POST
def drop_outlay(request: Request, claim_id: int, outlay_id: int) -> HttpResponse:
    """It is not asked."""
    claims.drop_outlay(request.actor, outlay_id, claim_id=claim_id, at=now())
    return redirect("warranty:claim", claim_id)


@require_POST
def send(request: Request, claim_id: int) -> HttpResponse:
    """To the manufacturer."""
    sent = claims.send_claim(
        request.actor,
        claim_id,
        words=request.POST.get("words", ""),
        late_why=request.POST.get("late_why", ""),
        at=now(),
    )
    toasts.told(request, f"已上报 {sent.number}，申请 ¥{sent.asked:,.2f}")
    return redirect("warranty:claim", claim_id)


@require_POST
def answer(request: Request, claim_id: int) -> HttpResponse:
    """The manufacturer's word."""
    claims.register_answer(request.actor, claim_id, at=now(), **read(Answered(request.POST)))
    return redirect("warranty:claim", claim_id)


@require_POST
def take_back_answer(request: Request, claim_id: int) -> HttpResponse:
    """The wrong answer was registered."""
    claims.take_back_answer(request.actor, claim_id, why=request.POST.get("why", ""), at=now())
    toasts.told(request, "已撤回，恢复为已上报")
    return redirect("warranty:claim", claim_id)


@require_POST
def reopen(request: Request, claim_id: int) -> HttpResponse:
    """The lines are to be judged anew."""
    inspecting.reopen_inspection(request.actor, claim_id, why=request.POST.get("why", ""), at=now())
    toasts.told(request, "请重新判定每一行")
    return redirect("warranty:inspect", claim_id)


@require_POST
def withdraw(request: Request, claim_id: int) -> HttpResponse:
    """Nothing is asked."""
    claims.withdraw_claim(request.actor, claim_id, why=request.POST.get("why", ""), at=now())
    return redirect("warranty:claim", claim_id)


@require_POST
def close(request: Request, claim_id: int) -> HttpResponse:
    """The house bears the rest."""
    claims.close_claim(request.actor, claim_id, why=request.POST.get("why", ""), at=now())
    return redirect("warranty:claim", claim_id)


def paper(request: Request, claim_id: int) -> HttpResponse:
    """The application (RULES D12) as a document."""
    url = request.build_absolute_uri(reverse("warranty:claim", args=[claim_id]))
    document = printing.claim_paper(request.actor, claim_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")
