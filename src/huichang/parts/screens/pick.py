"""/parts/counter/<order>/ : one order's pick list: hand out by touch or scan, take back, print."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, number_of, read
from huichang.parts import askers, issuing, permissions, printing, queries
from huichang.parts.queries import handed, scans
from huichang.parts.states import ReturnReason

TWICE = timedelta(seconds=2)
"""Two scans of the same part within this time may be one piece that was read twice: the counter asks."""

TAKERS = (Role.TECHNICIAN, Role.TEAM_LEADER)
PACKERS = (Role.PARTS_CLERK, Role.PARTS_MANAGER)
"""Who takes the goods of a sale: the store room packs them itself."""


class HandOut(forms.Form):
    """Who takes the parts, and what was scanned, if anything, at which bin."""

    taken_by = forms.IntegerField(label="领料人", error_messages={"required": "请先选择领料人"})
    code = forms.CharField(label="编码", max_length=120, required=False)
    bin = forms.IntegerField(required=False)


class BringBack(forms.Form):
    """Why parts come back."""

    reason = forms.ChoiceField(label="退料原因", choices=ReturnReason.choices)
    reason_words = forms.CharField(label="补充说明", max_length=100, required=False)


def show(request: Request, order_id: int) -> HttpResponse:
    """The pick list in walking order; `?bin=` where one stands, `?done=` what was scanned last, `?again=` what may have
    been scanned twice."""
    actor = request.actor
    order = queries.pick_list(actor, order_id, on=localdate(now()))
    is_sale = askers.is_sale(order_id)
    said = {name: number_of(request.GET.get(name, "")) for name in ("bin", "done", "again", "taker")}
    by_line = {line.line_id: line for line in order.lines}
    short = [line.part_id for line in order.lines if line.short > 0]
    return render(
        request,
        "parts/screens/pick.html",
        {
            "order": order,
            "takers": [
                (person.id, person.name)
                for person in company.people(actor.here, *(PACKERS if is_sale else TAKERS))
            ],
            "bin": scans.bin_of(actor.here, said["bin"]),
            "done": by_line.get(said["done"] or 0),
            "many": request.GET.get("many", ""),
            "again": by_line.get(said["again"] or 0),
            "code": request.GET.get("code", ""),
            "taker": said["taker"] or (actor.staff_id if is_sale else order.asker.technician_id),
            "is_sale": is_sale,
            "newer": queries.newest_of(short),
            "out": [line for line in order.lines if line.issued > 0],
            "acts_so_far": handed.handed({line.line_id: line.issued for line in order.lines}),
            "reasons": [choice for choice in ReturnReason.choices if choice[0] != ReturnReason.MISTAKE],
            "may_issue": actor.may(permissions.ISSUE_PARTS),
        },
    )


@require_POST
def issue(request: Request, order_id: int) -> HttpResponse:
    """Hand out: everything that is ready, the quantities as they stand, or (without such a button) what was scanned."""
    said = read(HandOut(request.POST))
    at = now()
    if "everything" in request.POST or "counted" in request.POST:
        wanted = None if "everything" in request.POST else _quantities(request.POST, "issue-")
        if wanted == {}:
            raise Refused("请填写要发的数量，或点“全部发料”。")
        given = issuing.issue(request.actor, order_id, quantities=wanted, taken_by_id=said["taken_by"], at=at)
    else:
        return _scan(request, order_id, said, at)
    back = "&".join(f"back-{line_id}={quantity}" for line_id, quantity in given.quantities.items())
    toasts.told(request, f"已发 {given.said}", undo=f"{reverse('parts:undo_issue', args=[order_id])}?{back}")
    if "to_counter" in request.POST or not given.left:
        return redirect("parts:counter")
    return redirect("parts:pick", order_id)


def _scan(request: Request, order_id: int, said: dict[str, Any], at: datetime) -> HttpResponse:
    """What was scanned: a bin (one stands there now), another order's list, or a part to hand out."""
    actor, code, here = request.actor, said["code"], reverse("parts:pick", args=[order_id])
    kept = {"taker": said["taken_by"], "bin": said["bin"] or ""}
    found = scans.meaning(actor.here, code)
    if found.bin_id is not None:
        order = queries.pick_list(actor, order_id)
        waiting = [line for line in order.lines if line.ready > 0]
        if not any(line.bin == found.bin for line in waiting):
            further = f"下一处是 {waiting[0].bin}。" if waiting else "这张单没有可发的了。"
            raise Refused(f"领料单上没有要在货位 {found.bin} 拿的配件，{further}")
        return redirect(f"{here}?{urlencode({**kept, 'bin': found.bin_id})}")
    if len(found.orders) == 1:
        return redirect("parts:pick", found.orders[0].id)
    if found.part is not None and "again" not in request.POST:
        line_id = scans.just_issued(order_id, found.part.id, by_id=actor.staff_id, since=at - TWICE)
        if line_id is not None:
            return redirect(f"{here}?{urlencode({**kept, 'again': line_id, 'code': code})}")
    given = issuing.issue_scanned(
        actor, order_id, code, taken_by_id=said["taken_by"], bin_id=said["bin"], at=at
    )
    ((line_id, many),) = given.quantities.items()
    if not given.left:
        back = f"{reverse('parts:undo_issue', args=[order_id])}?back-{line_id}={many}"
        toasts.told(request, f"已发 {given.said}，这张单发齐了", undo=back)
        return redirect("parts:counter")
    toasts.told(request, f"已发 {given.said}")
    return redirect(f"{here}?{urlencode({**kept, 'done': line_id, 'many': many})}")


@require_POST
def take_back(request: Request, order_id: int) -> HttpResponse:
    """Parts come back."""
    said = read(BringBack(request.POST))
    taken = issuing.take_back(
        request.actor,
        order_id,
        quantities=_quantities(request.POST, "back-"),
        reason=ReturnReason(said["reason"]),
        words=said["reason_words"],
        at=now(),
    )
    toasts.told(request, f"已退 {taken.said}")
    return redirect("parts:pick", order_id)


@require_POST
def undo(request: Request, order_id: int) -> HttpResponse:
    """What was just handed out comes back; the address says what."""
    taken = issuing.take_back(
        request.actor,
        order_id,
        quantities=_quantities(request.GET, "back-"),
        reason=ReturnReason.MISTAKE,
        at=now(),
    )
    toasts.told(request, f"已撤销：{taken.said}")
    return redirect("parts:pick", order_id)


def paper(request: Request, order_id: int) -> HttpResponse:
    """The pick list on paper."""
    url = request.build_absolute_uri(reverse("parts:pick", args=[order_id]))
    sheet = printing.pick_paper(request.actor, order_id, at=now(), url=url)
    response = HttpResponse(sheet.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{sheet.no}.pdf"'
    return response


def _quantities(said: QueryDict, prefix: str) -> dict[int, Decimal]:
    """Quantities by line from fields `<prefix><line>`; empty and zero fields are left out. Raises Refused for no number."""
    found: dict[int, Decimal] = {}
    for name, value in said.items():
        line_id = name.removeprefix(prefix)
        if line_id == name or number_of(line_id) is None or not str(value).strip():
            continue
        quantity = amount_of(str(value), places=3, says="数量", field=name)
        if quantity:
            found[int(line_id)] = quantity
    return found
