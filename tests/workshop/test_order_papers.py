"""任务委托书 and 增项确认单 filled from an order."""

from decimal import Decimal

import pytest

from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing
from huichang.vehicles.models import Vehicle
from huichang.workshop import amending, extra_work, giving_up, order_papers
from huichang.workshop.models import CheckIn
from huichang.workshop.papers import RepairOrder
from huichang.workshop.pricing import WantedJob
from huichang.workshop.queries import order_card
from huichang.workshop.states import Payer
from tests.workshop.desk import asked, brakes, charge, drafted, found, hose, jobs_of, service, signed
from tests.world import NOON, World

pytestmark = pytest.mark.req("PLAT-23", "LANE-22")


def printed(world: World, order_id: int) -> RepairOrder:
    return order_papers.repair_order(world.adviser, order_id, at=NOON, address="http://x/")


class TestRepairOrder:
    def test_of_a_draft_has_lines_rates_and_no_signature(self, world: World) -> None:
        order = drafted(
            world,
            brakes(world),
            WantedJob(lines=(charge("sublet", "380", name="轮毂修复", quantity=Decimal(2)),)),
        )
        paper = printed(world, order.pk)
        assert (paper.first_signed, paper.total, paper.customer.name) == (None, 1440, "")
        assert [line.amount for line in paper.labour] == [200]
        assert [(line.quality, line.amount) for line in paper.materials] == [("原厂", 480)]
        assert paper.others[0].note == "外包 2 项 × ¥380.00"
        assert "一般维修 200.00 元/小时" in paper.rates
        assert [each.applies for each in paper.guarantees] == [False, False, True]
        assert paper.pdf().startswith(b"%PDF")

    def test_of_a_signed_order_has_the_signature_the_changes_and_the_shares(self, world: World) -> None:
        order = signed(world)
        amending.set_payer(
            world.adviser, order.pk, payer=Payer.MANUFACTURER, job_ids=[jobs_of(order)[0].pk], at=NOON
        )
        extra, _ = asked(world, order, hose(world))
        extra_work.answer_extra(
            world.adviser, extra.pk, name="王建国", via="phone", price_told=_told(world, order.pk), at=NOON
        )
        giving_up.give_up_jobs(
            world.adviser,
            order.pk,
            job_ids=[jobs_of(order)[1].pk],
            reason="price",
            name="王建国",
            via="phone",
            at=NOON,
        )
        paper = printed(world, order.pk)
        assert (paper.first_signed, paper.amended, paper.total) == (1146, -190, 956)
        assert (paper.customer.name, paper.customer.way) == ("王建国", "平板签字")
        assert paper.customer.image is not None
        assert [(change.content, change.amount) for change in paper.changes] == [
            ("右前制动软管龟裂", 276),
            ("放弃：更换机油机滤（价格超出预算）", 0),
        ]
        assert {share.payer: share.total for share in paper.shares} == {"厂家索赔": 680, "客户自费": 276}
        assert paper.pdf().startswith(b"%PDF")

    def test_shows_the_car_as_it_came(self, world: World) -> None:
        order = drafted(world, brakes(world))
        Vehicle.objects.filter(pk=world.car.pk).update(engine_number="CSS123456")
        CheckIn.objects.create(order=order, store=order.store, fuel_eighths=5, battery_percent=None)
        car = printed(world, order.pk).car
        assert (car.plate, car.engine_no, car.mileage_km, car.fuel_eighths) == (
            world.car.plate,
            "CSS123456",
            order.odometer,
            5,
        )

    def test_leaves_out_what_nobody_agreed_to(self, world: World) -> None:
        order = signed(world, brakes(world))
        asked(world, order, hose(world))
        assert len(printed(world, order.pk).labour) == 1

    def test_is_missing_elsewhere(self, world: World) -> None:
        order = drafted(world)
        with pytest.raises(Missing):
            order_papers.repair_order(world.stranger, order.pk, at=NOON, address="")


def _told(world: World, order_id: int) -> Money:
    return order_card(world.adviser, order_id).amounts.pending


@pytest.mark.req("LANE-23")
class TestApproval:
    def test_shows_points_amounts_and_times_before_the_answer(self, world: World) -> None:
        order = signed(world)
        extra, _ = asked(world, order, hose(world), service(world), risk="可能漏油")
        paper = order_papers.approval(world.adviser, extra.pk, at=NOON, address="http://x/")
        assert [(point.title, point.amount, point.answer) for point in paper.points] == [
            ("更换制动软管", 276, ""),
            ("更换机油机滤", 466, ""),
        ]
        assert (paper.first_signed, paper.amended_before, paper.open, len(paper.points[0].photos)) == (
            1146,
            0,
            True,
            1,
        )
        assert paper.pdf().startswith(b"%PDF")

    def test_shows_the_answers_and_what_was_amended_before(self, world: World) -> None:
        order = signed(world, brakes(world))
        first, _ = asked(world, order, hose(world))
        extra_work.answer_extra(
            world.adviser, first.pk, name="王", via="phone", price_told=_told(world, order.pk), at=NOON
        )
        second, _ = asked(world, order, service(world), what="机油发黑")
        unwanted = {second.jobs.get().pk: "later"}
        extra_work.answer_extra(
            world.adviser,
            second.pk,
            name="王",
            via="wechat",
            price_told=_told(world, order.pk),
            declined=unwanted,
            at=NOON,
        )
        paper = order_papers.approval(world.adviser, second.pk, at=NOON, address="http://x/")
        assert (paper.amended_before, paper.approved, paper.total_after, paper.way) == (276, 0, 956, "微信")
        assert (paper.points[0].answer, paper.points[0].reason) == ("declined", "下次保养一起做")

    def test_is_missing_elsewhere(self, world: World) -> None:
        extra = found(world, signed(world))
        with pytest.raises(Missing):
            order_papers.approval(world.stranger, extra.pk, at=NOON, address="")
