"""Every act of this room from where it must not be done: another post, another store's people, the store where the manufacturer
speaks, twice, with guessed keys, with values that nobody types. What is refused leaves not one row changed."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from huichang.company.roles import Role
from huichang.site.api import api
from huichang.vehicles.screens.urls import urlpatterns
from tests import attack
from tests.vehicles.hostile_acts import STAGES, Act
from tests.web import signed_in
from tests.world import World

pytestmark = pytest.mark.req("WARR-01", "WARR-20", "CARE-02")
Stage = Callable[[World], list[Act]]
_keys = itertools.count()
NOWHERE = 999_999_999
STRANGE: tuple[object, ...] = (
    "a\x00b", "\ud800", 10**30, -1, -(10**30), 1.5, "1e400", "²", "", None, True, [], [[1]], {}, {"a": {"b": 1}},
    "0001-01-01", "9999-12-31", "2026-02-30", "'; DROP TABLE vehicles_vehicle; --",
)  # fmt: skip
"""What nobody types: half of a pair, a NUL, numbers without end, days that no calendar of ours reaches, lists for words."""
BY_FORM = ("a\x00b", "1" + "0" * 30, "-1", "²", "1e400", "0001-01-01", "9999-12-31", "[]")
ENDLESS = "长" * 1_000_000


def digest() -> dict[str, str]:
    """What stands in every table that the room may write."""
    return attack.stands("vehicles", "kernel_picture", "customers_customer")


class People:
    """Everybody, with a browser and with a machine's token; made before the first look at the tables."""

    def __init__(self, world: World, roles: set[Role]) -> None:
        self.browsers: dict[tuple[Role, bool], Client] = {}
        self.machines: dict[tuple[Role, bool], Client] = {}
        for role in roles:
            for south, store in ((False, world.north), (True, world.south)):
                self.browsers[role, south] = signed_in(world.actor(role, store))
                self.machines[role, south] = attack.machine(world.staff(role, store), store)
        for client in (*self.browsers.values(), *self.machines.values()):
            client.raise_request_exception = False


def by_form(client: Client, act: Act, once: str = "") -> int:
    """The form is sent."""
    said = {key: value for key, value in act.form.items() if value is not None}
    return int(client.post(act.url, {**said, "once": once or f"k{next(_keys)}"}).status_code)


def by_json(client: Client, act: Act, key: str = "") -> int:
    """The machine says it."""
    headers = {"Idempotency-Key": key or f"hostile-{next(_keys)}"}
    url, body = f"/api/vehicles{act.path}", json.dumps(act.said)
    return int(client.post(url, body, content_type="application/json", headers=headers).status_code)


def doors(people: People, act: Act, role: Role, *, south: bool = False) -> Iterator[tuple[str, Client, Any]]:
    """Form and JSON, where the act has both."""
    yield "form", people.browsers[role, south], by_form
    if act.path:
        yield "json", people.machines[role, south], by_json


