"""The register of orders as a page."""

from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from tests.web import page, signed_in
from tests.workshop.desk import brakes, drafted, found, signed
from tests.world import World


class TestShow:
    def test_lists_eighty_in_twelve_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(90):
            drafted(world, car=world.another_car(f"川C{number:05d}", ""), at=now())
        found(world, signed(world, brakes(world), at=now()))
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(12):
            text = page(client, "/workshop/orders/")
        assert text.count("<tr data-href") == 80
        assert "有增项等处理" in text
        assert "再显示一些" in text
        after = text.split("after=")[1].split('"')[0].replace("&amp;", "&")
        more = page(signed_in(world.adviser, HX_Request="true"), f"/workshop/orders/?after={after}")
        assert more.count("<tr data-href") == 11

    def test_finds_while_somebody_types(self, world: World) -> None:
        signed(world, at=now())
        client = signed_in(world.adviser, HX_Request="true")
        rows = page(client, "/workshop/orders/?q=F6K2")
        assert "8F6K2" in rows
        assert "<html" not in rows
        assert "没有找到" in page(client, "/workshop/orders/?q=ZZZZZZ")

    def test_says_what_belongs_here_when_empty(self, world: World) -> None:
        assert "这里会显示工单" in page(signed_in(world.adviser), "/workshop/orders/")

    def test_is_not_for_the_gate(self, world: World) -> None:
        assert signed_in(world.greeter).get("/workshop/orders/").status_code == 403
