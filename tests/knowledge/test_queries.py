"""What may be asked: search in ordinary words, cards, cost in statements."""

from collections.abc import Callable
from typing import Any

import pytest

from huichang.kernel import finder
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.knowledge import faults, queries
from tests.knowledge import cases
from tests.world import NOON, TODAY, World


@pytest.fixture
def loaded(world: World) -> World:
    cases.load()
    return world


class TestSearchFaults:
    pytestmark = pytest.mark.req("PEOPLE-30")

    @pytest.mark.parametrize(
        ("words", "title"),
        [
            ("早上冷车抖", "冷车怠速抖动，热车后改善"),
            ("我的车早上刚打着的时候抖得很厉害，热了就好了", "冷车怠速抖动，热车后改善"),
            ("上高速跑一百二方向盘抖", "高速行驶时方向盘抖动或跳动"),
            ("踩刹车的时候方向盘抖", "踩刹车时方向盘或踏板抖动"),
            ("刹车油几年没换了，踩着软", "制动液老化，踏板变软、行程变长"),
            ("空调不凉了", "空调不制冷或制冷差"),
            ("开空调一股霉味", "空调出风有异味"),
            ("过减速带底盘咯噔响", "过坎、颠簸路咯噔响"),
            ("水温到红线开锅了", "发动机水温过高"),
            ("电瓶放两天就没电", "停放几天就没电"),
            ("车钥匙没反应打不开门", "遥控钥匙失灵"),
            ("P0217", "发动机水温过高"),
            ("p0a80", "纯电续航明显缩短、掉电快"),
            ("lengchedaisu", "冷车怠速抖动，热车后改善"),
            ("lcdsdd", "冷车怠速抖动，热车后改善"),
            ("ABS灯亮", "制动防抱死或车身稳定灯亮"),
            ("轮胎扎钉了", "胎压报警灯亮"),
            ("雨刷刮不干净", "雨刮刮不干净、抖动异响"),
        ],
    )
    def test_finds_what_people_mean(self, loaded: World, words: str, title: str) -> None:
        assert queries.search_faults(words)[0].title == title

    def test_narrows_to_what_drives_the_car(self, loaded: World) -> None:
        titles = [hit.title for hit in queries.search_faults("早上冷车抖", energy="bev")]
        assert "冷车怠速抖动，热车后改善" not in titles

    def test_shows_causes_by_likelihood(self, loaded: World) -> None:
        causes = queries.search_faults("早上冷车抖")[0].causes
        assert [cause.percent for cause in causes] == [45, 25, 20, 10]

    def test_finds_nothing_in_what_nobody_knows(self, loaded: World) -> None:
        assert queries.search_faults("量子纠缠") == []

    def test_shows_what_is_used_most_when_nothing_is_asked(self, loaded: World) -> None:
        used = queries.search_faults("空调不凉了")[0]
        faults.count_use(
            used.id, store_id=loaded.north.pk, staff_id=loaded.adviser.staff_id, where="x", at=NOON
        )
        assert queries.search_faults("")[0].id == used.id

    def test_costs_two_statements(self, loaded: World, django_assert_num_queries: Callable[..., Any]) -> None:
        with django_assert_num_queries(2):
            queries.search_faults("早上冷车抖")


class TestFault:
    def test_costs_two_statements(self, loaded: World, django_assert_num_queries: Callable[..., Any]) -> None:
        found = queries.search_faults("早上冷车抖")[0]
        with django_assert_num_queries(2):
            queries.fault(found.id)

    def test_misses_an_unknown_one(self, world: World) -> None:
        with pytest.raises(Missing):
            queries.fault(999)


class TestFinder:
    def test_answers_for_faults(self, loaded: World) -> None:
        found = [hit for hit in finder.find(loaded.adviser, "早上冷车抖") if hit.kind == "知识"]
        assert found[0].text == "冷车怠速抖动，热车后改善"

    def test_stays_silent_for_other_posts(self, loaded: World) -> None:
        assert not [hit for hit in finder.find(loaded.cashier, "早上冷车抖") if hit.kind == "知识"]


class TestMaySee:
    def test_refuses_other_posts(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            queries.tools(world.cashier, on=TODAY)
