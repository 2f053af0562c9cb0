"""Money in and out."""

import threading
import time
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from huichang.billing import payments
from huichang.billing.models import Payment, Statement
from huichang.kernel import guards
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop.models import GatePass, Order
from tests.stories import Visiting
from tests.world import World


def take(
    story: Visiting, amount: str, *, once: str = "a", method: str = "cash", world: World | None = None
) -> Payment:
    return payments.take(
        (world or story.world).cashier,
        story.statement.pk,
        method=method,
        amount=Decimal(amount),
        once=once,
        at=story.later(1),
    )


def has_pass(story: Visiting) -> bool:
    return GatePass.objects.filter(order=story.order, void_at__isnull=True).exists()


@pytest.mark.req("LANE-61")
class TestTake:
    @pytest.mark.req("LANE-63")
    def test_opens_the_gate_with_the_last_part_payment_only(self, world: World) -> None:
        story = Visiting(world).settled()

        take(story, "1000.00", once="a")
        assert (story.statement.state, has_pass(story)) == ("issued", False)
        take(story, "146.00", once="b", method="alipay")

        assert (story.statement.state, has_pass(story)) == ("paid", True)
        assert Order.objects.get(pk=story.order.pk).state == "settled"

    @pytest.mark.req("PLAT-12")
    def test_is_not_booked_twice_when_the_click_is_repeated(self, world: World) -> None:
        story = Visiting(world).settled()

        first, second = take(story, "100.00"), take(story, "100.00")

        assert first.pk == second.pk
        assert story.statement.paid == Decimal("100.00")

    @pytest.mark.req("PLAT-12")
    @pytest.mark.parametrize(("amount", "method"), [("60.00", "cash"), ("100.00", "wechat")])
    def test_never_takes_another_payment_for_the_one_booked_under_the_same_name(
        self, world: World, amount: str, method: str
    ) -> None:
        story = Visiting(world).settled()
        take(story, "100.00")

        with pytest.raises(Refused, match="没有入账"):
            take(story, amount, method=method)

        assert Payment.objects.filter(statement=story.statement).count() == 1

    @pytest.mark.parametrize(
        ("amount", "why"), [("1146.01", "还差"), ("0", "大于 0"), ("-5", "大于 0"), ("1.005", "小数")]
    )
    def test_refuses_an_amount_that_cannot_be(self, world: World, amount: str, why: str) -> None:
        story = Visiting(world).settled()
        with pytest.raises(Refused, match=why):
            take(story, amount)

    def test_refuses_a_method_that_nobody_keeps_a_balance_for(self, world: World) -> None:
        story = Visiting(world).settled()
        with pytest.raises(Refused, match="还没有开通储值"):
            take(story, "10.00", method="stored_value")

    def test_is_closed_when_everything_is_paid(self, world: World) -> None:
        story = Visiting(world).paid()
        with pytest.raises(OutOfTurn):
            take(story, "1.00", once="zz")

    def test_is_not_for_the_adviser(self, world: World) -> None:
        story = Visiting(world).settled()
        with pytest.raises(NotAllowed):
            payments.take(
                world.adviser, story.statement.pk, method="cash", amount=Decimal(1), once="x", at=story.at
            )

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        story = Visiting(world).settled()
        with pytest.raises(Missing):
            payments.take(
                world.southern_manager,
                story.statement.pk,
                method="cash",
                amount=Decimal(1),
                once="x",
                at=story.at,
            )

    def test_is_never_edited(self, world: World) -> None:
        story = Visiting(world).paid()
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Payment.objects.filter(statement=story.statement).update(amount=1)