@pytest.mark.parametrize("stage", STAGES, ids=lambda each: each.__name__)
class TestEveryAct:
    def test_is_done_by_who_may_and_once(self, world: World, stage: Stage) -> None:
        """The right person succeeds; the same key again does nothing more; a new key is refused where it is done once."""
        acts = stage(world)
        assert tuple(act.name for act in acts) == STAGES[stage]
        people = People(world, {act.may[0] for act in acts})
        for act in acts:
            for door, client, send in doors(people, act, act.may[0]):
                with attack.undone():
                    before = digest()
                    first = send(client, act, f"k-{act.name}-{door}")
                    assert first in (200, 302), (act.name, door, first)
                    after = digest()
                    assert before != after, (act.name, door)
                    assert send(client, act, f"k-{act.name}-{door}") == first, (act.name, door)
                    assert digest() == after, (act.name, door, "twice with one key")
                    if not act.again:
                        anew = send(client, act)
                        assert anew in (404, 409, 422), (act.name, door, anew)
                        assert digest() == after, (act.name, door, "twice with a new key")

    def test_not_by_another_post(self, world: World, stage: Stage) -> None:
        acts, wrong = stage(world), []
        people = People(world, set(Role) - {Role.NETWORK_OFFICER})
        before = digest()
        for act in acts:
            strangers = [role for role in Role if role not in act.may and role != Role.NETWORK_OFFICER]
            for index, role in enumerate(strangers):
                for door, client, send in doors(people, act, role):
                    if door == "json" and index > 1:
                        continue
                    with attack.undone():
                        status = send(client, act)
                        if status not in (403, 404) or digest() != before:
                            wrong.append((act.name, door, role.value, status))
        assert wrong == []

    def test_another_store_reaches_only_what_is_the_whole_groups(self, world: World, stage: Stage) -> None:
        acts = stage(world)
        people = People(world, {act.may[0] for act in acts})
        before = digest()
        for act in acts:
            for door, client, send in doors(people, act, act.may[0], south=True):
                with attack.undone():
                    status = send(client, act)
                    if act.theirs:
                        assert status == 404, (act.name, door, status)
                        assert digest() == before, (act.name, door)
                    else:
                        assert status in (200, 302), (act.name, door, status)

    def test_only_the_manufacturer_speaks_where_it_is_in_the_house(self, world: World, stage: Stage) -> None:
        acts = [act for act in stage(world) if act.speaks]
        people = People(world, {Role.WARRANTY_CLERK, Role.NETWORK_OFFICER})
        before = digest()
        for act in acts:
            for door, client, send in doors(people, act, Role.WARRANTY_CLERK):
                assert send(client, act) in (403, 404), (act.name, door)
            for door, client, send in doors(people, act, Role.NETWORK_OFFICER):
                with attack.undone():
                    assert send(client, act) in (200, 302), (act.name, door)
        assert digest() == before

    def test_a_key_of_nothing_is_missing(self, world: World, stage: Stage) -> None:
        acts = stage(world)
        people = People(world, {act.may[0] for act in acts})
        before = digest()
        for act in acts:
            for key in resolve(act.url).kwargs.values():
                for guess in (str(NOWHERE), "9" * 30, "0"):
                    guessed = act.moved(f"/{key}/", f"/{guess}/")
                    for door, client, send in doors(people, act, act.may[0]):
                        with attack.undone():
                            status = send(client, guessed)
                            assert status == 404 or (door == "json" and guessed.path == act.path), (
                                act.name,
                                door,
                                guess,
                                status,
                            )
        assert digest() == before

    def test_values_that_nobody_types_are_refused_in_words(self, world: World, stage: Stage) -> None:
        """No field, at the surface or in the terms inside, brings the house down; days beyond our calendars stay out."""
        acts, wrong = stage(world), list[tuple[str, str, object, int]]()
        people = People(world, {act.may[0] for act in acts})
        for act in acts:
            client, machine = people.browsers[act.may[0], False], people.machines[act.may[0], False]
            for key in act.form:
                for value in BY_FORM:
                    with attack.undone():
                        status = by_form(client, act.but(key, value))
                    if status >= 500 or (
                        key.endswith("_on") and value[:4] in ("0001", "9999") and status != 422
                    ):
                        wrong.append((act.name, key, value, status))
            for spoilt, key, odd in _spoilt(act):
                with attack.undone():
                    status = by_json(machine, spoilt)
                far = key.endswith("_on") and odd in ("0001-01-01", "9999-12-31")
                if status >= 500 or (far and status not in (400, 422)):
                    wrong.append((act.name, key, odd, status))
        assert wrong == []

    def test_a_million_characters_change_nothing(self, world: World, stage: Stage) -> None:
        acts, wrong = stage(world), []
        people = People(world, {act.may[0] for act in acts})
        before = digest()
        for act in acts:
            texts = [key for key, value in act.form.items() if isinstance(value, str) and key != "seen"][:2]
            for key in texts:
                for door, client, send in doors(people, act, act.may[0]):
                    if door == "json" and key not in act.said:
                        continue
                    with attack.undone():
                        status = send(client, act.but(key, ENDLESS))
                        if status not in (400, 413, 422) or digest() != before:
                            wrong.append((act.name, door, key, status))
        assert wrong == []


