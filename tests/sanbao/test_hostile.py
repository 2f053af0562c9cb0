"""Every act of 三包 from where it must not be done: another store, another post, twice, with old pages, with guessed keys;
what is refused leaves not one row changed."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huichang.company.roles import Role
from huichang.sanbao import repairs, requests, spare_cars
from huichang.sanbao.models import Change, Repair
from huichang.sanbao.screens.urls import urlpatterns
from tests import attack
from tests.sanbao.garage import certified, change_of, clerk, family_car, fault_of, repaired
from tests.web import signed_in
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-03")
_keys = itertools.count()
NOWHERE = 999_999_999
JUDGES = (Role.WARRANTY_CLERK, Role.TECHNICAL_MANAGER, Role.SERVICE_MANAGER)
COUNTER = (Role.ADVISER, Role.WARRANTY_CLERK, Role.SERVICE_MANAGER)
ANSWERS = (Role.SERVICE_MANAGER, Role.GENERAL_MANAGER)
SETTERS = (Role.SERVICE_MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Act:
    """One act: its page's name, the row, what is said (`seen` among it where the page carries one) and who may. `shared`: of a
    car, which is the whole group's."""

    page: str
    path: str
    row: int
    said: dict[str, Any]
    may: tuple[Role, ...]
    api: str = ""
    body: dict[str, Any] | None = None
    shared: bool = False

    def where(self, row: int | None = None) -> str:
        """The address of its form."""
        return f"/sanbao/{self.path.format(self.row if row is None else row)}"

    def machine(self, row: int | None = None) -> str:
        """The address of its JSON."""
        return f"/api/sanbao/{self.api.format(self.row if row is None else row)}"


