"""The plan of the day through the API: board, proposal, drag, next job, what was learned."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.planning import names
from huichang.workshop.models import Assignment
from tests.planning import floor
from tests.workshop.floor import BRAKES, bay, job_of, present, signed
from tests.world import World


class Machine:
    """A machine user with the post of one person; every POST has a key of its own."""

    def __init__(self, world: World, role: Role) -> None:
        token, self.sent = f"plan-{role}", 0
        ApiToken.objects.create(
            store=world.north,
            staff=world.staff(role),
            digest=hashlib.sha256(token.encode()).hexdigest(),
            says="测试",
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, url: str) -> Any:
        """The answer of a GET, which must be 200."""
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, url: str, said: dict[str, Any] | None = None, *, status: int = 200) -> Any:
        """The answer of a POST."""
        self.sent += 1
        answer: Any = self.client.post(
            url,
            json.dumps(said or {}),
            content_type="application/json",
            headers={"Idempotency-Key": f"{self.sent}-{url}"},
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.mark.req("LANE-31", "LANE-40")
class TestPlanning:
    def test_propose_read_and_accept(self, world: World) -> None:
        floor.crew(world)
        at = present(world)
        order = signed(world, BRAKES, signed_at=at)
        machine = Machine(world, Role.DISPATCHER)
        made = machine.post("/api/planning/propose")["proposal_id"]
        diff = machine.get(f"/api/planning/proposals/{made}")
        assert [line["title"] for line in diff["lines"]] == ["更换前制动片"]
        done = machine.post(f"/api/planning/proposals/{made}/accept")
        assert Assignment.objects.filter(job=job_of(order), is_open=True).count() == 1
        board = machine.get("/api/planning/board")
        assert board["last"]["id"] == done["arrangement_id"]
        machine.post(f"/api/planning/arrangements/{done['arrangement_id']}/undo")
        assert not Assignment.objects.filter(is_open=True).exists()

    def test_one_line_or_none(self, world: World) -> None:
        floor.crew(world)
        at = present(world)
        signed(world, BRAKES, signed_at=at)
        machine = Machine(world, Role.DISPATCHER)
        made = machine.post("/api/planning/propose")["proposal_id"]
        line = machine.get(f"/api/planning/proposals/{made}")["lines"][0]
        machine.post(f"/api/planning/changes/{line['id']}/accept")
        assert Assignment.objects.filter(is_open=True).count() == 1
        machine.post(f"/api/planning/proposals/{made}/drop", status=409)

    def test_try_move_pin_and_ask_why(self, world: World) -> None:
        technician, _ = floor.crew(world)
        at = present(world)
        key = names.job_key(job_of(signed(world, BRAKES, signed_at=at)).pk)
        machine = Machine(world, Role.DISPATCHER)
        place = {
            "technician_ids": [technician.staff_id],
            "bay_id": bay(world).pk,
            "starts_at": (at.replace(second=0, microsecond=0)).isoformat(),
        }
        late = {**place, "starts_at": at.replace(year=at.year - 1).isoformat()}
        assert machine.post(f"/api/planning/steps/{key}/try", late)["why"].startswith("开始时间已经过了")
        machine.post(f"/api/planning/steps/{key}/move", late, status=422)
        soon = {**place, "starts_at": (at + timedelta(minutes=10)).isoformat()}
        assert machine.post(f"/api/planning/steps/{key}/move", soon)["version"] == 1
        assert machine.get(f"/api/planning/steps/{key}")["pinned"]
        machine.post(f"/api/planning/steps/{key}/unpin")
        assert machine.post(f"/api/planning/steps/{key}/pin") == {"pinned": True}

    def test_next_job_held_and_given_back(self, world: World) -> None:
        floor.crew(world)
        at = present(world)
        signed(world, BRAKES, signed_at=at)
        machine = Machine(world, Role.TECHNICIAN)
        pull = machine.post("/api/planning/next")["pull_id"]
        shown = machine.get("/api/planning/next")
        assert shown["in_hand"]["title"] == "更换前制动片"
        assert {reason["code"] for reason in shown["hold_reasons"]} >= {"parts", "customer"}
        machine.post(f"/api/planning/pulls/{pull}/hold", {"reason": "help"})
        shown = machine.get("/api/planning/next")
        assert shown["in_hand"] is None
        assert len(shown["held"]) == 1
        machine.post(f"/api/planning/pulls/{pull}/give-back", {"reason": "car"})
        rows = Machine(world, Role.DISPATCHER).get("/api/planning/pulls")
        assert [(row["state"], row["words"]) for row in rows] == [("returned", "车或钥匙找不到")]
        assert set(machine.get("/api/planning/reasons")) == {"hold", "give_back"}

    def test_learning_and_calibration(self, world: World) -> None:
        machine = Machine(world, Role.SERVICE_MANAGER)
        assert machine.post("/api/planning/durations/learn") == {"figures": 0}
        assert machine.get("/api/planning/durations") == []
        assert machine.get("/api/planning/calibration") == []

    @pytest.mark.req("LANE-41")
    def test_ready_by(self, world: World) -> None:
        floor.crew(world)
        at = present(world)
        machine = Machine(world, Role.ADVISER)
        Machine(world, Role.DISPATCHER).post("/api/planning/propose")
        said = {
            "starts_at": (at + timedelta(minutes=15)).isoformat(),
            "by": (at + timedelta(hours=5)).isoformat(),
            "operation_ids": [world.operation.pk],
        }
        found = machine.post("/api/planning/ready", said)
        assert found["says"]
