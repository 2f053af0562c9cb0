"""Bills of parts are paid and given back (PARTS-50)."""

from decimal import Decimal

import pytest

from huichang.billing import payments
from huichang.billing.models import Payment
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.trade import bills, paying
from huichang.trade.models import Account, Bill
from tests.trade import selling
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-50")


def two_bills(world: World) -> tuple[Account, list[Bill]]:
    """38 and 328 yuan, on two bills of one customer."""
    account, made = selling.shop(world), []
    for part in (world.filter, world.oil):
        selling.delivered(world, {part: 1}, account=account)
        made += bills.run_statements(world.parts_manager, world.north.pk, until=TODAY, at=NOON)
    return account, made


class TestTake:
    def test_takes_parts_of_a_bill_and_the_same_payment_once(self, world: World) -> None:
        _, (first, _) = two_bills(world)
        for _ in range(2):
            paying.take(world.cashier, first.pk, method="cash", amount=Decimal("20.00"), once="a", at=NOON)
        assert Bill.objects.get(pk=first.pk).paid == Decimal("20.00")
        with pytest.raises(Refused, match="还差 ¥18.00"):
            paying.take(world.cashier, first.pk, method="cash", amount=Decimal("20.00"), once="b", at=NOON)
        paying.take(world.cashier, first.pk, method="wechat", amount=Decimal("18.00"), once="c", at=NOON)
        with pytest.raises(OutOfTurn):
            paying.take(world.cashier, first.pk, method="cash", amount=Decimal("1.00"), once="d", at=NOON)

    def test_is_not_for_a_technician_nor_another_store(self, world: World) -> None:
        _, (first, _) = two_bills(world)
        with pytest.raises(NotAllowed):
            paying.take(world.technician, first.pk, method="cash", amount=Decimal(1), once="a", at=NOON)
        with pytest.raises(Missing):
            paying.take(world.southern_manager, first.pk, method="cash", amount=Decimal(1), once="a", at=NOON)


class TestTakeForAccount:
    def test_pays_what_is_due_first(self, world: World) -> None:
        account, (first, second) = two_bills(world)
        for _ in range(2):
            paying.take_for_account(
                world.cashier,
                world.north.pk,
                customer_id=account.customer_id,
                method="transfer",
                amount=Decimal("100.00"),
                once="t",
                at=NOON,
            )
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.paid) == ("paid", Decimal("62.00"))
        with pytest.raises(Refused, match="一共 ¥266.00"):
            paying.take_for_account(
                world.cashier,
                world.north.pk,
                customer_id=account.customer_id,
                method="transfer",
                amount=Decimal("300.00"),
                once="u",
                at=NOON,
            )


class TestRefund:
    def test_gives_back_only_what_is_over(self, world: World) -> None:
        selling.ordered(world, {world.filter: 2})
        bill = Bill.objects.get()
        paying.take(world.cashier, bill.pk, method="cash", amount=bill.total, once="p", at=NOON)
        with pytest.raises(Refused, match="可退 ¥0.00"):
            paying.refund(world.cashier, bill.pk, amount=Decimal("1.00"), reason="多收", once="r", at=NOON)
        with pytest.raises(NotAllowed):
            paying.refund(
                world.parts_clerk, bill.pk, amount=Decimal("1.00"), reason="多收", once="r", at=NOON
            )

    def test_is_not_done_behind_the_bills_back(self, world: World) -> None:
        selling.ordered(world, {world.filter: 2})
        bill = Bill.objects.get()
        paying.take(world.cashier, bill.pk, method="cash", amount=bill.total, once="p", at=NOON)
        with pytest.raises(Refused, match="配件销售的收款"):
            payments.refund(
                world.service_manager,
                Payment.objects.get().pk,
                amount=Decimal("1.00"),
                reason="多收",
                once="r",
                at=NOON,
            )
