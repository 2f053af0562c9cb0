"""/pricebook/packages/ : maintenance packages: what is in them, for which cars, when they are due."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.money import Money
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.web import Request, number_of, read
from huichang.pricebook import packages, permissions, queries
from huichang.pricebook.packages import PackagePart
from huichang.pricebook.screens.operations import ENERGIES, may_see, tabs
from huichang.pricebook.states import PackageKind

ROWS = 80


class PackageForm(forms.Form):
    """A package; operations by code and parts as `编码 数量`, one a line."""

    code = forms.CharField(label="套餐代码", max_length=16)
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=PackageKind.choices)
    repair_type = forms.ChoiceField(label="维修类型", choices=lambda: list(queries.repair_types().items()))
    series = forms.CharField(
        label="适用车系", required=False, max_length=300, help_text="空着适用全部，用空格隔开"
    )
    energies = forms.MultipleChoiceField(
        label="适用动力", choices=ENERGIES, required=False, widget=forms.CheckboxSelectMultiple
    )
    operations = forms.CharField(
        label="工时代码", widget=forms.Textarea, required=False, help_text="一行一个"
    )
    parts = forms.CharField(
        label="配件", widget=forms.Textarea, required=False, help_text="一行一个：编码 数量"
    )
    every_km = forms.IntegerField(label="间隔公里", required=False, min_value=1)
    every_months = forms.IntegerField(label="间隔月数", required=False, min_value=1)
    at_km = forms.CharField(label="推荐公里", required=False, max_length=200, help_text="用空格隔开")
    price = forms.DecimalField(label="套餐价", required=False, max_digits=10, decimal_places=2)
    note = forms.CharField(label="说明", required=False, max_length=120)


def show(request: Request) -> HttpResponse:
    """The list; htmx asks for the rows alone while somebody types."""
    may_see(request.actor)
    text = request.GET.get("q", "")
    rows = queries.search_packages(text, limit=ROWS, every=True)
    shown = {"rows": rows, "text": text, "is_cut": len(rows) == ROWS}
    if request.htmx and not request.htmx.boosted:
        return render(request, "pricebook/screens/packages.html#rows", shown)
    may_manage = request.actor.may(permissions.MANAGE_PRICES)
    return render(
        request,
        "pricebook/screens/packages.html",
        shown | {"tabs": tabs("/pricebook/packages/"), "may_manage": may_manage},
    )


def edit(request: Request, package_id: int | None = None) -> HttpResponse:
    """One package, to read or to change; without an id a new one."""
    may_see(request.actor)
    if package_id is None and not request.actor.may(permissions.MANAGE_PRICES):
        raise NotAllowed("新增由服务经理办理，请告诉服务经理。")
    card = queries.package(package_id) if package_id else None
    if request.method == "POST":
        return _keep(request)
    return render(
        request,
        "pricebook/screens/packages_edit.html",
        {
            "form": PackageForm(initial=_initial(card) if card else {}),
            "card": card,
            "may_manage": request.actor.may(permissions.MANAGE_PRICES),
        },
    )


def _initial(card: queries.PackageCard) -> dict[str, Any]:
    return {
        "code": card.code,
        "name": card.name,
        "kind": card.kind,
        "repair_type": card.repair_type,
        "series": " ".join(card.series),
        "energies": list(card.energies),
        "operations": "\n".join(line.operation_code for line in card.lines if line.operation_code),
        "parts": "\n".join(
            f"{line.part_number} {line.quantity.normalize():f}" for line in card.lines if line.part_number
        ),
        "every_km": card.every_km,
        "every_months": card.every_months,
        "at_km": " ".join(str(km) for km in card.at_km),
        "price": card.price,
        "note": card.note,
    }


def _keep(request: Request) -> HttpResponse:
    told = read(PackageForm(request.POST))
    price = told["price"]
    marks = told["at_km"].split()
    if None in map(number_of, marks):
        raise Refused("推荐公里请填整数，用空格隔开，例如 10000 30000。")
    package = packages.save_package(
        request.actor,
        code=told["code"],
        name=told["name"],
        kind=told["kind"],
        repair_type=told["repair_type"],
        series=told["series"].split(),
        energies=told["energies"],
        operations=told["operations"].split(),
        parts=_parts(told["parts"]),
        every_km=told["every_km"],
        every_months=told["every_months"],
        at_km=[int(mark) for mark in marks],
        price=None if price is None else Money(price),
        note=told["note"],
    )
    toasts.told(request, "套餐已保存")
    return redirect("pricebook:package", package.pk)


def _parts(text: str) -> list[PackagePart]:
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        number, *rest = re.split(r"[\s×x*]+", line.strip(), maxsplit=1)
        try:
            found.append(PackagePart(number, Decimal(rest[0]) if rest else Decimal(1)))
        except InvalidOperation as error:
            raise Refused(f"配件“{line.strip()}”的数量没有读懂，请按“编码 数量”填写。") from error
    return found


@require_POST
def close(request: Request, package_id: int) -> HttpResponse:
    """Offer it no longer."""
    packages.close_package(request.actor, package_id)
    return redirect("pricebook:package", package_id)


@require_POST
def reopen(request: Request, package_id: int) -> HttpResponse:
    """Offer it again."""
    packages.reopen_package(request.actor, package_id)
    return redirect("pricebook:package", package_id)
