"""Who stands at the door of a request: a person with a session, a machine with a token, or nobody."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.http import urlencode
from django.utils.timezone import now

from huichang.company import queries as company
from huichang.kernel.actor import Actor
from huichang.kernel.once import LONGEST_KEY

NOBODY = Actor(None, "未登录", {}, door="link")
OPEN_PATHS = (
    "/sign-in/",
    "/first/",
    "/c/",
    "/static/",
    "/picture/",
    "/health/",
    "/favicon.ico",
    "/api/openapi.json",
    "/api/docs",
)
STAFF_KEY, STORE_KEY, MARK_KEY = "staff_id", "store_id", "password_mark"


class WhoIsThere:
    """Middleware: sets `request.actor`; whoever is not signed in is sent to sign in and comes back to the same page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook for every request."""
        address = request.META.get("REMOTE_ADDR", "")
        if request.path.startswith("/api/") and not request.path.startswith(OPEN_PATHS):
            return self._machine(request, address)
        actor = None
        staff_id = None if request.path.startswith("/static/") else request.session.get(STAFF_KEY)
        if staff_id is not None:
            actor = company.actor_of(
                staff_id,
                store_id=request.session.get(STORE_KEY),
                address=address,
                mark=request.session.get(MARK_KEY),
            )
        request.actor = actor or NOBODY  # type: ignore[attr-defined]
        if actor is None and not request.path.startswith(OPEN_PATHS):
            return self._to_sign_in(request)
        return self.get_response(request)

    def _machine(self, request: HttpRequest, address: str) -> HttpResponseBase:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        actor = None
        if scheme.lower() == "bearer" and token:
            actor = company.actor_of_token(
                hashlib.sha256(token.encode()).hexdigest(), at=now(), address=address
            )
        if actor is None:
            return JsonResponse({"refused": "NotSignedIn", "why": "令牌无效或已过期。"}, status=401)
        request.actor = actor  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        if request.method == "POST" and not request.headers.get("Idempotency-Key"):
            return JsonResponse(
                {"refused": "Refused", "why": "每个 POST 请求都要带 Idempotency-Key 请求头。"}, status=422
            )
        if len(request.headers.get("Idempotency-Key", "")) > LONGEST_KEY:
            return JsonResponse(
                {"refused": "Refused", "why": f"Idempotency-Key 最长 {LONGEST_KEY} 个字符。"}, status=422
            )
        return self.get_response(request)

    def _to_sign_in(self, request: HttpRequest) -> HttpResponse:
        # A fragment or a form comes from a page: that page is where one wants to be again.
        from_page = request.method != "GET" or (
            "HX-Request" in request.headers and "HX-Boosted" not in request.headers
        )
        page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "/")
        here = page if from_page else request.get_full_path()
        address = f"/sign-in/?{urlencode({'next': here})}"
        if request.headers.get("HX-Request"):
            response = HttpResponse(status=204)
            response["HX-Redirect"] = address
            return response
        return HttpResponseRedirect(address)
