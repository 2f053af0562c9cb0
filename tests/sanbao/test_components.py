"""The lists of main parts and wear as dated data, by brand."""

from datetime import date, timedelta

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import Changed, NotAllowed, Refused
from huichang.sanbao import component_text, components, queries, rules
from huichang.sanbao.models import Components
from tests.sanbao.garage import BOUGHT, change_of, clerk, family_car, fault_of, recalculated, repaired
from tests.web import page, signed_in
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-03")
NATIONAL = component_text.written(rules.national_kinds())
PUMP = "主要零部件\t制动系统\t电子液压泵\t电子液压泵、液压单元\t传感器"
WIPER = "易损耗件\t\t雨刮胶条\t雨刮胶条\t\t6\t5,000"


def publish(
    world: World, *lines: str, brand: str = "远岚", from_on: date = BOUGHT, seen: int | None = None
) -> Components:
    """A brand's list: the national one and more."""
    return components.publish_components(
        world.service_manager,
        brand=brand,
        text="\n".join([NATIONAL, *lines]),
        source="远岚三包凭证 2025 版",
        from_on=from_on,
        why="厂家更新凭证",
        at=NOON,
        seen=seen,
    )


class TestText:
    def test_reads_what_it_writes(self) -> None:
        assert component_text.read(NATIONAL) == rules.national_kinds()
        kinds = component_text.read("\t".join(component_text.HEADS) + "\n" + NATIONAL + "\r\n\n" + WIPER)
        assert (kinds[-1].months, kinds[-1].km) == (6, 5_000)
        assert component_text.kinds_of(component_text.rows_of(kinds)) == kinds

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("配件|制动系统|电子泵", "第 2 行：类别"),
            ("主要零部件|座椅|滑轨", "第 2 行：系统"),
            ("总成|制动系统|制动总成", "第 2 行：总成"),
            ("主要零部件|制动系统|", "第 2 行：名称"),
            ("主要零部件|制动系统|泵|泵", "第 2 行：识别词"),
            ("易损耗件||雨刮胶条|雨刮胶条||半年", "第 2 行：“半年”"),
            ("易损耗件||火花塞", "第 2 行：“火花塞”写了两次"),
        ],
    )
    def test_names_the_line_that_cannot_be(self, line: str, says: str) -> None:
        with pytest.raises(Refused, match=says):
            component_text.read(f"易损耗件||火花塞\n{line}")


class TestPublishComponents:
    def test_a_makers_own_main_part_is_recognised_in_cars_sold_under_it(self, world: World) -> None:
        publish(world, PUMP)
        car = family_car(world)
        repair = repaired(world, car, NOON - timedelta(days=30), parts=["电子液压泵总成"])
        assert (change_of(repair).kind, change_of(repair).system) == ("part", "brakes")

    def test_not_in_cars_that_were_sold_before(self, world: World) -> None:
        publish(world, PUMP, from_on=BOUGHT + timedelta(days=1))
        repair = repaired(world, family_car(world), NOON - timedelta(days=30), parts=["电子液压泵总成"])
        assert change_of(repair).kind == "none"

    def test_nor_in_those_of_another_brand(self, world: World) -> None:
        publish(world, PUMP, brand="澄野")
        repair = repaired(world, family_car(world), NOON - timedelta(days=30), parts=["电子液压泵总成"])
        assert change_of(repair).kind == "none"

    def test_what_wears_is_no_quality_problem(self, world: World) -> None:
        publish(world, WIPER)
        repair = repaired(
            world,
            family_car(world),
            NOON - timedelta(days=30),
            repair_type="repair",
            payer="customer",
            parts=["雨刮胶条"],
        )
        assert fault_of(repair).quality == "no"

    def test_the_next_night_proposes_anew_and_leaves_what_was_decided(self, world: World) -> None:
        repair = repaired(world, family_car(world), NOON - timedelta(days=30), parts=["电子液压泵总成"])
        publish(world, PUMP)
        recalculated(world)
        assert change_of(repair).kind == "part"

    def test_refusals(self, world: World) -> None:
        first = publish(world, PUMP)
        with pytest.raises(Refused, match="没有改动"):
            publish(world, PUMP)
        with pytest.raises(Changed):
            publish(world, PUMP, WIPER, seen=0)
        assert publish(world, PUMP, WIPER, seen=1).version == first.version + 1
        said = {"brand": "远岚", "source": "凭证", "from_on": TODAY, "why": "试", "at": NOON}
        with pytest.raises(Refused, match="不能少于国家标准"):
            components.publish_components(world.service_manager, text=PUMP, **said)
        for name in ("source", "why"):
            with pytest.raises(Refused, match="请写明"):
                components.publish_components(world.service_manager, text=NATIONAL, **{**said, name: " "})
        with pytest.raises(NotAllowed):
            components.publish_components(clerk(world), text=NATIONAL, **said)

    def test_its_page_says_what_changed(self, world: World) -> None:
        publish(world, PUMP)
        seen = queries.components_page(world.service_manager, brand="远岚", on=TODAY)
        assert (seen.is_own, seen.latest, seen.versions[0].holds) == (True, 1, True)
        assert seen.versions[0].added == ("电子液压泵",)
        other = queries.components_page(world.service_manager, brand="澄野", on=TODAY)
        assert (other.is_own, len(other.rows)) == (False, len(rules.national_kinds()))
        with pytest.raises(NotAllowed):
            queries.components_page(world.actor(Role.TECHNICIAN), brand="", on=TODAY)


def test_the_page_publishes_and_keeps_what_was_typed(world: World) -> None:
    client = signed_in(world.service_manager)
    assert "国家标准" in page(client, "/sanbao/components/")
    said = {
        "brand": "远岚",
        "text": PUMP,
        "source": "凭证",
        "from_on": "2025-06-01",
        "why": "新凭证",
        "seen": "0",
    }
    answer = client.post("/sanbao/components/publish/", said)
    assert answer.status_code == 422
    answer = client.post("/sanbao/components/publish/", {**said, "text": f"{NATIONAL}\n{PUMP}"})
    assert answer.status_code == 302
    assert "电子液压泵" in page(client, "/sanbao/components/?brand=远岚")
