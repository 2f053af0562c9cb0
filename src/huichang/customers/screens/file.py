"""/customers/<id>/ : the customer's file, with one timeline of everything."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.customers import cards, consent, contacts, masking, permissions, queries, timeline
from huichang.customers.states import BoardName, Channel, Kind, Purpose, Sex
from huichang.kernel import toasts
from huichang.kernel.cards import Event
from huichang.kernel.web import Request, read

TEXTS = {
    "name": "姓名/名称",
    "wechat": "微信",
    "address": "地址",
    "postcode": "邮编",
    "identity_number": "证件号",
    "contact_name": "联系人",
    "legal_representative": "法定代表人",
    "credit_code": "统一社会信用代码",
    "business_scope": "经营范围",
    "business_state": "经营状况",
    "credit_state": "信用状况",
    "bank": "开户行",
    "bank_account": "账号",
}
SOURCES = ["到店当面", "电话", "手机页", "书面"]


class Edit(forms.Form):
    """The fields of the file; only those that were sent are changed, so that a masked one is never overwritten."""

    name = forms.CharField(label="姓名/名称", required=False, max_length=80)
    kind = forms.ChoiceField(label="类型", required=False, choices=Kind.choices)
    sex = forms.ChoiceField(label="性别", required=False, choices=Sex.choices)
    birthday = forms.DateField(label="生日", required=False)
    board_name = forms.ChoiceField(label="欢迎看板显示", required=False, choices=BoardName.choices)
    channel = forms.ChoiceField(label="联系方式偏好", required=False, choices=Channel.choices)
    registered_capital = forms.DecimalField(label="注册资本", required=False, max_digits=14, decimal_places=2)
    version = forms.IntegerField(required=False)


class Reveal(forms.Form):
    """Which field, and why."""

    field = forms.CharField(max_length=30)
    reason = forms.CharField(label="原因", max_length=80)


class NewPhone(forms.Form):
    """A number."""

    number = forms.CharField(label="号码", max_length=20)
    label = forms.CharField(label="说明", required=False, max_length=20)


class NewNote(forms.Form):
    """A dealing."""

    text = forms.CharField(label="内容", max_length=500)


class Agreement(forms.Form):
    """A consent."""

    purpose = forms.ChoiceField(label="目的", choices=Purpose.choices)
    source = forms.CharField(label="来源", max_length=40)


def show(request: Request, customer_id: int) -> HttpResponse:
    """The file."""
    return _render(request, customer_id, {})


def _render(request: Request, customer_id: int, revealed: dict[str, str]) -> HttpResponse:
    actor = request.actor
    card = queries.card(actor, customer_id, revealed=revealed)
    dealings = queries.timeline_of(actor, customer_id)
    return render(
        request,
        "customers/screens/file.html",
        {
            "card": card,
            "sections": timeline.sections(customer_id, actor.stores, now()),
            "events": [
                Event(one.at, one.who, f"{one.kind} · {one.text}", one.more, one.icon, one.tone)
                for one in dealings
            ],
            "likenesses": queries.likenesses(actor, customer_id),
            "talking": queries.talking(),
            "purposes": Purpose.choices,
            "sources": SOURCES,
            "reasons": masking.REASONS,
            "may_change": actor.may(permissions.CHANGE_CUSTOMERS),
            "may_reveal": actor.may(permissions.REVEAL_FIELDS),
            "may_consent": actor.may(permissions.KEEP_CONSENTS),
            "form": Edit(
                initial={
                    "name": card.name,
                    "kind": card.kind,
                    "sex": card.sex,
                    "birthday": card.birthday,
                    "board_name": card.board_name,
                    "channel": card.channel,
                    "registered_capital": card.registered_capital,
                }
            ),
            "texts": _texts(card),
        },
    )


def _texts(card: queries.CustomerCard) -> list[tuple[str, str, str]]:
    shown = {one.field: None if one.hidden else one.text for one in card.sensitive}
    firm = {"legal_representative", "credit_code", "business_scope", "business_state", "credit_state"}
    return [
        (name, label, value)
        for name, label in TEXTS.items()
        if name != "name"
        and (card.kind == Kind.COMPANY or name not in firm)
        and (value := shown.get(name, getattr(card, name, ""))) is not None
    ]


def history(request: Request, customer_id: int) -> HttpResponse:
    """Who changed what, as a fragment."""
    queries.card(request.actor, customer_id)
    return render(
        request, "customers/screens/history.html", {"events": queries.history(request.actor, customer_id)}
    )


@require_POST
def change(request: Request, customer_id: int) -> HttpResponse:
    """Save what was changed."""
    told = read(Edit(request.POST))
    seen = told.pop("version")
    changes = {name: value for name, value in told.items() if name in request.POST}
    changes |= {
        name: request.POST[name].strip() for name in TEXTS if name in request.POST and name not in changes
    }
    cards.change_customer(request.actor, customer_id, changes=changes, seen=seen, at=now())
    toasts.told(request, "档案已更新")
    return redirect("customers:file", customer_id)


@require_POST
def reveal(request: Request, customer_id: int) -> HttpResponse:
    """Show one masked value, with a reason that is written down."""
    told = read(Reveal(request.POST))
    value = masking.reveal(request.actor, customer_id, field=told["field"], reason=told["reason"], at=now())
    return _render(request, customer_id, {told["field"]: value})


@require_POST
def add_phone(request: Request, customer_id: int) -> HttpResponse:
    """One number more."""
    contacts.add_phone(request.actor, customer_id, at=now(), **read(NewPhone(request.POST)))
    toasts.told(request, "电话已登记")
    return redirect("customers:file", customer_id)


@require_POST
def remove_phone(request: Request, customer_id: int, phone_id: int) -> HttpResponse:
    """One number less."""
    contacts.remove_phone(request.actor, customer_id, phone_id, at=now())
    toasts.told(request, "电话已删除")
    return redirect("customers:file", customer_id)


@require_POST
def note(request: Request, customer_id: int) -> HttpResponse:
    """Write a dealing down."""
    contacts.note(request.actor, customer_id, text=read(NewNote(request.POST))["text"], at=now())
    toasts.told(request, "往来已记录")
    return redirect("customers:file", customer_id)


@require_POST
def agree(request: Request, customer_id: int) -> HttpResponse:
    """The customer agrees."""
    consent.give(request.actor, customer_id, at=now(), **read(Agreement(request.POST)))
    toasts.told(request, "同意已登记")
    return redirect("customers:file", customer_id)


@require_POST
def withdraw(request: Request, customer_id: int, consent_id: int) -> HttpResponse:
    """The customer no longer agrees."""
    consent.withdraw(request.actor, customer_id, consent_id, at=now())
    toasts.told(request, "同意已撤回")
    return redirect("customers:file", customer_id)