@pytest.fixture
def acts(world: World) -> list[Act]:
    """A car with two repairs, one that runs, a spare car out, a stretch left out, and a request that was agreed to."""
    car = family_car(world)
    first = repaired(world, car, NOON - timedelta(days=60), words="变速器顿挫", system="transmission")
    long = repaired(
        world,
        car,
        NOON - timedelta(days=7),
        hours=None,
        words="变速器顿挫",
        system="transmission",
        parts=["变速器总成"],
    )
    out = repairs.leave_out(
        clerk(world),
        long.pk,
        kind="parts",
        since=NOON - timedelta(days=5),
        until=NOON - timedelta(days=4),
        words="运单 1",
        at=NOON,
    )
    spare = spare_cars.provide_spare(
        world.adviser, long.pk, kind="car", plate="川A11111", since=NOON - timedelta(days=1), at=NOON
    )
    asked = requests.take_request(
        world.adviser,
        world.north.pk,
        vehicle_id=car.pk,
        kind="exchange",
        words="要换车",
        asked_at=NOON,
        at=NOON,
    )
    fault, change, other = fault_of(long), change_of(long), world.another_car()
    certified(world, other)
    repaired(world, other, NOON - timedelta(days=40))
    words = {"words": "客户签字的单据", "seen": asked.version}
    judged = {
        "quality": "yes",
        "same_as": f"{fault_of(first).pk}",
        "reason": "试车确认",
        "seen": fault.version,
    }
    told = {"kind": "assembly", "system": "gearbox", "reason": "拆检"}
    blamed = {"ground": "misuse", "words": "照片", "seen": long.version}
    money = {"kind": "money", "amount": "100", "since": f"{NOON:%Y-%m-%dT%H:%M}", "words": "签收单"}
    left = {
        "kind": "rescue",
        "since": f"{NOON - timedelta(days=3):%Y-%m-%dT%H:%M}",
        "until": f"{NOON - timedelta(days=2):%Y-%m-%dT%H:%M}",
        "words": "救援单 2",
    }
    ago = {days: (NOON - timedelta(days=days)).isoformat() for days in range(4)}
    paper = {"use": "business", "invoice_on": "2025-06-01", "seen": "1"}
    ask = {"kind": "return", "words": "要退车", "rule": "other"}
    parts = {"text": "易损耗件||火花塞", "source": "凭证", "from_on": "2025-06-01", "why": "试"}
    limit = {
        "repair_days": "25",
        "warn_repair_days": "15",
        "name": "新规",
        "from_on": "2099-01-01",
        "why": "新规",
    }
    no = {**words, "words": "三包期内没有达到任何一条的限值"}
    done = {"done_on": f"{NOON:%Y-%m-%d}", "seen": asked.version}
    out_of_it = {**left, "since": ago[3], "until": ago[2]}
    mark = {"returned_on": "2026-03-01", "reason": "换车"}
    agree = {"km": "20000", "price": "200000", "percent": "0.5", "seen": asked.version}
    return [
        Act("judge", "faults/{}/judge/", fault.pk, judged, JUDGES, "faults/{}/judge"),
        Act("judge_change", "changes/{}/judge/", change.pk, told, JUDGES, "changes/{}/judge"),
        Act("leave_out", "repairs/{}/leave-out/", long.pk, left, JUDGES, "repairs/{}/leave-out", out_of_it),
        Act("count_again", "left-outs/{}/count/", out.pk, {"reason": "写错了"}, JUDGES, "left-outs/{}/count"),
        Act("blame", "repairs/{}/blame/", long.pk, blamed, JUDGES, "repairs/{}/blame"),
        Act("spare", "repairs/{}/spare/", first.pk, money, COUNTER, "repairs/{}/spare", {**money, "since": ago[0]}),
        Act(
            "spare_back",
            "spares/{}/back/",
            spare.pk,
            {"until": f"{NOON:%Y-%m-%dT%H:%M}"},
            COUNTER,
            "spares/{}/back",
            {"until": ago[0]},
        ),
        Act("refuse", "requests/{}/refuse/", asked.pk, no, ANSWERS, "requests/{}/refuse"),
        Act("withdraw", "requests/{}/withdraw/", asked.pk, words, COUNTER, "requests/{}/withdraw"),
        Act("agree", "requests/{}/agree/", asked.pk, agree, ANSWERS, "requests/{}/agree", {**agree, "use_factor": "0.005"}),
        Act("reconsider", "requests/{}/reconsider/", asked.pk, words, ANSWERS, "requests/{}/reconsider"),
        Act("turn", "requests/{}/turn/", asked.pk, words, ANSWERS, "requests/{}/turn"),
        Act("complete", "requests/{}/complete/", asked.pk, done, ANSWERS, "requests/{}/complete"),
        Act("certificate", "cars/{}/certificate/", car.pk, paper, COUNTER, "cars/{}/certificate", shared=True),
        Act("returned", "cars/{}/returned/", car.pk, mark, ANSWERS, "cars/{}/returned", shared=True),
        Act("ask", "cars/{}/request/", other.pk, ask, COUNTER, shared=True),
        Act("calculate", "cars/calculate/", 0, {}, (Role.WARRANTY_CLERK, Role.SERVICE_MANAGER), shared=True),
        Act("publish", "numbers/publish/", 0, limit, SETTERS, shared=True),
        Act("components_publish", "components/publish/", 0, parts, SETTERS, "components", shared=True),
    ]  # fmt: skip


def digest() -> dict[str, str]:
    """What stands in every table of the room."""
    return attack.stands("sanbao", "vehicles_vehicle")


def sent(client: Client, act: Act, *, row: int | None = None, once: str = "") -> int:
    """The status of a form."""
    said = {**act.said, "once": once or f"k{next(_keys)}"}
    return int(client.post(act.where(row), said).status_code)


def machine(world: World, role: Role, *, south: bool = False) -> Callable[[str, dict[str, Any]], int]:
    """A machine with somebody's post: what it sends gets this status."""
    store = world.south if south else world.north
    client = attack.machine(world.staff(role, store), store)

    def send(path: str, body: dict[str, Any]) -> int:
        return int(attack.call(client, path, body).status_code)

    return send


