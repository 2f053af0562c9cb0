"""/supply/orders/<id>/ : one purchase order: its lines, what may be done with it, what came, its papers."""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Step
from huichang.kernel.refusals import Refused
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request, amount_of, day_of, number_of, read
from huichang.parts import queries as parts
from huichang.parts.queries import to_put_away
from huichang.supply import approving, ordering, permissions, printing, queries, receiving
from huichang.supply.drafting import Line
from huichang.supply.queries import reading
from huichang.supply.screens import orders
from huichang.supply.states import Foreseen, OrderState

WHY_BACK = ("数量偏多", "价格偏高", "换便宜的供应商", "本店或兄弟店有货")
WAYS = ("供应商系统", "邮件", "微信", "电话")
WHY_CANCEL = ("供应商断货", "交期太长", "重复下单", "客户取消", "已从别处调到")
COURSE = (
    (OrderState.DRAFT, "草稿"),
    (OrderState.SUBMITTED, "审批"),
    (OrderState.APPROVED, "发出"),
    (OrderState.SENT, "确认"),
    (OrderState.CONFIRMED, "收货"),
    (OrderState.DONE, "完成"),
)


class Why(forms.Form):
    """A reason, by chip or in words."""

    why = forms.CharField(label="原因", max_length=80, required=False)
    why_words = forms.CharField(label="补充说明", max_length=80, required=False)


class Change(forms.Form):
    """Another quantity or price of a line."""

    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3, min_value=0)
    price = forms.DecimalField(label="进价", max_digits=14, decimal_places=4, required=False)
    why = forms.CharField(label="原因", max_length=80, required=False)


class Found(forms.Form):
    """What the look back at an emergency order found."""

    foreseen = forms.ChoiceField(label="结论", choices=Foreseen.choices)
    words = forms.CharField(label="依据和改进", max_length=200, required=False)


class Day(forms.Form):
    """Another day."""

    expected_on = forms.DateField(label="预计到货")


class Cancel(Why):
    """So much will not come."""

    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3, required=False)


def show(request: Request, purchase_id: int) -> HttpResponse:
    """The order. Ten statements at most."""
    actor = request.actor
    page = queries.order_page(actor, purchase_id, on=localdate(now()))
    here = actor.here
    came = {
        line.part_id
        for receipt in page.receipts
        if receipt.undone_at is None
        for line in receipt.lines
        if line.good
    }
    return render(
        request,
        "supply/screens/order.html",
        {
            "page": page,
            "row": page.row,
            "steps": _steps(page.row.state),
            "to_put_away": to_put_away.kinds_waiting(here, came) if came else 0,
            "who_approves": approving.who_approves(page.net, here),
            "may_approve": page.may("approve") and approving.may_approve(actor, page.net, here),
            "may_write": actor.may(permissions.WRITE_ORDERS),
            "may_send": actor.may(permissions.SEND_ORDERS),
            "may_receive": actor.may(permissions.RECEIVE_ORDERS),
            "may_undo": actor.may(permissions.UNDO_RECEIPTS),
            "may_claim": actor.may(permissions.CLAIM_PARTS),
            "may_analyse": actor.may(permissions.ANALYSE_URGENT),
            "is_draft": page.row.state == OrderState.DRAFT,
            "may_cancel": page.may("cancel") and not any(line.received for line in page.lines),
            "why_cancel": WHY_CANCEL,
            "why_back": WHY_BACK,
            "send_ways": WAYS,
            "foreseen": Foreseen.choices,
        },
    )


def _steps(state: str) -> list[Step]:
    if state == OrderState.CANCELLED:
        return [Step("已取消", "skipped")]
    places = [each for each, _ in COURSE]
    now_at = places.index(OrderState(state))
    return [
        Step(
            words,
            "done" if place < now_at or state == OrderState.DONE else "now" if place == now_at else "todo",
        )
        for place, (_, words) in enumerate(COURSE)
    ]


def _seen(request: Request) -> int | None:
    return number_of(request.POST.get("seen", ""))


def _why(request: Request) -> str:
    said = read(Why(request.POST))
    return "；".join(filter(None, (said["why"], said["why_words"])))


@require_POST
def add(request: Request, purchase_id: int) -> HttpResponse:
    """One more part by code."""
    code = request.POST.get("code", "")
    part = parts.not_superseded(orders.part_of(request, code))
    quantity = amount_of(request.POST.get("quantity") or "1", places=3, says="数量", field="quantity")
    priced = request.POST.get("price", "").strip()
    price = amount_of(priced, places=4, says="进价", field="price") if priced else None
    line = Line(part_id=part.id, quantity=quantity, price=price)
    ordering.add_lines(request.actor, purchase_id, lines=[line], at=now(), seen=_seen(request))
    return redirect("supply:order", purchase_id)


@require_POST
def change(request: Request, purchase_id: int, purchase_line_id: int) -> HttpResponse:
    """Another quantity or price; nothing takes the line out."""
    said = read(Change(request.POST))
    ordering.change_line(
        request.actor,
        purchase_line_id,
        quantity=said["quantity"],
        price=said["price"],
        why=said["why"],
        seen=_seen(request),
    )
    return redirect("supply:order", purchase_id)


@require_POST
def submit(request: Request, purchase_id: int) -> HttpResponse:
    """The draft is ready."""
    order = approving.submit_order(request.actor, purchase_id, at=now(), seen=_seen(request))
    toasts.told(request, "已审批，可以发出" if order.state == OrderState.APPROVED else "已提交审批")
    return redirect("supply:order", purchase_id)


