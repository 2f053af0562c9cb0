"""/pricebook/rates/ : the published hourly rates of the store, by repair type and class of car."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.money import Money
from huichang.kernel.web import Request, read
from huichang.pricebook import labour, permissions, queries
from huichang.pricebook.screens.operations import may_see, tabs
from huichang.pricebook.states import RateClass


class RateForm(forms.Form):
    """A rate to publish."""

    repair_type = forms.ChoiceField(label="维修类型", choices=lambda: list(queries.repair_types().items()))
    rate_class = forms.ChoiceField(label="车辆等级", choices=RateClass.choices)
    per_hour = forms.DecimalField(label="工时单价", max_digits=8, decimal_places=2)
    from_on = forms.DateField(label="从哪天起")


def show(request: Request) -> HttpResponse:
    """The table, with what is published for later."""
    may_see(request.actor)
    return render(
        request,
        "pricebook/screens/rates.html",
        {
            "tabs": tabs("/pricebook/rates/"),
            "classes": RateClass.labels,
            "rows": queries.rate_table(request.actor.here, on=localdate()),
            "may_manage": request.actor.may(permissions.MANAGE_PRICES),
            "form": RateForm(initial={"from_on": localdate().isoformat()}),
        },
    )


@require_POST
def publish(request: Request) -> HttpResponse:
    """Publish a rate."""
    told = read(RateForm(request.POST))
    labour.publish_rate(
        request.actor,
        request.actor.here,
        repair_type=told["repair_type"],
        rate_class=told["rate_class"],
        per_hour=Money(told["per_hour"]),
        from_on=told["from_on"],
        at=now(),
    )
    toasts.told(request, "新的工时单价已公布")
    return redirect("pricebook:rates")
