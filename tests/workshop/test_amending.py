"""Changing what is quoted: quantities, prices within limits, payers, words."""

from decimal import Decimal
from typing import Any

import pytest

from huichang.kernel.money import money
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import Part
from huichang.workshop import amending
from huichang.workshop.models import Finding, Job, Line, Order
from huichang.workshop.pricing import WantedJob
from huichang.workshop.states import Payer
from tests.workshop.desk import (
    asked,
    brakes,
    charge,
    drafted,
    hose,
    jobs_of,
    labour,
    lines_of,
    piece,
    service,
    signed,
)
from tests.world import NOON, World


def two_lines(world: World) -> tuple[Line, Line]:
    """Labour of ¥200 and pads of ¥480 in a draft."""
    first, second = lines_of(drafted(world, brakes(world)))
    return first, second


def fresh(line: Line) -> Line:
    return Line.objects.get(pk=line.pk)


@pytest.mark.req("LANE-20")
class TestChangeLine:
    def test_changes_the_quantity_and_the_amount_with_it(self, world: World) -> None:
        work, pads = two_lines(world)
        amending.change_line(world.adviser, pads.pk, quantity=Decimal(2), at=NOON)
        amending.change_line(world.adviser, work.pk, quantity=Decimal(2), at=NOON)

        assert [fresh(line).amount for line in (work, pads)] == [400, 960]
        assert Job.objects.get(pk=work.job_id).minutes == 120

    def test_keeps_the_share_of_a_discount_and_never_more(self, world: World) -> None:
        _, pads = two_lines(world)
        amending.change_price(world.adviser, pads.pk, amount=money("456.01"), reason="goodwill", at=NOON)
        amending.change_line(world.adviser, pads.pk, quantity=Decimal(3), at=NOON)

        line = fresh(pads)
        assert line.amount == Decimal("1368.03")
        assert line.discount <= line.unit_price * 3 * Decimal("0.05")

    def test_prices_a_charge_by_hand(self, world: World) -> None:
        order = drafted(world, WantedJob(title="外包", lines=(charge("sublet", "380", name="轮毂修复"),)))
        (line,) = lines_of(order)
        amending.change_line(world.adviser, line.pk, unit_price=money(420), name="轮毂整形喷漆", at=NOON)

        assert (fresh(line).amount, fresh(line).name) == (420, "轮毂整形喷漆")

    def test_lets_the_customer_bring_the_part_and_take_ours_again(self, world: World) -> None:
        _, pads = two_lines(world)
        amending.change_line(world.adviser, pads.pk, own_part=True, at=NOON)
        assert (fresh(pads).amount, fresh(pads).own_part, fresh(pads).rule) == (0, True, "客户自备")

        amending.change_line(world.adviser, pads.pk, own_part=False, at=NOON)
        assert (fresh(pads).amount, fresh(pads).own_part) == (480, False)

    def test_is_refused_when_something_is_wrong(self, world: World) -> None:
        work, pads = two_lines(world)
        with pytest.raises(Refused, match="数量要大于 0"):
            amending.change_line(world.adviser, pads.pk, quantity=Decimal(0), at=NOON)
        with pytest.raises(Refused, match="按整件"):
            amending.change_line(world.adviser, pads.pk, quantity=Decimal("1.5"), at=NOON)
        with pytest.raises(Refused, match="按公布的价格计价"):
            amending.change_line(world.adviser, pads.pk, unit_price=money(1), at=NOON)
        with pytest.raises(Refused, match="只有配件可以由客户自备"):
            amending.change_line(world.adviser, work.pk, own_part=True, at=NOON)

    @pytest.mark.req("LANE-23")
    def test_leaves_alone_what_the_customer_agreed_to(self, world: World) -> None:
        line = lines_of(signed(world))[1]
        with pytest.raises(OutOfTurn, match="现在是“已授权”，不能改写。客户同意过的内容要改，请登记增项"):
            amending.change_line(world.adviser, line.pk, quantity=Decimal(2), at=NOON)

    @pytest.mark.req("LANE-23")
    def test_takes_the_question_back_when_asked_extra_work_is_changed(self, world: World) -> None:
        order = signed(world)
        extra, _ = asked(world, order, hose(world))
        line = Line.objects.filter(extra_work=extra, part__isnull=False).get()

        amending.change_line(world.adviser, line.pk, quantity=Decimal(1), at=NOON)

        extra.refresh_from_db()
        assert extra.state == "found"
        assert {each.state for each in Line.objects.filter(extra_work=extra)} == {"draft"}
        assert extra.links.get().void_at == NOON

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        _, pads = two_lines(world)
        with pytest.raises(NotAllowed):
            amending.change_line(world.technician, pads.pk, quantity=Decimal(2), at=NOON)
        with pytest.raises(Missing):
            amending.change_line(world.stranger, pads.pk, quantity=Decimal(2), at=NOON)


