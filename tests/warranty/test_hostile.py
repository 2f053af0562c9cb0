"""Every act of this room from where it must not be done: another store, another post, twice, with keys that are guessed.

Each is tried at the moment when the right person may do it, by form and by JSON; what is refused leaves not one row changed.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from huichang.company.roles import Role
from huichang.site.api import api
from huichang.warranty.models import ClaimedPart, ClaimLine, SettlementLine
from huichang.warranty.screens.urls import urlpatterns
from tests import attack, sheets
from tests.warranty import stages
from tests.warranty.claiming import Claiming
from tests.warranty.settlement import HEADS, KIND
from tests.warranty.stages import STAGES, Act
from tests.web import signed_in
from tests.world import World

pytestmark = pytest.mark.req("WARR-10", "WARR-15")
_keys = itertools.count()
WATCHED = ["workshop_line", "workshop_job", "billing_payment", "billing_statement", "kernel_picture"]
NOWHERE = 999_999_999


def digest() -> dict[str, str]:
    """What stands in every table that the room may write."""
    return attack.stands("warranty", *WATCHED)


class People:
    """Everybody of two stores, with a browser and with a machine token."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._browsers: dict[tuple[Role, int], Client] = {}
        self._machines: dict[tuple[Role, int], Client] = {}

    def browser(self, role: Role, *, south: bool = False) -> Client:
        """Somebody's browser."""
        store = self.world.south if south else self.world.north
        key = (role, store.pk)
        if key not in self._browsers:
            self._browsers[key] = signed_in(self.world.actor(role, store))
        return self._browsers[key]

    def machine(self, role: Role, *, south: bool = False) -> Client:
        """A machine with somebody's post."""
        store = self.world.south if south else self.world.north
        key = (role, store.pk)
        if key not in self._machines:
            self._machines[key] = attack.machine(self.world.staff(role, store), store)
        return self._machines[key]

    def warm(self, roles: set[Role]) -> None:
        """Make everybody before the first look at the tables."""
        for role in roles:
            for south in (False, True):
                self.browser(role, south=south)
                self.machine(role, south=south)


def by_form(client: Client, act: Act, once: str = "") -> Any:
    """The form is sent."""
    return client.post(act.url, {**act.fields, **({"once": once} if once else {})})


def by_json(client: Client, act: Act, key: str = "") -> Any:
    """The machine says it."""
    headers = {"Idempotency-Key": key or f"hostile-{next(_keys)}"}
    body = json.dumps(act.said)
    return client.post(f"/api/warranty{act.path}", body, content_type="application/json", headers=headers)


DOORS: tuple[tuple[str, Callable[..., Any]], ...] = (("form", by_form), ("json", by_json))


@pytest.mark.parametrize("stage", STAGES, ids=lambda each: each.__name__)
class TestEveryAct:
    def test_is_done_by_who_may_and_once(self, world: World, stage: Callable[[World], list[Act]]) -> None:
        """The right person succeeds; sent again with the same key nothing more happens; with a new key (the button “back”)
        it is refused where it cannot be done twice."""
        people, acts = People(world), stage(world)
        assert {act.name for act in acts} == set(STAGES[stage])
        people.warm({act.role for act in acts})
        for act in acts:
            for door, send in DOORS:
                client = people.browser(act.role) if door == "form" else people.machine(act.role)
                with attack.undone():
                    before = digest()
                    first = send(client, act, f"k-{act.name}-{door}")
                    assert first.status_code in (200, 302), (act.name, door, first.content.decode()[-400:])
                    after = digest()
                    assert before != after, (act.name, door)
                    again = send(client, act, f"k-{act.name}-{door}")
                    assert again.status_code == first.status_code, (act.name, door)
                    assert digest() == after, (act.name, door, "twice with one key")
                    if not act.again:
                        anew = send(client, act, f"new-{act.name}-{door}")
                        assert anew.status_code in (404, 409, 422), (act.name, door, anew.status_code)
                        assert digest() == after, (act.name, door, "twice with a new key")

    def test_not_from_another_store_nor_by_another_post(
        self, world: World, stage: Callable[[World], list[Act]]
    ) -> None:
        people, acts = People(world), stage(world)
        people.warm(set(Role))
        before, wrong = digest(), []
        for act in acts:
            for role, south, door in _strangers(act):
                client = (people.browser if door == "form" else people.machine)(role, south=south)
                with attack.undone():
                    answer = (by_form if door == "form" else by_json)(client, act)
                    if south and act.name in IN_THEIR_OWN_STORE:
                        continue
                    if answer.status_code not in ((403, 404, 409, 422) if south else (403, 404)):
                        wrong.append((act.name, door, role.value, south, answer.status_code))
                    if act.name not in IN_THEIR_OWN_STORE and digest() != before:
                        wrong.append((act.name, door, role.value, south, "changed something"))
        assert wrong == []

    def test_a_key_of_nothing_is_missing(self, world: World, stage: Callable[[World], list[Act]]) -> None:
        people, acts = People(world), stage(world)
        people.warm({act.role for act in acts})
        before = digest()
        for act in acts:
            keys = list(resolve(act.url).kwargs.values())
            for key in keys:
                guessed = Act(
                    act.name,
                    act.role,
                    act.url.replace(f"/{key}/", f"/{NOWHERE}/", 1),
                    act.form,
                    file=act.file,
                )
                answer = by_form(people.browser(act.role), guessed)
                assert answer.status_code == 404, (act.name, answer.status_code)
        assert digest() == before


