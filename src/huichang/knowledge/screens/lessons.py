"""/knowledge/lessons/ : what orders taught, waiting for review."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.kernel.web import Request
from huichang.knowledge import queries
from huichang.knowledge.screens.search import tabs
from huichang.knowledge.states import LessonState


def show(request: Request) -> HttpResponse:
    """Lessons by state; those to review at first."""
    state = request.GET.get("state", "")
    state = state if state in LessonState.values else LessonState.PROPOSED
    return render(
        request,
        "knowledge/screens/lessons.html",
        {
            "lessons": queries.lessons(request.actor, state=state),
            "state": state,
            "states": LessonState.choices,
            "tabs": tabs("/knowledge/lessons/"),
        },
    )
