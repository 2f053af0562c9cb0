"""/knowledge/lessons/<id>/ : one lesson under review."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, number_of
from huichang.knowledge import lessons, permissions, queries
from huichang.knowledge.screens.fault_text import text_of
from huichang.pricebook import queries as pricebook

DROP_REASONS = ["已有相同知识", "个例，不具代表性", "原因没有查实", "描述不完整", "与质保资料不符"]


def show(request: Request, lesson_id: int) -> HttpResponse:
    """The lesson beside the cases it may belong to (`?q=` looks for others)."""
    card = queries.lesson(request.actor, lesson_id)
    words = request.GET.get("q", "") or f"{card.concern} {card.cause}"
    return render(
        request,
        "knowledge/screens/lesson.html",
        {
            "one": card,
            "hits": queries.search_faults(words, codes=card.codes, limit=6, near=0.3),
            "words": request.GET.get("q", ""),
            "systems": pricebook.systems().items(),
            "reasons": DROP_REASONS,
            "may_review": request.actor.may(permissions.WRITE_KNOWLEDGE) and card.state == "proposed",
        },
    )


@require_POST
def take_into_case(request: Request, lesson_id: int) -> HttpResponse:
    """It confirms a cause, or adds one, to a case that is there."""
    cause = request.POST.get("cause", "")
    fault_id = number_of(request.POST.get("fault", "")) or 0
    lessons.take_into_case(
        request.actor,
        lesson_id,
        fault_id=fault_id,
        cause_id=number_of(cause),
        new_cause=request.POST.get("new_cause", ""),
        at=now(),
    )
    toasts.told(request, "已归入，可能性随之更新")
    return redirect("knowledge:fault", fault_id)


@require_POST
def take_as_case(request: Request, lesson_id: int) -> HttpResponse:
    """It becomes a case of its own."""
    lesson = lessons.take_as_case(request.actor, lesson_id, text=text_of(request.POST), at=now())
    toasts.told(request, "已成为新现象")
    return redirect("knowledge:fault", lesson.fault_id or 0)


@require_POST
def drop(request: Request, lesson_id: int) -> HttpResponse:
    """It teaches nothing new."""
    reason = request.POST.get("words", "").strip() or request.POST.get("reason", "")
    lessons.drop(request.actor, lesson_id, reason=reason, at=now())
    toasts.told(request, "已记为未采纳")
    return redirect("knowledge:lessons")
