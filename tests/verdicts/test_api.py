"""The claim desk by the other door: rules, verdicts, the month and the risk as JSON."""

import hashlib
import itertools
from typing import Any

import pytest
from django.test import Client

from huichang.company.models import ApiToken
from huichang.verdicts.models import Verdict
from tests.verdicts.auditing import Auditing

pytestmark = pytest.mark.req("WARR-30")
_keys = itertools.count()


class Machine:
    """A machine user with the posts of one person of the north."""

    def __init__(self, desk: Auditing, role: str) -> None:
        token = f"verdicts-{role}"
        ApiToken.objects.create(
            store=desk.world.north,
            staff=desk.world.staff(role),
            digest=hashlib.sha256(token.encode()).hexdigest(),
            says="测试",
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, *, status: int = 200, **query: Any) -> Any:
        """What the API answers."""
        answer = self.client.get(f"/api/verdicts{path}", query)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def send(self, path: str, *, status: int = 200, method: str = "post", **said: Any) -> Any:
        """What an act answers."""
        answer = getattr(self.client, method)(
            f"/api/verdicts{path}",
            said,
            content_type="application/json",
            headers={"Idempotency-Key": f"verdicts-{next(_keys)}"},
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


def test_rules_by_the_other_door(desk: Auditing) -> None:
    desk.sent()
    officer = Machine(desk, "network_officer")
    book = officer.send("/rules")["id"]
    told = {"name": "小额", "does": "accept", "limits": {"total": "900"}}
    rule = officer.send(f"/rules/{book}/rules", **told)["id"]
    officer.send(f"/rules/{book}/rules?rule_id={rule}", **told | {"limits": {"total": "500"}})
    extra = officer.send(f"/rules/{book}/rules", name="慢", does="person", limits={"days": "9"})["id"]
    officer.send(f"/rules/{book}/rules/{extra}", method="delete")
    officer.send(f"/rules/{book}/publish", status=422, from_on="2099-01-01", reason="x")
    assert officer.send(f"/rules/{book}/try", months=12)["rules"] == [[rule, 0]]
    assert officer.send(f"/rules/{book}/try", months=1, until="2026-02-01")["until"] == "2026-02-01"
    officer.send(f"/rules/{book}/try", status=422, months=1, until="2099-01-01")
    officer.send(f"/rules/{book}/publish", from_on="2099-01-01", reason="首次")
    assert officer.get(f"/rules/{book}")["row"]["state"] == "published"
    draft = officer.send("/rules")["id"]
    assert officer.send(f"/rules/{draft}/drop")["state"] == "dropped"
    assert [row["number"] for row in officer.get("/rules")] == [2, 1]
    Machine(desk, "adviser").send("/rules", status=403)


def test_a_month_by_the_other_door(desk: Auditing) -> None:
    verdict = desk.on_the_desk()
    officer, clerk = Machine(desk, "network_officer"), Machine(desk, "warranty_clerk")
    assert [row["id"] for row in officer.get("/desk")["rows"]] == [verdict.pk]
    page = officer.get(f"/claims/{verdict.pk}")
    pads = next(int(row["key"]) for row in page["asked"] if row["kind"] == "part")
    here = f"/claims/{verdict.pk}"
    officer.send(f"{here}/part", due_on="2099-01-01")
    officer.send(f"{here}/reject", status=422, reason="")
    officer.send(f"{here}/reject", reason="no_part")
    officer.send(f"{here}/take-back")
    officer.send(f"{here}/send-back", words="补照片")
    officer.send(f"{here}/take-back")
    cut = officer.send(f"{here}/cut", cuts=[{"line_id": pads, "amount": "80", "reason": "wrong_supplier"}])
    assert (cut["ruling"], float(cut["paid"])) == ("cut", 600)
    officer.send(f"{here}/accept", status=409)
    clerk.send(f"{here}/accept", status=403)
    officer.send("/judge", status=422)
    month = officer.get("/months")[0]
    assert (month["sent"], month["waiting"]) == (1, 0)
    officer.send("/months", status=422, store_id=desk.world.north.pk, month="x")
    made = officer.send("/months", store_id=desk.world.north.pk, month="2026-03")
    assert made["count"] == 1
    assert clerk.get("/lists")[0]["id"] == made["id"]
    assert float(clerk.get(f"/lists/{made['id']}")["lines"][0]["paid"]) == 600
    assert clerk.send(f"/lists/{made['id']}/take")["cut"] == 1
    assert Verdict.objects.get().published_list_id == made["id"]


def test_risk_by_the_other_door(desk: Auditing) -> None:
    desk.sent()
    officer = Machine(desk, "network_officer")
    officer.send("/risks")
    assert officer.get("/risks") == []
    officer.get("/risks/0", status=404)
    Machine(desk, "cashier").get("/risks", status=403)
