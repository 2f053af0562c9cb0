"""Between HTTP and the use-cases: reading forms, and refusals that become answers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused, WrongWay, from_database

MOST_DIGITS = 18
MOST_WHOLE_DIGITS = 9
"""Digits before the point that every amount and quantity of ours can hold."""
FIRST_YEAR, LAST_YEAR = 1990, 2100


class Request(HttpRequest):
    """A request of which we know who sent it (set by the site's middleware)."""

    actor: Actor
    htmx: Any


def read(form: forms.BaseForm) -> dict[str, Any]:
    """The form's cleaned values, or a refusal that names each field and what is wrong with it."""
    if form.is_valid():
        return form.cleaned_data
    said = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        why = "".join(str(error) for error in errors)
        said.append(f"{label}：{why}" if label else why)
    raise Refused("；".join(said), fields=tuple(form.errors))


def number_of(said: str) -> int | None:
    """The id or count that an address or a field names; None for anything that no column of ours could hold."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS else None


def amount_of(said: str, *, places: int, says: str, field: str = "") -> Decimal:
    """The number that a field names, as people write it (thousands may be set apart); `says` names the field.

    Raises Refused for anything that is no number, for more places than are kept, and for more digits than a column holds.
    """
    text = "".join(said.split()).replace(",", "").replace("，", "")
    fields = (field,) if field else ()
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Refused(f"{says}“{said.strip()[:20]}”不是数字，请重新填写。", fields=fields) from None
    if not value.is_finite() or value.adjusted() >= MOST_WHOLE_DIGITS:
        raise Refused(f"{says}“{said.strip()[:20]}”不是能用的数字，请重新填写。", fields=fields)
    if value != value.quantize(Decimal(1).scaleb(-places)):
        raise Refused(f"{says}最多填 {places} 位小数，请重新填写。", fields=fields)
    return value


def day_of(said: str) -> date | None:
    """The day that an address or a field names; None for what is no day, or one that no calendar of ours reaches."""
    try:
        on = parse_date(said)
    except ValueError:
        return None
    return on if on is not None and FIRST_YEAR <= on.year <= LAST_YEAR else None


def month_of(said: str) -> date | None:
    """The first day of the month that an address or a field names as `2026-03`; None for what is no month."""
    return day_of(f"{said}-01")


class RefusalsBecomeAnswers:
    """Middleware: screens never catch Refused; here it turns into a page, a fragment or JSON of the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook for every request."""
        try:
            response = self.get_response(request)
        except Refused as refusal:
            return answer(request, refusal)
        if isinstance(response, HttpResponseNotAllowed):
            said = answer(request, WrongWay("这个地址不能这样打开，请回到工作台，用页面上的按钮办理。"))
            said["Allow"] = response["Allow"]
            return said
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django's hook for an exception out of a view."""
        if isinstance(error, DataError | OperationalError):
            error = from_database(error) or error
        return answer(request, error) if isinstance(error, Refused) else None


def answer(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """What a person or a machine gets to see of a refusal."""
    why = str(refusal)
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"refused": type(refusal).__name__, "why": why, **({"url": refusal.url} if refusal.url else {})},
            status=refusal.status,
            json_dumps_params={"ensure_ascii": False},
        )
    if request.headers.get("HX-Request"):
        shown = {"why": why, "url": refusal.url, "fields": " ".join(refusal.fields)}
        response = render(request, "site/refused.html#toast", shown, status=refusal.status)
        response["HX-Retarget"], response["HX-Reswap"] = "#refusal", "innerHTML"
        response["HX-Push-Url"] = "false"
        return response
    said = {"why": why, "url": refusal.url, "status": refusal.status}
    return render(request, "site/refused.html", said, status=refusal.status)
