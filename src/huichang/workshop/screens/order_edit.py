"""Fragments of the order's page in which one job or one line is changed, and the acts behind their buttons."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request, read
from huichang.workshop import amending
from huichang.workshop.queries import order as queries
from huichang.workshop.queries.cards import JobCard, LineCard
from huichang.workshop.queries.order_card import OrderCard
from huichang.workshop.screens.order import Reasoned, Version, context
from huichang.workshop.states import RepairType


class Worded(Version):
    """The words of a job (3C)."""

    title = forms.CharField(label="维修项目", max_length=80, required=False)
    concern = forms.CharField(label="客户描述", max_length=300, required=False)
    cause = forms.CharField(label="故障原因", max_length=300, required=False)
    correction = forms.CharField(label="处理结果", max_length=300, required=False)


class Typed(Version):
    """A repair type."""

    repair_type = forms.ChoiceField(label="维修类型", choices=RepairType.choices)


class Changed(Version):
    """Quantity of a line; price and name of a charge; whose part it is."""

    quantity = forms.DecimalField(label="数量", max_digits=9, decimal_places=3, required=False)
    unit_price = forms.DecimalField(label="单价", max_digits=12, decimal_places=2, required=False)
    name = forms.CharField(label="名称", max_length=80, required=False)
    own_part = forms.NullBooleanField(required=False)


class Priced(Reasoned):
    """Another amount, and why."""

    amount = forms.DecimalField(label="金额", max_digits=12, decimal_places=2)


def job(request: Request, job_id: int) -> HttpResponse:
    """The form of one job."""
    card, mine = _job(request, job_id)
    shown = context(request, card) | {"job": mine, "writable": _writable(card, mine)}
    return render(request, "workshop/screens/order_edit.html#job", shown)


def line(request: Request, line_id: int) -> HttpResponse:
    """The row of one line as a form; `?show=1` the row again."""
    card, mine, found = _line(request, line_id)
    shown = context(request, card) | {"job": mine, "line": found, "writable": _writable(card, mine)}
    if "show" in request.GET:
        return render(request, "workshop/screens/order_line.html", shown)
    return render(request, "workshop/screens/order_edit.html#line", shown)


def _job(request: Request, job_id: int) -> tuple[OrderCard, JobCard]:
    card = queries.order_card(request.actor, queries.order_of(request.actor, "job", job_id))
    return card, next(job for job in card.jobs if job.id == job_id)


def _line(request: Request, line_id: int) -> tuple[OrderCard, JobCard, LineCard]:
    card = queries.order_card(request.actor, queries.order_of(request.actor, "line", line_id))
    for mine in card.jobs:
        for found in mine.lines:
            if found.id == line_id:
                return card, mine, found
    raise Missing("没有找到这条明细，请刷新委托书。")


def _writable(card: OrderCard, job: JobCard) -> bool:
    extra = card.extra(job.extra_id) if job.extra_id else None
    return card.is_draft if extra is None else extra.writable


@require_POST
def describe_job(request: Request, job_id: int) -> HttpResponse:
    """Keep the words of a job."""
    told = read(Worded(request.POST))
    words = {name: told[name] for name in ("title", "concern", "cause", "correction") if name in request.POST}
    job = amending.describe_job(request.actor, job_id, seen=told["version"], at=now(), **words)
    return redirect("workshop:order", job.order_id)


@require_POST
def change_type(request: Request, job_id: int) -> HttpResponse:
    """Price a job anew under another repair type."""
    told = read(Typed(request.POST))
    job = amending.change_repair_type(
        request.actor, job_id, repair_type=told["repair_type"], seen=told["version"], at=now()
    )
    return redirect("workshop:order", job.order_id)


@require_POST
def remove_job(request: Request, job_id: int) -> HttpResponse:
    """Drop a job."""
    job = amending.remove_job(request.actor, job_id, seen=read(Version(request.POST))["version"], at=now())
    return redirect("workshop:order", job.order_id)


@require_POST
def change_line(request: Request, line_id: int) -> HttpResponse:
    """Keep quantity, price and name of a line."""
    told = read(Changed(request.POST))
    price = told["unit_price"]
    line = amending.change_line(
        request.actor,
        line_id,
        quantity=told["quantity"],
        unit_price=None if price is None else Money(price),
        name=told["name"] or None,
        own_part=told["own_part"],
        seen=told["version"],
        at=now(),
    )
    return redirect("workshop:order", line.order_id)


@require_POST
def price_line(request: Request, line_id: int) -> HttpResponse:
    """Set the amount by hand."""
    told = read(Priced(request.POST))
    line = amending.change_price(
        request.actor,
        line_id,
        amount=Money(told["amount"]),
        reason=told["reason_words"] or told["reason"],
        seen=told["version"],
        at=now(),
    )
    return redirect("workshop:order", line.order_id)


@require_POST
def remove_line(request: Request, line_id: int) -> HttpResponse:
    """Drop a line."""
    line = amending.remove_line(request.actor, line_id, seen=read(Version(request.POST))["version"], at=now())
    return redirect("workshop:order", line.order_id)