MAY: dict[str, set[Role]] = {
    "ask_inspection": {Role.SERVICE_MANAGER},
    "take_back": {Role.SERVICE_MANAGER},
    "add_evidence": {Role.TECHNICAL_MANAGER},
    "inspect": {Role.TECHNICAL_MANAGER},
    "reopen_inspection": {Role.TECHNICAL_MANAGER},
    "report": {Role.TECHNICAL_MANAGER},
    "ask_goodwill": {Role.WARRANTY_CLERK, Role.SERVICE_MANAGER},
    "withdraw_goodwill": {Role.WARRANTY_CLERK, Role.SERVICE_MANAGER},
    "book_month": {Role.CASHIER, Role.SERVICE_MANAGER},
    "unbook_month": {Role.CASHIER, Role.SERVICE_MANAGER},
    "match_line": {Role.CASHIER, Role.SERVICE_MANAGER},
    "work_difference": {Role.CASHIER, Role.SERVICE_MANAGER},
    "reopen_difference": {Role.CASHIER, Role.SERVICE_MANAGER},
    "close_claim": {Role.GENERAL_MANAGER},
    "new_check": {Role.SERVICE_MANAGER},
    "check": {Role.SERVICE_MANAGER},
    "try_check": {Role.SERVICE_MANAGER},
    "switch_check": {Role.SERVICE_MANAGER},
    "drop_check": {Role.SERVICE_MANAGER},
}
"""Who may do an act besides the one who usually does it."""
IN_THEIR_OWN_STORE = {"new_shipment", "new_check"}
"""Acts that name nothing: in another store they are somebody's own."""


def _strangers(act: Act) -> Iterator[tuple[Role, bool, str]]:
    """Who must not: every post of this store that may not, by form (and two by JSON); the same post of the other store."""
    may = {act.role, *MAY.get(act.name, set())}
    others = [role for role in Role if role not in may]
    yield from ((role, False, "form") for role in others)
    yield from ((role, False, "json") for role in others[:2])
    yield from ((act.role, True, door) for door, _ in DOORS)


def test_no_act_is_left_out() -> None:
    """Every address that takes a POST, of screens and of the API, is among the acts."""
    tried = {name for acts in STAGES.values() for name in acts}
    said = {path for acts in STAGES.values() for path in acts.values()}
    reading = {
        "desk", "split", "claims", "claim", "findings", "claim_paper", "reports", "report_sheet", "report_paper",
        "approvals", "approval", "goodwills", "goodwill", "parts", "part", "scrap_paper", "tag", "shipments",
        "shipment", "shipment_paper", "settlements", "settled_lines", "checks", "ageing",
    }  # fmt: skip
    assert {each.name for each in urlpatterns} - reading == tried
    paths = api.get_openapi_schema()["paths"]
    posts = {
        path for path, methods in paths.items() if path.startswith("/api/warranty/") and "post" in methods
    }
    assert {path.removeprefix("/api/warranty") for path in posts} == said