class TestTakeDeposit:
    def deposit(self, story: Visiting, amount: str = "500.00") -> Payment:
        return payments.take_deposit(
            story.world.cashier,
            order_id=story.order.pk,
            method="wechat",
            amount=Decimal(amount),
            once="deposit",
            at=story.at,
        )

    @pytest.mark.req("LANE-61")
    def test_is_kept_for_the_order(self, world: World) -> None:
        story = Visiting(world).signed()
        assert self.deposit(story).deposit_for_order_id == story.order.pk
        assert self.deposit(story).pk == self.deposit(story).pk

    def test_refuses_what_is_no_money(self, world: World) -> None:
        story = Visiting(world).signed()
        with pytest.raises(Refused, match="定金只能"):
            payments.take_deposit(
                world.cashier,
                order_id=story.order.pk,
                method="insurer",
                amount=Decimal(5),
                once="x",
                at=story.at,
            )

    def test_must_be_for_something(self, world: World) -> None:
        with pytest.raises(Refused, match="哪张工单"):
            payments.take_deposit(
                world.cashier, method="cash", amount=Decimal(5), once="x", at=Visiting(world).at
            )

    def test_belongs_to_one_thing_only(self, world: World) -> None:
        story = Visiting(world).signed()
        with pytest.raises(Refused, match="只填一项"):
            payments.take_deposit(
                world.cashier,
                order_id=story.order.pk,
                appointment_id=1,
                method="cash",
                amount=Decimal(1),
                once="x",
                at=story.at,
            )

    def test_is_not_for_the_technician(self, world: World) -> None:
        story = Visiting(world).signed()
        with pytest.raises(NotAllowed):
            payments.take_deposit(
                world.technician,
                order_id=story.order.pk,
                method="cash",
                amount=Decimal(5),
                once="x",
                at=story.at,
            )

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        story = Visiting(world).signed()
        with pytest.raises(Missing):
            payments.take_deposit(
                world.southern_manager,
                order_id=story.order.pk,
                method="cash",
                amount=Decimal(5),
                once="x",
                at=story.at,
            )


class TestUseDeposit:
    def story(self, world: World) -> tuple[Visiting, Payment]:
        story = Visiting(world).settled()
        return story, TestTakeDeposit().deposit(story)

    def use(self, story: Visiting, deposit: Payment, once: str = "u") -> Payment:
        return payments.use_deposit(
            story.world.cashier, story.statement.pk, deposit_id=deposit.pk, once=once, at=story.at
        )

    def test_pays_as_far_as_it_goes(self, world: World) -> None:
        story, deposit = self.story(world)
        assert self.use(story, deposit).amount == Decimal("500.00")
        assert story.statement.paid == Decimal("500.00")

    def test_of_another_customers_order_pays_nothing_here(self, world: World) -> None:
        mine, _ = self.story(world)
        theirs = Visiting(world, car=world.another_car()).signed()
        deposit = payments.take_deposit(
            world.cashier, order_id=theirs.order.pk, method="cash", amount=Decimal(9), once="d", at=mine.at
        )
        with pytest.raises(Missing, match="没有这笔定金"):
            self.use(mine, deposit)

    def test_cannot_be_used_twice(self, world: World) -> None:
        story, deposit = self.story(world)
        self.use(story, deposit)
        with pytest.raises(Refused, match="用完"):
            self.use(story, deposit, once="v")

    def test_knows_no_other_payment(self, world: World) -> None:
        story = Visiting(world).settled()
        paid = take(story, "5.00")
        with pytest.raises(Missing):
            self.use(story, paid)

    def test_is_not_for_the_adviser(self, world: World) -> None:
        story, deposit = self.story(world)
        with pytest.raises(NotAllowed):
            payments.use_deposit(
                world.adviser, story.statement.pk, deposit_id=deposit.pk, once="u", at=story.at
            )


