"""/vehicles/policies/<id>/ : one policy with its versions; the draft is written, tried on cars and published here."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company import manufacturer
from huichang.engines.coverage.values import CIRCUMSTANCE_SAYS, WORN, Asked
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.web import Request, read
from huichang.vehicles import cover_cards, cover_trial, coverage, permissions, queries
from huichang.vehicles.screens.policy_forms import Published, Terms, Tried, terms_said
from huichang.vehicles.states import CoverKind, CoverStart, Energy, PartClass, Use
from huichang.vehicles.systems import systems


def show(request: Request, policy_id: int) -> HttpResponse:
    """What it says now, what it said, and what it is going to say."""
    page = cover_cards.policy_page(request.actor, policy_id, on=localdate(now()))
    return render(
        request,
        "vehicles/screens/policy.html",
        {
            "page": page,
            "may_write": request.actor.may(permissions.WRITE_POLICIES)
            and manufacturer.may_speak(request.actor),
            "may_try": request.actor.may(permissions.WRITE_POLICIES),
            "published": Published(initial={"seen": page.draft_version}),
        },
    )


def edit(request: Request, policy_id: int) -> HttpResponse:
    """The draft; saving begins one where there is none. Who may not write it may change terms here and try them on a car."""
    page = cover_cards.policy_page(request.actor, policy_id, on=localdate(now()))
    if request.method == "POST":
        form = Terms(request.POST)
        coverage.write_draft(
            request.actor,
            policy_id,
            terms=terms_said(read(form), request.POST),
            seen=form.cleaned_data["seen"],
            at=now(),
        )
        toasts.told(request, "草稿已保存，发布后生效")
        return redirect("vehicles:policy", policy_id)
    return _editor(request, Terms(initial=_values(page)), page=page)


def new(request: Request) -> HttpResponse:
    """A new policy."""
    if request.method == "POST":
        said = read(form := Terms(request.POST))
        policy = coverage.begin_policy(
            request.actor, code=form.cleaned_data["code"], terms=terms_said(said, request.POST), at=now()
        )
        toasts.told(request, "草稿已保存，发布后生效")
        return redirect("vehicles:policy", policy.pk)
    return _editor(request, Terms(initial={"from_on": localdate(now()), "start": CoverStart.LICENCE}))


@require_POST
def publish(request: Request, policy_id: int) -> HttpResponseRedirect:
    """The draft becomes the next version."""
    said = read(Published(request.POST))
    version = coverage.publish_policy(
        request.actor, policy_id, reason=said["reason"], seen=said["seen"], at=now()
    )
    toasts.told(request, f"第 {version.number} 版已发布，{version.from_on:%Y-%m-%d} 起执行")
    return redirect("vehicles:policy", policy_id)


@require_POST
def drop(request: Request, policy_id: int) -> HttpResponseRedirect:
    """The draft is given up."""
    is_new = not cover_cards.policy_page(request.actor, policy_id, on=localdate(now())).versions
    coverage.drop_draft(request.actor, policy_id, at=now())
    toasts.told(request, "草稿已放弃")
    return redirect("vehicles:policies") if is_new else redirect("vehicles:policy", policy_id)


@require_POST
def attempt(request: Request) -> HttpResponse:
    """What is typed in the editor, tried on a car: what is answered today, and what would be."""
    said, terms = read(Tried(request.POST)), read(Terms(request.POST))
    cars = queries.find(request.actor, said["car"], limit=2)
    if not cars:
        raise Refused("没有找到这辆车，请输入完整车牌或 VIN 后 6 位。", fields=("car",))
    if len(cars) > 1 and cars[0].plate != said["car"].strip().upper():
        raise Refused("有几辆车都符合，请把车牌或 VIN 写全。", fields=("car",))
    draft = coverage.drafted(terms_said(terms, request.POST))
    circumstance = tuple(each for each in request.POST.getlist("circumstance") if each in CIRCUMSTANCE_SAYS)
    part_class = said["part_class"]
    asked = Asked(
        "try",
        part_number=said["part_number"],
        part_class=part_class,
        system=said["system"],
        is_wear=part_class in WORN,
        circumstance=circumstance,
        capacity=said["capacity"],
    )
    on, km = said["on"] or localdate(now()), said["km"] if said["km"] is not None else cars[0].odometer
    before, after = cover_trial.tried(
        request.actor, terms["policy"] or 0, draft, cars[0].id, asked, on=on, km=km
    )
    return render(
        request,
        "vehicles/screens/policy_edit.html#answer",
        {"car": cars[0], "on": on, "km": km, "before": before, "after": after},
    )


def _editor(request: Request, form: Terms, *, page: cover_cards.PolicyPage | None = None) -> HttpResponse:
    if not request.actor.may(permissions.WRITE_POLICIES):
        raise NotAllowed("您的岗位不能编写担保政策，请找厂家（集团督导）；本系统里没有厂家时由索赔员编写。")
    if page is None:
        manufacturer.must_speak(request.actor, "质保政策")
    chosen = form.initial
    return render(
        request,
        "vehicles/screens/policy_edit.html",
        {
            "form": form,
            "page": page,
            "may_write": manufacturer.may_speak(request.actor),
            "chosen": chosen,
            "kinds": CoverKind.choices,
            "starts": CoverStart.choices,
            "uses": Use.choices,
            "energies": Energy.choices,
            "systems": list(systems().items()),
            "classes": PartClass.choices,
            "circumstances": [(code, says) for code, says in CIRCUMSTANCE_SAYS.items()],
            "trial": Tried(),
        },
    )


def _values(page: cover_cards.PolicyPage) -> dict[str, Any]:
    said = dict(page.terms)
    said["code"], said["seen"], said["policy"] = page.code, page.draft_version, page.id
    for name in ("series", "car_models"):
        said[name] = "、".join(said[name])
    for name in ("parts", "not_parts"):
        said[name] = "\n".join(said[name])
    said["shares"] = "\n".join(
        f"{each.get('months') or ''},{each.get('km') or ''},{each['percent']}" for each in said["shares"]
    )
    if not page.has_draft:
        said["from_on"] = localdate(now())
    return said
