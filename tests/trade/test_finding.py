"""Papers and customers of selling parts in the search for anything (PARTS-50, PLAT-30)."""

import pytest

from huichang.kernel import finder
from huichang.kernel.actor import Actor
from huichang.trade import bills
from huichang.trade.models import Dispatch
from tests.trade import selling
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-50", "PLAT-30")


def kinds(actor: Actor, text: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.url) for hit in finder.find(actor, text)]


def test_a_bill_and_a_delivery_are_found_by_number(world: World) -> None:
    account = selling.shop(world)
    selling.delivered(world, {world.filter: 1}, account=account)
    bill = bills.run_statements(world.parts_manager, world.north.pk, until=TODAY, at=NOON)[0]
    sent = Dispatch.objects.get()
    assert kinds(world.parts_clerk, bill.number.lower()) == [("对账单", f"/trade/bills/{bill.pk}/")]
    assert ("送货单", f"/trade/deliveries/{sent.pk}/") in kinds(world.parts_clerk, sent.number)
    assert not kinds(world.stranger, bill.number)
    assert not kinds(world.technician, bill.number)


def test_a_trade_customer_is_found_by_name_initials_and_phone(world: World) -> None:
    account = selling.shop(world)
    for typed in ("顺达", "sdqc", "13900139001"):
        assert ("配件客户", f"/trade/accounts/{account.pk}/") in kinds(world.parts_clerk, typed)
    assert not [kind for kind, _ in kinds(world.stranger, "顺达") if kind == "配件客户"]
