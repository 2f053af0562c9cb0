"""Only whole requests come in; who is slow keeps nobody else waiting."""

import asyncio
import http.client
import io
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from huichang.site import front

SERVER = """
import sys
from granian.constants import Interfaces
from granian.server import Server
from huichang.site.front import front
def application(environ, start):
    said = environ["wsgi.input"].read()
    start("200 OK", [("content-type", "text/plain")])
    return [str(len(said)).encode()]
if __name__ == "__main__":
    server = Server("x:x", port=int(sys.argv[1]), interface=Interfaces.RSGI, workers=1, log_enabled=False)
    server.serve(target_loader=lambda _: front(application, threads=1))
"""


class Headers(dict[str, str]):
    """As the server gives them."""


def scope(**headers: str) -> Any:
    return SimpleNamespace(
        proto="http",
        http_version="1.1",
        server="127.0.0.1:8000",
        client="[::1]:40000",
        scheme="http",
        method="POST",
        path="/川A/",
        query_string="q=川",
        authority=None,
        headers=Headers({name.replace("__", "-"): value for name, value in headers.items()}),
    )


class Line:
    """The server's end of a request: pieces come in, None never comes."""

    def __init__(self, *pieces: bytes | None) -> None:
        self.pieces = pieces
        self.answer: tuple[int, list[tuple[str, str]], bytes] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            if piece is None:
                await asyncio.sleep(60)
            else:
                yield piece

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = status, headers, body


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("201 Created", [("x", "y")])
    return [environ["PATH_INFO"].encode("latin-1"), b"|", environ["wsgi.input"].read()]


def come_in(line: Line, **headers: str) -> tuple[int, bytes]:
    async def run() -> None:
        await front.front(echo, threads=1)(scope(**headers), line)

    asyncio.run(run())
    assert line.answer is not None
    return line.answer[0], line.answer[2]


class TestFront:
    def test_hands_over_a_request_that_came_in_pieces(self) -> None:
        assert come_in(Line(b"a", b"bc"), content__length="3") == (201, "/川A/|abc".encode())

    def test_reads_nothing_where_nothing_is_sent(self) -> None:
        assert come_in(Line(None)) == (201, "/川A/|".encode())

    def test_gives_up_who_falls_silent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(front, "LONGEST_SILENCE", 0.05)
        status, said = come_in(Line(b"a", None), content__length="9")
        assert (status, "没有传完" in said.decode()) == (408, True)

    @pytest.mark.parametrize(
        "headers", [{"content__length": "11"}, {"transfer__encoding": "chunked"}, {"content__length": "5"}]
    )
    def test_refuses_what_is_too_large_while_it_comes(
        self, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
    ) -> None:
        monkeypatch.setattr(front, "LONGEST_BODY", 10)
        status, said = come_in(Line(b"123456", b"123456", None), **headers)
        assert (status, "太大" in said.decode()) == (413, True)

    def test_closes_what_the_application_opened(self) -> None:
        closed = []

        class Result:
            def __iter__(self) -> Iterator[bytes]:
                return iter([b"x"])

            def close(self) -> None:
                closed.append(True)

        def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            start("200 OK", [])
            return Result()

        line = Line()
        asyncio.run(front.front(application, threads=1)(scope(), line))  # type: ignore[arg-type]
        assert (line.answer, closed) == ((200, [], b"x"), [True])


class TestEnvironOf:
    def test_speaks_as_pep_3333_wants(self) -> None:
        environ = front.environ_of(
            scope(content__type="text/plain", content__length="7", x__a="1", x_b="no", host="h:1"),
            io.BytesIO(),
            3,
        )
        assert environ["CONTENT_LENGTH"] == "3"
        assert environ["CONTENT_TYPE"] == "text/plain"
        assert environ["HTTP_X_A"] == "1"
        assert environ["HTTP_HOST"] == "h:1"
        assert "HTTP_X_B" not in environ
        assert environ["REMOTE_ADDR"] == "::1"
        assert environ["QUERY_STRING"] == "q=川".encode().decode("latin-1")
        assert environ["PATH_INFO"] == "/川A/".encode().decode("latin-1")


@pytest.mark.req("PLAT-12")
def test_phones_out_of_range_in_the_middle_of_a_photo_keep_nobody_waiting() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)])
    try:
        lost = []
        for _ in range(200):
            try:
                lost.append(socket.create_connection(("127.0.0.1", port)))
                break
            except OSError:
                time.sleep(0.1)
        lost += [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
        for phone in lost:
            phone.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\nhalf a photo")
        other = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        other.request("POST", "/", b"x" * 3_000_000)
        assert other.getresponse().read() == b"3000000"
        for phone in lost:
            phone.close()
    finally:
        server.terminate()
        server.wait(20)
