"""What tests of doors that should stay shut stand on: every address of a room with the keys of rows in it, bodies that a form of
the room would send, and how to tell that nothing was written."""

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from huichang.company.models import ApiToken, Staff, Store

_keys = itertools.count()


@dataclass(frozen=True)
class Address:
    """A route of the house with the names of what stands in it."""

    route: str
    names: tuple[str, ...]

    def filled(self, keys: Mapping[str, int]) -> str:
        """The route with these keys. Raises KeyError for a name without one, so that no new address stays untried."""
        url = f"/{self.route}"
        for name in self.names:
            url = url.replace(f"<int:{name}>", str(keys[name])).replace(f"<{name}>", str(keys[name]))
        return url


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield Address(route, tuple(pattern.pattern.converters))


def addresses(prefix: str) -> list[Address]:
    """All addresses that begin so (`trade/`, `api/trade/`)."""
    found = {each for each in _walk(get_resolver().url_patterns) if each.route.startswith(prefix)}
    return sorted(found, key=lambda each: each.route)


def machine(staff: Staff, store: Store) -> Client:
    """A machine with the posts of one person."""
    token = f"attack-{next(_keys)}"
    digest = hashlib.sha256(token.encode()).hexdigest()
    ApiToken.objects.create(store=store, staff=staff, digest=digest, says="测试")
    return Client(headers={"Authorization": f"Bearer {token}"})


def call(client: Client, url: str, body: Mapping[str, Any]) -> Any:
    """A POST of JSON, with a key of its own."""
    headers = {"Idempotency-Key": f"attack{next(_keys)}"}
    return client.post(url, dict(body), content_type="application/json", headers=headers)


def stands(room: str, *also: str) -> dict[str, str]:
    """A mark of what stands in every table of a room, and in these tables besides."""
    found = {}
    with connection.cursor() as cursor:
        for name in [*(model._meta.db_table for model in apps.get_app_config(room).get_models()), *also]:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) FROM {name} t")
            found[name] = cursor.fetchone()[0]
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written(*rooms: str) -> int:
    """How many changes of these rooms' tables were written down so far; appended ledgers count, too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM kernel_change WHERE split_part(kind, '_', 1) = ANY(%s)", [list(rooms)]
        )
        changes = int(cursor.fetchone()[0])
        cursor.execute("SELECT (SELECT count(*) FROM parts_move) + (SELECT count(*) FROM billing_payment)")
        return changes + int(cursor.fetchone()[0])