def _spoilt(act: Act) -> Iterator[tuple[Act, str, object]]:
    """The act with one strange value, in its fields and in the terms inside."""
    if not act.path:
        return
    for key, value in act.said.items():
        for strange in STRANGE:
            yield act.but(key, strange), key, strange
        if isinstance(value, dict):
            for inner in (*value, *INSIDE.get(key, ())):
                for strange in STRANGE:
                    yield act.but(key, {**value, inner: strange}), inner, strange


INSIDE = {
    "terms": (
        "series",
        "uses",
        "systems",
        "parts",
        "voids",
        "shares",
        "capacity",
        "is_withdrawn",
        "sold_from",
    ),
    "said": ("ends_on", "made_from", "made_until", "announced_on", "contact", "filed_number"),
}
"""What terms may say besides."""


def test_no_act_is_left_out() -> None:
    """Every address that takes a POST, of screens and of the API, is among the acts."""
    tried = {name for acts in STAGES.values() for name in acts}
    reading = {
        "read_plate", "read_vin", "policies", "policy_try", "policy", "campaigns", "campaign", "campaign_report",
        "car_campaigns", "covers", "file", "known", "people",
    }  # fmt: skip
    assert {each.name for each in urlpatterns} - reading == tried


def test_every_post_of_the_api_is_among_them(world: World) -> None:
    said = {act.path for stage in STAGES for act in stage(world)}
    paths = api.get_openapi_schema()["paths"]
    own = {path: methods for path, methods in paths.items() if path.startswith("/api/vehicles/")}
    posts = {path for path, methods in own.items() if "post" in methods} - {ASKS}
    missed = [path for path in posts if not any(re.fullmatch(_pattern(path), each) for each in said)]
    assert missed == []
    assert sum("delete" in methods for methods in own.values()) == 3


ASKS = "/api/vehicles/{vehicle_id}/covers/ask"
"""Who bears lines: nothing is written."""


def _pattern(path: str) -> str:
    return re.sub(r"\{[^}]+\}", r"\\d+", path.removeprefix("/api/vehicles"))


class TestByDelete:
    """Three acts of the API are no POST."""

    def test_from_where_they_may_not_be_done(self, world: World) -> None:
        from tests.vehicles.hostile_acts import policies, recalls

        draft = policies(world)[1].path
        acts = recalls(world)
        ranged = next(act for act in acts if act.name == "campaign_drop_range").url
        back = next(act for act in acts if act.name == "campaign_take_back").url
        urls = [
            f"/api/vehicles{draft}",
            f"/api{ranged.replace('/range/', '/ranges/').removesuffix('/drop/')}",
            f"/api{back.removesuffix('/take-back/')}",
        ]
        people = People(world, {Role.WARRANTY_CLERK, Role.TECHNICIAN, Role.CASHIER})
        before = digest()
        for url in urls:
            for role in (Role.TECHNICIAN, Role.CASHIER):
                with attack.undone():
                    assert self.sent(people, role, url) == 403, (url, role)
            end = url.rpartition("/")[2]
            if end.isdigit():
                with attack.undone():
                    assert self.sent(people, Role.WARRANTY_CLERK, url.removesuffix(end) + str(NOWHERE)) == 404
            assert digest() == before
        for url in urls:
            with attack.undone():
                assert self.sent(people, Role.WARRANTY_CLERK, url) == 200, url
                assert digest() != before
                assert self.sent(people, Role.WARRANTY_CLERK, url) in (404, 409), url

    @staticmethod
    def sent(people: People, role: Role, url: str) -> int:
        """The status of a DELETE."""
        headers = {"Idempotency-Key": f"hostile-{next(_keys)}"}
        return int(people.machines[role, False].delete(url, headers=headers).status_code)
