"""A machine that speaks JSON with the house: one kept connection, a token, a key for every POST."""

import http.client
import json
import uuid
from typing import Any

from huichang.site.bench.place import HOST


class Failed(RuntimeError):
    """The house said no; the benchmark asked for something wrong."""


class Client:
    """One connection of a machine user; counts its requests."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.token = token
        self.requests = 0

    def get(self, path: str) -> Any:
        """Ask."""
        return self._send("GET", path, None)

    def post(self, path: str, **said: object) -> Any:
        """Act, once."""
        return self._send("POST", path, said)

    def _send(self, method: str, path: str, said: dict[str, object] | None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        body = None
        if said is not None:
            body = json.dumps(said, ensure_ascii=False, default=str).encode()
            headers |= {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        self.connection.request(method, f"/api{path}", body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.requests += 1
        if answer.status != 200:
            raise Failed(f"{method} {path}: {answer.status} {content.decode()[:400]}")
        return json.loads(content)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()
