"""The store's own numbers and particulars."""

from datetime import time

import pytest

from huichang.company import house_rules, queries, settings
from huichang.company.models import Store
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from tests.web import signed_in
from tests.world import World

SLOTS = settings.declare("test.slots", 15, "测试时段", unit="分钟")
FROM = settings.declare("test.from", "09:00", "测试时刻", fits=settings.clock_time)
HOW = settings.declare("test.how", "none", "测试方式", choices={"none": "不抹零", "jiao": "抹去分"})
MAKERS = settings.declare("test.makers", 5, "测试抽检", of_network=True)
ALL = settings.declare("test.all", 5, "测试全网", of_network=True, is_shared=True)
FEW = settings.declare("test.few", 3, "测试次数", fits=settings.between(1, 9))


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

    @pytest.mark.parametrize(
        ("key", "value", "why"),
        [
            ("test.how", "abc", "不抹零、抹去分"),
            ("test.from", "早上九点", "09:30"),
            ("test.from", "25:00", "09:30"),
            ("test.few", "10", "1 到 9"),
            ("test.few", "0", "1 到 9"),
        ],
    )
    def test_refuses_what_the_room_cannot_use(self, world: World, key: str, value: str, why: str) -> None:
        with pytest.raises(Refused, match=why):
            self.change(world, value, key)
        assert (settings.of(world.north.pk, FROM), settings.of(world.north.pk, FEW)) == ("09:00", 3)

    def test_keeps_what_the_room_can_use(self, world: World) -> None:
        self.change(world, "08:30", "test.from")
        self.change(world, "9", "test.few")
        assert (settings.of(world.north.pk, FROM), settings.of(world.north.pk, FEW)) == ("08:30", 9)

    def test_knows_no_other_key(self, world: World) -> None:
        with pytest.raises(Missing):
            self.change(world, "1", "test.nothing")

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            house_rules.change_setting(world.adviser, world.north.pk, key="test.slots", value="1")

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            house_rules.change_setting(world.southern_manager, world.north.pk, key="test.slots", value="1")

    def test_leaves_what_the_manufacturer_sets(self, world: World) -> None:
        with pytest.raises(NotAllowed, match="“测试抽检”由厂家"):
            self.change(world, "0", "test.makers")
        assert settings.of(world.north.pk, MAKERS) == 5


class TestChangeNetworkSetting:
    def test_holds_for_this_store(self, world: World) -> None:
        house_rules.change_network_setting(
            world.actor("network_officer"), world.north.pk, key="test.makers", value="8"
        )
        assert (settings.of(world.north.pk, MAKERS), settings.of(world.south.pk, MAKERS)) == (8, 5)

    def test_is_one_value_for_all_stores_where_it_says_so(self, world: World) -> None:
        assert settings.shared(ALL) == 5
        officer = world.actor("network_officer", world.south)
        house_rules.change_network_setting(officer, world.south.pk, key="test.all", value="8")
        assert settings.shared(ALL) == 8
        for store in (world.north, world.south):
            shown = signed_in(world.actor("network_officer", store)).get("/company/settings/?q=测试全网")
            assert 'value="8"' in shown.content.decode()

    def test_leaves_what_the_store_sets(self, world: World) -> None:
        with pytest.raises(NotAllowed, match="由门店"):
            house_rules.change_network_setting(
                world.actor("network_officer"), world.north.pk, key="test.slots", value="8"
            )

    def test_is_for_the_manufacturers_people(self, world: World) -> None:
        for actor in (world.service_manager, world.administrator):
            with pytest.raises(NotAllowed):
                house_rules.change_network_setting(actor, world.north.pk, key="test.makers", value="0")

    def test_each_reads_only_what_is_theirs(self, world: World) -> None:
        pages = {
            role: signed_in(world.actor(role)).get("/company/settings/").content.decode()
            for role in ("network_officer", "service_manager")
        }
        assert "测试抽检" in pages["network_officer"]
        assert "测试时段" not in pages["network_officer"]
        assert "测试时段" in pages["service_manager"]
        assert "测试抽检" not in pages["service_manager"]

    def test_comes_through_the_door_of_the_page(self, world: World) -> None:
        signed_in(world.actor("network_officer")).post(
            "/company/settings/change/", {"key": "test.makers", "value": "9"}
        )
        assert settings.of(world.north.pk, MAKERS) == 9


class TestChangeStore:
    def change(self, world: World, actor: Actor, **more: object) -> Store:
        told = {
            "legal_name": "北城汽车销售服务有限公司",
            "credit_code": "91510100MA61XXXX1A",
            "licence": "川备2026-17",
            "address": "北城大道 8 号",
            "phone": "028-61110000",
            "opens_at": time(8, 0),
            "closes_at": time(19, 0),
            **more,
        }
        return house_rules.change_store(actor, world.north.pk, **told)  # type: ignore[arg-type]

    def test_is_what_documents_and_the_calendar_say_at_once(self, world: World) -> None:
        self.change(world, world.service_manager)
        card = queries.store_card(world.north.pk)
        assert (card.phone, card.address, card.opens_at) == ("028-61110000", "北城大道 8 号", time(8, 0))

    @pytest.mark.parametrize(
        ("changed", "why"),
        [({"phone": " "}, "热线"), ({"legal_name": ""}, "企业名称"), ({"closes_at": time(7, 0)}, "晚于")],
    )
    def test_refuses(self, world: World, changed: dict[str, object], why: str) -> None:
        with pytest.raises(Refused, match=why):
            self.change(world, world.service_manager, **changed)

    def test_is_not_for_the_adviser_nor_for_another_store(self, world: World) -> None:
        for actor in (world.adviser, world.southern_manager):
            with pytest.raises(NotAllowed):
                self.change(world, actor)
