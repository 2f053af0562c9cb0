"""/parts/batches/ : batches and serial numbers: what lies there, what must be checked, what runs out; one search for a recall."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, number_of, read
from huichang.parts import batches, queries, scanning


class Named(forms.Form):
    """Goods that lay there before get their numbers."""

    bin = forms.IntegerField(label="货位")
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    numbers = forms.CharField(label="批次号或序列号", max_length=4000)
    made_on = forms.DateField(label="生产日期", required=False)
    expires_on = forms.DateField(label="有效期至", required=False)


def show(request: Request) -> HttpResponse:
    """`?q=` searches batch, serial and part numbers, names, suppliers; `?only=` filters; `?before=` goes on."""
    actor, today = request.actor, localdate(now())
    text, only = request.GET.get("q", "").strip(), request.GET.get("only", "")
    rows, before = queries.batch_list(
        actor, on=today, text=text, only=only, before=number_of(request.GET.get("before", ""))
    )
    sums = queries.batch_sums(actor, on=today)
    kept = {"q": text} if text else {}
    tabs = (
        ("", "全部" if text else "在库"),
        ("check", f"待检 {sums.to_check}"),
        ("expiring", f"临期 {sums.expiring}"),
        ("bad", f"不可用 {sums.bad}"),
        ("gone", "已用完"),
    )
    return render(
        request,
        "parts/screens/batches.html",
        {
            "rows": rows,
            "text": text,
            "only": only,
            "tabs": [
                Tab(words, f"?{urlencode({**kept, 'only': key})}", active=key == only) for key, words in tabs
            ],
            "next": f"?{urlencode({**kept, 'only': only, 'before': before})}" if before else "",
        },
    )


@require_POST
def name_stock(request: Request, part_id: int) -> HttpResponse:
    """What lay there before the part was kept by batch."""
    said = read(Named(request.POST))
    batches.name_stock(
        request.actor,
        part_id,
        store_id=request.actor.here,
        bin_id=said["bin"],
        quantity=said["quantity"],
        came=batches.Came(
            numbers=scanning.numbers(said["numbers"]), made_on=said["made_on"], expires_on=said["expires_on"]
        ),
        at=now(),
    )
    toasts.told(request, "批次已登记")
    return redirect(f"/parts/part/{part_id}/?tab=batches")
