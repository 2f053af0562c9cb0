"""Monthly bills and reminders (PARTS-50)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.post.models import Message
from huichang.trade import bills, jobs
from huichang.trade.models import Bill, Charge
from tests.trade import selling
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-50")


class TestRunStatements:
    def test_collects_a_customers_charges_once(self, world: World) -> None:
        account = selling.shop(world)
        selling.delivered(world, {world.filter: 1}, account=account)
        selling.delivered(world, {world.oil: 1}, account=account)
        made = bills.run_statements(world.parts_manager, world.north.pk, until=TODAY, at=NOON)
        assert [(bill.total, bill.due_on) for bill in made] == [
            (Decimal("366.00"), TODAY + timedelta(days=30))
        ]
        assert Message.objects.filter(template="trade.bill").count() == 1
        selling.delivered(world, {world.filter: 2}, account=account)
        again = bills.run_statements(world.parts_manager, world.north.pk, until=TODAY, at=NOON)
        assert [bill.total for bill in again] == [Decimal("76.00")]

    def test_runs_by_itself_after_the_day(self, world: World) -> None:
        account = selling.shop(world)
        selling.delivered(world, {world.filter: 1}, account=account)
        actor = world.parts_manager
        jobs.run_statements(actor, world.north.pk, at=NOON)
        assert not Bill.objects.exists()
        jobs.run_statements(actor, world.north.pk, at=NOON + timedelta(days=24))
        assert Bill.objects.get().until_on == TODAY.replace(day=25)

    def test_the_database_keeps_a_charge_on_its_bill(self, world: World) -> None:
        account = selling.shop(world)
        selling.delivered(world, {world.filter: 1}, account=account)
        first = bills.run_statements(world.parts_manager, world.north.pk, until=TODAY, at=NOON)[0]
        with pytest.raises(IntegrityError), transaction.atomic():
            Charge.objects.update(bill=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Bill.objects.filter(pk=first.pk).update(total=Decimal("1.00"))
            connection.check_constraints()

    def test_refuses_a_day_to_come_and_other_people(self, world: World) -> None:
        with pytest.raises(Refused, match="不能晚于今天"):
            bills.run_statements(
                world.parts_manager, world.north.pk, until=TODAY + timedelta(days=1), at=NOON
            )
        with pytest.raises(NotAllowed):
            bills.run_statements(world.parts_clerk, world.north.pk, at=NOON)
        with pytest.raises(NotAllowed):
            bills.run_statements(world.parts_manager, world.south.pk, at=NOON)


class TestDun:
    def test_reminds_of_what_is_over_its_day_once_a_day(self, world: World) -> None:
        selling.delivered(world, {world.filter: 1}, account=selling.shop(world))
        bill = bills.run_statements(world.parts_manager, world.north.pk, until=TODAY, at=NOON)[0]
        with pytest.raises(OutOfTurn, match="没有过期"):
            bills.dun(world.cashier, bill.pk, at=NOON)
        late = NOON + timedelta(days=40)
        assert bills.dun(world.cashier, bill.pk, at=late).dunned == 1
        assert "10 天" in Message.objects.get(template="trade.dunning").text
        with pytest.raises(Refused, match="今天已经催过"):
            bills.dun(world.cashier, bill.pk, at=late)
        with pytest.raises(Missing):
            bills.dun(world.southern_manager, bill.pk, at=late)
