"""Gate, reception and check-in through the other door: the same rules, as JSON."""

import base64
import json
from typing import Any

import pytest
from django.test import Client

from huichang.company import people
from huichang.company.roles import Role
from huichang.workshop.models import CheckIn, Finding, Visit
from tests.stories import signature
from tests.workshop.lane_story import COVERS, photo
from tests.world import World

pytestmark = pytest.mark.req(
    "LANE-10", "LANE-11", "LANE-12", "LANE-13", "LANE-15", "LANE-16", "CARE-01", "CARE-02"
)


class Machine:
    """A machine user that may do what greeter, adviser, technician and manager may."""

    def __init__(self, world: World) -> None:
        roles = [Role.GREETER, Role.ADVISER, Role.TECHNICIAN, Role.SERVICE_MANAGER]
        self.token = people.make_token(world.administrator, world.north.pk, says="接口", roles=roles)
        self.client, self.count = Client(), 0

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"/api/{path}", headers={"Authorization": f"Bearer {self.token}"})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def post(self, path: str, status: int = 200, **body: object) -> Any:
        self.count += 1
        answer = self.client.post(
            f"/api/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"k{self.count}"},
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.fixture
def machine(world: World) -> Machine:
    return Machine(world)


class TestLane:
    def test_from_the_gate_to_the_signature(self, world: World, machine: Machine) -> None:
        assert machine.get("workshop/gate/matches?plate=8F6K2")[0]["plate"] == "川A8F6K2"
        visit = machine.post("workshop/visits", plate="川A8F6K2", greeted=False)
        assert visit["ticket"] == "A01"
        again = machine.post("workshop/visits", 409, plate="川A8F6K2")
        assert again["url"] == f"/workshop/visits/{visit['id']}/"
        here = f"workshop/visits/{visit['id']}"
        machine.post(f"{here}/welcome")
        assert machine.post(f"{here}/precheck/enter")["bay_id"] == world.bays["precheck"][0].pk
        machine.post(f"{here}/precheck/leave")
        machine.post(f"{here}/call-in")
        machine.post(f"{here}/complete", colour="极夜黑")
        order = machine.post(f"{here}/order", concerns=[{"words": "刹车异响", "repair_type": "repair"}])
        at = f"workshop/orders/{order['id']}"
        machine.post(f"{at}/triage", repair_type="warranty", seen=order["version"])
        machine.post(f"{at}/check-in/level", 422, fuel_eighths=4)
        machine.post(f"{at}/check-in/covers", items=list(COVERS))
        machine.post(f"{at}/check-in/identity", vin=world.car.vin, odometer=45_900)
        machine.post(f"{at}/check-in/level", fuel_eighths=4)
        sent = base64.b64encode(photo()).decode()
        machine.post(f"{at}/check-in/damage", marks=[], photos=[sent])
        machine.post(f"{at}/check-in/damage", 422, marks=[], photos=["*"])
        tyre = machine.post(f"{at}/points/TREAD-LF", value="1.4")
        assert tyre["state"] == "now"
        machine.post(f"{at}/findings/decline", 422, finding_ids=[tyre["id"]], reason="price")
        machine.post(
            f"{at}/findings/decline", finding_ids=[tyre["id"]], reason="price", signature=signature()
        )
        machine.post(f"{at}/findings/{tyre['id']}/reconsider")
        for step in machine.get(f"{at}/check-in")["steps"]:
            if step["points"]:
                machine.post(f"{at}/check-in/zones/{step['key']}", with_technician=True)
        machine.post(f"{at}/check-in/belongings", items=["key"])
        machine.post(f"{at}/check-in/sign", signature=signature(), name="王建国")
        assert CheckIn.objects.get().signed_name == "王建国"
        assert machine.get(f"{at}/findings")[0]["name"] == "左前轮胎花纹深度"
        assert Finding.objects.count() > 30
        assert machine.get("workshop/lane")[0]["checked_in"]
        assert machine.get(here)["order_number"] == order["number"]

    def test_alarms_and_cars_that_only_asked(self, machine: Machine) -> None:
        for number in range(4):
            machine.post("workshop/visits", plate=f"川B1000{number}", in_precheck=True)
        (full,) = [each for each in machine.get("workshop/alarms") if each["kind"] == "precheck_full"]
        machine.post(f"workshop/alarms/{full['id']}/complaint", complaint="没人管")
        done = machine.post(
            "workshop/alarms/handle", alarm_ids=[full["id"]], action="wash_first", cause="peak"
        )
        assert done == {"handled": 1}
        visit = Visit.objects.order_by("pk").first()
        assert visit is not None
        machine.post(f"workshop/visits/{visit.pk}/gone", reason="咨询")


class TestFiles:
    def test_customers(self, world: World, machine: Machine) -> None:
        assert machine.get("customers/?q=8001")[0]["id"] == world.wang.pk
        made = machine.post("customers/", name="李晓敏", phone="13681234567", sex="female")["id"]
        machine.post(f"customers/{made}/change", wechat="lxm", seen=1)
        machine.post(f"customers/{made}/change", 409, wechat="other", seen=1)
        consent = machine.post(f"customers/{made}/consents", purpose="contact", source="前台签字")["id"]
        machine.post(f"customers/{made}/consents/{consent}/withdraw")
        phone = machine.post(f"customers/{made}/phones", number="02866668888")["id"]
        machine.post(f"customers/{made}/phones/{phone}/remove")
        machine.post(f"customers/{made}/notes", text="来电")
        shown = machine.post(f"customers/{made}/reveal", field="wechat", reason="联系客户")
        assert shown == {"value": "lxm"}
        assert machine.get(f"customers/{made}")["name"] == "李晓敏"
        machine.get("customers/999999", 404)

    def test_cars(self, world: World, machine: Machine) -> None:
        assert machine.get("vehicles/?q=104202")[0]["id"] == world.car.pk
        made = machine.post("vehicles/", plate="川AD12345", brand="远岚", series="E3", energy="bev")["id"]
        machine.post(f"vehicles/{made}/change", colour="白", seen=1)
        machine.post(f"vehicles/{made}/vin", 422, vin="LSVAL41Z88210420")
        machine.post(f"vehicles/{made}/vin", vin="1HGCM82633A004352")
        machine.post(f"vehicles/{made}/plate", plate="川AD54321")
        machine.post(f"vehicles/{made}/readings", km=1_200)
        user = machine.post(f"vehicles/{made}/people", customer_id=world.wang.pk, role="user")["id"]
        machine.post(f"vehicles/{made}/people/{user}/end", until="2030-01-01")
        assert machine.get(f"vehicles/{made}")["brief"]["plate"] == "川AD54321"
        assert machine.get(f"vehicles/{made}/notices") == []
