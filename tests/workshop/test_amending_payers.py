"""Who pays: an order split between payers."""

from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.pricebook import discounts
from huichang.workshop import amending
from huichang.workshop.models import Job, Order
from huichang.workshop.states import Payer
from tests.workshop.desk import brakes, drafted, jobs_of, lines_of, service, signed
from tests.world import NOON, World


@pytest.mark.req("LANE-15")
class TestSetPayer:
    def test_splits_an_order_between_payers(self, world: World) -> None:
        order = drafted(world, brakes(world), service(world))
        first, second = jobs_of(order)
        amending.set_payer(world.adviser, order.pk, payer=Payer.INSURER, job_ids=[first.pk], at=NOON)
        amending.set_payer(
            world.adviser, order.pk, payer=Payer.MANUFACTURER, line_ids=[lines_of(order)[3].pk], at=NOON
        )
        assert [line.payer for line in lines_of(order)] == [
            "insurer",
            "insurer",
            "customer",
            "manufacturer",
            "customer",
        ]
        assert Job.objects.get(pk=first.pk).payer == "insurer"
        assert second.payer == "customer"

    def test_lets_others_take_over_what_the_customer_agreed_to(self, world: World) -> None:
        order = signed(world)
        amending.set_payer(
            world.adviser, order.pk, payer=Payer.MANUFACTURER, job_ids=[jobs_of(order)[0].pk], at=NOON
        )
        assert {line.payer for line in lines_of(order)[:2]} == {"manufacturer"}

    def test_never_puts_on_the_customer_what_they_did_not_agree_to_pay(self, world: World) -> None:
        order = signed(world, brakes(world, repair_type="warranty"), service(world))
        with pytest.raises(OutOfTurn, match="改由客户付费要客户同意"):
            amending.set_payer(
                world.adviser, order.pk, payer=Payer.CUSTOMER, job_ids=[jobs_of(order)[0].pk], at=NOON
            )

    def test_lets_only_the_service_manager_bear_costs(self, world: World) -> None:
        order = drafted(world, brakes(world))
        job = jobs_of(order)[0]
        with pytest.raises(NotAllowed, match="由服务经理决定"):
            amending.set_payer(world.adviser, order.pk, payer=Payer.INTERNAL, job_ids=[job.pk], at=NOON)
        amending.set_payer(world.service_manager, order.pk, payer=Payer.INTERNAL, job_ids=[job.pk], at=NOON)
        assert {line.payer for line in lines_of(order)} == {"internal"}

    def test_gives_the_customer_their_rules_and_takes_them_from_others(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gold = discounts.Rule("金卡会员工时 9 折", Decimal(10), frozenset({"labour"}))
        monkeypatch.setattr(discounts, "_SOURCES", [(1, lambda customer, store, on: [gold])])
        order = drafted(world, brakes(world))
        job = jobs_of(order)[0]

        amending.set_payer(world.adviser, order.pk, payer=Payer.INSURER, job_ids=[job.pk], at=NOON)
        assert lines_of(order)[0].amount == 200
        amending.set_payer(world.adviser, order.pk, payer=Payer.CUSTOMER, job_ids=[job.pk], at=NOON)
        assert lines_of(order)[0].amount == 180

    def test_is_refused_when_something_is_wrong(self, world: World) -> None:
        order = drafted(world, brakes(world))
        job = jobs_of(order)[0]
        with pytest.raises(Refused, match="请选择付费方"):
            amending.set_payer(world.adviser, order.pk, payer="uncle", job_ids=[job.pk], at=NOON)
        with pytest.raises(Refused, match="没有需要更改的明细"):
            amending.set_payer(world.adviser, order.pk, payer=Payer.CUSTOMER, job_ids=[job.pk], at=NOON)
        Order.objects.filter(pk=order.pk).update(state="cancelled")
        with pytest.raises(OutOfTurn):
            amending.set_payer(world.adviser, order.pk, payer=Payer.INSURER, job_ids=[job.pk], at=NOON)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        order = drafted(world, brakes(world))
        for actor, refusal in ((world.technician, NotAllowed), (world.stranger, Missing)):
            with pytest.raises(refusal):
                amending.set_payer(actor, order.pk, payer=Payer.INSURER, job_ids=[1], at=NOON)
