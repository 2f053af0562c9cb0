"""What settlement asks of an order: everything that is missing, in sentences, and what each payer bears."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing
from huichang.workshop.models import ExtraWork, Job, Line, Order
from huichang.workshop.queries import settlement
from tests.workshop import floor
from tests.workshop.floor import BRAKES, OIL, Work
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-60")


def checked(world: World, *works: Work) -> Order:
    return floor.checked(
        world, floor.worked(world, floor.signed(world, *works)), at=NOON + timedelta(hours=2)
    )


class TestSettlement:
    def test_has_nothing_to_say_of_a_checked_order(self, world: World) -> None:
        order = checked(world, Work(parts=((world.filter, 1),)))
        found = settlement(world.cashier, order.pk)
        assert found.problems == ()
        assert found.total == Decimal("138.00")
        (share,) = found.shares
        assert (share.payer, share.labour, share.parts, share.other, share.discount) == (
            "customer",
            Decimal("100.00"),
            Decimal("38.00"),
            Decimal(0),
            Decimal(0),
        )

    def test_names_jobs_that_are_not_finished_and_the_missing_check(self, world: World) -> None:
        found = settlement(world.cashier, floor.signed(world, BRAKES, OIL).pk)
        assert found.problems == (
            "“更换前制动片”还没有完工，请车间报完工。",
            "“更换机油机滤”还没有完工，请车间报完工。",
            "工单现在是“待派工”，终检合格后才能结算。",
        )

    def test_names_parts_issued_other_than_charged(self, world: World) -> None:
        order = checked(world, Work(parts=((world.filter, 2),)))
        Line.objects.filter(order=order, kind="part").update(issued=1)
        assert settlement(world.cashier, order.pk).problems == (
            "“机油滤清器”收费 2 件，实领 1 件，请备件员补领或退料。",
        )

    def test_names_parts_that_are_out_for_what_was_dropped(self, world: World) -> None:
        order = checked(world, Work(parts=((world.filter, 2),)))
        Line.objects.filter(order=order, kind="part").update(state="dropped")
        Order.objects.filter(pk=order.pk).update(amount_agreed=Decimal("100.00"))
        assert settlement(world.cashier, order.pk).problems == (
            "“机油滤清器”已撤下，但领出的 2 件 还没有退，请备件员退料。",
        )

    def test_does_not_ask_for_parts_that_the_customer_brought(self, world: World) -> None:
        order = checked(world, Work(parts=((world.filter, 2),)))
        Line.objects.filter(order=order, kind="part").update(issued=0, own_part=True)
        assert settlement(world.cashier, order.pk).problems == ()

    def test_names_a_price_that_nobody_agreed_to(self, world: World) -> None:
        order = checked(world, OIL)
        Line.objects.filter(order=order).update(amount=Decimal("120.00"))
        assert settlement(world.cashier, order.pk).problems == (
            "现在金额 ¥120.00 与客户同意的 ¥100.00 不一致，请服务顾问办理增项确认。",
        )

    def test_names_open_extra_work_and_lines_without_an_answer(self, world: World) -> None:
        order = checked(world, OIL)
        ExtraWork.objects.create(store=world.north, order=order, position=1, found_at=NOON, what="减振器漏油")
        draft = floor.add_job(order, BRAKES, None)
        Job.objects.filter(pk=draft.pk).update(state="dropped")
        assert settlement(world.cashier, order.pk).problems == (
            "“更换前制动片”还没有客户答复，请服务顾问确认或撤下。",
            "还有 1 个增项没有答复，请服务顾问先处理。",
        )

    def test_splits_by_payer(self, world: World) -> None:
        order = checked(world, OIL, Work(title="召回升级", price=Decimal("60.00")))
        Line.objects.filter(order=order, name="召回升级").update(
            payer="manufacturer", discount=Decimal("5.00")
        )
        shares = {share.payer: share for share in settlement(world.cashier, order.pk).shares}
        assert shares["customer"].total == Decimal("100.00")
        assert (shares["manufacturer"].labour, shares["manufacturer"].discount) == (
            Decimal("65.00"),
            Decimal("5.00"),
        )
        assert shares["manufacturer"].total == Decimal("60.00")

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        order = checked(world, OIL)
        with pytest.raises(Missing):
            settlement(world.stranger, order.pk)

    def test_takes_four_statements(self, world: World) -> None:
        order, actor = checked(world, OIL), world.cashier
        with floor.statements(4):
            settlement(actor, order.pk)