class TestRefund:
    def back(self, story: Visiting, amount: str = "146.00", reason: str = "多收", once: str = "r") -> Payment:
        payment = Payment.objects.filter(statement=story.statement, amount__gt=0).get()
        return payments.refund(
            story.world.service_manager,
            payment.pk,
            amount=Decimal(amount),
            reason=reason,
            once=once,
            at=story.later(1),
        )

    def test_opens_the_statement_and_voids_the_gate_pass_before_delivery(self, world: World) -> None:
        story = Visiting(world).paid()
        assert has_pass(story)

        assert self.back(story).amount == Decimal("-146.00")

        assert (story.statement.state, story.statement.paid, has_pass(story)) == (
            "issued",
            Decimal("1000.00"),
            False,
        )
        assert Order.objects.get(pk=story.order.pk).state == "checked"

    def test_is_an_allowance_after_delivery(self, world: World) -> None:
        story = Visiting(world).gone()
        self.back(story)

        row = story.statement
        assert (row.state, row.total, row.paid, row.discount) == (
            "paid",
            Decimal("1000.00"),
            Decimal("1000.00"),
            Decimal("146.00"),
        )

    def test_is_booked_once(self, world: World) -> None:
        story = Visiting(world).paid()
        assert self.back(story).pk == self.back(story).pk

    @pytest.mark.parametrize(("amount", "reason", "why"), [("9999", "多收", "最多可退"), ("1", " ", "原因")])
    def test_refuses(self, world: World, amount: str, reason: str, why: str) -> None:
        story = Visiting(world).paid()
        with pytest.raises(Refused, match=why):
            self.back(story, amount, reason)

    def test_is_not_for_the_cashier(self, world: World) -> None:
        story = Visiting(world).paid()
        payment = Payment.objects.get()
        with pytest.raises(NotAllowed):
            payments.refund(world.cashier, payment.pk, amount=Decimal(1), reason="x", once="r", at=story.at)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        story = Visiting(world).paid()
        payment = Payment.objects.get()
        with pytest.raises(Missing):
            payments.refund(
                world.southern_manager, payment.pk, amount=Decimal(1), reason="x", once="r", at=story.at
            )


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("LANE-61", "PLAT-12")
def test_two_presses_at_the_same_moment_book_one_payment() -> None:
    world = World()
    story = Visiting(world).settled()
    cashier, statement, at = world.cashier, story.statement.pk, story.at
    together, booked = threading.Barrier(2), []

    def press() -> None:
        together.wait()
        booked.append(
            payments.take(cashier, statement, method="cash", amount=Decimal("1146.00"), once="same", at=at).pk
        )
        connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()

    assert len(set(booked)) == 1
    assert Payment.objects.count() == 1


@pytest.mark.req("PLAT-11")
def test_the_applications_own_role_can_use_a_deposit_and_refund(world: World) -> None:
    story = Visiting(world).settled()
    deposit = TestTakeDeposit().deposit(story)
    take(story, "146.00")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [guards.APP_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {guards.APP_ROLE}")
        guards.grant()
        cursor.execute(f"SET LOCAL ROLE {guards.APP_ROLE}")

    assert TestUseDeposit().use(story, deposit).amount == Decimal("500.00")
    taken = Payment.objects.get(statement=story.statement, method="cash")
    back = payments.refund(
        world.service_manager, taken.pk, amount=Decimal("46.00"), reason="多收", once="r", at=story.later(2)
    )
    assert back.amount == Decimal("-46.00")


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("LANE-61", "PLAT-12")
@pytest.mark.parametrize("act", ["take", "refund"])
def test_money_waits_for_the_order_before_it_holds_anything_else(act: str) -> None:
    """Who takes back the settlement holds the order and then wants its statements: the other way round would be a deadlock."""
    world = World()
    story = Visiting(world).settled()
    first, statement = take(story, "100.00"), story.statement.pk
    manager, at = world.service_manager, story.later(1)

    def move_money() -> None:
        if act == "take":
            payments.take(manager, statement, method="cash", amount=Decimal(1), once="t", at=at)
        else:
            payments.refund(manager, first.pk, amount=Decimal(1), reason="多收", once="r", at=at)
        connection.close()

    mover = threading.Thread(target=move_money)
    with transaction.atomic():
        Order.objects.select_for_update().get(pk=story.order.pk)
        mover.start()
        with connection.cursor() as cursor:
            for _ in range(200):
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone() != (0,):
                    break
                time.sleep(0.02)
        assert Statement.objects.select_for_update(nowait=True).get(pk=statement).paid == 100
        assert Payment.objects.held(first.pk) is not None
    mover.join()
    assert Payment.objects.filter(statement=statement).count() == 2
