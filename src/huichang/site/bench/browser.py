"""A person's browser, as far as pages need one: signs in, keeps its cookies, times what it asks for."""

import http.client
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from huichang.site.bench.client import Failed
from huichang.site.bench.place import HOST


class Browser:
    """One kept connection of one person; pages only, no assets."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.cookies: dict[str, str] = {}

    def sign_in(self, login: str, password: str) -> None:
        """Come in by the door that everybody uses. Raises Failed."""
        self.get("/sign-in/")
        said = {"csrfmiddlewaretoken": self.cookies["csrftoken"], "login": login, "password": password}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{HOST}/sign-in/"}
        self._send("POST", "/sign-in/", urlencode(said), headers, expected=302)

    def get(self, path: str, *, fragment: bool = False) -> tuple[float, str]:
        """A page, or the fragment of it that htmx asks for: (milliseconds until all of it was here, its text)."""
        return self._send("GET", path, None, {"HX-Request": "true"} if fragment else {}, expected=200)

    def close(self) -> None:
        """Leave."""
        self.connection.close()

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str], *, expected: int
    ) -> tuple[float, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body, {**headers, "Cookie": cookie})
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected:
            # Kept open for too long; browsers ask again, too.
            began = time.perf_counter()
            self.connection.request(method, path, body, {**headers, "Cookie": cookie})
            answer = self.connection.getresponse()
        text = answer.read().decode()
        took = (time.perf_counter() - began) * 1000
        if answer.status != expected:
            raise Failed(f"{method} {path}: {answer.status} {text[:400]}")
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        return took, text
