"""/parts/transfers/ : goods to and from the other stores of the group."""

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, read
from huichang.parts import permissions, queries, transfers

FILTERS = (("", "全部"), ("in", "待我收货"), ("out", "我发出在途"), ("differs", "差异待处理"))


class Send(forms.Form):
    """Where to, when, what: a part in each line."""

    to_store = forms.IntegerField(label="调入门店")
    expected_on = forms.DateField(label="预计到达")
    lines = forms.CharField(label="配件", max_length=8000)
    note = forms.CharField(label="说明", max_length=120, required=False)


def show(request: Request) -> HttpResponse:
    """`?only=` filters."""
    actor, only = request.actor, request.GET.get("only", "")
    return render(
        request,
        "parts/screens/transfers.html",
        {
            "rows": queries.transfer_list(actor, only=only),
            "tabs": [Tab(words, f"?only={key}", active=key == only) for key, words in FILTERS],
            "stores": queries.other_stores(actor.here),
            "today": localdate(now()),
            "may_send": actor.may(permissions.SEND_TRANSFERS),
            "sees_costs": actor.may(permissions.SEE_COSTS),
        },
    )


@require_POST
def send(request: Request) -> HttpResponse:
    """Goods leave for another store."""
    said = read(Send(request.POST))
    made = transfers.send_transfer(
        request.actor,
        store_id=request.actor.here,
        to_store_id=said["to_store"],
        lines=_lines(said["lines"]),
        expected_on=said["expected_on"],
        note=said["note"],
        at=now(),
    )
    toasts.told(request, f"已发出 {made.number}", undo=f"/parts/transfers/{made.pk}/recall/")
    return redirect("parts:transfer", made.pk)


def _lines(text: str) -> list[transfers.Sent]:
    """A part and a quantity in each line, as typed or pasted from a sheet. Raises Refused, naming the line."""
    wanted: list[tuple[str, Decimal]] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.replace("，", " ").replace(",", " ").split()
        if not words:
            continue
        said = words[1] if len(words) > 1 else "1"
        wanted.append((words[0], amount_of(said, places=3, says=f"第 {number} 行的数量", field="lines")))
    known = queries.by_number(code for code, _ in wanted)
    for code, _ in wanted:
        if code not in known:
            raise Refused(f"没有编码为“{code}”的配件，请核对后重新填写。")
    sums: dict[int, Decimal] = {}
    for code, quantity in wanted:
        sums[known[code].id] = sums.get(known[code].id, Decimal(0)) + quantity
    return [transfers.Sent(part_id, quantity) for part_id, quantity in sums.items()]
