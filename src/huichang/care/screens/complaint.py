"""/care/complaints/new/ : a complaint that came by phone, at the counter, in a letter: whose, about what, what is wished."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from huichang.care import complaints, permissions
from huichang.customers import queries as customers
from huichang.kernel import toasts
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.kernel.web import Request, number_of, read
from huichang.vehicles import queries as vehicles


class Told(forms.Form):
    """What the customer said."""

    customer = forms.IntegerField(label="客户")
    vehicle = forms.IntegerField(label="车辆", required=False)
    text = forms.CharField(label="投诉内容", max_length=500, required=False)
    wish = forms.CharField(label="客户诉求", max_length=200, required=False)


def new(request: Request) -> HttpResponse:
    """Whose complaint it is (`?q=` finds, `?customer=` says), then its words; by POST it is taken down."""
    if not request.actor.may(permissions.TAKE_COMPLAINTS):
        raise NotAllowed("您的岗位不能受理投诉，请转给客服专员或服务经理。")
    if request.method == "POST":
        return _take(request)
    customer_id, text = request.GET.get("customer", ""), request.GET.get("q", "").strip()
    chosen = None
    asked = number_of(customer_id)
    if asked is not None:
        chosen = customers.known_cards([asked], request.actor.here).get(asked)
        if chosen is None:
            raise Missing("没有找到这位客户，请重新搜索。")
    return render(
        request,
        "care/screens/complaint.html",
        {
            "customer": chosen,
            "cars": vehicles.of_customers([chosen.id]).get(chosen.id, ()) if chosen else (),
            "car": request.GET.get("vehicle", ""),
            "text": text,
            "found": customers.find(request.actor, text) if text and not chosen else (),
        },
    )


def _take(request: Request) -> HttpResponse:
    told = read(Told(request.POST))
    taken = complaints.take_complaint(
        request.actor,
        request.actor.here,
        customer_id=told["customer"],
        vehicle_id=told["vehicle"],
        text=told["text"],
        wish=told["wish"],
        at=now(),
    )
    toasts.told(request, "投诉已受理，已转给服务经理")
    return redirect("care:complaint.file", taken.pk)
