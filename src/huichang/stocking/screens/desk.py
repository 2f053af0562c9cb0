"""/stocking/desk/ : what to order, to fetch from other stores, to be rid of, and why; accepted one by one or by supplier."""

import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, read
from huichang.stocking import calculating, deciding, permissions, queries
from huichang.supply.queries import orders, suppliers
from huichang.supply.states import OrderKind

TABS = (("order", "订货"), ("transfer", "调入"), ("decided", "近 30 天已处理"))
DECIDED_DAYS = 30
TICKED = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?")
KINDS = [
    (kind.value, kind.label)
    for kind in (OrderKind.WEEKLY, OrderKind.MONTHLY, OrderKind.AD_HOC, OrderKind.PROMOTION)
]


def told_of(each: str) -> tuple[int, int | None]:
    """A ticked suggestion as the page says it: its id, and the version that was shown (`12.3`)."""
    key, _, version = each.partition(".")
    return int(key), int(version) if version else None


class Accept(forms.Form):
    """Which suggestions; who delivers where a suggestion names nobody; what kind of order it becomes."""

    ids = forms.TypedMultipleChoiceField(
        coerce=told_of, error_messages={"required": "请至少勾选一条建议。"}, label="建议"
    )
    supplier = forms.IntegerField(required=False, label="供应商")
    kind = forms.ChoiceField(choices=KINDS, required=False, label="订单类型")
    tab = forms.ChoiceField(choices=TABS, required=False, label="页签")

    def __init__(self, posted: object, ids: list[str]) -> None:
        super().__init__(posted)  # type: ignore[arg-type]
        self.fields["ids"].choices = [(each, each) for each in ids if TICKED.fullmatch(each)]  # type: ignore[attr-defined]


def show(request: Request) -> HttpResponse:
    """The desk; `?tab=`, `?q=` searches, `?urgent=1` only what runs out before it comes. Eleven statements."""
    actor = request.actor
    tab = request.GET.get("tab", "order")
    tab = tab if tab in dict(TABS) else "order"
    text, urgent = request.GET.get("q", "").strip()[:40], request.GET.get("urgent") == "1"
    found = queries.desk(
        actor, tab=tab, text=text, urgent=urgent, since=localdate(now()) - timedelta(days=DECIDED_DAYS)
    )
    kept = {"q": text} if text else {}
    return render(
        request,
        "stocking/screens/desk.html",
        {
            "desk": found,
            "tab": tab,
            "text": text,
            "urgent": urgent,
            "tabs": [
                *(
                    Tab(
                        words,
                        f"?{urlencode({**kept, 'tab': key})}",
                        active=key == tab,
                        count=found.counts.get(key),
                    )
                    for key, words in TABS
                ),
                Tab("呆滞", reverse("stocking:idle"), count=found.counts["idle"]),
            ],
            "calculation": queries.calculation(actor),
            "looked_again": request.headers.get("HX-Target") == "calculation",
            "budget": queries.budget(actor, on=localdate(now())) if tab == "order" else None,
            "kinds": KINDS,
            "suppliers": suppliers.choices(actor, on=localdate(now())) if tab == "order" else [],
            "may_decide": actor.may(permissions.DECIDE_SUGGESTIONS, actor.here),
            "may_calculate": actor.may(permissions.MAKE_SUGGESTIONS, actor.here),
        },
    )


def written(request: Request, words: str, numbers: Sequence[str]) -> SafeString:
    """Which orders hold it now, each to be opened by a touch. A statement for each."""
    return toasts.links(
        words,
        [
            (number, reverse("supply:order", args=[orders.order_by_number(request.actor, number)]))
            for number in numbers
        ],
    )


@require_POST
def accept(request: Request) -> HttpResponse:
    """All the suggestions that are ticked."""
    said = read(Accept(request.POST, request.POST.getlist("ids")))
    seen: dict[int, int | None] = dict(said["ids"])
    numbers = deciding.accept_suggestions(
        request.actor,
        list(seen),
        at=now(),
        seen={key: version for key, version in seen.items() if version is not None},
        supplier_id=said["supplier"],
        kind=said["kind"] or OrderKind.WEEKLY,
    )
    toasts.told(request, written(request, "已写入采购单", numbers) if numbers else f"已采纳 {len(seen)} 条")
    return redirect(f"{reverse('stocking:desk')}?{urlencode({'tab': said['tab'] or 'order'})}")


@require_POST
def calculate(request: Request) -> HttpResponse:
    """Now, not only by night: by the worker; the page says how far it is."""
    calculating.ask_calculation(request.actor, request.actor.here, at=now())
    return redirect("stocking:desk")
