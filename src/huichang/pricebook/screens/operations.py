"""/pricebook/ : the price list of labour: operations with their standard times, found by name, pinyin or code."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from huichang.company.roles import BayKind, Skill
from huichang.kernel import toasts
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Tab
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, read
from huichang.pricebook import labour, permissions, queries
from huichang.pricebook.states import RepairClass

ROWS = 60
ENERGIES = (("petrol", "汽油"), ("diesel", "柴油"), ("phev", "插电混动"), ("bev", "纯电"))


class OperationForm(forms.Form):
    """A labour operation."""

    code = forms.CharField(label="工时代码", max_length=16)
    name = forms.CharField(label="名称", max_length=80)
    system = forms.ChoiceField(label="系统", choices=lambda: list(queries.systems().items()))
    skill = forms.ChoiceField(label="技能", choices=Skill.choices)
    bay_kind = forms.ChoiceField(label="工位", choices=BayKind.choices)
    minutes = forms.IntegerField(label="标准工时", min_value=1, max_value=6000)
    repair_class = forms.ChoiceField(label="维修类别（质量保证）", choices=RepairClass.choices)
    energies = forms.MultipleChoiceField(
        label="适用动力", choices=ENERGIES, required=False, widget=forms.CheckboxSelectMultiple
    )
    road_test = forms.BooleanField(label="需要路试", required=False)
    covers = forms.CharField(
        label="已包含的工时代码", max_length=200, required=False, help_text="这些项目不再另收，用空格隔开"
    )
    words = forms.CharField(label="口语检索词", max_length=120, required=False)


def may_see(actor: Actor) -> None:
    """Raises NotAllowed for somebody without any post here."""
    if not actor.may(permissions.SEE_PRICES):
        raise NotAllowed("您的岗位不能查看价目。")


def tabs(here: str) -> list[Tab]:
    """The parts of the price book."""
    places = (
        ("工时项目", "/pricebook/"),
        ("工时单价", "/pricebook/rates/"),
        ("保养套餐", "/pricebook/packages/"),
    )
    return [Tab(label, url, active=url == here) for label, url in places]


def show(request: Request) -> HttpResponse:
    """The list; htmx asks for the rows alone while somebody types."""
    may_see(request.actor)
    text, system = request.GET.get("q", ""), request.GET.get("system", "")
    rows = queries.search_operations(text, system=system, limit=ROWS, every=True)
    prices = queries.quoted(
        [(row.id, "repair") for row in rows],
        store_id=request.actor.here,
        rate_class="standard",
        on=localdate(),
    )
    shown = {
        "rows": [(row, prices[row.id, "repair"].amount) for row in rows],
        "text": text,
        "is_cut": len(rows) == ROWS,
        "systems": queries.systems(),
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "pricebook/screens/operations.html#rows", shown)
    operations, packages = queries.counts()
    return render(
        request,
        "pricebook/screens/operations.html",
        shown
        | {
            "tabs": tabs("/pricebook/"),
            "system": system,
            "total": operations,
            "packages": packages,
            "may_manage": request.actor.may(permissions.MANAGE_PRICES),
        },
    )


def edit(request: Request, operation_id: int | None = None) -> HttpResponse:
    """One operation, to read or to change; without an id a new one."""
    may_see(request.actor)
    if operation_id is None and not request.actor.may(permissions.MANAGE_PRICES):
        raise NotAllowed("新增由服务经理办理，请告诉服务经理。")
    card = queries.operation(operation_id) if operation_id else None
    if request.method == "POST":
        return _keep(request, operation_id)
    initial: dict[str, Any] = {"minutes": 30}
    if card is not None:
        initial = {name: getattr(card, name) for name in OperationForm.base_fields if name != "covers"}
        initial["covers"] = " ".join(card.covers)
    form = OperationForm(initial=initial)
    if card is not None:
        form.fields["code"].disabled = True
    return render(
        request,
        "pricebook/screens/operations_edit.html",
        {"form": form, "card": card, "may_manage": request.actor.may(permissions.MANAGE_PRICES)},
    )


def _keep(request: Request, operation_id: int | None) -> HttpResponse:
    form = OperationForm(request.POST)
    if operation_id:
        form.fields["code"].required = False
    told = read(form)
    told["covers"] = told["covers"].split()
    code = told.pop("code")
    if operation_id is None:
        operation_id = labour.add_operation(request.actor, code=code, **told).pk
    else:
        labour.change_operation(request.actor, operation_id, **told)
    toasts.told(request, "已保存，新写的委托书按新的工时")
    return redirect("pricebook:operation", operation_id)


@require_POST
def close(request: Request, operation_id: int) -> HttpResponse:
    """Offer it no longer."""
    labour.close_operation(request.actor, operation_id)
    return redirect("pricebook:operation", operation_id)


@require_POST
def reopen(request: Request, operation_id: int) -> HttpResponse:
    """Offer it again."""
    labour.reopen_operation(request.actor, operation_id)
    return redirect("pricebook:operation", operation_id)
