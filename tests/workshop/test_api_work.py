"""The workshop's acts as JSON: one car from dispatch to the gate through the other door of the house."""

import hashlib
import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from huichang.company.models import ApiToken
from huichang.company.roles import BayKind, Role
from huichang.workshop import handover, settling
from huichang.workshop.models import Guarantee, Order
from tests.workshop import floor
from tests.workshop.floor import BRAKES, OIL, Work
from tests.world import NOON, World

_keys = itertools.count()


class Machine:
    """A machine user with the post of one person."""

    def __init__(self, world: World, role: Role, *, south: bool = False) -> None:
        token = f"floor-{role}-{south}"
        store = world.south if south else world.north
        ApiToken.objects.create(
            store=store,
            staff=world.staff(role, store),
            digest=hashlib.sha256(token.encode()).hexdigest(),
            says="测试",
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, *, status: int = 200) -> Any:
        """What the API answers."""
        answer = self.client.get(f"/api/workshop{path}")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def post(self, path: str, said: dict[str, Any] | None = None, *, status: int = 200, key: str = "") -> Any:
        """An act, with a key of its own."""
        answer = self.client.post(
            f"/api/workshop{path}",
            said or {},
            content_type="application/json",
            headers={"Idempotency-Key": key or f"floor{next(_keys)}"},
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.fixture
def today(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The cast on shift whatever the day: shifts of 2 March are taken away."""
    from huichang.company.models import Shift

    for role in (Role.TECHNICIAN, Role.TEAM_LEADER):
        world.staff(role)
    Shift.objects.all().delete()
    return world


def signed(world: World, *works: Work) -> Order:
    return floor.signed(
        world, *works, signed_at=now() - timedelta(minutes=30), promised_at=now() + timedelta(hours=5)
    )


@pytest.mark.req("LANE-30", "LANE-32", "LANE-50", "LANE-63")
def test_takes_a_car_from_dispatch_to_the_gate(today: World) -> None:
    order = signed(today, BRAKES)
    job = floor.job_of(order)
    dispatcher, technician = Machine(today, Role.DISPATCHER), Machine(today, Role.TECHNICIAN)

    (waiting,) = dispatcher.get("/dispatch")["to_dispatch"]
    assert (waiting["job_id"], waiting["line"]["plate"]) == (job.pk, "川A8F6K2")
    likely = waiting["proposal"]
    given = dispatcher.post(
        f"/jobs/{job.pk}/assign", {"technician_id": today.technician.staff_id, "bay_id": likely["bay_id"]}
    )
    assert given["id"]
    assert technician.get("/bench")["in_hand"]["job"]["title"] == "更换前制动片"
    technician.post(f"/jobs/{job.pk}/start")
    assert technician.post(f"/jobs/{job.pk}/pause", {"reason": "meal"}) == {"state": "paused"}
    technician.post(f"/jobs/{job.pk}/start")
    report = {"cause": "磨损到限", "correction": "更换"}
    assert technician.post(f"/jobs/{job.pk}/finish", report) == {"state": "done"}

    leader, inspector = Machine(today, Role.TEAM_LEADER), Machine(today, Role.INSPECTOR)
    leader.post(f"/jobs/{job.pk}/peer-check")
    road = {"technician_id": today.technician.staff_id, "from_km": 45_210, "to_km": 45_214, "result": "平顺"}
    place = floor.bay(today, BayKind.FINISHED).pk
    passed = inspector.post(
        f"/orders/{order.pk}/final-check", {"road_test": road, "parked_at_id": place, "washed": True}
    )
    assert passed == {"state": "checked"}
    assert Guarantee.objects.get(order=order).until_km == 45_214 + 2_000

    with transaction.atomic():
        settling.mark_settled(order.pk, amount=order.amount_agreed or 0, at=now())
        gate_pass = handover.issue_gate_pass(order.pk, at=now())
    adviser, greeter = Machine(today, Role.ADVISER), Machine(today, Role.GREETER)
    assert adviser.get(f"/orders/{order.pk}/delivery")["car"]["stage"] == "to_deliver"
    assert adviser.post(f"/orders/{order.pk}/deliver", {"score": 5}) == {"state": "delivered"}
    assert greeter.post("/gate-passes/scan", {"code": gate_pass.token})["plate"] == "川A8F6K2"
    refused = greeter.post("/gate-passes/scan", {"code": gate_pass.token}, status=409)
    assert "放行过" in refused["why"]
    assert greeter.get("/wall")["cars"] == []


@pytest.mark.req("LANE-32")
def test_books_a_job_in_one_request_within_its_statements(today: World) -> None:
    job = floor.job_of(signed(today, Work(parts=((today.filter, 1), (today.oil, 1)))))
    machine = Machine(today, Role.DISPATCHER)
    said = {
        "technician_id": today.technician.staff_id,
        "started_at": (now() - timedelta(minutes=25)).isoformat(),
        "finished_at": (now() - timedelta(minutes=1)).isoformat(),
        "cause": "到保养周期",
        "correction": "按保养表更换",
    }
    machine.get("/dispatch")
    with floor.statements(19):
        assert machine.post(f"/jobs/{job.pk}/work", said) == {"state": "done"}


def test_does_the_same_thing_once_however_often_it_is_sent(today: World) -> None:
    job = floor.job_of(signed(today))
    machine = Machine(today, Role.DISPATCHER)
    said = {"technician_id": today.technician.staff_id}
    first = machine.post(f"/jobs/{job.pk}/assign", said, key="same")
    assert machine.post(f"/jobs/{job.pk}/assign", said, key="same") == first


def test_refuses_in_the_same_words(today: World) -> None:
    order = signed(today, OIL)
    technician = Machine(today, Role.TECHNICIAN)
    refused = technician.post(f"/jobs/{floor.job_of(order).pk}/start", status=403)
    assert refused == {"refused": "NotAllowed", "why": "“更换机油机滤”还没有派给您，请找车间调度派工。"}


def test_moves_and_takes_back_what_was_given_out(today: World) -> None:
    job = floor.job_of(signed(today))
    machine = Machine(today, Role.DISPATCHER)
    given = machine.post(f"/jobs/{job.pk}/assign", {"technician_id": today.technician.staff_id})
    at = (now() + timedelta(hours=1)).isoformat()
    said = {"technician_id": today.team_leader.staff_id, "starts_at": at, "bay_id": floor.bay(today).pk}
    assert machine.post(f"/assignments/{given['id']}/reassign", said) == given
    assert machine.get(f"/jobs/{job.pk}/choice")["job"]["job_id"] == job.pk
    assert machine.post(f"/assignments/{given['id']}/release") == given


def test_sends_back_and_tells(today: World) -> None:
    order = signed(today)
    job = floor.job_of(order)
    floor.worked(today, order, at=now() - timedelta(minutes=40))
    inspector = Machine(today, Role.INSPECTOR)
    assert [car["order_id"] for car in inspector.get("/inspection")["cars"]] == [order.pk]
    inspector.post(f"/jobs/{job.pk}/final-check/fail", {"cause": "leak", "blame": "workmanship"})
    adviser = Machine(today, Role.ADVISER)
    late = (now() + timedelta(hours=8)).isoformat()
    told = adviser.post(f"/orders/{order.pk}/tell-delay", {"promised_at": late})
    assert told["promised_at"] > told["promised_first_at"]
    adviser.post(f"/orders/{order.pk}/told", {"words": "电话告知"})
    assert adviser.get("/comebacks") == []
    assert adviser.get(f"/orders/{order.pk}/suspicions")["jobs"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/orders/{order}/inspection",
        "/orders/{order}/delivery",
        "/jobs/{job}/choice",
        "/jobs/{job}/peer-check",
    ],
)
def test_shows_nothing_of_another_store(world: World, path: str) -> None:
    order = floor.settled(world, at=NOON + timedelta(hours=2))
    where = path.format(order=order.pk, job=floor.job_of(order).pk)
    Machine(world, Role.SERVICE_MANAGER, south=True).get(where, status=404)