class TestKeysInTheBody:
    """An address of one's own with the keys of another row in its fields."""

    def test_lines_of_another_claim(self, world: World) -> None:
        mine = Claiming(world).asked().proved()
        other = ClaimLine.objects.exclude(claim=mine.claim).first()
        assert other is None
        clerk, adviser = signed_in(world.warranty_clerk), signed_in(world.adviser)
        before = digest()
        own = f"/warranty/claims/{mine.claim.pk}/"
        words = {"concern": "x", "cause": "xxxx", "nature": "part", "grade": "C"}
        strange = {f"decision-{NOWHERE}": "claim", "causal": NOWHERE}
        assert clerk.post(f"{own}inspect/", {**words, **strange}).status_code == 422
        assert clerk.post(f"{own}outlays/{NOWHERE}/drop/").status_code in (404, 409)
        order = mine.visiting.order.pk
        jobs = mine.visiting.jobs
        taken = [line.pk for line in mine.visiting.lines if line.job_id == jobs[0].pk]
        url = f"/warranty/split/{order}/{jobs[1].pk}/"
        assert adviser.post(url, {"kind": "normal", "line": taken}).status_code == 422
        assert adviser.post(f"/warranty/split/{NOWHERE}/{jobs[1].pk}/", {"kind": "normal"}).status_code == 404
        assert adviser.post(f"/warranty/split/{order}/{NOWHERE}/", {"kind": "normal"}).status_code == 404
        assert digest() == before

    def test_a_shipment_of_ones_own_takes_no_tag_of_another_store(self, world: World) -> None:
        acts = stages.packing(world)
        part = ClaimedPart.objects.get()
        south = signed_in(world.actor(Role.WARRANTY_CLERK, world.south))
        made = south.post("/warranty/shipments/new/", {"kind": "normal"})
        url = made["Location"]
        before = digest()
        for tag in (part.tag, f"https://x/warranty/parts/{part.pk}/", f"/{part.pk}"):
            assert south.post(f"{url}box/", {"tag": tag, "box": 1}).status_code == 404
            assert south.post("/warranty/parts/store/", {"tag": tag, "place": "A"}).status_code == 404
        assert south.post(f"{url}unbox/{part.pk}/").status_code == 404
        call = {"their_number": "Z", "due_on": stages.SOON, "numbers": part.tag}
        assert south.post("/warranty/parts/call-back/", call).status_code == 422
        assert south.get(f"/warranty/desk/?scan={part.tag}").status_code == 404
        assert digest() == before
        assert acts[0].name == "box_part"

    def test_a_part_is_not_taken_from_anothers_box(self, world: World) -> None:
        stages.out(world)
        part = ClaimedPart.objects.get()
        clerk = signed_in(world.warranty_clerk)
        made = clerk.post("/warranty/shipments/new/", {"kind": "normal"})
        other = made["Location"]
        before = digest()
        assert clerk.post(f"{other}unbox/{part.pk}/").status_code == 404
        assert digest() == before

    def test_a_line_of_the_list_is_not_matched_with_another_stores_submission(self, world: World) -> None:
        stages.unknown(world)
        number = ClaimLine.objects.select_related("claim")[0].claim.number
        south = world.actor(Role.WARRANTY_CLERK, world.south)
        rows: list[list[object]] = [list(HEADS), ["JS-S", "2026-03", number, 680, ""]]
        sheets.written(south, KIND, rows)
        line = SettlementLine.objects.get(store=world.south)
        assert line.outcome == "unknown"
        before = digest()
        answer = signed_in(south).post(f"/warranty/settlements/lines/{line.pk}/match/", {"number": number})
        assert answer.status_code == 404
        assert digest() == before


class TestReading:
    def test_no_page_and_no_answer_of_another_store(self, world: World) -> None:
        """Guessed keys in GET addresses of the API; those of the screens are tried with all others of the house."""
        acts = stages.out(world)
        claim = ClaimLine.objects.all()[0].claim
        part = ClaimedPart.objects.get()
        people = People(world)
        south = people.machine(Role.WARRANTY_CLERK, south=True)
        for path in (
            f"/split/{claim.order_id}",
            f"/claims/{claim.pk}",
            f"/claims/{claim.pk}/findings",
            f"/parts/{part.pk}",
        ):
            assert south.get(f"/api/warranty{path}").status_code == 404, path
        for path in ("/claims?only=all", "/parts?only=all", "/shipments", "/reports?only=all", "/ageing"):
            text = south.get(f"/api/warranty{path}").content.decode()
            assert claim.number not in text, path
            assert part.tag not in text, path
        greeter = people.machine(Role.GREETER)
        for path in (
            "/claims",
            "/parts",
            "/shipments",
            "/reports",
            "/approvals",
            "/goodwill",
            "/settlements",
        ):
            assert greeter.get(f"/api/warranty{path}").status_code == 403, path
        assert acts