def test_every_act_is_among_them(acts: list[Act]) -> None:
    known = {each.name for each in urlpatterns}
    assert known - {act.page for act in acts} == {
        "cars", "car", "desk", "fault", "repair", "spares", "requests", "request", "numbers", "components",
        "calculation", "record", "letter",
    }  # fmt: skip


def test_nobody_of_another_store_reaches_a_row(world: World, acts: list[Act]) -> None:
    before = digest()
    for act in acts:
        if act.shared:
            continue
        for role in act.may:
            assert sent(signed_in(world.actor(role, world.south)), act) == 404, (act.page, role)
    southern = machine(world, Role.SERVICE_MANAGER, south=True)
    for act in acts:
        if act.api and not act.shared:
            assert southern(act.machine(), act.body or act.said) == 404, act.api
    assert digest() == before


def test_no_other_post_may(world: World, acts: list[Act]) -> None:
    before = digest()
    for role in (
        Role.TECHNICIAN,
        Role.GREETER,
        Role.CASHIER,
        Role.PARTS_CLERK,
        Role.CARE_AGENT,
        Role.ADVISER,
    ):
        client, send = signed_in(world.actor(role)), machine(world, role)
        for act in acts:
            if role not in act.may:
                assert sent(client, act) == 403, (act.page, role)
                if act.api:
                    assert send(act.machine(), act.body or act.said) == 403, (act.api, role)
    assert digest() == before


def test_guessed_keys_lead_nowhere(world: World, acts: list[Act]) -> None:
    before = digest()
    client = signed_in(world.service_manager)
    for act in acts:
        if act.row:
            assert sent(client, act, row=NOWHERE) == 404, act.page
    for key in ("9" * 30, "0"):
        for act in acts:
            if act.row:
                assert (
                    client.post(act.where().replace(f"/{act.row}/", f"/{key}/"), act.said).status_code == 404
                )
    assert digest() == before


def test_a_doubled_click_happens_once(world: World, acts: list[Act]) -> None:
    clients = {role: signed_in(world.actor(role)) for role in {act.may[0] for act in acts}}
    for act in acts:
        if act.page in ("reconsider", "turn", "complete", "components_publish"):
            continue
        with attack.undone():
            client = clients[act.may[0]]
            first = sent(client, act, once=f"double-{act.page}")
            after = digest()
            assert (first, sent(client, act, once=f"double-{act.page}")) == (302, 302), act.page
            assert digest() == after, act.page


def test_an_old_page_is_told(world: World, acts: list[Act]) -> None:
    client = signed_in(world.service_manager)
    for act in acts:
        if "seen" in act.said and act.page not in ("reconsider", "turn", "complete"):
            with attack.undone():
                old = Act(act.page, act.path, act.row, {**act.said, "seen": 77}, act.may)
                before = digest()
                assert sent(client, old) == 409, act.page
                assert digest() == before, act.page


def test_what_belongs_to_another_car_is_not_joined(world: World, acts: list[Act]) -> None:
    judge = acts[0]
    other = Repair.objects.exclude(vehicle=world.car).get()
    client = signed_in(clerk(world))
    before = digest()
    for same_as in (f"{fault_of(other).pk}", f"{judge.row}", f"{NOWHERE}", "1 OR 1=1", "九"):
        wrong = Act("judge", judge.path, judge.row, {**judge.said, "same_as": same_as}, JUDGES)
        assert sent(client, wrong) in (404, 422), same_as
    assert digest() == before


def test_the_south_keeps_its_hands_off_the_norths_customer(world: World, acts: list[Act]) -> None:
    ask = next(act for act in acts if act.page == "ask")
    before = digest()
    assert sent(signed_in(world.actor(Role.SERVICE_MANAGER, world.south)), ask) == 422
    body = {"vehicle_id": ask.row, **ask.said, "asked_at": NOON.isoformat()}
    assert machine(world, Role.SERVICE_MANAGER, south=True)("/api/sanbao/requests", body) == 422
    assert digest() == before
    assert Change.objects.filter(store=world.south).count() == 0
