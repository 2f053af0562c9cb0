"""/sanbao/components/ : the lists of main parts and of parts that wear, by brand; published as versions with a day."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, read
from huichang.sanbao import component_text, components, permissions, queries


class Publish(forms.Form):
    """A list as text, from when, after what."""

    brand = forms.CharField(max_length=30, required=False)
    text = forms.CharField(label="清单", max_length=60_000, widget=forms.Textarea, strip=False)
    source = forms.CharField(label="依据", max_length=120)
    from_on = forms.DateField(label="生效日期")
    why = forms.CharField(label="为什么修改", max_length=200)
    seen = forms.IntegerField(required=False)


def show(request: Request) -> HttpResponse:
    """A brand's list, `?brand=`; without one the national one. Three statements."""
    today = localdate(now())
    brand = request.GET.get("brand", "").strip()[:30]
    page = queries.components_page(request.actor, brand=brand, on=today)
    tabs = [Tab("国家标准", "?", not brand)]
    tabs += [Tab(each, f"?{urlencode({'brand': each})}", each == brand) for each in page.brands]
    return render(
        request,
        "sanbao/screens/components.html",
        {
            "page": page,
            "tabs": tabs,
            "heads": component_text.HEADS,
            "today": today,
            "may_set": request.actor.may(permissions.SET_LIMITS, request.actor.here),
        },
    )


@require_POST
def publish(request: Request) -> HttpResponse:
    """A new version."""
    said = read(Publish(request.POST))
    row = components.publish_components(request.actor, at=now(), **said)
    toasts.told(request, f"已发布{row}，{row.from_on:%Y-%m-%d} 起销售的车适用")
    back = reverse("sanbao:components")
    return redirect(f"{back}?{urlencode({'brand': row.brand})}" if row.brand else back)
