"""/knowledge/new/ and /knowledge/<id>/text/ : the technical manager writes a case."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now

from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.web import Request, number_of, read
from huichang.knowledge import faults, permissions, queries
from huichang.pricebook import queries as pricebook
from huichang.vehicles.states import Energy

SPARE_ROWS = 2


class Case(forms.Form):
    """The case without its causes."""

    title = forms.CharField(label="现象", max_length=80)
    system = forms.ChoiceField(label="系统", choices=lambda: list(pricebook.systems().items()))
    sayings = forms.CharField(label="客户会怎么说", required=False, widget=forms.Textarea)
    codes = forms.CharField(label="故障码", required=False, max_length=200)
    energies = forms.MultipleChoiceField(label="适用动力", required=False, choices=Energy.choices)
    models_range = forms.CharField(label="适用车型", required=False, max_length=120)
    description = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    advice = forms.CharField(label="给客户的建议", required=False, widget=forms.Textarea)


def new(request: Request) -> HttpResponse:
    """A new case."""
    _may_write(request)
    if request.method == "POST":
        fault = faults.write_fault(request.actor, None, text=text_of(request.POST), at=now())
        toasts.told(request, "新现象已加入故障知识")
        return redirect("knowledge:fault", fault.pk)
    return _page(request, Case(), None)


def change(request: Request, fault_id: int) -> HttpResponse:
    """Another text for a case."""
    _may_write(request)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        faults.write_fault(
            request.actor,
            fault_id,
            text=text_of(request.POST),
            at=now(),
            seen=number_of(seen),
        )
        toasts.told(request, "已保存，视为复核通过")
        return redirect("knowledge:fault", fault_id)
    card = queries.fault(fault_id)
    form = Case(
        initial={
            "title": card.title,
            "system": card.system,
            "sayings": "\n".join(card.sayings),
            "codes": " ".join(card.codes),
            "energies": card.energies,
            "models_range": card.models_range,
            "description": card.description,
            "advice": card.advice,
        }
    )
    return _page(request, form, card)


def _page(request: Request, form: Case, card: queries.FaultCard | None) -> HttpResponse:
    causes = [*(card.causes if card else ()), *[None] * (SPARE_ROWS + (0 if card else 1))]
    return render(
        request, "knowledge/screens/fault_text.html", {"form": form, "fault": card, "causes": causes}
    )


def _may_write(request: Request) -> None:
    if not request.actor.may(permissions.WRITE_KNOWLEDGE):
        raise NotAllowed("故障知识由技术经理编写和复核；您可以在求助或结案报告里提出。")


def text_of(posted: QueryDict) -> faults.FaultText:
    """The case that a form says. Raises Refused, naming what is wrong."""
    values = read(Case(posted))
    columns = [
        posted.getlist(name) for name in ("cause_id", "name", "weight", "check_how", "remedy", "operations")
    ]
    causes = [
        faults.CauseText(
            name=name,
            weight=_weight(weight),
            check_how=check_how,
            remedy=remedy,
            operations=tuple(operations.replace("，", " ").replace(",", " ").split()),
            parts=tuple(posted.get(f"parts_{pk}", "").split()),
            id=number_of(pk),
        )
        for pk, name, weight, check_how, remedy, operations in zip(*columns, strict=True)
        if name.strip()
    ]
    return faults.FaultText(
        title=values["title"],
        system=values["system"],
        causes=tuple(causes),
        sayings=tuple(values["sayings"].replace("、", "\n").splitlines()),
        codes=tuple(values["codes"].replace("，", " ").replace(",", " ").split()),
        energies=tuple(values["energies"]),
        description=values["description"],
        models_range=values["models_range"],
        advice=values["advice"],
    )


def _weight(said: str) -> Decimal:
    try:
        weight = Decimal(said or "10")
    except InvalidOperation as error:
        raise Refused("可能性请填数字，例如 45；各原因之间会自动折算成百分比。") from error
    if not weight.is_finite():
        raise Refused("可能性请填数字，例如 45。")
    return weight
