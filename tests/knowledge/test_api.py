"""The room through its other door."""

import json
from typing import Any

import pytest
from django.test import Client

from huichang.company import people
from huichang.company.roles import Role
from huichang.knowledge.models import Lesson
from tests.knowledge import cases
from tests.world import World

pytestmark = pytest.mark.req("PEOPLE-30", "LANE-32")


class Machine:
    """A machine user with every post that this room asks for."""

    def __init__(self, world: World) -> None:
        self.token = people.make_token(
            world.administrator,
            world.north.pk,
            says="接口",
            roles=[Role.TECHNICIAN, Role.TECHNICAL_MANAGER, Role.ADVISER],
        )
        self.client, self.count = Client(), 0

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/api/knowledge/{path}", headers={"Authorization": f"Bearer {self.token}"})
        return self.read(answer)

    def post(self, path: str, **body: object) -> Any:
        self.count += 1
        answer = self.client.post(
            f"/api/knowledge/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"k{self.count}"},
        )
        return self.read(answer)

    def read(self, answer: Any) -> Any:
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


def test_finds_rates_and_writes_cases(world: World) -> None:
    cases.load()
    machine = Machine(world)
    found = machine.get("faults?q=早上冷车抖")[0]
    assert found["title"] == "冷车怠速抖动，热车后改善"
    machine.post(f"faults/{found['id']}/rate", helped=True)
    assert machine.get(f"faults/{found['id']}")["helped"] == 1
    written = machine.post("faults", title="新现象", system="engine", causes=[{"name": "原因"}])
    machine.post(
        f"faults/{written['id']}", title="新现象二", system="engine", causes=[{"name": "原因"}], seen=1
    )
    assert machine.get(f"faults/{written['id']}")["title"] == "新现象二"


def test_asks_answers_and_learns(world: World) -> None:
    machine = Machine(world)
    one = machine.post("help", question="冷车抖", codes="P0301")["id"]
    assert machine.post(f"help/{one}/pass-on", reference="TL-1") == {"state": "open"}
    assert machine.post(f"help/{one}/answer", text="洗节气门") == {"state": "answered"}
    assert machine.post(f"help/{one}/ask-on", text="洗了") == {"state": "open"}
    assert machine.post(f"help/{one}/close", solved=True) == {"state": "closed"}
    machine.post(f"help/{one}/propose", cause="节气门脏")
    assert machine.get("help")[0]["id"] == one
    assert len(machine.get(f"help/{one}")["messages"]) == 2
    lesson = machine.get("lessons")[0]["id"]
    fault = machine.post(
        f"lessons/{lesson}/case", title="冷车抖", system="engine", causes=[{"name": "节气门脏"}]
    )
    again = Lesson.objects.create(store=world.north, for_job=1, concern="抖", cause="脏", correction="洗")
    cause = machine.get(f"faults/{fault['fault_id']}")["causes"][0]["id"]
    machine.post(f"lessons/{again.pk}/into", fault_id=fault["fault_id"], cause_id=cause)
    third = Lesson.objects.create(store=world.north, for_job=2, concern="抖", cause="脏", correction="洗")
    assert machine.post(f"lessons/{third.pk}/drop", reason="重复") == {"state": "dropped"}


def test_lends_tools(world: World) -> None:
    machine = Machine(world)
    tool = machine.post("tools", code="t-01", name="扭力扳手", calibrate_by="2031-01-01")["id"]
    machine.post("tools/take", code="T-01")
    assert machine.get("tools")[0]["holder"]
    machine.post("tools/back", code="T-01")
    machine.post(f"tools/{tool}/calibration", valid_until="2032-01-01")
    assert machine.get("tools")[0]["calibrate_by"] == "2032-01-01"


def test_refuses_in_words(world: World) -> None:
    machine = Machine(world)
    answer = machine.client.post(
        "/api/knowledge/help",
        json.dumps({"question": "看图", "photos": ["不是"]}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {machine.token}", "Idempotency-Key": "x"},
    )
    assert (answer.status_code, answer.json()["why"]) == (422, "照片没有读到，请用 base64 编码后提交。")
