"""What stands between the line and the house: only whole requests come in.

A phone that walks out of range in the middle of a photo, or somebody who sends a word a minute, waits here and costs
nothing but memory on disk; the few threads that answer (each with a connection to the database) get a request when all
of it is there. The server speaks RSGI to us, we speak WSGI (PEP 3333) to Django.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, Protocol

LONGEST_SILENCE = 30.0
"""Seconds without a byte after which a request is given up."""
LONGEST_BODY = 96 * 1024 * 1024
"""Six photos of the largest kind (12 MB) fit; more is refused while it is still coming in."""
IN_MEMORY = 1024 * 1024

Answer = tuple[int, list[tuple[str, str]], bytes]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Line(Protocol):
    """The server's end of one request."""

    def __aiter__(self) -> Any:
        """The body, piece by piece."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Answer."""


class TooLarge(Exception):
    """More than LONGEST_BODY."""


def front(application: Wsgi, *, threads: int) -> Callable[[Any, Line], Awaitable[None]]:
    """The RSGI application that hands whole requests to a WSGI application, `threads` at a time."""
    hands = ThreadPoolExecutor(threads, thread_name_prefix="door")

    async def come_in(scope: Any, line: Line) -> None:
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 -- closed by who reads it
        loop = asyncio.get_running_loop()
        try:
            size = await _take(line, body) if _has_body(scope) else 0
            answer = await loop.run_in_executor(
                hands, _answer, application, environ_of(scope, body, size), body
            )
        except TooLarge:
            answer = _refusal(413, "提交的内容太大了，请减少照片或文字后再提交。")
        except TimeoutError:
            answer = _refusal(408, "内容没有传完，可能是网络中断，请重新提交。")
        line.response_bytes(*answer)

    return come_in


def environ_of(scope: Any, body: IO[bytes], size: int) -> dict[str, Any]:
    """The WSGI environment of a request whose body, of `size` bytes, is all there."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        # "X_Forwarded" would become the same variable as "X-Forwarded": names with "_" are nobody's we know.
        if name != "content-length" and "_" not in name:
            key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
            between = "; " if name == "cookie" else ","
            environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    return environ


def _has_body(scope: Any) -> bool:
    said = scope.headers.get("content-length", "0")
    if said.isdigit() and int(said) > LONGEST_BODY:
        raise TooLarge
    return said != "0" or "transfer-encoding" in scope.headers


async def _take(line: Line, body: IO[bytes]) -> int:
    """Everything that is sent, as far as LONGEST_BODY. Raises TooLarge, TimeoutError."""
    clock, size = asyncio.get_running_loop().time, 0
    async with asyncio.timeout(LONGEST_SILENCE) as patience:
        async for piece in line:
            size += len(piece)
            if size > LONGEST_BODY:
                raise TooLarge
            body.write(piece)
            patience.reschedule(clock() + LONGEST_SILENCE)
    body.seek(0)
    return size


def _answer(application: Wsgi, environ: dict[str, Any], body: IO[bytes]) -> Answer:
    """Runs in one of the few threads."""
    begun: list[Any] = []
    with body:
        result = application(environ, lambda status, headers, trouble=None: begun.extend((status, headers)))
        try:
            content = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
    status, headers = begun[-2:]
    return int(status[:3]), headers, content


def _refusal(status: int, why: str) -> Answer:
    return status, [("content-type", "text/plain; charset=utf-8")], why.encode()