@pytest.mark.req("LANE-20")
class TestChangePrice:
    def test_stands_on_the_line_with_rule_and_reason(self, world: World) -> None:
        work, _ = two_lines(world)
        amending.change_price(world.adviser, work.pk, amount=money(190), reason="goodwill", at=NOON)

        line = fresh(work)
        assert (line.amount, line.discount, line.rule) == (190, 10, "手工优惠 5%（服务顾问权限）")
        assert line.price_reason == "善意让利"

    def test_needs_a_reason(self, world: World) -> None:
        work, _ = two_lines(world)
        with pytest.raises(Refused, match="改价原因"):
            amending.change_price(world.adviser, work.pk, amount=money(190), reason=" ", at=NOON)

    def test_stays_within_the_limit_of_the_post(self, world: World) -> None:
        work, _ = two_lines(world)
        with pytest.raises(Refused, match="最多优惠 5%"):
            amending.change_price(world.adviser, work.pk, amount=money(180), reason="goodwill", at=NOON)
        amending.change_price(world.service_manager, work.pk, amount=money(160), reason="complaint", at=NOON)
        assert fresh(work).amount == 160

    def test_never_rises_above_the_list(self, world: World) -> None:
        work, _ = two_lines(world)
        with pytest.raises(Refused, match="不能高于公布的价格"):
            amending.change_price(
                world.service_manager, work.pk, amount=money(201), reason="goodwill", at=NOON
            )

    def test_takes_the_rule_away_at_the_list_price(self, world: World) -> None:
        work, _ = two_lines(world)
        amending.change_price(world.adviser, work.pk, amount=money(190), reason="goodwill", at=NOON)
        amending.change_price(world.adviser, work.pk, amount=money(200), reason="goodwill", at=NOON)
        assert (fresh(work).rule, fresh(work).price_reason, fresh(work).discount) == ("", "", 0)

    @pytest.mark.req("LANE-23")
    def test_leaves_alone_what_the_customer_agreed_to(self, world: World) -> None:
        with pytest.raises(OutOfTurn):
            amending.change_price(
                world.service_manager, lines_of(signed(world))[0].pk, amount=money(190), reason="x", at=NOON
            )

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        work, _ = two_lines(world)
        with pytest.raises(NotAllowed):
            amending.change_price(world.technician, work.pk, amount=money(199), reason="x", at=NOON)
        with pytest.raises(Missing):
            amending.change_price(world.southern_manager, work.pk, amount=money(199), reason="x", at=NOON)


@pytest.mark.req("LANE-20")
class TestGiveDiscount:
    def test_lowers_the_customer_s_own_lines(self, world: World) -> None:
        order = drafted(world, brakes(world), service(world, payer=Payer.MANUFACTURER))
        amending.give_discount(world.adviser, order.pk, percent=Decimal(5), reason="regular", at=NOON)

        assert [line.discount for line in lines_of(order)] == [10, 24, 0, 0, 0]

    def test_leaves_a_larger_saving_alone(self, world: World) -> None:
        order = drafted(world, brakes(world))
        work = lines_of(order)[0]
        amending.change_price(world.service_manager, work.pk, amount=money(160), reason="complaint", at=NOON)
        amending.give_discount(world.adviser, order.pk, percent=Decimal(5), reason="regular", at=NOON)

        assert [line.amount for line in lines_of(order)] == [160, 456]
        with pytest.raises(Refused, match="没有可以再优惠的项目"):
            amending.give_discount(world.adviser, order.pk, percent=Decimal(5), reason="regular", at=NOON)

    def test_is_refused_beyond_the_limit_and_without_a_reason(self, world: World) -> None:
        order = drafted(world, brakes(world))
        with pytest.raises(Refused, match="最多优惠 5%"):
            amending.give_discount(world.adviser, order.pk, percent=Decimal(10), reason="regular", at=NOON)
        with pytest.raises(Refused, match="原因"):
            amending.give_discount(world.adviser, order.pk, percent=Decimal(5), reason="", at=NOON)
        with pytest.raises(Refused, match="优惠比例"):
            amending.give_discount(world.adviser, order.pk, percent=Decimal(0), reason="regular", at=NOON)

    def test_is_not_for_technicians_another_store_or_a_signed_order(self, world: World) -> None:
        order = signed(world)
        for actor, refusal in (
            (world.technician, NotAllowed),
            (world.stranger, Missing),
            (world.adviser, OutOfTurn),
        ):
            with pytest.raises(refusal):
                amending.give_discount(actor, order.pk, percent=Decimal(5), reason="regular", at=NOON)


