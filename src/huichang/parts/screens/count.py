"""/parts/counts/<id>/ : one count: how far each bin is and whose, what differs and why, approved and posted, printed."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import settings
from huichang.kernel import toasts, wording
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, number_of, read
from huichang.parts import (
    counting,
    counting_plans,
    counting_review,
    permissions,
    printing_counts,
)
from huichang.parts.queries import counts
from huichang.parts.screens.counts import counters, ids_of
from huichang.parts.states import CountReason, CountState


class Why(forms.Form):
    """Why a count comes to nothing."""

    why = forms.CharField(label="作废原因", max_length=120)


class Whose(forms.Form):
    """Who counts; nobody: anybody may."""

    person = forms.IntegerField(label="盘点人", required=False)


class Seen(forms.Form):
    """Which state of the count the page showed."""

    seen = forms.IntegerField(required=False)


def show(request: Request, count_id: int) -> HttpResponse:
    """`?tab=bins` shows the bins to those who see differences first."""
    actor = request.actor
    card = counts.count_card(actor, count_id)
    sees = actor.may(permissions.SEE_DIFFERENCES)
    tab = request.GET.get("tab", "differences" if sees else "bins")
    found = counts.differences(actor, count_id) if sees else []
    sums = counts.sums_of(found)
    most = settings.of(actor.here, counting_review.MANAGER_LIMIT)
    is_large = sums.amount > most
    may_plan = actor.may(permissions.PLAN_COUNTS)
    return render(
        request,
        "parts/screens/count.html",
        {
            "count": card,
            "bins": counts.walk(actor, count_id),
            "differences": found,
            "sums": sums,
            "tab": tab if sees else "bins",
            "tabs": [
                Tab("差异", "?tab=differences", active=tab != "bins", count=len(found)),
                Tab("货位", "?tab=bins", active=tab == "bins", count=card.bins),
            ],
            "reasons": CountReason.choices,
            "people": counters(request) if may_plan else [],
            "is_open": card.state in counts.OPEN_STATES,
            "is_large": is_large,
            "limit": most,
            "unexplained": sum(1 for line in found if not line.reason and line.state == "counted"),
            "sees": sees,
            "may_plan": may_plan,
            "may_count": actor.may(permissions.COUNT_STOCK) and card.state == CountState.OPEN,
            "may_approve": actor.may(permissions.APPROVE_COUNTS)
            and (not is_large or actor.may(permissions.APPROVE_LARGE_COUNTS)),
        },
    )


@require_POST
def give(request: Request, count_id: int) -> HttpResponse:
    """Some bins are somebody's."""
    said = read(Whose(request.POST))
    bins = ids_of(request, "bin")
    counting_plans.give_bins(request.actor, count_id, bin_ids=bins, staff_id=said["person"])
    toasts.told(request, f"{len(bins)} 个货位已分配")
    return redirect(reverse("parts:count", args=[count_id]) + "?tab=bins")


@require_POST
def hand_in(request: Request, count_id: int) -> HttpResponse:
    """Everything is counted."""
    done = counting.hand_in(request.actor, count_id, leave_out="leave_out" in request.POST, at=now())
    said = "账实相符，已完成" if done.state == CountState.POSTED else "已送审，等待批准"
    toasts.told(request, f"盘点单 {done.number} {said}")
    return redirect("parts:count", count_id)


@require_POST
def explain(request: Request, count_id: int) -> HttpResponse:
    """Why lines differ; only those that name a reason. With `back` some lines are counted anew instead."""
    if "back" in request.POST:
        lines = ids_of(request, "line")
        counting_review.send_back(request.actor, count_id, line_ids=lines, at=now())
        toasts.told(request, f"{len(lines)} 行已退回重盘")
        return redirect("parts:count", count_id)
    reasons = {}
    for name, value in request.POST.items():
        line_id = number_of(name.removeprefix("reason-"))
        if name.startswith("reason-") and line_id is not None and value in CountReason.values:
            reasons[line_id] = (CountReason(str(value)), str(request.POST.get(f"words-{line_id}", "")))
    counting_review.explain_differences(request.actor, count_id, reasons=reasons)
    toasts.told(request, "差异原因已保存")
    return redirect("parts:count", count_id)


@require_POST
def post(request: Request, count_id: int) -> HttpResponse:
    """The differences go into the ledger."""
    said = read(Seen(request.POST))
    done = counting_review.post_count(request.actor, count_id, seen=said["seen"], at=now())
    toasts.told(
        request,
        f"盘点单 {done.number} 已过账：盘盈 {wording.yuan(done.gain)}，盘亏 {wording.yuan(done.loss)}",
    )
    return redirect("parts:count", count_id)


@require_POST
def drop(request: Request, count_id: int) -> HttpResponse:
    """It comes to nothing."""
    said = read(Why(request.POST))
    done = counting_plans.drop_count(request.actor, count_id, why=said["why"], at=now())
    toasts.told(request, f"盘点单 {done.number} 已作废，库存不变")
    return redirect("parts:counts")


def sheet(request: Request, count_id: int) -> HttpResponse:
    """The blind list on paper."""
    return _pdf(printing_counts.count_sheet(request.actor, count_id, at=now(), url=_url(request, count_id)))


def report(request: Request, count_id: int) -> HttpResponse:
    """What differs, on paper."""
    return _pdf(printing_counts.count_report(request.actor, count_id, at=now(), url=_url(request, count_id)))


def _url(request: Request, count_id: int) -> str:
    return request.build_absolute_uri(reverse("parts:count", args=[count_id]))


def _pdf(paper: printing_counts.CountPaper) -> HttpResponse:
    response = HttpResponse(paper.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.no}.pdf"'
    return response
