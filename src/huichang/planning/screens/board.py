"""/planning/board/ : bays and people along the day as the plan has them; dragged, fixed, explained, undone (LANE-31, LANE-34)."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company import settings
from huichang.kernel import toasts, web, wording
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request
from huichang.planning import accepting, limits, moving, queries


class People(forms.Field):
    """Ids with commas between."""

    def to_python(self, value: str | None) -> list[int]:
        """The ids; a refusal for anything else."""
        found = [web.number_of(part) for part in (value or "").split(",") if part]
        if None in found:
            raise forms.ValidationError("技师不明，请刷新排程")
        return [each for each in found if each is not None]


class Place(forms.Form):
    """Where a step is dragged to. `seen`: the version of the plan that the board showed."""

    technicians = People(label="技师", required=False)
    bay = forms.IntegerField(label="工位", required=False)
    starts_at = forms.DateTimeField(label="开始", error_messages={"invalid": "开始时间不明，请刷新排程"})
    seen = forms.IntegerField(label="版本", required=False)


def show(request: Request) -> HttpResponse:
    """The board of a day; `?by=person` turns it, `?on=` names another day."""
    at = now()
    turned = _turned(request.GET)
    by = turned["by"]
    board = queries.board(request.actor, on=web.day_of(turned.get("on", "")), at=at)
    tabs = [
        Tab(words, _board({**turned, "by": each}), active=by == each)
        for each, words in (("bay", "按工位"), ("person", "按人员"))
    ]
    today = localdate(at)
    ahead = [
        today + timedelta(days=number) for number in range(settings.of(board.store_id, limits.HORIZON_DAYS))
    ]
    days = [
        Tab(wording.day(day, today), _board({"by": by, "on": str(day)}), active=day == board.on)
        for day in ahead[:4]
    ]
    return render(
        request,
        "planning/screens/board.html",
        {"board": board, "by": by, "tabs": tabs, "days": days, "today": today},
    )


def wall(request: Request) -> HttpResponse:
    """The board for a screen on the workshop's wall: masked plates, no names of customers."""
    return render(
        request, "planning/screens/board_wall.html", {"board": queries.board(request.actor, at=now())}
    )


def why(request: Request, key: str) -> HttpResponse:
    """Why a step stands where it stands; the inside of a sheet."""
    card = queries.why(request.actor, key, at=now())
    return render(request, "planning/screens/board_why.html", {"card": card})


def trial(request: Request, key: str) -> HttpResponse:
    """The verdict on a place while something is dragged over it; nothing is written."""
    place = web.read(Place(request.GET))
    verdict = queries.trial(
        request.actor,
        key,
        technician_ids=place["technicians"],
        bay_id=place["bay"],
        starts_at=place["starts_at"],
        at=now(),
    )
    return render(
        request, "planning/screens/board_trial.html", {"trial": verdict, "starts_at": place["starts_at"]}
    )


@require_POST
def move(request: Request, key: str) -> HttpResponseRedirect:
    """Something was dropped."""
    place = web.read(Place(request.POST))
    moved = moving.move_step(
        request.actor,
        request.actor.here,
        key,
        technician_ids=place["technicians"],
        bay_id=place["bay"],
        starts_at=place["starts_at"],
        seen=place["seen"],
        at=now(),
    )
    toasts.told(request, moved.words, undo=reverse("planning:undo", args=[moved.pk]))
    return _back(request)


@require_POST
def pin(request: Request, key: str) -> HttpResponseRedirect:
    """It stays there whatever is planned anew."""
    moving.pin_step(request.actor, request.actor.here, key, at=now())
    toasts.told(request, "已固定，重新排程时不会移动", undo=reverse("planning:unpin", args=[key]))
    return _back(request)


@require_POST
def unpin(request: Request, key: str) -> HttpResponseRedirect:
    """It may be planned freely again."""
    moving.unpin_step(request.actor, request.actor.here, key, at=now())
    toasts.told(request, "已取消固定", undo=reverse("planning:pin", args=[key]))
    return _back(request)


@require_POST
def undo(request: Request, arrangement_id: int) -> HttpResponseRedirect:
    """The last change of the plan is taken back."""
    accepting.undo(request.actor, arrangement_id, at=now())
    toasts.told(request, "已撤销，排程恢复到调整前")
    return _back(request)


def _back(request: Request) -> HttpResponseRedirect:
    """The board as it was turned, on the day that it showed: every act of it is done from there."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    return redirect(_board(_turned(QueryDict(urlsplit(page).query))))


def _turned(asked: QueryDict) -> dict[str, str]:
    """How an address wants the board: by bays or people, and which day; nothing of it that makes no sense."""
    turned = {"by": "person" if asked.get("by") == "person" else "bay"}
    day = web.day_of(asked.get("on", ""))
    return {**turned, "on": str(day)} if day is not None else turned


def _board(turned: dict[str, str]) -> str:
    return f"{reverse('planning:board')}?{urlencode(turned)}"
