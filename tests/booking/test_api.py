"""The room through its other door."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from huichang.booking import messages
from huichang.booking.models import Appointment, Call, CallTask
from huichang.company import people
from huichang.company.models import Shift
from huichang.company.roles import Role
from tests.booking.desk import clock
from tests.world import World

pytestmark = pytest.mark.req("LANE-01", "LANE-09")


class Machine:
    """A machine user at the booking desk."""

    def __init__(self, world: World) -> None:
        self.token = people.make_token(
            world.administrator,
            world.north.pk,
            says="话务系统",
            roles=[Role.CARE_AGENT, Role.SERVICE_MANAGER, Role.DISPATCHER],
        )
        self.client, self.count = Client(), 0

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"/api/booking/{path}", headers={"Authorization": f"Bearer {self.token}"})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def post(self, path: str, body: dict[str, object] | None = None, status: int = 200, key: str = "") -> Any:
        self.count += 1
        answer = self.client.post(
            f"/api/booking/{path}",
            json.dumps(body or {}, default=str),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or f"k{self.count}"},
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.fixture
def soon(world: World) -> datetime:
    """Nine o'clock in two days, with an adviser and a technician on shift for a week from today."""
    for role in (Role.ADVISER, Role.TECHNICIAN):
        person = world.staff(role)
        Shift.objects.filter(staff=person).delete()
        for number in range(8):
            on = localdate() + timedelta(days=number)
            Shift.objects.create(
                store=world.north,
                staff=person,
                on=on,
                starts_at=clock("8:30", on),
                ends_at=clock("18:00", on),
            )
    return clock("9:00", localdate() + timedelta(days=2))


def booking(world: World, at: datetime, **more: object) -> dict[str, object]:
    return {
        "starts_at": at.isoformat(),
        "customer_id": world.wang.pk,
        "vehicle_id": world.car.pk,
        "concern": "刹车吱吱响",
        "repair_type": "repair",
        "operation_ids": [world.operation.pk],
        **more,
    }


class TestAppointments:
    def test_are_made_moved_and_cancelled(self, world: World, soon: datetime) -> None:
        machine = Machine(world)
        asked = {"operation_ids": [world.operation.pk], "vehicle_id": world.car.pk, "repair_type": "repair"}
        assert machine.post("estimate", asked)["work"][0]["price"] == "200.00"
        slots = machine.post(f"slots/{soon.date()}", asked)
        assert datetime.fromisoformat(slots[2]["starts_at"]) == soon
        assert slots[2]["free"]
        assert machine.post("proposals", asked)[0]["free"]

        made = machine.post("appointments", booking(world, soon))
        assert (made["state"], made["told_price"], made["plate"]) == ("confirmed", "200.00", "川A8F6K2")
        assert machine.get(f"appointments/{made['id']}")["points"]
        assert machine.get(f"appointments?on={soon.date()}")[0]["id"] == made["id"]
        assert machine.get("load")[2]["booked"] == 60

        moved = machine.post(
            f"appointments/{made['id']}/move",
            {
                "starts_at": (soon + timedelta(hours=1)).isoformat(),
                "reason": "客户改时间",
                "seen": made["version"],
            },
        )
        assert moved["moved_times"] == 1
        machine.post(f"appointments/{made['id']}/pencil", {"bay_id": world.bays["general"][0].pk})
        gone = machine.post(f"appointments/{made['id']}/cancel", {"reason": "临时有事"})
        assert gone == {"state": "cancelled"}

    def test_happen_once_for_one_key(self, world: World, soon: datetime) -> None:
        machine = Machine(world)
        first = machine.post("appointments", booking(world, soon), key="same")
        assert machine.post("appointments", booking(world, soon), key="same") == first
        assert Appointment.objects.count() == 1

    def test_are_confirmed_and_missed(self, world: World, soon: datetime) -> None:
        machine = Machine(world)
        made = machine.post("appointments", booking(world, soon))
        Appointment.objects.filter(pk=made["id"]).update(state="asked")
        assert machine.post(f"appointments/{made['id']}/confirm") == {"state": "confirmed"}
        assert "还没到预约时间" in machine.post(f"appointments/{made['id']}/miss", status=409)["why"]

    @pytest.mark.req("LANE-08")
    def test_refuse_a_taken_time_with_offers(self, world: World, soon: datetime) -> None:
        machine = Machine(world)
        machine.post("appointments", booking(world, soon))
        new = {
            "customer_id": None,
            "vehicle_id": None,
            "name": "赵敏",
            "phone": "13688886666",
            "plate": "川B12345",
        }
        assert "可以约" in machine.post("appointments", booking(world, soon, **new), status=409)["why"]

    def test_want_a_time_with_its_zone(self, world: World, soon: datetime) -> None:
        naive = booking(world, soon) | {"starts_at": "2031-01-01T09:00:00"}
        assert "时区" in Machine(world).post("appointments", naive, status=422)["why"]

    @pytest.mark.req("LANE-05")
    def test_are_prepared(self, world: World, soon: datetime) -> None:
        machine = Machine(world)
        machine.post("appointments", booking(world, soon))
        until = (soon + timedelta(days=1)).isoformat().replace("+", "%2B")
        points = machine.get(f"preparations?until={until}")
        machine.post(f"preparations/{points[0]['id']}/tick")
        machine.post(f"preparations/{points[0]['id']}/untick")
        machine.post(f"preparations/{points[0]['id']}/problem", {"problem": "缺件"})
        assert machine.get("call-tasks")[0]["why"] == "move"

    def test_link_is_sent(self, world: World) -> None:
        machine = Machine(world)
        machine.post(f"customers/{world.wang.pk}/link")
        assert messages.page_of(world.wang.pk, world.north.pk).startswith("/c/booking/")


class TestCalls:
    def test_are_logged_by_hand(self, world: World) -> None:
        machine = Machine(world)
        machine.post("calls", {"outcome": "lost", "phone": "13800138001", "rings": 6})
        assert machine.get("calls")[0]["outcome"] == "lost"
        assert machine.get("calls/hours")[0]["lost"] == 1
        (task,) = machine.get("call-tasks")
        machine.post(f"call-tasks/{task['id']}/later", {"minutes": 30})
        machine.post(f"call-tasks/{task['id']}/finish", {"result": "已约好"})
        assert CallTask.objects.get().result == "已约好"

    def test_webhook_is_idempotent_by_the_outside_id(self, world: World) -> None:
        machine = Machine(world)
        told = {
            "outside_id": "PBX-77",
            "rang_at": now().isoformat(),
            "outcome": "lost",
            "phone": "13800138001",
        }
        first = machine.post("calls/hook", told)
        assert machine.post("calls/hook", told) == first
        assert Call.objects.count() == CallTask.objects.count() == 1

    def test_are_not_for_every_machine(self, world: World) -> None:
        token = people.make_token(world.administrator, world.north.pk, says="x", roles=[Role.TECHNICIAN])
        answer = Client().post(
            "/api/booking/calls",
            json.dumps({"outcome": "lost"}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "x"},
        )
        assert answer.status_code == 403
