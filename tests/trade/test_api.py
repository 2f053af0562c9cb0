"""The same acts as JSON: a sale from its first line to its payment, what comes back, a question."""

import hashlib
import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.trade.models import Account, Bill, Dispatch, GoodsReturn, Sale, SaleLine
from tests.trade import selling
from tests.world import World

pytestmark = pytest.mark.req("PARTS-50")
_keys = itertools.count()


class Machine:
    """A machine user with the posts of one person."""

    def __init__(self, world: World, role: Role) -> None:
        token = f"trade-{role}"
        ApiToken.objects.create(
            store=world.north,
            staff=world.staff(role),
            digest=hashlib.sha256(token.encode()).hexdigest(),
            says="测试",
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str) -> Any:
        """What the API answers."""
        answer = self.client.get(f"/api/trade{path}")
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, path: str, **said: Any) -> Any:
        """An act, with a key of its own."""
        answer = self.client.post(
            f"/api/trade{path}",
            said,
            content_type="application/json",
            headers={"Idempotency-Key": f"t{next(_keys)}"},
        )
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


class TestTheApi:
    def test_sells_from_the_first_line_to_the_payment(self, world: World) -> None:
        selling.quarantine(world)
        account = selling.shop(world)
        clerk, manager, cashier = (
            Machine(world, role) for role in (Role.PARTS_CLERK, Role.PARTS_MANAGER, Role.CASHIER)
        )
        made = clerk.post(
            "/sales",
            customer_id=account.customer_id,
            lines=[{"part_id": world.filter.pk, "quantity": "5"}],
        )
        here = f"/sales/{made['id']}"
        clerk.post(f"{here}/lines", part_id=world.oil.pk, quantity="1")
        line = SaleLine.objects.get(part=world.filter)
        clerk.post(f"{here}/lines/{line.pk}", quantity="6")
        clerk.post(f"{here}/head", customer_id=account.customer_id, note="走后门")
        assert clerk.post(f"{here}/quote")["url"].startswith("/c/parts/")
        clerk.post(f"{here}/answer", accepts=True, via="电话")
        clerk.post(f"{here}/revise")
        assert clerk.post(f"{here}/confirm") == []
        clerk.post(f"{here}/lines/{line.pk}/cut", quantity="1")
        selling.picked(world, Sale.objects.get(), at=now())
        clerk.post(f"{here}/send", way="carrier", carrier="顺丰", quantities={line.pk: "5"})
        dispatch = Dispatch.objects.get()
        clerk.post(f"/deliveries/{dispatch.pk}/tracking", carrier="顺丰", tracking="sf9")
        assert [each["id"] for each in clerk.get("/deliveries")] == [dispatch.pk]
        clerk.post(f"/deliveries/{dispatch.pk}/back", words="没有人收货")
        clerk.post(f"{here}/send", way="carrier", carrier="顺丰")
        again = Dispatch.objects.get(state="on_way")
        clerk.post(f"/deliveries/{again.pk}/deliver", signed_by="刘", signature=selling.SIGNATURE)
        assert clerk.get(here)["row"]["state"] == "done"
        back = clerk.post(f"{here}/return", quantities={line.pk: "1"}, reason="faulty")
        row = GoodsReturn.objects.get().lines.get()
        note = clerk.post(f"/returns/{back['id']}/accept", conditions={row.pk: "bad"})
        assert Decimal(note["credit"]) == Decimal("38.00")
        (bill,) = manager.post("/bills/run", until=localdate(now()).isoformat())
        (open_bill,) = cashier.get("/bills")
        assert Decimal(open_bill["total"]) == Decimal("480.00")
        cashier.post(f"/bills/{bill['id']}/pay", method="cash", amount="100.00", once="a")
        cashier.post(f"/customers/{account.customer_id}/pay", method="transfer", amount="380.00", once="b")
        assert Bill.objects.get().state == "paid"
        assert len(clerk.get("/sales?only=done")["sales"]) == 1

    def test_keeps_accounts_questions_and_the_counter(self, world: World) -> None:
        manager, clerk = Machine(world, Role.PARTS_MANAGER), Machine(world, Role.PARTS_CLERK)
        made = manager.post("/accounts", customer_id=world.wang.pk, kind="owner")
        manager.post(f"/accounts/{made['id']}", kind="owner", words={"route": "东线"})
        place = manager.post(f"/accounts/{made['id']}/addresses", name="家", address="北城大道 9 号")
        manager.post(f"/accounts/{made['id']}/addresses/{place['id']}/drop")
        assert Account.objects.get().route == "东线"
        assert [each["name"] for each in manager.get("/accounts?q=wjg")] == ["王建国"]
        asked = clerk.post("/advice", question="能不能用？", part_id=world.pads.pk)
        manager.post(f"/advice/{asked['id']}/answer", answer="能用")
        assert clerk.get("/advice?q=能用")[0]["answer"] == "能用"
        sale = clerk.post("/sales", kind="counter", lines=[{"part_id": world.filter.pk, "quantity": "1"}])
        clerk.post(f"/sales/{sale['id']}/sell", method="cash", once="c")
        draft = clerk.post("/sales", lines=[{"part_id": world.filter.pk, "quantity": "1"}])
        clerk.post(f"/sales/{draft['id']}/cancel", why="开错单")
        assert set(Sale.objects.values_list("state", flat=True)) == {"done", "cancelled"}
