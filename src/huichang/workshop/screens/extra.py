"""Extra work: reported from the ramp with photos, put to the customer, the answer taken down."""

from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company.roles import Role
from huichang.kernel import toasts
from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.kernel.web import Request, number_of, read
from huichang.pricebook import queries as pricebook
from huichang.workshop import extra_work, giving_up, permissions, promise, reasons
from huichang.workshop.queries import order as queries
from huichang.workshop.queries.cards import ExtraCard
from huichang.workshop.queries.order_card import OrderCard
from huichang.workshop.screens.order import Reasoned, Version
from huichang.workshop.states import PointState

VIAS = (("phone", "电话"), ("wechat", "微信"), ("screen", "平板签字"), ("paper", "纸质"))
RISKS = (
    "可能突然失效，影响制动",
    "可能抛锚在路上",
    "继续用会损坏相邻零件",
    "油耗升高、动力下降",
    "近期影响不大，建议观察",
)


class Reported(forms.Form):
    """What was found."""

    what = forms.CharField(label="发现的问题", max_length=300)
    system = forms.CharField(required=False, max_length=20)
    point_state = forms.ChoiceField(label="程度", choices=PointState.choices)
    risk = forms.CharField(label="风险", max_length=300, required=False)
    risk_words = forms.CharField(required=False, max_length=300)
    is_safety = forms.BooleanField(label="关系到行车安全", required=False)


class Put(Version):
    """The new time that the customer is asked about."""

    promised_at = forms.DateTimeField(label="新的交车时间", required=False)


class Answered(Version):
    """What the customer said."""

    name = forms.CharField(label="答复人", max_length=40)
    via = forms.ChoiceField(label="方式", choices=VIAS)
    told = forms.DecimalField(label="所告金额", max_digits=12, decimal_places=2)
    signature = forms.CharField(required=False)
    promised_at = forms.DateTimeField(label="新的交车时间", required=False)


class GivenUp(Reasoned):
    """What the customer gives up, and how they said so."""

    name = forms.CharField(label="答复人", max_length=40)
    via = forms.ChoiceField(label="方式", choices=VIAS)
    signature = forms.CharField(required=False)


def new(request: Request, order_id: int) -> HttpResponse:
    """The report; by POST it is kept."""
    card = queries.order_card(request.actor, order_id)
    if not request.actor.may(permissions.REPORT_EXTRA, card.store_id):
        raise NotAllowed("您的岗位不能登记增项，请告诉服务顾问或车间。")
    if request.method == "POST":
        told = read(Reported(request.POST))
        extra_work.report_extra(
            request.actor,
            order_id,
            what=told["what"],
            system=told["system"],
            point_state=told["point_state"],
            risk=told["risk_words"] or told["risk"],
            is_safety=told["is_safety"],
            photos=[photo.read() for photo in request.FILES.getlist("photos")],
            at=now(),
        )
        toasts.told(request, "已报给服务顾问，等客户答复后再施工")
        return redirect(_home(request, order_id))
    return render(
        request,
        "workshop/screens/extra.html",
        {
            "order": card,
            "systems": pricebook.systems().items(),
            "states": [choice for choice in PointState.choices if choice[0] != PointState.OK],
            "risks": RISKS,
        },
    )


def _home(request: Request, order_id: int) -> str:
    """Technicians go back to their work, advisers to the order."""
    works = {Role.TECHNICIAN, Role.TEAM_LEADER} & set(request.actor.roles)
    writes = request.actor.may(permissions.QUOTE_ORDERS)
    return "/workshop/bench/" if works and not writes else f"/workshop/orders/{order_id}/#extras"


@require_POST
def ask(request: Request, extra_id: int) -> HttpResponse:
    """Put it to the customer by a link."""
    told = read(Put(request.POST))
    order_id = queries.order_of(request.actor, "extra", extra_id)
    extra_work.ask_customer(
        request.actor, extra_id, promised_at=told["promised_at"], seen=told["version"], at=now()
    )
    toasts.told(request, "确认链接已发给客户")
    return redirect("workshop:order", order_id)


