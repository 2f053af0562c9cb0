"""/sign-in/, /sign-out/, /store/ : coming in, going out, changing the store one works in."""

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import first_start
from huichang.company import queries as company
from huichang.company import sign_in as door
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.web import Request, number_of, read
from huichang.site.doors import MARK_KEY, STAFF_KEY, STORE_KEY


class SignIn(forms.Form):
    """Name and password."""

    login = forms.CharField(label="登录名", max_length=40)
    password = forms.CharField(label="密码", max_length=128, widget=forms.PasswordInput)


def _next(request: Request) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    if ours and (wanted.startswith("/") or "://" in wanted):
        return wanted
    return "/"


def show(request: Request) -> HttpResponse:
    """The door: on the demo with a tile for every post. What was typed before a session ended waits on the page behind."""
    form, why = SignIn(request.POST or None), ""
    if request.method == "POST":
        try:
            given = read(form)
            staff_id = door.sign_in(
                given["login"], given["password"], address=request.META.get("REMOTE_ADDR", ""), at=now()
            )
        except Refused as refusal:
            why = str(refusal)
        else:
            request.session.flush()
            request.session[STAFF_KEY], request.session[MARK_KEY] = staff_id, company.mark_of(staff_id)
            rotate_token(request)
            return redirect(_next(request))
    elif request.actor.grants:
        return redirect(_next(request))
    elif first_start.is_new():
        return redirect("first")
    return render(
        request,
        "site/screens/sign_in.html",
        {
            "form": form,
            "why": why,
            "next": _next(request),
            "came_back": "next" in request.GET and _next(request) != "/",
            "demo_signins": company.sign_ins() if settings.DEMO else [],
            "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
        },
    )


@require_POST
def leave(request: Request) -> HttpResponse:
    """Out of the house."""
    request.session.flush()
    return redirect("/sign-in/")


@require_POST
def change_store(request: Request) -> HttpResponse:
    """Work in another of one's stores from now on."""
    wanted = number_of(request.POST.get("store", ""))
    if wanted not in request.actor.stores:
        raise Missing("您在这家门店没有岗位。")
    request.session[STORE_KEY] = wanted
    return redirect("/")
