"""The API of the whole house: every room's router under its own name, with an OpenAPI page at /api/docs."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from pydantic import BaseModel

from huichang.kernel import web
from huichang.kernel.refusals import Refused

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""People that are alive and cars that run were made after the one; nothing is planned after the other."""
_MOST_NAMED = 5
_WANTED = (
    ("missing", "不能缺少"),
    ("extra_forbidden", "不是这里的字段"),
    ("int", "要填整数"),
    ("decimal", "要填数字"),
    ("float", "要填数字"),
    ("finite", "要填数字"),
    ("bool", "要填 true 或 false"),
    ("string", "要填文字"),
    ("datetime", "要填日期和时间，如 2026-03-02T14:30:00+08:00"),
    ("date", "要填日期，如 2026-03-02"),
    ("time", "要填时间，如 14:30"),
    ("list", "要填列表"),
    ("dict", "要填对象"),
    ("model", "要填对象"),
    ("enum", "不在可选的值里"),
    ("literal", "不在可选的值里"),
)
_UNKEEPABLE = re.compile(r"(?<!\\)(?:\\\\)*\\u0000|[\ud800-\udfff]")
"""What no text column can hold, in JSON as `json.dumps` writes it: a NUL, half of a pair."""


class NotUnderstood(Refused):
    """The request's body is no JSON object."""

    status = 400


class WrongKind(Refused):
    """The request's body says of itself that it is something else than JSON."""

    status = 415


class OnlyObjects(Parser):
    """Reads the body of a request: one JSON object of text that a database can keep."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """What ninja asks for. Raises NotUnderstood, WrongKind."""
        try:
            said = json.loads(request.body)
            unkeepable = b"\\u" in request.body and _UNKEEPABLE.search(json.dumps(said, ensure_ascii=False))
        except (ValueError, RecursionError) as error:
            if request.content_type not in ("", "application/json"):
                raise WrongKind("接口只接受 JSON，请把 Content-Type 设为 application/json。") from error
            raise NotUnderstood("请求内容不是有效的 JSON，请检查后重发。") from error
        if not isinstance(said, dict):
            raise NotUnderstood("请求内容要是一个 JSON 对象（{…}），请检查后重发。")
        if unkeepable:
            raise NotUnderstood("请求内容里有无法保存的字符（如 \\u0000），请去掉后重发。")
        return said


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Values of the wrong kind: the fields by name and what is wanted, in one sentence."""
    said = [f"{_place(each)} {_wanted(each)}" for each in error.errors[:_MOST_NAMED]]
    more = len(error.errors) - _MOST_NAMED
    return web.answer(
        request, Refused(f"请求内容不符合要求：{'；'.join(said)}{f'；另有 {more} 处' if more > 0 else ''}。")
    )


def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that ninja could not read: what our own parser says of it."""
    cause = error.__cause__
    return web.answer(
        request, cause if isinstance(cause, Refused) else NotUnderstood("请求读不懂，请检查后重发。")
    )


def within_the_calendar(view: Callable[..., Any]) -> Callable[..., Any]:
    """Around every address: no day before 1900 or after 2100, no time without its zone. Raises Refused.

    PostgreSQL keeps the year 1 and hands out what Python cannot read: one such row would break every page it is on.
    """

    @wraps(view)
    def run(request: HttpRequest, **given: Any) -> Any:
        for name, value in given.items():
            _check_days(name, value)
        return view(request, **given)

    return run


def _check_days(name: str, value: Any) -> None:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise Refused(f"{name} 要带时区，如 2026-03-02T14:30:00+08:00。")
    if isinstance(value, date):
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise Refused(f"{name} 的日期不对，请核对年份。")
    elif isinstance(value, BaseModel):
        for field, inner in value:
            _check_days(field, inner)
    elif isinstance(value, list):
        for inner in value:
            _check_days(name, inner)


def _place(error: dict[str, Any]) -> str:
    # The first word says where (path, query, body), the second in a body the name of our function's parameter.
    place = error["loc"]
    place = place[2:] if place[0] in ("body", "form") and len(place) > 2 else place[1:]
    return (
        ".".join(str(word)[:40] for word in place)
        if error["loc"][0] != "body" or len(error["loc"]) > 2
        else "请求内容"
    )


def _wanted(error: dict[str, Any]) -> str:
    return next((says for kind, says in _WANTED if str(error["type"]).startswith(kind)), "填写的值不对")


api = NinjaAPI(
    title="回厂 Huichang",
    version="1.0",
    description="到店全过程的每一步都可以通过接口完成；与屏幕走同样的业务规则。POST 须带 Idempotency-Key。",
    docs_url="/docs",
    parser=OnlyObjects(),
)
api.add_decorator(within_the_calendar)
api.add_exception_handler(ValidationError, invalid)  # type: ignore[arg-type]
api.add_exception_handler(HttpError, unreadable)  # type: ignore[arg-type]
for room in reversed(settings.ROOMS):
    api.add_router(f"/{room}", import_module(f"huichang.{room}.api").router)
