"""What a browser may load for our pages: our own files, nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# Style attributes are let through for places on a board (`style="--start: 9"`); scripts in the page are not.
CONTENT = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
DEVICES = "camera=(self), microphone=(), geolocation=(), payment=()"


class OnlyOurOwn:
    """Middleware: the content security policy, and the devices that a page may ask for (the camera alone)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook for every request."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT)
        response.headers.setdefault("Permissions-Policy", DEVICES)
        return response