class TestRemoveLine:
    def test_drops_it_and_opens_what_it_was_to_mend(self, world: World) -> None:
        work, _ = two_lines(world)
        point = Finding.objects.create(
            store=world.north,
            order=work.order,
            vehicle=world.car,
            point="x",
            name="前制动片厚度",
            state="now",
            found_at=NOON,
            outcome="ordered",
            line=work,
        )
        amending.remove_line(world.adviser, work.pk, at=NOON)

        point.refresh_from_db()
        assert (fresh(work).state, point.outcome, point.line) == ("dropped", "open", None)
        assert Job.objects.get(pk=work.job_id).minutes == 0

    @pytest.mark.req("LANE-23")
    def test_leaves_alone_what_the_customer_agreed_to(self, world: World) -> None:
        with pytest.raises(OutOfTurn, match="请登记增项"):
            amending.remove_line(world.adviser, lines_of(signed(world))[0].pk, at=NOON)

    def test_is_refused_twice(self, world: World) -> None:
        work, _ = two_lines(world)
        amending.remove_line(world.adviser, work.pk, at=NOON)
        with pytest.raises(OutOfTurn, match="已撤下”，不能改写。请重新添加"):
            amending.remove_line(world.adviser, work.pk, at=NOON)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        work, _ = two_lines(world)
        with pytest.raises(NotAllowed):
            amending.remove_line(world.technician, work.pk, at=NOON)
        with pytest.raises(Missing):
            amending.remove_line(world.stranger, work.pk, at=NOON)


class TestRemoveJob:
    def test_drops_it_with_its_lines(self, world: World) -> None:
        order = drafted(world, brakes(world), service(world))
        amending.remove_job(world.adviser, jobs_of(order)[0].pk, at=NOON)

        assert [job.state for job in jobs_of(order)] == ["dropped", "planned"]
        assert [line.state for line in lines_of(order)] == ["dropped", "dropped", "draft", "draft", "draft"]

    def test_leaves_alone_what_the_customer_agreed_to(self, world: World) -> None:
        with pytest.raises(OutOfTurn):
            amending.remove_job(world.adviser, jobs_of(signed(world))[0].pk, at=NOON)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        job = jobs_of(drafted(world, brakes(world)))[0]
        with pytest.raises(NotAllowed):
            amending.remove_job(world.technician, job.pk, at=NOON)
        with pytest.raises(Missing):
            amending.remove_job(world.stranger, job.pk, at=NOON)


