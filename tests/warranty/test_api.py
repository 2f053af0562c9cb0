"""The same acts as JSON: a claim from the split to the settlement, its part from the scan to the audit."""

import hashlib
import itertools
from typing import Any

import pytest
from django.test import Client

from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.warranty.models import Claim, ClaimedPart, SettlementLine
from huichang.warranty.states import ClaimState, Duty
from tests.warranty.claiming import Claiming
from tests.warranty.settlement import imported
from tests.world import World

pytestmark = pytest.mark.req("WARR-10")
_keys = itertools.count()


class Machine:
    """A machine user with the posts of one person."""

    def __init__(self, world: World, role: Role) -> None:
        token = f"warranty-{role}"
        ApiToken.objects.create(
            store=world.north,
            staff=world.staff(role),
            digest=hashlib.sha256(token.encode()).hexdigest(),
            says="测试",
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, **query: Any) -> Any:
        """What the API answers."""
        answer = self.client.get(f"/api/warranty{path}", query)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, path: str, *, status: int = 200, **said: Any) -> Any:
        """What an act answers."""
        answer = self.client.post(
            f"/api/warranty{path}",
            said,
            content_type="application/json",
            headers={"Idempotency-Key": f"warranty-{next(_keys)}"},
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


def test_a_claim_by_the_other_door(world: World) -> None:
    story = Claiming(world)
    story.visiting.quoted()
    adviser, clerk = Machine(world, Role.ADVISER), Machine(world, Role.WARRANTY_CLERK)
    order = story.visiting.order.pk
    assert adviser.get(f"/split/{order}")["jobs"][0]["lines"][0]["verdict"] == "covered"
    claim = adviser.post("/claims", order_id=order, job_id=story.job.pk)["id"]
    story.claim = Claim.objects.get(pk=claim)
    base = f"/claims/{claim}"
    adviser.post(f"{base}/decide", status=403, concern="a", cause="b", lines=[])
    clerk.post(f"{base}/evidence", measured=[{"name": "厚度", "value": "2"}])
    lines = [
        {
            "line_id": line.pk,
            "decision": "claim",
            "duty": Duty.CAUSAL if line.part_id else Duty.SECONDARY,
            "supplier_code": "B1",
        }
        for line in story.lines
    ]
    clerk.post(f"{base}/decide", concern="异响", cause="脱层", lines=lines)
    car = {"vin": world.car.vin, "km": 45210, "km_at_sale": 3, "sold_on": "2023-05-01"}
    clerk.post(f"{base}/vehicle", **car)
    clerk.post(f"{base}/approval", estimate="700", words="更换", reasons=["amount"])
    approval = clerk.get("/approvals")[0]["id"]
    clerk.post(f"/approvals/{approval}/answer", answer="grant", granted="700", their_number="S1")
    story.work()
    clerk.post(f"{base}/words", cause="粘接不良")
    outlay = clerk.post(f"{base}/outlays", kind="towing", name="拖车", amount="10")["id"]
    clerk.post(f"{base}/outlays/{outlay}/drop")
    clerk.post(f"{base}/send", status=422)
    told = {"topic": "x", "failed_on": "2026-03-02", "complaint": "x", "analysis": "x", "measure": "x"}
    clerk.post(f"{base}/report", **told)
    assert clerk.get("/reports")[0]["topic"] == "x"
    clerk.post("/reports/send")
    part = clerk.post("/parts/store", tag=ClaimedPart.objects.get().tag, place="A1")["id"]
    assert clerk.get(f"/parts/{part}")["row"]["place"] == "A1"
    assert any(each["rule"] == "照片" for each in clerk.get(f"{base}/findings"))
    story.proved()
    clerk.post(f"{base}/send", late_why="厂家同意")
    clerk.post(f"{base}/answer", answer="accept")
    story.settled()
    imported(world, (story.claim.number, 500, "工时"))
    assert clerk.post("/settlements/book", month="2026-03-01")["count"] == 1
    line = SettlementLine.objects.get().pk
    clerk.post(f"/settlements/lines/{line}/work", status=422, remedy="accepted", words="x")
    assert clerk.get("/ageing")["total"] == "180.00"
    assert clerk.get("/claims", only="work")[0]["state"] == ClaimState.SETTLING


def test_parts_and_checks_by_the_other_door(world: World) -> None:
    story = Claiming(world).sent()
    clerk = Machine(world, Role.WARRANTY_CLERK)
    tag = story.part.tag
    clerk.post(f"/parts/{story.part.pk}/move", place="B1", why="整理")
    clerk.post("/parts/inventory", tags=[tag])
    clerk.post("/parts/call-back", their_number="Z1", due_on="2099-01-01", tags=[tag])
    clerk.post("/parts/scrap", status=422, tags=[tag], instruction="x", witness="x", how="x", photos=[])
    shipment = clerk.post("/shipments", kind="urgent")["id"]
    clerk.post(f"/shipments/{shipment}/box", tag=tag, box=1)
    clerk.post(f"/shipments/{shipment}/send", carrier="SF1")
    clerk.post(f"/shipments/{shipment}/audit", deducted=[{"part_id": story.part.pk, "deduction": "no_tag"}])
    assert clerk.get("/shipments")[0]["deducted"] == 1
    check = clerk.post(
        "/checks",
        name="里程",
        says="核对",
        conditions=[{"field": "km", "compare": "gt", "value": "1"}],
    )["id"]
    assert clerk.post(f"/checks/{check}/try")["tried_hits"] == 1
    clerk.post(f"/checks/{check}/switch", on=True)
    clerk.post(f"/checks/{check}/drop", status=422)
