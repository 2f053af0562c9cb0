"""/c/<token>/ : the customer's own page of a visit, on a phone: where the car is, what was found, choices, amounts, signature."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huichang.company import letterhead
from huichang.company import queries as company
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Step
from huichang.kernel.money import Money
from huichang.kernel.web import Request, read
from huichang.workshop import extra_work, links, orders, reasons
from huichang.workshop.links import Found, Purpose, Standing
from huichang.workshop.order_papers import TERMS
from huichang.workshop.queries import order as queries
from huichang.workshop.queries.cards import ExtraCard
from huichang.workshop.queries.order_card import OrderCard
from huichang.workshop.states import JobState, OrderState, Payer, Stage


class Signed(forms.Form):
    """The signature under the quote that the page showed."""

    version = forms.IntegerField()
    name = forms.CharField(label="您的姓名", max_length=40)
    signature = forms.CharField(required=False)


class Answered(forms.Form):
    """The answer to the points that the page showed."""

    told = forms.DecimalField(max_digits=12, decimal_places=2)
    name = forms.CharField(label="您的姓名", max_length=40)
    signature = forms.CharField(required=False)


@dataclass(frozen=True)
class WayStep:
    """One step of the visit as the customer sees it; `state`: done, now or todo."""

    label: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where the car is, in words, with the way behind and ahead; `coming`: it is not handed back yet."""

    words: str
    detail: str
    steps: tuple[WayStep, ...]
    coming: bool

    @property
    def road(self) -> list[Step]:
        """The same way as the house draws it, with the car on it."""
        return [Step(step.label, step.state) for step in self.steps]


@never_cache
def show(request: Request, token: str) -> HttpResponse:
    """What the link is for: progress, the quote to sign, or extra work to answer."""
    moment = now()
    found = links.look(token, at=moment)
    if found.standing is not Standing.OPEN:
        return _closed(request, found)
    assert found.store_id is not None
    assert found.order_id is not None
    assert found.link_id is not None
    if found.is_new:
        links.note_opened(found.link_id, at=moment)
    card = queries.customers_order(found.store_id, found.order_id)
    shown = {"order": card, "token": token, "store": company.store_card(found.store_id)}
    if found.purpose is Purpose.SIGN:
        jobs = [job for job in card.own_jobs if job.is_open]
        shown |= {
            "jobs": jobs,
            "terms": letterhead.terms(found.store_id, TERMS),
            "decline_reasons": reasons.of("decline"),
        }
        return render(request, "workshop/screens/customer_sign.html", shown)
    extra = card.extra(found.extra_id) if found.extra_id else None
    if found.purpose is Purpose.APPROVE and extra is not None:
        points = [job for job in extra.jobs if job.is_open and job.open_lines]
        shown |= {"extra": extra, "points": points, "decline_reasons": reasons.of("decline")}
        return render(request, "workshop/screens/customer_approve.html", shown)
    return render(request, "workshop/screens/customer.html", shown | _progress(card))


def _closed(request: Request, found: Found) -> HttpResponse:
    """Why the link does not work, what to do, and whom to call where we know whose order it was."""
    refusal = links.refusal(found)
    shown: dict[str, object] = {"why": str(refusal)}
    if found.store_id is not None and found.order_id is not None:
        shown["store"] = company.store_card(found.store_id)
        shown["order"] = queries.customers_order(found.store_id, found.order_id)
    return render(request, "workshop/screens/customer_closed.html", shown, status=refusal.status)


@require_POST
def sign(request: Request, token: str) -> HttpResponse:
    """The signature; then the progress."""
    found = links.opened(token, Purpose.SIGN, at=now())
    told = read(Signed(request.POST))
    assert found.store_id is not None
    assert found.order_id is not None
    card = queries.customers_order(found.store_id, found.order_id)
    unwanted = {
        line.id: request.POST.get(f"why-{job.id}", "") or "think"
        for job in card.own_jobs
        if request.POST.get(f"do-{job.id}") == "no"
        for line in job.open_lines
    }
    _, progress = orders.sign_by_link(
        _actor(request, found),
        token,
        name=told["name"],
        signature=told["signature"],
        declined=unwanted,
        seen=told["version"],
        at=now(),
    )
    return redirect(progress)


