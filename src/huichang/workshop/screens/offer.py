"""The adviser's one search while quoting: packages, labour, parts and faults that a few letters mean; one touch adds."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.money import Money
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, number_of, read
from huichang.knowledge import queries as knowledge
from huichang.parts import queries as parts
from huichang.pricebook import queries as pricebook
from huichang.workshop import quoting, remedies
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.queries import order as queries
from huichang.workshop.queries.order_card import OrderBrief
from huichang.workshop.states import LineKind, RepairType

INTO = (("order", "委托书"), ("job", "项目"), ("extra", "增项"))
MOST = 8


class Asked(forms.Form):
    """What is looked for, and where a hit goes."""

    q = forms.CharField(required=False, max_length=60)
    words = forms.CharField(required=False, max_length=300)
    system = forms.CharField(required=False, max_length=20)
    into = forms.ChoiceField(choices=INTO)
    target = forms.IntegerField(required=False)
    finding = forms.IntegerField(required=False)


class Added(forms.Form):
    """One hit, or what was written by hand."""

    version = forms.IntegerField(required=False)
    operation = forms.IntegerField(required=False)
    part = forms.IntegerField(required=False)
    fault = forms.IntegerField(required=False)
    cause = forms.IntegerField(required=False)
    finding = forms.IntegerField(required=False)
    extra = forms.IntegerField(required=False)
    title = forms.CharField(label="维修项目", max_length=80, required=False)
    concern = forms.CharField(label="客户描述", max_length=300, required=False)
    repair_type = forms.ChoiceField(label="维修类型", choices=RepairType.choices, required=False)
    kind = forms.ChoiceField(label="类别", choices=LineKind.choices, required=False)
    name = forms.CharField(label="项目名称", max_length=80, required=False)
    unit = forms.CharField(label="单位", max_length=6, required=False)
    unit_price = forms.DecimalField(
        label="单价", required=False, max_digits=12, decimal_places=2, min_value=0
    )
    quantity = forms.DecimalField(label="数量", required=False, max_digits=9, decimal_places=3)


def show(request: Request, order_id: int) -> HttpResponse:
    """What the letters mean, with prices and stock."""
    asked = read(Asked(request.GET))
    job_id = asked["target"] if asked["into"] == "job" else None
    brief = queries.order_brief(request.actor, order_id, job_id=job_id)
    found = _found(request, brief, asked) if asked["q"] or asked["words"] or asked["system"] else {}
    return render(request, "workshop/screens/offer.html", {"order": brief, "asked": asked} | found)


def _found(request: Request, order: OrderBrief, asked: dict[str, Any]) -> dict[str, Any]:
    text, system = asked["q"], asked["system"]
    operations = pricebook.search_operations(text, energy=order.energy, limit=MOST) if text else []
    if not operations and system:
        operations = pricebook.search_operations("", energy=order.energy, system=system, limit=MOST)
    priced = pricebook.quoted(
        [(each.id, order.repair_type) for each in operations],
        store_id=order.store_id,
        rate_class=order.rate_class,
        on=localdate(),
    )
    whole = asked["into"] != "job"
    words = asked["words"] or text
    return {
        "operations": [priced[each.id, order.repair_type] for each in operations],
        "parts": parts.offered_for(request.actor, text, on=localdate(), limit=MOST) if text else [],
        "packages": pricebook.search_packages(text, series=order.series, limit=4) if text and whole else [],
        "faults": knowledge.search_faults(words, energy=order.energy, limit=3)
        if whole and len(words) > 1
        else [],
    }


def packages(request: Request, order_id: int) -> HttpResponse:
    """The packages that are due for this car's mileage and age: one touch each."""
    brief = queries.order_brief(request.actor, order_id)
    due = pricebook.packages_for(
        brief.series, brief.energy, odometer=brief.odometer, months=brief.months, limit=4
    )
    return render(request, "workshop/screens/offer.html#packages", {"order": brief, "due": due})


@require_POST
def add_job(request: Request, order_id: int) -> HttpResponse:
    """A job from one hit, or by hand."""
    told = read(Added(request.POST))
    if told["fault"]:
        series = queries.order_brief(request.actor, order_id).series
        job = quoting.fault_job(told["fault"], told["cause"] or 0, series=series)
    elif told["finding"] and not (told["operation"] or told["part"]):
        job = remedies.remedy(request.actor, order_id, told["finding"])
    else:
        lines = tuple(_lines(told))
        job = WantedJob(told["title"], told["repair_type"], concern=told["concern"], lines=lines)
    quoting.add_jobs(
        request.actor,
        order_id,
        jobs=[job],
        extra_id=told["extra"],
        finding_id=told["finding"],
        seen=told["version"],
        at=now(),
    )
    return _back(order_id, f"extra-{told['extra']}" if told["extra"] else f"order-{order_id}")


@require_POST
def add_lines(request: Request, job_id: int) -> HttpResponse:
    """Lines to a job from one hit, or by hand."""
    told = read(Added(request.POST))
    made = quoting.add_lines(request.actor, job_id, lines=_lines(told), seen=told["version"], at=now())
    return _back(made[0].order_id, f"job-{job_id}")


@require_POST
def add_package(request: Request, order_id: int) -> HttpResponse:
    """A package with everything in it."""
    told = read(Added(request.POST))
    package_id = number_of(request.POST.get("package", ""))
    if package_id is None:
        raise Refused("请选择要添加的套餐。")
    job = quoting.add_package(
        request.actor,
        order_id,
        package_id=package_id,
        extra_id=told["extra"],
        seen=told["version"],
        at=now(),
    )
    toasts.told(request, f"已添加“{job.title}”")
    return _back(order_id, f"extra-{told['extra']}" if told["extra"] else f"order-{order_id}")


def _lines(told: dict[str, Any]) -> list[WantedLine]:
    quantity = told["quantity"] or Decimal(1)
    if told["operation"]:
        return [WantedLine(LineKind.LABOUR, operation_id=told["operation"], quantity=quantity)]
    if told["part"]:
        return [WantedLine(LineKind.PART, part_id=told["part"], quantity=quantity)]
    if told["kind"]:
        price = told["unit_price"]
        return [
            WantedLine(
                told["kind"],
                quantity=quantity,
                name=told["name"],
                unit=told["unit"],
                unit_price=None if price is None else Money(price),
            )
        ]
    return []


def _back(order_id: int, finder: str) -> HttpResponse:
    """The order again, ready for the next search in the same place."""
    response = redirect("workshop:order", order_id)
    response["Location"] += f"?find={finder}"
    return response
