"""What a booking needs and costs."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from huichang.booking import estimate
from huichang.booking.estimate import Estimate, Items
from huichang.kernel.refusals import Missing
from huichang.knowledge import queries as knowledge
from huichang.knowledge import remedies
from huichang.parts import terms
from huichang.parts.models import Fit
from huichang.pricebook.models import Package, PackageLine
from huichang.vehicles import queries as vehicles
from tests.knowledge import cases
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("LANE-02")


def told(world: World, **chosen: Any) -> Estimate:
    car = vehicles.cards([world.car.pk])[world.car.pk]
    return estimate.of(Items(**chosen), store_id=world.north.pk, car=car, repair_type="repair", on=TODAY)


def package(world: World) -> Package:
    made = Package.objects.create(code="BY-1", name="小保养", initials="xby")
    PackageLine.objects.create(package=made, operation=world.oil_change)
    PackageLine.objects.create(package=made, part_number=world.filter.number)
    PackageLine.objects.create(package=made, part_number=world.oil.number, quantity=Decimal(2))
    return made


class TestOf:
    def test_prices_work_and_parts_from_the_lists(self, world: World) -> None:
        found = told(world, operation_ids=(world.operation.pk,), parts={world.pads.pk: Decimal(2)})

        assert [(work.title, work.minutes, work.price) for work in found.work] == [
            ("更换前制动片", 60, Decimal("200.00"))
        ]
        assert [(part.name, part.quantity, part.amount) for part in found.parts] == [
            ("前制动片", Decimal(2), Decimal("960.00"))
        ]
        assert (found.minutes, found.price) == (60, Decimal("1160.00"))

    @pytest.mark.req("PARTS-40")
    def test_parts_cost_what_this_owner_pays(self, world: World) -> None:
        terms.class_customer(world.parts_manager, world.wang.pk, price_class="fleet")
        terms.set_term(
            world.parts_manager,
            price_class="fleet",
            basis="list",
            percent=Decimal(80),
            from_on=TODAY,
            at=NOON,
        )
        found = told(world, parts={world.pads.pk: Decimal(1)})
        assert found.parts[0].price == Decimal("384.00")

    def test_opens_a_package(self, world: World) -> None:
        found = told(world, package_ids=(package(world).pk,))

        assert [work.title for work in found.work] == ["更换机油机滤"]
        assert {part.name: part.quantity for part in found.parts} == {
            "机油滤清器": Decimal(1),
            "全合成机油 4L": Decimal(2),
        }
        assert found.price == Decimal("794.00")

    def test_takes_an_operation_once(self, world: World) -> None:
        found = told(world, package_ids=(package(world).pk,), operation_ids=(world.oil_change.pk,))
        assert len(found.work) == 1

    def test_leaves_out_what_another_operation_covers(self, world: World) -> None:
        world.operation.covers = [world.oil_change.code]
        world.operation.save()
        found = told(world, operation_ids=(world.operation.pk, world.oil_change.pk))
        assert [work.title for work in found.work] == ["更换前制动片"]

    def test_chooses_the_part_of_the_remedy_that_fits_the_car(self, world: World) -> None:
        cases.load()
        fault = cases.fault(world, "刹车响")
        cause = fault.causes.get()
        cause.operations, cause.parts = [world.operation.code], [world.pads.number, world.filter.number]
        cause.save()
        Fit.objects.create(part=world.pads, series="R5")

        found = told(world, fault_id=fault.pk, cause_id=cause.pk)
        assert [part.name for part in found.parts] == ["前制动片"]
        assert found.diagnosis == "刹车响：节气门脏（可能性 100%）"
        assert found.remedy == "修"

    def test_stands_in_with_an_hour_when_nobody_knows(self, world: World) -> None:
        found = told(world)
        assert [(work.title, work.minutes, work.price) for work in found.work] == [("到店检查诊断", 60, None)]
        assert found.price is None

    def test_has_no_price_when_one_is_missing(self, world: World) -> None:
        bare = world.part("NO-1", "无价件", Decimal("1.00"))
        bare.prices.all().delete()
        assert told(world, parts={bare.pk: Decimal(1)}).price is None

    def test_misses_what_is_not_in_the_lists(self, world: World) -> None:
        with pytest.raises(Missing, match="已不在价目里"):
            told(world, operation_ids=(999,))

    def test_costs_a_bounded_number_of_statements(
        self, world: World, django_assert_max_num_queries: Callable[..., Any]
    ) -> None:
        cases.load()
        hit = knowledge.search_faults("早上冷车抖")[0]
        chosen = {
            "package_ids": (package(world).pk,),
            "operation_ids": (world.operation.pk,),
            "fault_id": hit.id,
            "cause_id": hit.causes[0].id,
        }
        with django_assert_max_num_queries(11):
            told(world, **chosen)


class TestPartsOfRemedies:
    def test_answers_the_fault_knowledge_for_the_car(self, world: World) -> None:
        Fit.objects.create(part=world.pads, series="R5")
        numbers = [world.pads.number, world.filter.number]

        fitting = remedies.parts_of(numbers, series="R5", store_id=world.north.pk, on=TODAY)
        assert [(part.name, part.price, part.in_stock) for part in fitting] == [
            ("前制动片", Decimal("480.00"), True)
        ]
        every = remedies.parts_of(numbers, series="", store_id=world.north.pk, on=TODAY)
        assert [part.number for part in every] == numbers