@require_POST
def answer(request: Request, token: str) -> HttpResponse:
    """The answer, point by point; then the progress."""
    found = links.opened(token, Purpose.APPROVE, at=now())
    told = read(Answered(request.POST))
    assert found.store_id is not None
    assert found.order_id is not None
    card = queries.customers_order(found.store_id, found.order_id)
    extra = card.extra(found.extra_id or 0)
    _, progress = extra_work.answer_by_link(
        _actor(request, found),
        token,
        name=told["name"],
        price_told=Money(told["told"]),
        declined=_unwanted(request, extra),
        signature=told["signature"],
        at=now(),
    )
    return redirect(progress)


def _unwanted(request: Request, extra: ExtraCard | None) -> dict[int, str]:
    points = extra.points if extra else ()
    return {
        job.id: request.POST.get(f"why-{job.id}", "") or "think"
        for job in points
        if request.POST.get(f"do-{job.id}") == "no"
    }


@require_POST
def question(request: Request, token: str, extra_id: int) -> HttpResponse:
    """From the progress page to an open question, by a link of its own that is used once."""
    found = links.opened(token, Purpose.PROGRESS, at=now())
    return redirect(extra_work.open_question(_actor(request, found), token, extra_id, at=now()))


def _actor(request: Request, found: Found) -> Actor:
    return links.customer_actor(found, address=request.META.get("REMOTE_ADDR", ""))


def _progress(card: OrderCard) -> dict[str, object]:
    return {
        "place": place_of(card),
        "own": card.own_amounts,
        "others": [share for share in card.amounts.shares if share.payer != Payer.CUSTOMER],
        "jobs": [job for job in card.open_jobs if job.open_lines],
        "questions": [extra for extra in card.extras if extra.state == "asked"],
        "answered": [extra for extra in card.extras if extra.answered_at],
    }


WORDS = {
    Stage.CHECKED_IN: "服务顾问正在为您准备委托书",
    Stage.TO_DISPATCH: "委托已确认，正在安排技师",
    Stage.IN_WORK: "您的车正在维修",
    Stage.TO_CHECK: "维修完成，正在检验",
    Stage.TO_SETTLE: "检验合格，正在准备结算",
    Stage.TO_DELIVER: "可以提车了",
    Stage.GONE: "已交车，谢谢您的信任",
    Stage.CANCELLED: "这次委托已取消",
}
WAITS = {
    "parts": "正在等配件到货",
    "customer": "正在等您确认",
    "insurer": "正在等保险公司定损",
    "sublet": "外协加工中",
}
LANE = (Stage.CHECKED_IN, Stage.TO_DISPATCH, Stage.IN_WORK, Stage.TO_CHECK, Stage.TO_SETTLE, Stage.TO_DELIVER)


def place_of(card: OrderCard) -> Place:
    """Where the car is: words, a second sentence with how far the work is, and the steps with their times."""
    words = WAITS.get(card.waiting_for) or WORDS.get(Stage(card.stage), card.state_says)
    done = sum(1 for job in card.open_jobs if job.state == JobState.DONE)
    working = next((job.title for job in card.open_jobs if job.state == JobState.WORKING), "")
    detail = ""
    if card.state in (OrderState.IN_WORK, OrderState.WAITING) and card.open_jobs:
        detail = f"共 {len(card.open_jobs)} 项，已完成 {done} 项" + (
            f"，正在做：{working}" if working else ""
        )
    elif card.stage == Stage.TO_DELIVER and card.parked_at:
        detail = f"车停在 {card.parked_at}，请联系服务顾问交车"
    stage = Stage.IN_WORK if card.stage == Stage.WAITING else card.stage
    reached = LANE.index(Stage(stage)) if stage in LANE else len(LANE)
    started = min((job.started_at for job in card.open_jobs if job.started_at), default=None)
    named = (
        ("到店接车", card.arrived_at),
        ("确认委托", card.signed_at),
        ("维修作业", started),
        ("检验清洗", card.done_at),
        ("结算", card.checked_at),
        ("交车", card.delivered_at),
    )
    ended = card.stage in (Stage.GONE, Stage.CANCELLED)
    steps = tuple(
        WayStep(label, "done" if place < reached or ended else "now" if place == reached else "todo", at)
        for place, (label, at) in enumerate(named)
    )
    return Place(words, detail, steps, coming=not ended)