@pytest.mark.req("LANE-20")
class TestDescribeJob:
    def test_writes_concern_cause_and_correction(self, world: World) -> None:
        job = jobs_of(signed(world))[0]
        amending.describe_job(
            world.adviser,
            job.pk,
            concern="刹车尖叫",
            cause="制动片磨到极限",
            correction="更换制动片",
            at=NOON,
        )
        job.refresh_from_db()
        assert (job.concern, job.cause, job.correction) == ("刹车尖叫", "制动片磨到极限", "更换制动片")

    def test_keeps_the_name_that_was_signed(self, world: World) -> None:
        job = jobs_of(signed(world))[0]
        with pytest.raises(OutOfTurn, match="签字后不能改维修项目的名称"):
            amending.describe_job(world.adviser, job.pk, title="别的", at=NOON)

    def test_renames_a_draft_and_refuses_an_empty_name(self, world: World) -> None:
        job = jobs_of(drafted(world, brakes(world)))[0]
        amending.describe_job(world.adviser, job.pk, title="前制动保养", at=NOON)
        job.refresh_from_db()
        assert job.title == "前制动保养"
        with pytest.raises(Refused, match="请填写维修项目的名称"):
            amending.describe_job(world.adviser, job.pk, title=" ", at=NOON)

    def test_is_too_late_once_settled(self, world: World) -> None:
        order = signed(world)
        Order.objects.filter(pk=order.pk).update(state="settled")
        with pytest.raises(OutOfTurn):
            amending.describe_job(world.adviser, jobs_of(order)[0].pk, cause="x", at=NOON)

    def test_is_not_for_cashiers_nor_for_another_store(self, world: World) -> None:
        job = jobs_of(drafted(world, brakes(world)))[0]
        with pytest.raises(NotAllowed):
            amending.describe_job(world.cashier, job.pk, cause="x", at=NOON)
        with pytest.raises(Missing):
            amending.describe_job(world.stranger, job.pk, cause="x", at=NOON)


@pytest.mark.req("LANE-15")
class TestChangeRepairType:
    def test_prices_the_labour_anew_and_changes_who_pays_by_default(self, world: World) -> None:
        from huichang.pricebook.models import LabourRate

        LabourRate.objects.filter(store=world.north, repair_type="warranty").update(per_hour=180)
        order = drafted(
            world, WantedJob(lines=(labour(world.operation), piece(world.pads, payer=Payer.INSURER)))
        )
        job = amending.change_repair_type(
            world.adviser, jobs_of(order)[0].pk, repair_type="warranty", at=NOON
        )

        assert (job.repair_type, job.payer) == ("warranty", "manufacturer")
        assert [(line.amount, line.payer) for line in lines_of(order)] == [
            (180, "manufacturer"),
            (480, "insurer"),
        ]

    def test_is_refused_for_an_unknown_type_and_without_a_rate(self, world: World) -> None:
        job = jobs_of(drafted(world, brakes(world)))[0]
        with pytest.raises(Refused, match="请选择维修类型"):
            amending.change_repair_type(world.adviser, job.pk, repair_type="magic", at=NOON)
        with pytest.raises(Refused, match="没有公布“钣金"):
            amending.change_repair_type(world.adviser, job.pk, repair_type="body", at=NOON)

    def test_is_not_for_technicians_another_store_or_a_signed_order(self, world: World) -> None:
        job = jobs_of(signed(world))[0]
        for actor, refusal in (
            (world.technician, NotAllowed),
            (world.stranger, Missing),
            (world.adviser, OutOfTurn),
        ):
            with pytest.raises(refusal):
                amending.change_repair_type(actor, job.pk, repair_type="warranty", at=NOON)


class TestDescribeOrder:
    def test_keeps_words_and_wishes(self, world: World) -> None:
        order = drafted(world, brakes(world))
        amending.describe_order(
            world.adviser, order.pk, concern=" 刹车响，方向抖 ", wash=False, takes_old_parts=True, at=NOON
        )
        order.refresh_from_db()
        assert (order.concern, order.wash, order.takes_old_parts) == ("刹车响，方向抖", False, True)
        assert lines_of(order)[1].old_part == "taken"

    def test_is_refused_on_an_old_page(self, world: World) -> None:
        order = drafted(world, brakes(world))
        with pytest.raises(Changed):
            amending.describe_order(world.adviser, order.pk, concern="x", seen=1, at=NOON)

    def test_is_not_for_technicians_another_store_or_a_settled_order(self, world: World) -> None:
        order = signed(world)
        Order.objects.filter(pk=order.pk).update(state="settled")
        for actor, refusal in (
            (world.technician, NotAllowed),
            (world.stranger, Missing),
            (world.adviser, OutOfTurn),
        ):
            with pytest.raises(refusal):
                amending.describe_order(actor, order.pk, concern="x", at=NOON)


def test_a_part_sold_by_length_may_be_cut(world: World) -> None:
    Part.objects.filter(pk=world.oil.pk).update(is_whole=False, unit="升")
    order = drafted(world, WantedJob(title="加机油", lines=(piece(world.oil, "0.5"),)))

    values: list[Any] = [line.amount for line in lines_of(order)]
    assert values == [164]
