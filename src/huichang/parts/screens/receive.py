"""/parts/receive/ : goods came with a supplier's document; lines are added by scan, cost and bin are known where they can be."""

from itertools import zip_longest

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now

from huichang.kernel import toasts, wording
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, day_of, number_of, read
from huichang.parts import batches, permissions, queries, receiving, scanning
from huichang.parts.queries import reading


class Head(forms.Form):
    """Whose goods, by which paper."""

    supplier = forms.CharField(label="供应商", max_length=60)
    document = forms.CharField(label="送货单号", max_length=40)


def show(request: Request) -> HttpResponse:
    """The empty receipt (`?part=` with a first line), or what was filled in."""
    actor = request.actor
    if request.method == "POST":
        return _receive(request)
    reading.store_for(actor, permissions.RECEIVE_PARTS)
    wanted = request.GET.get("part", "")
    part_id = number_of(wanted)
    first = queries.receipt_line(actor, part_id, on=localdate(now())) if part_id is not None else None
    return render(
        request,
        "parts/screens/receive.html",
        {
            "form": Head(),
            "lines": [first] if first else [],
            "suppliers": queries.suppliers(actor.here),
            "may_receive": actor.may(permissions.RECEIVE_PARTS),
            "labels": request.GET.get("labels", ""),
        },
    )


def line(request: Request) -> HttpResponse:
    """One more line for the part that was scanned or typed, with its last cost and its place."""
    actor, code = request.actor, request.GET.get("code", "").strip()
    reading.store_for(actor, permissions.RECEIVE_PARTS)
    part = queries.by_code(code)
    if part is None:
        hits = queries.search(actor, code, on=localdate(now()), limit=2)
        if len(hits) != 1:
            raise Refused(
                f"“{code}”对应好几种配件，请扫码或输入完整编码。"
                if hits
                else f"没有编码为“{code}”的配件，请核对，或先在库存页新建配件。"
            )
        part = hits[0].part
    found = queries.receipt_line(actor, part.id, on=localdate(now()))
    return render(request, "parts/screens/receive.html#line", {"line": found})


def _receive(request: Request) -> HttpResponse:
    said = read(Head(request.POST))
    receipt = receiving.receive_parts(
        request.actor,
        store_id=request.actor.here,
        document=said["document"],
        supplier=said["supplier"],
        lines=_lines(request.POST),
        at=now(),
    )
    served = f"，{receipt.served} 份缺件已留给等件的车" if receipt.served else ""
    toasts.told(request, f"已入库 {receipt.number}，{wording.yuan(receipt.value)}{served}")
    return redirect(f"/parts/receive/?labels={receipt.number}")


def _lines(said: QueryDict) -> list[receiving.Received]:
    names = (
        "part",
        "quantity",
        "cost",
        "bin",
        "numbers",
        "made_on",
        "expires_on",
        "code",
        "certificate",
        "genuine",
    )
    columns = (said.getlist(name) for name in names)
    lines = []
    for part_id, quantity, cost, bin_id, *batch in zip_longest(*columns, fillvalue=""):
        if not quantity.strip():
            continue
        part = number_of(part_id)
        if part is None:
            raise Refused("有一行不知道是哪个配件，请去掉这一行，重新扫描。")
        bin_key = number_of(bin_id)
        if bin_id.strip() and bin_key is None:
            raise Refused("有一行不知道放到哪个货位，请重新选择货位。", fields=("bin",))
        lines.append(
            receiving.Received(
                part,
                amount_of(quantity, places=3, says="数量", field="quantity"),
                amount_of(cost or "0", places=4, says="进价", field="cost"),
                bin_key,
                _came(*batch),
            )
        )
    return lines


def _came(
    numbers: str, made_on: str, expires_on: str, code: str, certificate: str, genuine: str
) -> batches.Came | None:
    """What the goods of a line say of themselves; `genuine`: yes, no, looked (checked by the list), or not checked yet."""
    if not numbers.strip():
        return None
    return batches.Came(
        numbers=scanning.numbers(numbers),
        made_on=day_of(made_on),
        expires_on=day_of(expires_on),
        code=code,
        certificate=certificate,
        checklist=dict.fromkeys(batches.CHECKLIST, True) if genuine == "looked" else {},
        genuine={"yes": True, "looked": True, "no": False}.get(genuine),
        note="入库验真不合格" if genuine == "no" else "",
    )
