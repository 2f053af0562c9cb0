"""What a browser may load for our pages: our own files, nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# The reader of bar codes is compiled code (WebAssembly), which must be let through by name; words of a page still never
# become code. Style attributes are let through for places on a board (`style="--start: 9"`); scripts in the page are not.
CONTENT = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
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
    """Middleware: the content security policy, the devices that a page may ask for (the camera alone), and that no browser
    keeps a page unless its view says how long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Django's hook for every request."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT)
        # Counters share computers: after signing out, the back button shows nothing of whoever sat there before.
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Permissions-Policy", DEVICES)
        return response
