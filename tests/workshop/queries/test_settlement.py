"""What settlement asks of an order: everything that is missing, in sentences, and what each payer bears."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing
from huichang.workshop.models import ExtraWork, InsurerCase, Job, Line, Order
from huichang.workshop.queries import settlement
from huichang.workshop.states import Payer
from tests.workshop import floor
from tests.workshop.floor import BRAKES, OIL, Work
from tests.world import NOON, TODAY, World

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


class TestTheInsurersShare:
    def insured(self, world: World) -> Order:
        order = checked(world, BRAKES)
        Line.objects.filter(order=order).update(payer=Payer.INSURER)
        return order

    def case(self, order: Order, **more: object) -> None:
        InsurerCase.objects.create(
            store_id=order.store_id,
            order=order,
            insurer="平安产险",
            case_number="PA17",
            noted_at=NOON,
            **more,
        )

    def test_needs_a_case_number(self, world: World) -> None:
        (problem,) = settlement(world.cashier, self.insured(world).pk).problems
        assert problem.startswith("保险承担 ¥200.00，还没有保险公司和报案号")

    def test_needs_the_assessment(self, world: World) -> None:
        order = self.insured(world)
        self.case(order)
        (problem,) = settlement(world.cashier, order.pk).problems
        assert (
            problem == "保险承担 ¥200.00，平安产险还没有核定，请登记定损单号、核定金额和日期（报案号 PA17）。"
        )

    def test_is_never_more_than_the_insurer_approved(self, world: World) -> None:
        order = self.insured(world)
        self.case(order, assessment_number="DS1", amount=Decimal("150.00"), approved_on=TODAY)
        (problem,) = settlement(world.cashier, order.pk).problems
        assert problem == "保险承担 ¥200.00，平安产险只核定 ¥150.00：多出的 ¥50.00 请补定损，或改由客户付费。"

    def test_is_settled_when_all_is_there(self, world: World) -> None:
        order = self.insured(world)
        self.case(order, assessment_number="DS1", amount=Decimal("200.00"), approved_on=TODAY)
        found = settlement(world.cashier, order.pk)
        assert (found.problems, found.insurer) == ((), "平安产险")


class TestTheManufacturersShare:
    def test_needs_the_report_of_the_fault(self, world: World) -> None:
        order = checked(world, BRAKES)
        Line.objects.filter(order=order).update(payer=Payer.MANUFACTURER)
        assert settlement(world.cashier, order.pk).problems == ()
        Job.objects.filter(order=order).update(correction=" ")
        assert settlement(world.cashier, order.pk).problems == (
            "索赔项目“更换前制动片”缺故障原因或处理结果，请技师补写维修报告。",
        )
