"""The store's own numbers."""

import pytest

from huichang.company import house_rules, settings
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from tests.world import World

SLOTS = settings.declare("test.slots", 15, "测试时段", unit="分钟")


class TestChangeSetting:
    def change(self, world: World, value: str, key: str = "test.slots") -> None:
        house_rules.change_setting(world.service_manager, world.north.pk, key=key, value=value)

    def test_holds_at_once_and_in_this_store_only(self, world: World) -> None:
        self.change(world, "20")
        assert (settings.of(world.north.pk, SLOTS), settings.of(world.south.pk, SLOTS)) == (20, 15)

    def test_goes_back_to_the_default_when_emptied(self, world: World) -> None:
        self.change(world, "20")
        self.change(world, " ")
        assert settings.of(world.north.pk, SLOTS) == 15

    @pytest.mark.parametrize("value", ["abc", "-1"])
    def test_refuses_what_is_no_number(self, world: World, value: str) -> None:
        with pytest.raises(Refused, match="测试时段"):
            self.change(world, value)

    def test_knows_no_other_key(self, world: World) -> None:
        with pytest.raises(Missing):
            self.change(world, "1", "test.nothing")

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            house_rules.change_setting(world.adviser, world.north.pk, key="test.slots", value="1")

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            house_rules.change_setting(world.southern_manager, world.north.pk, key="test.slots", value="1")
