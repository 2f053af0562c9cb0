"""/trade/deliveries/ : what is on its way; one delivery, on the driver's phone: who signs, a photo, or back again."""

from decimal import Decimal

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Photo, Tab
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, number_of, read
from huichang.trade import dispatching, permissions, printing, queries
from huichang.trade.sending import Route
from huichang.trade.states import Way

WHY_BACK = ("没有人收货", "地址不对", "客户改时间", "货有问题客户拒收")


class Sent(forms.Form):
    """By whom and where."""

    way = forms.ChoiceField(
        label="送货方式", choices=Way.choices, error_messages={"required": "请选择送货方式"}
    )
    driver = forms.IntegerField(required=False)
    carrier = forms.CharField(label="承运商", max_length=40, required=False)
    tracking = forms.CharField(label="运单号", max_length=40, required=False)
    ship_to = forms.CharField(label="送货地址", max_length=120, required=False)
    receiver = forms.CharField(label="收货人", max_length=40, required=False)


class Signed(forms.Form):
    """Who took the goods, with proof."""

    signed_by = forms.CharField(label="签收人", max_length=40)
    signature = forms.CharField(required=False)
    words = forms.CharField(label="说明", max_length=120, required=False)


class Tracked(forms.Form):
    """The carrier's number."""

    carrier = forms.CharField(label="承运商", max_length=40)
    tracking = forms.CharField(label="运单号", max_length=40)


def show(request: Request) -> HttpResponse:
    """On their way, or ended; `?mine=1`: what I bring; `?q=` searches. Two statements."""
    only, text = request.GET.get("only", "on_way"), request.GET.get("q", "").strip()
    mine = bool(request.GET.get("mine"))
    return render(
        request,
        "trade/screens/deliveries.html",
        {
            "rows": queries.dispatch_list(request.actor, only=only, text=text, mine=mine),
            "text": text,
            "only": only,
            "tabs": [
                Tab("送货中", "?only=on_way", active=only == "on_way" and not mine),
                Tab("我送的", "?only=on_way&mine=1", active=mine),
                Tab("已结束", "?only=ended", active=only != "on_way"),
            ],
        },
    )


def one(request: Request, dispatch_id: int) -> HttpResponse:
    """One delivery. Two statements."""
    card = queries.dispatch_card(request.actor, dispatch_id)
    return render(
        request,
        "trade/screens/deliveries_one.html",
        {
            "card": card,
            "proofs": [
                Photo(url, words)
                for url, words in ((card.signature, "客户签名"), (card.photo, "货物照片"))
                if url
            ],
            "why_back": WHY_BACK,
            "may_deliver": request.actor.may(permissions.DELIVER_GOODS),
            "may_send": request.actor.may(permissions.DISPATCH_GOODS),
        },
    )


@require_POST
def send(request: Request, sale_id: int) -> HttpResponse:
    """Goods leave."""
    said = read(Sent(request.POST))
    dispatch = dispatching.send_goods(
        request.actor,
        sale_id,
        route=Route(
            way=said["way"],
            driver_id=said["driver"] if said["way"] == Way.DRIVER else None,
            carrier=said["carrier"],
            tracking=said["tracking"],
            ship_to=said["ship_to"],
            receiver=said["receiver"],
        ),
        quantities=quantities(request.POST, "send-")
        if any(name.startswith("send-") for name in request.POST)
        else None,
        seen=number_of(request.POST.get("seen", "")),
        at=now(),
    )
    toasts.told(request, f"已发货 {dispatch.number}")
    if dispatch.way == Way.PICKUP:
        return redirect("trade:order", sale_id)
    return redirect("trade:delivery", dispatch.pk)


def quantities(said: QueryDict, begins: str) -> dict[int, Decimal]:
    """Quantities by line from fields that begin so. Raises Refused for what is no number."""
    found = {}
    for name, value in said.items():
        line_id = number_of(name.removeprefix(begins)) if name.startswith(begins) else None
        if line_id is None or not str(value).strip():
            continue
        quantity = amount_of(str(value), places=3, says="数量", field=name)
        if quantity < 0:
            raise Refused(f"数量“{value}”不对，请填数字。", fields=(name,))
        found[line_id] = quantity
    return found


@require_POST
def deliver(request: Request, dispatch_id: int) -> HttpResponse:
    """Signed for."""
    said = read(Signed(request.POST))
    photo = request.FILES.get("photos")
    card = dispatching.deliver(
        request.actor, dispatch_id, photo=photo.read() if photo is not None else b"", at=now(), **said
    )
    toasts.told(request, f"{card.number} 已签收")
    return redirect("trade:delivery", dispatch_id)


@require_POST
def back(request: Request, dispatch_id: int) -> HttpResponse:
    """Not delivered."""
    words = (request.POST.get("words_words", "") or request.POST.get("words", "")).strip()
    dispatch = dispatching.bring_back(request.actor, dispatch_id, words=words, at=now())
    toasts.told(request, "货已退回，可以重新发")
    return redirect("trade:order", dispatch.sale_id)


@require_POST
def tracking(request: Request, dispatch_id: int) -> HttpResponse:
    """The carrier's number came later."""
    dispatching.set_tracking(request.actor, dispatch_id, at=now(), **read(Tracked(request.POST)))
    toasts.told(request, "已登记运单号")
    return redirect("trade:delivery", dispatch_id)


def paper(request: Request, dispatch_id: int) -> HttpResponse:
    """The delivery note."""
    url = request.build_absolute_uri(reverse("trade:delivery", args=[dispatch_id]))
    document = printing.dispatch_paper(request.actor, dispatch_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")
