"""/verdicts/rules/<id>/ : one version: its rules, its trial on past months, its publication."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, number_of, read
from huichang.verdicts import permissions, rulebooks
from huichang.verdicts.queries import books
from huichang.verdicts.rulebooks import RuleSaid
from huichang.verdicts.rules import LIMITS
from huichang.verdicts.states import Does
from huichang.warranty.states import ClaimKind, Deduction


class Tried(forms.Form):
    """How many months, up to which day."""

    months = forms.IntegerField(label="月数")
    until = forms.DateField(label="截止日期", required=False)


class Published(forms.Form):
    """From when on, and why."""

    from_on = forms.DateField(label="生效日期")
    reason = forms.CharField(label="发布原因", max_length=200, required=False)


def show(request: Request, rule_book_id: int) -> HttpResponse:
    """The version; `?rule=` opens one of its rules in the form. Three statements."""
    page = books.book(request.actor, rule_book_id, on=localdate(now()))
    wanted = number_of(request.GET.get("rule", ""))
    may_keep = request.actor.may(permissions.KEEP_RULES) and page.may("change")
    rule = next((each for each in page.rules if each.id == wanted), None)
    return render(
        request,
        "verdicts/screens/book.html",
        {
            "page": page,
            "row": page.row,
            "rule": rule,
            "is_open": may_keep and (rule is not None or "new" in request.GET),
            "may_keep": may_keep,
            "does": Does.choices,
            "kinds": ClaimKind.choices,
            "reasons": Deduction.choices,
            "limits": [(each, rule.limits.get(each.key, "") if rule else "") for each in LIMITS.values()],
            "today": localdate(now()),
        },
    )


@require_POST
def save(request: Request, rule_book_id: int, rule_id: int | None = None) -> HttpResponse:
    """A new rule, or one changed."""
    told = request.POST
    said = RuleSaid(
        told.get("name", ""),
        told.get("does", ""),
        {key: told.get(f"limit-{key}", "") for key in LIMITS},
        [key for each in told.getlist("stores") if (key := number_of(each)) is not None],
        _several(told.get("models", "")),
        _several(told.get("parts", "")),
        told.getlist("kinds"),
        told.get("reason", ""),
    )
    row = rulebooks.save_rule(request.actor, rule_book_id, said=said, rule_id=rule_id, at=now())
    toasts.told(request, f"已保存{row}")
    return redirect("verdicts:book", rule_book_id)


def _several(text: str) -> list[str]:
    for mark in ("，", ",", ";", "；", "\n"):
        text = text.replace(mark, "、")
    return text.split("、")


@require_POST
def drop_rule(request: Request, rule_book_id: int, rule_id: int) -> HttpResponse:
    """A rule is not wanted."""
    rulebooks.drop_rule(request.actor, rule_id, book_id=rule_book_id)
    return redirect("verdicts:book", rule_book_id)


@require_POST
def try_out(request: Request, rule_book_id: int) -> HttpResponse:
    """What the rules would have made of the past months."""
    rulebooks.try_book(request.actor, rule_book_id, at=now(), **read(Tried(request.POST)))
    return redirect("verdicts:book", rule_book_id)


@require_POST
def publish(request: Request, rule_book_id: int) -> HttpResponse:
    """In force from a day on."""
    book = rulebooks.publish_book(request.actor, rule_book_id, at=now(), **read(Published(request.POST)))
    toasts.told(request, f"第 {book.number} 版已发布，{book.from_on} 起生效")
    return redirect("verdicts:rules")


@require_POST
def drop(request: Request, rule_book_id: int) -> HttpResponse:
    """The draft is not wanted."""
    book = rulebooks.drop_book(request.actor, rule_book_id)
    toasts.told(request, f"第 {book.number} 版已放弃")
    return redirect("verdicts:rules")
