"""Packages."""

from decimal import Decimal
from typing import Any

import pytest

from huichang.kernel.money import money
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.pricebook import packages, queries
from huichang.pricebook.models import Package
from huichang.pricebook.packages import PackagePart
from tests.world import World

pytestmark = pytest.mark.req("LANE-20")


def save(world: World, **changes: Any) -> Package:
    values = {
        "code": "by-10k",
        "name": "1 万公里保养",
        "operations": ["MT0101RR"],
        "parts": [PackagePart("FL-2001"), PackagePart("OL-3001", Decimal(1))],
        "series": ["R5"],
        "every_km": 10_000,
        "at_km": [50_000, 10_000],
    } | changes
    return packages.save_package(world.service_manager, **values)


class TestSavePackage:
    def test_holds_operations_and_parts(self, world: World) -> None:
        card = queries.package(save(world).pk)

        assert (card.code, card.minutes, card.at_km) == ("BY-10K", 30, (10_000, 50_000))
        assert [line.operation_code or line.part_number for line in card.lines] == [
            "MT0101RR",
            "FL-2001",
            "OL-3001",
        ]

    def test_replaces_the_one_with_the_same_code(self, world: World) -> None:
        first = save(world)
        second = save(world, parts=[], price=money(99))

        assert first.pk == second.pk
        assert len(queries.package(second.pk).lines) == 1

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"name": " "}, "请填写套餐的代码和名称"),
            ({"operations": [], "parts": []}, "套餐里还没有内容"),
            ({"price": money(0)}, "套餐价要大于 0 元"),
            ({"operations": ["ZZ"]}, "价目里没有工时项目 ZZ"),
            ({"parts": [PackagePart("FL-2001", Decimal(0))]}, "数量要大于 0"),
        ],
    )
    def test_is_refused_when_something_is_wrong(
        self, world: World, changes: dict[str, Any], sentence: str
    ) -> None:
        with pytest.raises(Refused, match=sentence):
            save(world, **changes)

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            packages.save_package(world.adviser, code="A", name="a", operations=["MT0101RR"])


class TestClosePackage:
    def test_is_no_longer_offered(self, world: World) -> None:
        packages.close_package(world.service_manager, save(world).pk)
        assert queries.packages_for("R5", "petrol") == []

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            packages.close_package(world.adviser, save(world).pk)


class TestReopenPackage:
    def test_is_offered_again(self, world: World) -> None:
        package = save(world)
        packages.close_package(world.service_manager, package.pk)
        packages.reopen_package(world.service_manager, package.pk)
        assert len(queries.packages_for("R5", "petrol")) == 1

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            packages.reopen_package(world.adviser, save(world).pk)


class TestPackagesFor:
    def test_fit_the_series_and_the_energy(self, world: World) -> None:
        save(world)
        save(world, code="EV", name="纯电检查", series=[], energies=["bev"])

        assert [each.code for each in queries.packages_for("R5", "petrol")] == ["BY-10K"]
        assert [each.code for each in queries.packages_for("X9", "bev")] == ["EV"]

    def test_show_first_what_is_due_at_this_mileage(self, world: World) -> None:
        save(world, code="A", at_km=[10_000])
        save(world, code="B", at_km=[40_000])
        save(world, code="C", kind="fluid", at_km=[45_000])

        assert [each.code for each in queries.packages_for("R5", "petrol", odometer=45_210)] == [
            "B",
            "A",
            "C",
        ]

    @pytest.mark.req("LANE-20")
    def test_show_first_what_is_due_by_time_for_a_car_that_is_driven_little(self, world: World) -> None:
        for code, mark in (("A", 10_000), ("B", 20_000), ("C", 30_000)):
            save(world, code=code, at_km=[mark], every_km=10_000, every_months=12)

        def first(odometer: int, months: int) -> str:
            return queries.packages_for("R5", "petrol", odometer=odometer, months=months)[0].code

        assert first(6_000, 6) == "A"
        assert first(6_000, 25) == "B"
        assert first(31_000, 12) == "C"
