"""/trade/orders/<id>/ : one sale: lines with price and rule, what may be done with it, deliveries, money, returns."""

from datetime import date

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.billing.sales import OFFERED
from huichang.kernel import toasts
from huichang.kernel.cards import Step
from huichang.kernel.web import Request, day_of, number_of, read
from huichang.parts.waiting import Short
from huichang.trade import counter, ordering, permissions, printing, queries, quoting, writing
from huichang.trade.queries import reading
from huichang.trade.screens.orders import HeadForm
from huichang.trade.states import Pays, ReturnReason, SaleState, Way

WHY_CANCEL = ("客户不要了", "等不及到货", "价格没谈成", "重复开单", "开错单")
VIA = ("电话", "微信", "到店", "邮件")
COURSE = (
    (SaleState.DRAFT, "开单"),
    (SaleState.QUOTED, "报价"),
    (SaleState.ACCEPTED, "客户接受"),
    (SaleState.OPEN, "备货发货"),
    (SaleState.DONE, "完成"),
)


class Paid(forms.Form):
    """How a counter sale is paid."""

    method = forms.CharField(label="收款方式", max_length=14, error_messages={"required": "请选择收款方式"})
    reference = forms.CharField(label="凭证号", max_length=60, required=False)
    signed_by = forms.CharField(label="提货人", max_length=40, required=False)
    once = forms.CharField(max_length=64)


def show(request: Request, sale_id: int) -> HttpResponse:
    """Everything of one sale. At most eleven statements."""
    actor = request.actor
    on = localdate(now())
    page = queries.sale_page(actor, sale_id, on=on)
    row = page.row
    ways = [(str(method), str(method.label)) for method in OFFERED]
    drivers = queries.drivers(actor.here, row.customer_id) if page.to_send else queries.Drivers()
    if page.credit is not None:
        ways.append((counter.ON_ACCOUNT, "挂账月结"))
    return render(
        request,
        "trade/screens/order.html",
        {
            "page": page,
            "row": row,
            "steps": _steps(row.state, counter_sale=page.is_counter, was_quoted=page.quoted_at is not None),
            "is_late": bool(row.state == "quoted" and row.valid_until and row.valid_until < on),
            "methods": ways,
            "pays": Pays.choices,
            "ways": Way.choices,
            "drivers": drivers,
            "usual_way": Way.DRIVER if drivers.usual or page.ship_to else Way.PICKUP,
            "has_goods_out": any(line.at_customer > 0 for line in page.lines),
            "return_reasons": ReturnReason.choices,
            "why_cancel": WHY_CANCEL,
            "via": VIA,
            "may_write": actor.may(permissions.WRITE_SALES),
            "may_confirm": actor.may(permissions.CONFIRM_SALES),
            "may_sell": actor.may(permissions.SELL_AT_COUNTER),
            "may_cancel": actor.may(permissions.CANCEL_SALES),
            "may_allow": actor.may(permissions.ALLOW_OVER_LIMIT),
            "may_send": actor.may(permissions.DISPATCH_GOODS),
            "may_return": actor.may(permissions.ASK_RETURNS),
            "may_ask": actor.may(permissions.ASK_ADVICE),
        },
    )


def _steps(state: str, *, counter_sale: bool, was_quoted: bool) -> list[Step]:
    course = [each for each in COURSE if not counter_sale or each[0] not in ("quoted", "accepted")]
    names = [str(key) for key, _ in course]
    here = {"credit": "accepted", "declined": "quoted", "cancelled": ""}.get(state, state)
    place = names.index(here) if here in names else (0 if here else -1)
    steps = []
    for index, (key, words) in enumerate(course):
        how = "done" if index < place or state == "done" else "now" if index == place else "todo"
        skipped = how == "done" and not was_quoted and key in (SaleState.QUOTED, SaleState.ACCEPTED)
        steps.append(Step(words, "skipped" if skipped else how))
    return steps


def _seen(request: Request) -> int | None:
    return number_of(request.POST.get("seen", ""))


def _why(request: Request, name: str = "why") -> str:
    return (request.POST.get(f"{name}_words", "") or request.POST.get(name, "")).strip()


