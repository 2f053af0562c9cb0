"""/customers/<id>/ : one customer whole. Who they are, what they agreed to, every dealing, what may be shown and why."""

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import queries as company
from huichang.customers import consent, contacts, manners, masking, permissions, queries, timeline
from huichang.customers.states import WORDINGS, Purpose
from huichang.kernel import toasts
from huichang.kernel.web import Request, read

SOURCES = ("前台签字", "电话录音", "手机页勾选", "微信确认")


class Given(forms.Form):
    """A consent."""

    purpose = forms.ChoiceField(label="同意的事项", choices=Purpose.choices)
    source = forms.CharField(label="怎么同意的", max_length=40, required=False)


class Reveal(forms.Form):
    """Why a hidden value must be seen."""

    reason = forms.CharField(label="原因", max_length=80, required=False)
    words = forms.CharField(max_length=80, required=False)


class Number(forms.Form):
    """A further number."""

    number = forms.CharField(label="号码", max_length=24)
    label = forms.CharField(label="说明", max_length=20, required=False)


class Words(forms.Form):
    """A dealing."""

    text = forms.CharField(label="内容", max_length=500)


def show(request: Request, customer_id: int) -> HttpResponse:
    """The file."""
    return _file(request, customer_id, {})


def reveal(request: Request, customer_id: int, field: str) -> HttpResponse:
    """One hidden value, shown on this page only and written into the journal; opened again, it is hidden again."""
    if request.method != "POST":
        return redirect("customers:file", customer_id)
    said = read(Reveal(request.POST))
    value = masking.reveal(
        request.actor,
        customer_id,
        field=field,
        reason="；".join(part for part in (said["reason"], said["words"]) if part),
        at=now(),
    )
    return _file(request, customer_id, {field: value})


@require_POST
def agree(request: Request, customer_id: int) -> HttpResponse:
    """A consent is given."""
    said = read(Given(request.POST))
    given = consent.give(request.actor, customer_id, purpose=said["purpose"], source=said["source"], at=now())
    toasts.told(request, f"已登记同意：{Purpose(given.purpose).label}")
    return redirect("customers:file", customer_id)


@require_POST
def withdraw(request: Request, customer_id: int, consent_id: int) -> HttpResponse:
    """A consent is taken back."""
    consent.withdraw(request.actor, customer_id, consent_id, at=now())
    toasts.told(request, "已登记撤回，以后不再为此联系")
    return redirect("customers:file", customer_id)


@require_POST
def add_phone(request: Request, customer_id: int) -> HttpResponse:
    """A further number."""
    said = read(Number(request.POST))
    contacts.add_phone(request.actor, customer_id, number=said["number"], label=said["label"], at=now())
    return redirect("customers:file", customer_id)


@require_POST
def remove_phone(request: Request, customer_id: int, phone_id: int) -> HttpResponse:
    """A number is forgotten."""
    contacts.remove_phone(request.actor, customer_id, phone_id, at=now())
    toasts.told(request, "号码已删除")
    return redirect("customers:file", customer_id)


@require_POST
def note(request: Request, customer_id: int) -> HttpResponse:
    """A dealing is written down."""
    contacts.note(request.actor, customer_id, text=read(Words(request.POST))["text"], at=now())
    toasts.told(request, "已记下这次往来")
    return redirect("customers:file", customer_id)


def _file(request: Request, customer_id: int, revealed: Mapping[str, str]) -> HttpResponse:
    actor, moment = request.actor, now()
    card = queries.card(actor, customer_id, revealed=revealed)
    agreed = {each.purpose for each in card.consents if each.withdrawn_at is None}
    return render(
        request,
        "customers/screens/file.html",
        {
            "card": card,
            "sections": timeline.sections(customer_id, actor.stores, moment),
            "history": queries.history(actor, customer_id),
            "likenesses": queries.likenesses(actor, customer_id),
            "talking": manners.guidelines(company.store_card(actor.here).name, actor.name),
            "revealed": revealed,
            "reasons": masking.REASONS,
            "sources": SOURCES,
            "purposes": [
                (value, label, WORDINGS[value]) for value, label in Purpose.choices if value not in agreed
            ],
            "may_change": actor.may(permissions.CHANGE_CUSTOMERS),
            "may_reveal": actor.may(permissions.REVEAL_FIELDS),
            "may_consent": actor.may(permissions.KEEP_CONSENTS),
        },
    )
