"""A request that is repeated (doubled click, lost line, retry of a machine) happens once.

A form carries a field `once` (made by the `{% once %}` tag), a machine the header `Idempotency-Key`. The key, the
change and the answer are one transaction: a second request with the same key waits for the first and gets its answer.
"""

import hashlib
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from huichang.kernel import web
from huichang.kernel.models import Once
from huichang.kernel.refusals import OutOfTurn, Refused

LONGEST_KEY = 80
"""Characters that a machine's key may have; ours are shorter."""
_KEPT_HEADERS = (
    "Content-Type",
    "Location",
    "HX-Location",
    "HX-Redirect",
    "HX-Trigger",
    "HX-Retarget",
    "HX-Reswap",
)


def key_of(request: HttpRequest) -> str:
    """The request's key, bound to who sends it; empty for a request without one."""
    if request.method != "POST":
        return ""
    given = request.headers.get("Idempotency-Key") or request.POST.get("once", "")
    if not given:
        return ""
    actor = getattr(request, "actor", None)
    # A key of any length and any characters stays a key of its own.
    name = (
        given
        if len(given) <= LONGEST_KEY and given.isprintable()
        else hashlib.sha256(given.encode()).hexdigest()
    )
    return f"{actor.staff_id if actor else 0}:{name}"


def fingerprint(request: HttpRequest) -> str:
    """A digest of what the request asks for: path and fields (machines: path and body, whatever they call its type)."""
    if request.path.startswith("/api/"):
        said = request.body
    else:
        said = repr(sorted((k, v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken")).encode()
    return hashlib.sha256(request.path.encode() + b"\n" + said).hexdigest()


class HappensOnce:
    """Middleware: runs a keyed request in one transaction with its key, and replays the answer to a repetition."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook for every request."""
        key = key_of(request)
        if not key:
            return self.get_response(request)
        print_of_it = fingerprint(request)
        with transaction.atomic():
            if not self._claim(key, print_of_it):
                try:
                    return self._replay(key, print_of_it)
                except Refused as refusal:
                    # Django turns what a middleware raises into a crash before another middleware sees it.
                    return web.answer(request, refusal)
            response = self.get_response(request)
            if response.status_code >= 400 or not isinstance(response, HttpResponse):
                transaction.set_rollback(True)
            else:
                Once.objects.filter(pk=key).update(
                    status=response.status_code,
                    headers={name: response[name] for name in _KEPT_HEADERS if name in response},
                    body=response.content,
                )
            return response

    def _claim(self, key: str, print_of_it: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {Once._meta.db_table} (key, fingerprint, headers, body) VALUES (%s, %s, '{{}}', '')"
                " ON CONFLICT DO NOTHING",
                [key, print_of_it],
            )
            return bool(cursor.rowcount == 1)

    def _replay(self, key: str, print_of_it: str) -> HttpResponse:
        kept = Once.objects.get(pk=key)
        if kept.fingerprint != print_of_it:
            raise Refused("这次提交的编号已用于另一项内容，请刷新页面后重新提交。")
        if kept.status is None:
            raise OutOfTurn("同一提交正在处理，请稍候刷新查看结果。")
        response = HttpResponse(bytes(kept.body), status=kept.status)
        for name, value in kept.headers.items():
            response[name] = value
        response["X-Replayed"] = "1"
        return response