@require_POST
def approve(request: Request, purchase_id: int) -> HttpResponse:
    """It may go out."""
    approving.approve_order(request.actor, purchase_id, at=now(), seen=_seen(request))
    toasts.told(request, "已审批", undo=reverse("supply:send_back_order", args=[purchase_id]) + "?undo=1")
    return redirect("supply:order", purchase_id)


@require_POST
def send_back(request: Request, purchase_id: int) -> HttpResponse:
    """Back to who wrote it; `?undo=1` takes an approval back."""
    why = "撤回审批" if "undo" in request.GET else _why(request)
    approving.send_back_order(request.actor, purchase_id, why=why, seen=_seen(request))
    return redirect("supply:order", purchase_id)


@require_POST
def send(request: Request, purchase_id: int) -> HttpResponse:
    """It is out."""
    via = request.POST.get("via", "")
    ordering.send_order(request.actor, purchase_id, via=via, at=now(), seen=_seen(request))
    toasts.told(request, "已发出，在途和等件的车已更新预计日期")
    return redirect("supply:order", purchase_id)


@require_POST
def confirm(request: Request, purchase_id: int) -> HttpResponse:
    """The supplier's answer by line."""
    promised: dict[int, ordering.Promised] = {}
    for name, said in request.POST.items():
        line_id = number_of(name.removeprefix("day_")) if name.startswith("day_") else None
        if line_id is None or not str(said).strip():
            continue
        promised[line_id] = _promised(str(said), request.POST.get(f"quantity_{line_id}", ""), line_id)
    ordering.confirm_order(
        request.actor,
        purchase_id,
        promised=promised,
        their_number=request.POST.get("their_number", ""),
        at=now(),
        seen=_seen(request),
    )
    toasts.told(request, "已登记供应商确认")
    return redirect("supply:order", purchase_id)


def _promised(day: str, quantity: str, line_id: int) -> ordering.Promised:
    on: date | None = day_of(day)
    if on is None:
        raise Refused(f"“{day}”不是日期，请重新填写。", fields=(f"day_{line_id}",))
    field = f"quantity_{line_id}"
    return ordering.Promised(
        quantity=amount_of(quantity, places=3, says="确认数量", field=field), expected_on=on
    )


@require_POST
def redate(request: Request, purchase_id: int, purchase_line_id: int) -> HttpResponse:
    """A line comes on another day."""
    ordering.redate_line(
        request.actor, purchase_line_id, expected_on=read(Day(request.POST))["expected_on"], at=now()
    )
    toasts.told(request, "已更新预计到货，等件的车已通知")
    return redirect("supply:order", purchase_id)


@require_POST
def cancel_line(request: Request, purchase_id: int, purchase_line_id: int) -> HttpResponse:
    """A line does not come any more."""
    said = read(Cancel(request.POST))
    why = "；".join(filter(None, (said["why"], said["why_words"])))
    ordering.cancel_line(request.actor, purchase_line_id, why=why, quantity=said["quantity"], at=now())
    return redirect("supply:order", purchase_id)


@require_POST
def cancel(request: Request, purchase_id: int) -> HttpResponse:
    """Nothing of it comes any more."""
    ordering.cancel_order(request.actor, purchase_id, why=_why(request), at=now(), seen=_seen(request))
    return redirect("supply:order", purchase_id)


@require_POST
def analyse(request: Request, purchase_id: int) -> HttpResponse:
    """Could it have been foreseen?"""
    ordering.analyse_order(request.actor, purchase_id, at=now(), **read(Found(request.POST)))
    toasts.told(request, "已记录急件分析")
    return redirect("supply:order", purchase_id)


@require_POST
def undo_receipt(request: Request, purchase_id: int, receipt_id: int) -> HttpResponse:
    """A receipt was a mistake."""
    why = "刚收错" if "undo" in request.GET else _why(request)
    receiving.undo_receipt(request.actor, receipt_id, why=why, at=now())
    toasts.told(request, "已撤销收货，货又回到在途")
    return redirect("supply:order", purchase_id)


def paper(request: Request, purchase_id: int) -> HttpResponse:
    """The order as a document for the supplier."""
    at = now()
    url = request.build_absolute_uri(reverse("supply:order", args=[purchase_id]))
    document = printing.order_paper(request.actor, purchase_id, at=at, url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")


def sheet(request: Request, purchase_id: int) -> HttpResponse:
    """The order as a sheet that the supplier's system can read."""
    reading.store_for(request.actor, permissions.SEND_ORDERS)
    page = queries.order_page(request.actor, purchase_id, on=localdate(now()))
    theirs = queries.their_numbers(request.actor.here, purchase_id)
    content = writing.sheet(
        page.row.number,
        (
            "行",
            "配件编码",
            "贵方编码",
            "名称",
            "单位",
            "数量",
            "单价（不含税）",
            "税率",
            "金额（不含税）",
            "需要日期",
            "备注",
        ),
        [
            (
                place,
                line.number,
                theirs.get(line.part_id, ""),
                line.name,
                line.unit,
                line.quantity - line.cancelled,
                line.price,
                page.percent,
                line.amount,
                line.needed_on,
                "、".join(each.plate for each in line.wanted_for),
            )
            for place, line in enumerate(page.lines, start=1)
        ],
        widths=(6, 20, 18, 28, 8, 10, 14, 8, 14, 12, 20),
    )
    answer = HttpResponse(content, content_type=writing.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{page.row.number}.xlsx"'
    return answer
