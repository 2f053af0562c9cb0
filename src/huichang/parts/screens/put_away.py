"""/parts/put-away/ : with a phone from the receiving place to the shelves: scan a part, scan its bin, done."""

from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, wording
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, read
from huichang.parts import permissions, putting_away
from huichang.parts.queries import scans, to_put_away
from huichang.parts.queries.to_put_away import Waiting


class Carried(forms.Form):
    """What was scanned or touched: a part, or (with `key`, the line in hand) the bin that it was put into."""

    key = forms.RegexField(r"^\d+-\d+-\d+$", required=False)
    code = forms.CharField(label="编码", max_length=120, required=False)
    target = forms.IntegerField(label="货位", required=False)
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3, required=False)


def show(request: Request) -> HttpResponse:
    """All that waits in walking order; `?key=` what one has in hand, `?done=` the document of what was put away last."""
    actor = request.actor
    lines = to_put_away.to_put_away(actor)
    key = request.GET.get("key", "")
    return render(
        request,
        "parts/screens/put_away.html",
        {
            "lines": lines,
            "line": next((line for line in lines if line.key == key), None),
            "done": request.GET.get("done", ""),
            "said": request.GET.get("said", ""),
            "has_place": bool(lines) or to_put_away.has_receiving_place(actor.here),
            "may_put": actor.may(permissions.MOVE_GOODS),
            "may_enter": actor.may(permissions.ENTER_HAZARD_STORE),
        },
    )


@require_POST
def scan(request: Request) -> HttpResponse:
    """A part: it is in hand now. A bin: what is in hand was put there."""
    said = read(Carried(request.POST))
    actor, here = request.actor, reverse("parts:put_away")
    lines = to_put_away.to_put_away(actor)
    line = next((each for each in lines if each.key == said["key"]), None)
    if said["target"] is not None and line is not None:
        return _put(request, line, said["target"], said["quantity"])
    found = scans.meaning(actor.here, said["code"])
    if found.bin_id is not None:
        if line is not None:
            return _put(request, line, found.bin_id, said["quantity"])
        raise Refused(f"先扫要上架的配件，再扫货位 {found.bin}。")
    if found.part is None:
        raise Refused(f"没有编码为“{found.code}”的配件或货位，请核对标签。")
    mine = [each for each in lines if each.part.id == found.part.id]
    if found.batch:
        mine = [each for each in mine if each.batch.upper() == found.batch.upper()] or mine
    if not mine:
        raise Refused(f"“{found.part.name}”不在收货区，不用上架；要换货位请在配件页点“移库”。")
    return redirect(f"{here}?{urlencode({'key': mine[0].key})}")


def _put(request: Request, line: Waiting, target_id: int, quantity: Decimal | None) -> HttpResponse:
    many = line.quantity if quantity is None else quantity
    document = putting_away.put_away(
        request.actor,
        line.part.id,
        store_id=request.actor.here,
        source_id=line.source_id,
        target_id=target_id,
        quantity=many,
        batch_id=line.batch_id,
        at=now(),
    )
    where = scans.bin_of(request.actor.here, target_id)
    words = f"{line.part.name} {wording.quantity(many, line.part.unit)} 放到了 {where[1] if where else ''}"
    toasts.told(request, f"已上架：{words}")
    return redirect(f"{reverse('parts:put_away')}?{urlencode({'done': document, 'said': words})}")


@require_POST
def undo(request: Request) -> HttpResponse:
    """What was put away last waits again."""
    document = request.POST.get("document", "")
    part = putting_away.undo_put_away(request.actor, request.actor.here, document, at=now())
    toasts.told(request, f"已撤销，“{part.name}”回到收货区")
    return redirect("parts:put_away")


@require_POST
def full(request: Request, bin_id: int) -> HttpResponse:
    """Nothing more goes into a bin, or something does again; back to what one has in hand."""
    is_full = request.POST.get("full", "1") == "1"
    bin = putting_away.mark_full(request.actor, bin_id, full=is_full)
    toasts.told(request, f"货位 {bin.code} 已记为放满，改放别处" if is_full else f"货位 {bin.code} 又能放了")
    key = request.POST.get("key", "")
    if not key:
        return redirect("parts:bin", bin_id)
    return redirect(f"{reverse('parts:put_away')}?{urlencode({'key': key})}")