@require_POST
def head(request: Request, sale_id: int) -> HttpResponse:
    """Another customer, address or day."""
    writing.change_head(
        request.actor, sale_id, head=HeadForm(request.POST).head(), seen=_seen(request), at=now()
    )
    toasts.told(request, "已保存抬头")
    return redirect("trade:order", sale_id)


@require_POST
def quote(request: Request, sale_id: int) -> HttpResponse:
    """The quotation goes out."""
    until: date | None = day_of(request.POST.get("valid_until", ""))
    quoting.quote(request.actor, sale_id, valid_until=until, seen=_seen(request), at=now())
    toasts.told(request, "已报价；有手机号的客户会收到链接，可以直接接受")
    return redirect("trade:order", sale_id)


@require_POST
def answer(request: Request, sale_id: int) -> HttpResponse:
    """What the customer said of it."""
    quoting.answer_quote(
        request.actor,
        sale_id,
        accepts=request.POST.get("accepts") == "yes",
        via=_why(request, "via"),
        words=request.POST.get("words", ""),
        seen=_seen(request),
        at=now(),
    )
    return redirect("trade:order", sale_id)


@require_POST
def revise(request: Request, sale_id: int) -> HttpResponse:
    """The quotation is written anew."""
    quoting.revise_quote(request.actor, sale_id, seen=_seen(request), at=now())
    return redirect("trade:order", sale_id)


@require_POST
def confirm(request: Request, sale_id: int) -> HttpResponse:
    """It is ordered; or asked for, beyond the limit."""
    short = ordering.confirm_sale(request.actor, sale_id, why=_why(request), seen=_seen(request), at=now())
    _told(request, short)
    return redirect("trade:order", sale_id)


def _told(request: Request, short: list[Short]) -> None:
    if not short:
        toasts.told(request, "已提交")
        return
    said = "、".join(
        f"{each.name} {each.expected_on.month}月{each.expected_on.day}日到"
        if each.expected_on
        else f"{each.name} 到货日待定"
        for each in short
    )
    toasts.told(request, f"已下单，缺货已登记：{said}。请告知客户。")


@require_POST
def allow(request: Request, sale_id: int) -> HttpResponse:
    """Beyond the limit this once."""
    _told(request, ordering.allow_credit(request.actor, sale_id, seen=_seen(request), at=now()))
    return redirect("trade:order", sale_id)


@require_POST
def refuse(request: Request, sale_id: int) -> HttpResponse:
    """Not beyond the limit."""
    ordering.refuse_credit(request.actor, sale_id, why=_why(request), seen=_seen(request), at=now())
    return redirect("trade:order", sale_id)


@require_POST
def cancel(request: Request, sale_id: int) -> HttpResponse:
    """Nothing of it is wanted."""
    ordering.cancel_sale(request.actor, sale_id, why=_why(request), seen=_seen(request), at=now())
    toasts.told(request, "已取消，留的货已释放")
    return redirect("trade:order", sale_id)


def _pieces(said: QueryDict) -> dict[int, list[int]]:
    """Which batches or serial numbers were chosen for a line: fields `batch-<line>`."""
    found = {}
    for name in said:
        line_id = number_of(name.removeprefix("batch-")) if name.startswith("batch-") else None
        if line_id is not None:
            chosen = (number_of(value) for value in said.getlist(name))
            found[line_id] = [batch_id for batch_id in chosen if batch_id is not None]
    return found


@require_POST
def sell(request: Request, sale_id: int) -> HttpResponse:
    """Paid and handed over at once."""
    said = read(Paid(request.POST))
    counter.sell_at_counter(
        request.actor, sale_id, batches=_pieces(request.POST), seen=_seen(request), at=now(), **said
    )
    toasts.told(request, "已收款发货，可以打小票")
    return redirect("trade:order", sale_id)


def paper(request: Request, sale_id: int) -> HttpResponse:
    """The quotation as a document."""
    url = request.build_absolute_uri(reverse("trade:order", args=[sale_id]))
    reading.store_for(request.actor)
    document = printing.quote_paper(request.actor, sale_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")


def slip(request: Request, sale_id: int) -> HttpResponse:
    """The receipt of the counter."""
    url = request.build_absolute_uri(reverse("trade:order", args=[sale_id]))
    document = printing.slip_paper(request.actor, sale_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")
