"""What billing tells where the house asks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.billing import credit
from huichang.customers import timeline
from huichang.kernel import todo
from huichang.vehicles import notices
from tests.stories import Visiting
from tests.world import World


@pytest.mark.req("LANE-14")
def test_money_owed_is_known_when_the_car_comes_again(world: World) -> None:
    credit.set_credit(
        world.service_manager, world.north.pk, customer_id=world.wang.pk, limit=Decimal(5000), days=30
    )
    story = Visiting(world).settled()
    credit.give_credit(world.service_manager, story.statement.pk, at=story.at)
    story.order.__class__.objects.filter(pk=story.order.pk).update(delivered_at=story.at)

    def owed(store_id: int) -> list[str]:
        found = notices.about(world.car.pk, store_id=store_id, at=story.at + timedelta(days=9))
        return [notice.text for notice in found if notice.kind == "receivable"]

    assert owed(world.north.pk) == ["还有挂账 ¥1,146.00 未收"]
    assert owed(world.south.pk) == []


@pytest.mark.req("PLAT-31")
def test_the_cashier_sees_who_waits_to_pay(world: World) -> None:
    story = Visiting(world).settled()
    first = todo.for_actor(world.cashier, story.at)[0]
    assert (first.act, first.plate) == ("收款", world.car.plate)


@pytest.mark.req("CARE-01")
def test_statements_stand_on_the_customers_timeline(world: World) -> None:
    Visiting(world).settled()
    dealings = timeline.of(world.wang.pk, frozenset({world.north.pk}))
    assert Decimal("1146.00") in [dealing.amount for dealing in dealings]
