"""Settling an order."""

from decimal import Decimal

import pytest

from huichang.billing import statements
from huichang.billing.models import Payment, Statement
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop.models import GatePass, Line
from tests.stories import Visiting
from tests.world import World


@pytest.mark.req("LANE-61")
class TestSettle:
    def test_makes_a_statement_that_adds_up_to_the_cent(self, world: World) -> None:
        row = Visiting(world).settled().statement

        assert (row.labour, row.parts, row.total) == (
            Decimal("300.00"),
            Decimal("846.00"),
            Decimal("1146.00"),
        )
        assert row.tax == Decimal("131.83")
        assert row.number == "JS2603020001"

    def test_makes_one_per_payer_and_covers_what_nobody_pays_now(self, world: World) -> None:
        story = Visiting(world).checked()
        Line.objects.filter(pk=story.lines[1].pk).update(payer="manufacturer")

        made = statements.settle(world.cashier, story.order.pk, at=story.at)

        assert {(row.payer, row.total, row.state) for row in made} == {
            ("customer", Decimal("666.00"), "issued"),
            ("manufacturer", Decimal("480.00"), "on_credit"),
        }

    def test_lets_go_of_cents_in_the_customers_favour(self, world: World) -> None:
        story = Visiting(world).checked()
        line = story.lines[0]
        Line.objects.filter(pk=line.pk).update(unit_price="199.97", amount="199.97")
        story.order.__class__.objects.filter(pk=story.order.pk).update(amount_agreed="1145.97")

        row = statements.settle(world.cashier, story.order.pk, at=story.at)[0]

        assert (row.rounding, row.total) == (Decimal("0.07"), Decimal("1145.90"))

    @pytest.mark.req("LANE-60")
    def test_says_everything_that_is_missing(self, world: World) -> None:
        story = Visiting(world).dispatched()
        with pytest.raises(Refused) as refusal:
            statements.settle(world.cashier, story.order.pk, at=story.at)

        said = str(refusal.value)
        assert "还没有完工" in said
        assert "实领 0" in said
        assert "终检合格后才能结算" in said

    @pytest.mark.req("LANE-60")
    def test_refuses_an_amount_that_the_customer_did_not_agree_to(self, world: World) -> None:
        story = Visiting(world).checked()
        Line.objects.filter(pk=story.lines[0].pk).update(amount="230.00")
        with pytest.raises(Refused, match="与客户同意的 ¥1,146.00 不一致"):
            statements.settle(world.cashier, story.order.pk, at=story.at)

    def test_happens_once(self, world: World) -> None:
        story = Visiting(world).settled()
        with pytest.raises(OutOfTurn, match="已经开好"):
            statements.settle(world.cashier, story.order.pk, at=story.at)

    def test_is_not_for_the_technician(self, world: World) -> None:
        story = Visiting(world).checked()
        with pytest.raises(NotAllowed):
            statements.settle(world.technician, story.order.pk, at=story.at)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        story = Visiting(world).checked()
        with pytest.raises(Missing):
            statements.settle(world.southern_manager, story.order.pk, at=story.at)


class TestReverse:
    def test_opens_the_order_for_correction_and_settles_anew(self, world: World) -> None:
        story = Visiting(world).settled()

        statements.reverse(world.service_manager, story.order.pk, reason="付费方更正", at=story.at)
        again = statements.settle(world.cashier, story.order.pk, at=story.at)

        assert Statement.objects.filter(order=story.order, state="reversed").count() == 1
        assert again[0].state == "issued"

    def test_refuses_while_money_is_booked(self, world: World) -> None:
        story = Visiting(world).paid()
        with pytest.raises(Refused, match="先退款"):
            statements.reverse(world.service_manager, story.order.pk, reason="更正", at=story.at)

    def test_refuses_without_a_reason(self, world: World) -> None:
        story = Visiting(world).settled()
        with pytest.raises(Refused, match="原因"):
            statements.reverse(world.service_manager, story.order.pk, reason=" ", at=story.at)

    def test_needs_something_to_reverse(self, world: World) -> None:
        story = Visiting(world).checked()
        with pytest.raises(OutOfTurn):
            statements.reverse(world.service_manager, story.order.pk, reason="更正", at=story.at)

    def test_is_not_for_the_cashier(self, world: World) -> None:
        story = Visiting(world).settled()
        with pytest.raises(NotAllowed):
            statements.reverse(world.cashier, story.order.pk, reason="更正", at=story.at)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        story = Visiting(world).settled()
        with pytest.raises(Missing):
            statements.reverse(world.southern_manager, story.order.pk, reason="更正", at=story.at)

    def test_voids_the_gate_pass_of_an_order_that_nobody_had_to_pay(self, world: World) -> None:
        story = Visiting(world).checked()
        Line.objects.filter(order=story.order).update(payer="internal")
        statements.settle(world.cashier, story.order.pk, at=story.at)
        assert GatePass.objects.filter(order=story.order, void_at__isnull=True).exists()

        statements.reverse(world.service_manager, story.order.pk, reason="付费方更正", at=story.at)

        assert not GatePass.objects.filter(order=story.order, void_at__isnull=True).exists()
        assert not Payment.objects.exists()
