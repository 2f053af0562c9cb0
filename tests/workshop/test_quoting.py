"""Quoting: jobs, lines, packages, at published prices."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from huichang.kernel.money import money
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import PartPrice
from huichang.pricebook import discounts, packages
from huichang.pricebook.models import LabourRate, Operation
from huichang.pricebook.packages import PackagePart
from huichang.workshop import quoting
from huichang.workshop.models import Finding, Job, Line, Order
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.states import LineKind, OldPart, OrderState, Payer
from tests.workshop.desk import (
    brakes,
    charge,
    drafted,
    found,
    jobs_of,
    labour,
    lines_of,
    piece,
    service,
    signed,
)
from tests.workshop.floor import statements
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-20")


class TestAddJobs:
    def test_prices_labour_and_parts_from_the_published_lists(self, world: World) -> None:
        order = drafted(world, brakes(world), service(world))

        first, second = jobs_of(order)
        assert (first.title, first.system, first.minutes, first.position) == ("更换前制动片", "brake", 60, 1)
        assert (second.title, second.position) == ("更换机油机滤", 2)
        assert [(line.unit_price, line.amount) for line in lines_of(order)] == [
            (200, 200),
            (480, 480),
            (200, 100),
            (38, 38),
            (328, 328),
        ]
        assert order.version == 2

    def test_takes_the_rate_of_repair_type_and_vehicle_class(self, world: World) -> None:
        world.car.rate_class = "premium"
        world.car.save()
        LabourRate.objects.create(
            store=world.north,
            repair_type="repair",
            rate_class="premium",
            per_hour=320,
            from_on=date(2025, 1, 1),
        )
        order = drafted(world, brakes(world))

        assert lines_of(order)[0].amount == 320

    def test_keeps_the_price_of_the_day(self, world: World) -> None:
        PartPrice.objects.create(part=world.pads, price=520, from_on=date(2026, 3, 3))
        order = drafted(world, brakes(world))

        assert lines_of(order)[1].amount == 480

    def test_names_the_member_rule_that_lowers_a_price(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gold = discounts.Rule("金卡会员工时 9 折", Decimal(10), frozenset({"labour"}))
        monkeypatch.setattr(discounts, "_SOURCES", [(1, lambda customer, store, on: [gold])])
        order = drafted(world, brakes(world))

        labour_line, part_line = lines_of(order)
        assert (labour_line.discount, labour_line.amount, labour_line.rule) == (20, 180, "金卡会员工时 9 折")
        assert (part_line.discount, part_line.rule) == (0, "")

    @pytest.mark.req("LANE-25")
    @pytest.mark.parametrize(
        ("kind", "name", "unit"),
        [("consumable", "辅料费", "项"), ("towing", "拖车费", "次"), ("storage", "停车保管费", "天")],
    )
    def test_takes_charges_as_lines(self, world: World, kind: str, name: str, unit: str) -> None:
        order = drafted(world, WantedJob(title="其他", lines=(charge(kind, "50", quantity=Decimal(3)),)))

        (line,) = lines_of(order)
        assert (line.name, line.unit, line.amount, line.tax_rate) == (name, unit, 150, Decimal("0.130"))

    @pytest.mark.req("LANE-25")
    def test_takes_sublet_work_by_its_own_words(self, world: World) -> None:
        order = drafted(world, WantedJob(lines=(charge("sublet", "380", name="轮毂修复（送外协）"),)))

        assert (jobs_of(order)[0].title, lines_of(order)[0].name) == (
            "轮毂修复（送外协）",
            "轮毂修复（送外协）",
        )

    @pytest.mark.req("LANE-15")
    @pytest.mark.parametrize(
        ("repair_type", "payer"),
        [
            ("repair", Payer.CUSTOMER),
            ("maintenance", Payer.CUSTOMER),
            ("first", Payer.MANUFACTURER),
            ("warranty", Payer.MANUFACTURER),
            ("internal", Payer.INTERNAL),
            ("rework", Payer.INTERNAL),
        ],
    )
    def test_lets_the_repair_type_say_who_pays(self, world: World, repair_type: str, payer: str) -> None:
        order = drafted(world, brakes(world, repair_type=repair_type))

        assert {line.payer for line in lines_of(order)} == {payer}

    @pytest.mark.req("LANE-15")
    def test_holds_jobs_and_lines_of_several_payers(self, world: World) -> None:
        job = WantedJob(lines=(labour(world.operation), piece(world.pads, payer=Payer.INSURER)))
        order = drafted(world, job, service(world, payer=Payer.MANUFACTURER))

        assert [line.payer for line in lines_of(order)] == [
            "customer",
            "insurer",
            "manufacturer",
            "manufacturer",
            "manufacturer",
        ]

    @pytest.mark.req("LANE-53")
    def test_charges_the_customer_nothing_for_a_comeback(self, world: World) -> None:
        order = drafted(world, brakes(world, repair_type="rework"), service(world))

        assert sum(line.amount for line in lines_of(order) if line.payer == Payer.CUSTOMER) == 466

    def test_takes_a_part_that_the_customer_brings_for_nothing(self, world: World) -> None:
        order = drafted(world, WantedJob(lines=(labour(world.operation), piece(world.pads, own_part=True))))

        part_line = lines_of(order)[1]
        assert (part_line.amount, part_line.rule, part_line.own_part) == (0, "客户自备", True)

    def test_says_what_becomes_of_the_old_part(self, world: World) -> None:
        order = drafted(world)
        Order.objects.filter(pk=order.pk).update(takes_old_parts=True)
        quoting.add_jobs(
            world.adviser, order.pk, jobs=[brakes(world), brakes(world, repair_type="warranty")], at=NOON
        )

        assert [line.old_part for line in lines_of(order)] == ["none", OldPart.TAKEN, "none", OldPart.CLAIMED]

    @pytest.mark.req("LANE-16")
    def test_marks_the_inspection_point_that_it_mends(self, world: World) -> None:
        order = drafted(world)
        point = Finding.objects.create(
            store=world.north,
            order=order,
            vehicle=world.car,
            point="x",
            name="前制动片厚度",
            state="now",
            found_at=NOON,
        )
        quoting.add_jobs(world.adviser, order.pk, jobs=[brakes(world)], finding_id=point.pk, at=NOON)

        point.refresh_from_db()
        assert (point.outcome, point.line) == ("ordered", lines_of(order)[0])

    @pytest.mark.parametrize(
        ("job", "sentence"),
        [
            (lambda w: WantedJob(), "请填写维修项目的名称"),
            (lambda w: WantedJob(title="x", repair_type="magic"), "没有“magic”这种维修类型"),
            (
                lambda w: WantedJob(lines=(WantedLine("labour", operation_id=10**6),), title="x"),
                "没有找到这个工时项目",
            ),
            (lambda w: WantedJob(lines=(WantedLine("part", part_id=10**6),), title="x"), "没有找到这个配件"),
            (lambda w: WantedJob(lines=(labour(w.operation, 0),)), "数量要大于 0"),
            (lambda w: WantedJob(lines=(piece(w.pads, "0.5"),)), "只能按整件领用"),
            (lambda w: WantedJob(lines=(charge("sublet", "1"),), title="x"), "请写明外包的项目"),
            (lambda w: WantedJob(lines=(WantedLine("towing"),), title="x"), "请填写“拖车费”的单价"),
            (
                lambda w: WantedJob(lines=(labour(w.operation),), repair_type="paint"),
                "没有公布“喷漆 · 中型”的工时单价",
            ),
        ],
    )
    def test_is_refused_when_something_is_wrong(self, world: World, job: Any, sentence: str) -> None:
        order = drafted(world)
        with pytest.raises(Refused, match=sentence):
            quoting.add_jobs(world.adviser, order.pk, jobs=[job(world)], at=NOON)
        assert jobs_of(order) == []

    def test_names_everything_that_has_no_price(self, world: World) -> None:
        PartPrice.objects.filter(part__in=[world.pads, world.oil]).delete()
        order = drafted(world)

        with pytest.raises(
            Refused, match=r"前制动片（BR-1001）”没有公布售价.*全合成机油 4L（OL-3001）”没有公布售价"
        ):
            quoting.add_jobs(
                world.adviser,
                order.pk,
                jobs=[WantedJob(title="x", lines=(piece(world.pads), piece(world.oil)))],
                at=NOON,
            )

    def test_does_not_charge_twice_what_another_operation_includes(self, world: World) -> None:
        Operation.objects.filter(pk=world.operation.pk).update(covers=[world.oil_change.code])
        order = drafted(world, brakes(world))

        with pytest.raises(Refused, match="“更换机油机滤”已包含在“更换前制动片”里，不能重复收费"):
            quoting.add_jobs(world.adviser, order.pk, jobs=[service(world)], at=NOON)
        with pytest.raises(Refused, match="已包含"):
            drafted(world, brakes(world), service(world), car=world.another_car())

    def test_needs_extra_work_once_the_order_is_signed(self, world: World) -> None:
        order = signed(world)
        with pytest.raises(OutOfTurn, match="请先登记增项"):
            quoting.add_jobs(world.adviser, order.pk, jobs=[brakes(world)], at=NOON)

    def test_is_refused_on_an_old_page(self, world: World) -> None:
        order = drafted(world, brakes(world))
        with pytest.raises(Changed, match="已经“添加维修项目”，请先看最新内容再操作"):
            quoting.add_jobs(world.adviser, order.pk, jobs=[service(world)], seen=1, at=NOON)

    def test_is_refused_without_a_job_and_for_unknown_children(self, world: World) -> None:
        order = drafted(world)
        with pytest.raises(Refused, match="至少填写一个"):
            quoting.add_jobs(world.adviser, order.pk, jobs=[], at=NOON)
        with pytest.raises(Missing, match="没有找到这个增项"):
            quoting.add_jobs(world.adviser, order.pk, jobs=[brakes(world)], extra_id=10**6, at=NOON)
        with pytest.raises(Missing, match="没有找到这个检查点"):
            quoting.add_jobs(world.adviser, order.pk, jobs=[brakes(world)], finding_id=10**6, at=NOON)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        order = drafted(world)
        with pytest.raises(NotAllowed):
            quoting.add_jobs(world.technician, order.pk, jobs=[brakes(world)], at=NOON)
        with pytest.raises(Missing):
            quoting.add_jobs(world.stranger, order.pk, jobs=[brakes(world)], at=NOON)

    def test_costs_at_most_eight_statements_with_all_its_lines(self, world: World) -> None:
        order = drafted(world)
        job = WantedJob(
            lines=(
                labour(world.operation),
                labour(world.oil_change),
                piece(world.pads),
                piece(world.filter),
                piece(world.oil),
            )
        )
        drafted(world, brakes(world), car=world.another_car())  # settings and actor are known from here on
        with statements(at_most=8):
            quoting.add_jobs(world.adviser, order.pk, jobs=[job], at=NOON)

    def test_takes_a_bounded_number_of_lines_at_once(self, world: World) -> None:
        order = drafted(world)
        with pytest.raises(Refused, match="一次最多添加 500 条"):
            quoting.add_jobs(
                world.adviser,
                order.pk,
                jobs=[WantedJob(title="x", lines=(piece(world.filter),) * 501)],
                at=NOON,
            )


class TestAddLines:
    def test_adds_to_a_job_in_draft_and_to_its_time(self, world: World) -> None:
        order = drafted(world, WantedJob(title="制动系统"))
        (job,) = jobs_of(order)

        quoting.add_lines(
            world.adviser, job.pk, lines=[labour(world.operation, 2), piece(world.pads)], at=NOON
        )

        job.refresh_from_db()
        assert (job.minutes, job.system) == (120, "brake")
        assert [line.amount for line in lines_of(order)] == [400, 480]

    def test_is_refused_without_lines_and_for_a_job_that_is_gone(self, world: World) -> None:
        (job,) = jobs_of(drafted(world, brakes(world)))
        with pytest.raises(Refused, match="请选择要添加的"):
            quoting.add_lines(world.adviser, job.pk, lines=[], at=NOON)
        Job.objects.filter(pk=job.pk).update(state="dropped")
        with pytest.raises(Missing, match="已经撤下"):
            quoting.add_lines(world.adviser, job.pk, lines=[piece(world.pads)], at=NOON)
        with pytest.raises(Missing):
            quoting.add_lines(world.adviser, 10**6, lines=[piece(world.pads)], at=NOON)

    def test_needs_extra_work_once_the_order_is_signed(self, world: World) -> None:
        job = jobs_of(signed(world))[0]
        with pytest.raises(OutOfTurn, match="请先登记增项"):
            quoting.add_lines(world.adviser, job.pk, lines=[piece(world.pads)], at=NOON)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        (job,) = jobs_of(drafted(world, brakes(world)))
        with pytest.raises(NotAllowed):
            quoting.add_lines(world.technician, job.pk, lines=[piece(world.pads)], at=NOON)
        with pytest.raises(Missing):
            quoting.add_lines(world.stranger, job.pk, lines=[piece(world.pads)], at=NOON)


def package(world: World, **changes: Any) -> int:
    values: dict[str, Any] = {
        "code": "BY-10K",
        "name": "1 万公里保养",
        "operations": ["MT0101RR"],
        "parts": [PackagePart("FL-2001"), PackagePart("OL-3001")],
    } | changes
    return int(packages.save_package(world.service_manager, **values).pk)


class TestAddPackage:
    def test_adds_one_job_with_everything_in_it(self, world: World) -> None:
        order = drafted(world)
        job = quoting.add_package(world.adviser, order.pk, package_id=package(world), at=NOON)

        assert (job.title, job.repair_type, job.minutes) == ("1 万公里保养", "maintenance", 30)
        assert [line.amount for line in lines_of(order)] == [100, 38, 328]

    def test_shares_the_package_s_price_over_its_lines_to_the_cent(self, world: World) -> None:
        order = drafted(world)
        quoting.add_package(
            world.adviser, order.pk, package_id=package(world, price=money("399.99")), at=NOON
        )

        lines = lines_of(order)
        assert sum(line.amount for line in lines) == Decimal("399.99")
        assert {line.rule for line in lines} == {"套餐价“1 万公里保养”"}
        assert all(line.unit_price for line in lines)

    def test_leaves_nothing_out_silently(self, world: World) -> None:
        order = drafted(world)
        with pytest.raises(Refused, match="配件 ZZ-9 不在配件目录里"):
            quoting.add_package(
                world.adviser, order.pk, package_id=package(world, parts=[PackagePart("ZZ-9")]), at=NOON
            )
        PartPrice.objects.filter(part=world.oil).delete()
        with pytest.raises(Refused, match="“全合成机油 4L（OL-3001）”没有公布售价"):
            quoting.add_package(world.adviser, order.pk, package_id=package(world), at=NOON)
        assert lines_of(order) == []

    def test_is_refused_when_it_is_closed_or_unknown(self, world: World) -> None:
        order, pk = drafted(world), package(world)
        packages.close_package(world.service_manager, pk)
        with pytest.raises(Refused, match="已停用"):
            quoting.add_package(world.adviser, order.pk, package_id=pk, at=NOON)
        with pytest.raises(Missing):
            quoting.add_package(world.adviser, order.pk, package_id=10**6, at=NOON)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        order, pk = drafted(world), package(world)
        with pytest.raises(NotAllowed):
            quoting.add_package(world.technician, order.pk, package_id=pk, at=NOON)
        with pytest.raises(Missing):
            quoting.add_package(world.stranger, order.pk, package_id=pk, at=NOON)

    def test_can_be_extra_work(self, world: World) -> None:
        order = signed(world, brakes(world))
        extra = found(world, order)
        job = quoting.add_package(
            world.adviser, order.pk, package_id=package(world), extra_id=extra.pk, at=NOON
        )

        assert (job.state, job.extra_work_id) == ("proposed", extra.pk)
        assert Order.objects.get(pk=order.pk).state == OrderState.SIGNED
        assert Line.objects.filter(extra_work=extra, kind=LineKind.PART).count() == 2
