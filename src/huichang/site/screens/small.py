"""/picture/<token>/, /alarms/count/, /health/ : the small answers of the house, and what it says when all else failed."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.views.decorators.cache import cache_control

from huichang.kernel import papers_in, pictures, web
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.kernel.web import Request
from huichang.workshop.queries import alarms


@cache_control(private=True, max_age=86_400, immutable=True)
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """A photo, signature or PDF behind its signed address."""
    content, media_type = pictures.read(token)
    response = HttpResponse(content, content_type=media_type)
    if media_type == papers_in.MEDIA_TYPE:
        response["Content-Disposition"] = 'inline; filename="paper.pdf"'
    return response


def alarm_count(request: Request) -> HttpResponse:
    """The number on the bell; nothing when there is none."""
    count = alarms.count(request.actor, at=now())
    return HttpResponse(str(count) if count else "")


def health(request: HttpRequest) -> JsonResponse:
    """For whoever watches the house: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret does not fit (the page is very old, or it came from elsewhere) is refused in words."""
    return web.answer(request, NotAllowed("这个页面打开得太久了，请刷新页面后再提交。"))


def lost(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that the house does not have (Django's handler404)."""
    return _said(request, Missing("没有这个页面，请从菜单重新进入。"), 404)


def bent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django itself refuses: too large, another host's name, broken off (handler400)."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return _said(request, Refused("提交的内容太大了，请减少照片或文字后再提交。"), 413)
    return _said(request, Refused("这个请求不完整或地址不对，请刷新页面后重试。"), 400)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours (handler500). Asks neither database nor session: they may be what is broken."""
    return _said(
        request, Refused("系统出错了，刚才的操作没有保存。请稍后再试；仍不行请联系系统管理员。"), 500
    )


def _said(request: HttpRequest, refusal: Refused, status: int) -> HttpResponse:
    # The page around a sentence reads the request: only one that was merely lost is sure to be readable.
    if (status == 404 and hasattr(request, "actor")) or request.path.startswith("/api/"):
        response = web.answer(request, refusal)
        response.status_code = status
        return response
    return HttpResponse(render_to_string("site/plain.html", {"why": str(refusal)}), status=status)
