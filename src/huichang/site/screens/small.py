"""/picture/<token>/, /alarms/count/, /health/ : the small answers of the house."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import cache_control

from huichang.kernel import pictures, web
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request
from huichang.workshop.queries import alarms


@cache_control(private=True, max_age=86_400, immutable=True)
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """A photo or signature behind its signed address."""
    content, media_type = pictures.read(token)
    return HttpResponse(content, content_type=media_type)


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
