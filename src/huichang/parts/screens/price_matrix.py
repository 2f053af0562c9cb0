"""/parts/prices/matrix/ : the cost-plus matrix as a table."""

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, read
from huichang.parts import permissions, pricing, queries
from huichang.parts.screens import price_tabs
from huichang.parts.states import Quality, UseClass

EMPTY_ROWS = 3
ENDINGS = (
    ("1|0", "到元（.00）"),
    ("0.5|0", "到 5 角"),
    ("0.1|0", "到角"),
    ("1|0.90", "尾数 .90"),
    ("1|0.50", "尾数 .50"),
    ("10|9", "尾数 9 元"),
    ("10|8", "尾数 8 元"),
    ("0.01|0", "到分"),
)


class Row(forms.Form):
    """One row of the matrix; empty without a markup."""

    use_class = forms.ChoiceField(choices=[("", "全部用途"), *UseClass.choices], required=False, label="用途")
    quality = forms.ChoiceField(choices=[("", "全部"), *Quality.choices], required=False, label="质量")
    cost_from = forms.DecimalField(max_digits=12, decimal_places=2, required=False, label="成本自")
    cost_to = forms.DecimalField(max_digits=12, decimal_places=2, required=False, label="成本至")
    markup = forms.DecimalField(max_digits=6, decimal_places=2, required=False, label="加价率")
    ending = forms.ChoiceField(choices=ENDINGS, required=False, label="进位")


def show(request: Request) -> HttpResponse:
    """The table, with some empty rows to write in; `?whose=group` the group's. Two statements."""
    group = request.GET.get("whose") == "group"
    cards = queries.matrix(request.actor, group=group)
    own = queries.has_own_matrix(request.actor.here)
    may_group = request.actor.may(permissions.SET_GROUP_PRICES)
    rows = [
        {
            "card": card,
            "form": Row(
                prefix=f"row{place}",
                initial={
                    "use_class": card.use_class,
                    "quality": card.quality,
                    "cost_from": card.cost_from,
                    "cost_to": card.cost_to,
                    "markup": f"{card.markup.normalize():f}",
                    "ending": _ending(card.step, card.ending),
                },
            ),
        }
        for place, card in enumerate(cards)
    ]
    rows += [{"card": None, "form": Row(prefix=f"row{len(cards) + place}")} for place in range(EMPTY_ROWS)]
    return render(
        request,
        "parts/screens/price_matrix.html",
        {
            "tabs": price_tabs.tabs(request.path),
            "rows": rows,
            "group": group,
            "own": own,
            "whose": [
                Tab("本店", "?whose=store", active=not group),
                Tab("集团", "?whose=group", active=group),
            ],
            "may_price": may_group if group else request.actor.may(permissions.SET_PRICES),
        },
    )


def _ending(step: Decimal, ending: Decimal) -> str:
    """The choice that says the same."""
    for value, _ in ENDINGS:
        one, other = value.split("|")
        if Decimal(one) == step and Decimal(other) == ending:
            return value
    return "1|0"


@require_POST
def save(request: Request) -> HttpResponse:
    """The whole table; a row without markup is left out."""
    bands = []
    place = 0
    while f"row{place}-markup" in request.POST:
        form = Row(request.POST, prefix=f"row{place}")
        place += 1
        said = read(form)
        if said["markup"] is None:
            continue
        step, ending = (said.pop("ending") or "1|0").split("|")
        bands.append(
            pricing.Band(
                **{**said, "cost_from": said["cost_from"] or Decimal(0)},
                step=Decimal(step),
                ending=Decimal(ending),
            )
        )
    group = request.POST.get("whose") == "group"
    made = pricing.save_matrix(request.actor, bands=bands, group=group)
    told = f"共 {len(made)} 行" if made or group else "本店没有自己的矩阵了，按集团矩阵"
    toasts.told(request, f"加价矩阵已保存，{told}；要用到售价上，请做一次调价")
    return redirect(f"{reverse('parts:price_matrix')}?whose={'group' if group else 'store'}")