def answer(request: Request, extra_id: int) -> HttpResponse:
    """The points to read to the customer, with their answers; by POST they are kept."""
    card = queries.order_card(request.actor, queries.order_of(request.actor, "extra", extra_id))
    if not request.actor.may(permissions.RECORD_ANSWERS, card.store_id):
        raise NotAllowed("客户的答复由服务顾问登记，请转告服务顾问。")
    extra = card.extra(extra_id)
    if extra is None:
        raise Missing("没有找到这个增项，请刷新委托书。")
    if request.method == "POST":
        return _answer(request, card, extra)
    return render(
        request,
        "workshop/screens/extra_answer.html",
        {
            "order": card,
            "extra": extra,
            "proposed": extra.promised_at or _proposed(card, extra),
            "vias": VIAS,
            "back_url": f"/workshop/orders/{card.id}/",
            "decline_reasons": reasons.of("decline"),
        },
    )


def _proposed(card: OrderCard, extra: ExtraCard) -> datetime:
    """The time to offer: the work that is left and the new work, never earlier than promised."""
    more = sum(job.minutes for job in extra.jobs if job.is_open)
    ready = promise.propose(card.store_id, card.minutes + more, order_id=card.id, more=more, at=now())
    return max(ready, card.promised_at or ready)


def _answer(request: Request, card: OrderCard, extra: ExtraCard) -> HttpResponse:
    told = read(Answered(request.POST))
    done = extra_work.answer_extra(
        request.actor,
        extra.id,
        name=told["name"],
        via=told["via"],
        price_told=Money(told["told"]),
        declined=unwanted_jobs(request, extra),
        signature=told["signature"] if told["via"] == "screen" else "",
        promised_at=told["promised_at"],
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, f"已登记：{done.get_state_display()}")
    return redirect("workshop:order", card.id)


def unwanted_jobs(request: Request, extra: ExtraCard) -> dict[int, str]:
    """Points that the form says are not wanted (`do-<job>` = no), with their reasons."""
    return {
        job.id: request.POST.get(f"why-{job.id}", "") or "think"
        for job in extra.points
        if request.POST.get(f"do-{job.id}") == "no"
    }


@require_POST
def withdraw(request: Request, extra_id: int) -> HttpResponse:
    """Take it back."""
    told = read(Reasoned(request.POST))
    order_id = queries.order_of(request.actor, "extra", extra_id)
    extra_work.withdraw_extra(
        request.actor, extra_id, reason=told["reason_words"] or told["reason"], at=now()
    )
    return redirect("workshop:order", order_id)


def give_up(request: Request, order_id: int) -> HttpResponse:
    """What the customer no longer wants of the agreed jobs; by POST it is kept."""
    card = queries.order_card(request.actor, order_id)
    if not request.actor.may(permissions.RECORD_ANSWERS, card.store_id):
        raise NotAllowed("客户的答复由服务顾问登记，请转告服务顾问。")
    if request.method == "POST":
        told = read(GivenUp(request.POST))
        giving_up.give_up_jobs(
            request.actor,
            order_id,
            job_ids=[pk for said in request.POST.getlist("jobs") if (pk := number_of(said)) is not None],
            reason=told["reason_words"] or told["reason"],
            name=told["name"],
            via=told["via"],
            signature=told["signature"] if told["via"] == "screen" else "",
            seen=told["version"],
            at=now(),
        )
        toasts.told(request, "已登记客户放弃的项目")
        return redirect("workshop:order", order_id)
    return render(
        request,
        "workshop/screens/extra_give_up.html",
        {
            "order": card,
            "jobs": [job for job in card.open_jobs if job.state == "planned"],
            "chosen": request.GET.get("job", ""),
            "vias": VIAS,
            "back_url": f"/workshop/orders/{card.id}/",
            "decline_reasons": reasons.of("decline"),
        },
    )
