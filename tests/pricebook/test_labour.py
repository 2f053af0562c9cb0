"""Operations and rates."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.pricebook import labour, queries
from huichang.pricebook.models import LabourRate, Operation
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("LANE-20")


def operation(world: World, **changes: Any) -> Operation:
    values = {
        "code": "br0201rr",
        "name": "更换后制动片",
        "system": "brake",
        "skill": "mechanical",
        "bay_kind": "general",
        "minutes": 72,
    } | changes
    return labour.add_operation(world.service_manager, **values)


class TestAddOperation:
    def test_is_found_by_name_by_initials_and_by_code(self, world: World) -> None:
        made = operation(world, words="刹车片")

        for text in ("后制动", "hzdp", "BR02", "刹车片"):
            assert made.pk in {found.id for found in queries.search_operations(text)}

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"code": " "}, "请填写工时代码"),
            ({"code": "BR0101RR"}, "已经存在"),
            ({"name": "  "}, "请填写工时项目的名称"),
            ({"system": "wings"}, "请选择工时项目所属的系统"),
            ({"minutes": 0}, "标准工时要在"),
        ],
    )
    def test_is_refused_when_something_is_wrong(
        self, world: World, changes: dict[str, Any], sentence: str
    ) -> None:
        with pytest.raises(Refused, match=sentence):
            operation(world, **changes)

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            labour.add_operation(
                world.adviser, code="X", name="x", system="brake", skill="body", bay_kind="body", minutes=1
            )


class TestChangeOperation:
    def test_changes_time_and_name_and_how_it_is_found(self, world: World) -> None:
        labour.change_operation(world.service_manager, world.operation.pk, name="更换前轮刹车片", minutes=48)

        (found,) = queries.search_operations("ghqlscp")
        assert (found.minutes, found.name) == (48, "更换前轮刹车片")

    def test_is_refused_without_a_name(self, world: World) -> None:
        with pytest.raises(Refused, match="名称"):
            labour.change_operation(world.service_manager, world.operation.pk, name=" ")

    def test_does_not_know_the_unknown(self, world: World) -> None:
        with pytest.raises(Missing):
            labour.change_operation(world.service_manager, 999_999, minutes=5)
        with pytest.raises(TypeError):
            labour.change_operation(world.service_manager, world.operation.pk, code="X")

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            labour.change_operation(world.adviser, world.operation.pk, minutes=5)


class TestCloseOperation:
    def test_is_no_longer_offered(self, world: World) -> None:
        labour.close_operation(world.service_manager, world.operation.pk)
        assert queries.search_operations("前制动") == []
        assert queries.search_operations("前制动", every=True) != []

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            labour.close_operation(world.adviser, world.operation.pk)


class TestReopenOperation:
    def test_is_offered_again(self, world: World) -> None:
        labour.close_operation(world.service_manager, world.operation.pk)
        labour.reopen_operation(world.service_manager, world.operation.pk)
        assert queries.search_operations("前制动") != []

    def test_is_not_for_advisers(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            labour.reopen_operation(world.adviser, world.operation.pk)


def publish(world: World, *, actor: Any = None, **changes: Any) -> LabourRate:
    values = {
        "repair_type": "repair",
        "rate_class": "standard",
        "per_hour": money(230),
        "from_on": TODAY + timedelta(days=5),
        "at": NOON,
    } | changes
    return labour.publish_rate(actor or world.service_manager, world.north.pk, **values)


class TestPublishRate:
    def test_applies_from_its_day_and_leaves_the_earlier_one_on_record(self, world: World) -> None:
        publish(world)

        assert queries.rate(world.north.pk, "repair", "standard", TODAY) == Decimal("200.00")
        assert queries.rate(world.north.pk, "repair", "standard", TODAY + timedelta(days=5)) == Decimal(
            "230.00"
        )
        assert [rate.per_hour for rate in queries.rate_history(world.north.pk, "repair", "standard")] == [
            230,
            200,
        ]

    def test_of_a_day_to_come_may_be_corrected(self, world: World) -> None:
        publish(world)
        publish(world, per_hour=money(240))

        assert queries.rate(world.north.pk, "repair", "standard", TODAY + timedelta(days=9)) == Decimal(
            "240.00"
        )

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"from_on": date(2026, 3, 1)}, "只能从今天或以后开始"),
            ({"per_hour": money(0)}, "要大于 0 元"),
            ({"rate_class": "lorry"}, "请选择车辆等级"),
        ],
    )
    def test_is_refused_when_something_is_wrong(
        self, world: World, changes: dict[str, Any], sentence: str
    ) -> None:
        with pytest.raises(Refused, match=sentence):
            publish(world, **changes)

    def test_is_refused_twice_on_the_day_it_applies(self, world: World) -> None:
        publish(world, from_on=TODAY)
        with pytest.raises(Refused, match="今天已经公布过"):
            publish(world, from_on=TODAY, per_hour=money(1))

    def test_is_not_for_advisers_nor_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            publish(world, actor=world.adviser)
        with pytest.raises(NotAllowed):
            publish(world, actor=world.southern_manager)
