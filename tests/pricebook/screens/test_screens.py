"""The price book as pages."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from huichang.pricebook import loading, queries
from huichang.pricebook.models import LabourRate, Operation, Package
from tests.web import page, post, signed_in
from tests.world import World

pytestmark = pytest.mark.req("LANE-20")
MOST = 12


class TestOperations:
    def test_lists_and_finds(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        loading.load_starting_content()
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/pricebook/")
        assert "只显示前 60 条" in text
        assert "新增工时项目" not in text
        rows = page(signed_in(world.adviser, HX_Request="true"), "/pricebook/?q=hqzdp")
        assert "BR0101RR" in rows
        assert "<html" not in rows

    def test_are_read_by_everybody_and_kept_by_the_manager(self, world: World) -> None:
        url = f"/pricebook/operations/{world.operation.pk}/"
        assert "1 工时（60 分钟）" in page(signed_in(world.technician), url)
        manager = signed_in(world.service_manager)
        assert 'name="minutes"' in page(manager, url)
        fields = {
            "name": "更换前制动片",
            "system": "brake",
            "skill": "mechanical",
            "bay_kind": "general",
            "minutes": "48",
            "repair_class": "minor",
            "covers": "A1 B2",
        }
        assert post(manager, url, **fields)["Location"] == url
        card = queries.operation(world.operation.pk)
        assert (card.minutes, card.covers) == (48, ("A1", "B2"))
        assert post(signed_in(world.adviser), url, **fields).status_code == 403

    def test_are_added_closed_and_opened_again(self, world: World) -> None:
        manager = signed_in(world.service_manager)
        assert 'name="code"' in page(manager, "/pricebook/operations/new/")
        post(
            manager,
            "/pricebook/operations/new/",
            code="x1",
            name="检查异响",
            system="engine",
            skill="mechanical",
            bay_kind="general",
            minutes="30",
            repair_class="minor",
        )
        made = Operation.objects.get(code="X1")
        post(manager, f"/pricebook/operations/{made.pk}/close/")
        assert "已停用" in page(manager, f"/pricebook/operations/{made.pk}/")
        post(manager, f"/pricebook/operations/{made.pk}/reopen/")
        assert Operation.objects.get(pk=made.pk).is_active
        assert manager.get("/pricebook/operations/999999/").status_code == 404


class TestRates:
    def test_show_what_holds_and_what_comes(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        LabourRate.objects.create(
            store=world.north,
            repair_type="repair",
            rate_class="standard",
            per_hour=250,
            from_on=localdate() + timedelta(days=9),
        )
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/pricebook/rates/")
        assert "¥200.00" in text
        assert "¥250.00" in text
        assert "未公布" in text
        assert "公布新单价" not in text

    def test_are_published_by_the_manager(self, world: World) -> None:
        on = localdate() + timedelta(days=3)
        fields = {
            "repair_type": "paint",
            "rate_class": "premium",
            "per_hour": "380",
            "from_on": on.isoformat(),
        }
        manager = signed_in(world.service_manager)
        assert post(manager, "/pricebook/rates/publish/", **fields).status_code == 302
        assert queries.rate(world.north.pk, "paint", "premium", on) == 380
        assert post(signed_in(world.adviser), "/pricebook/rates/publish/", **fields).status_code == 403
        assert (
            post(manager, "/pricebook/rates/publish/", **fields | {"from_on": "2020-01-01"}).status_code
            == 422
        )


class TestPackages:
    def test_list_and_show(self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        loading.load_starting_content()
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            assert "BY-10K-YA" in page(client, "/pricebook/packages/?q=BY-10K")
        pk = Package.objects.get(code="BY-10K-YA").pk
        with django_assert_max_num_queries(MOST):
            assert "标准工时合计" in page(client, f"/pricebook/packages/{pk}/")

    def test_are_kept_by_the_manager(self, world: World) -> None:
        manager = signed_in(world.service_manager)
        fields = {
            "code": "P1",
            "name": "机油保养",
            "kind": "regular",
            "repair_type": "maintenance",
            "operations": "MT0101RR",
            "parts": "FL-2001\nOL-3001 × 1.5",
            "at_km": "10000 20000",
            "price": "399",
        }
        answer = post(manager, "/pricebook/packages/new/", **fields)
        package = Package.objects.get(code="P1")
        assert answer["Location"] == f"/pricebook/packages/{package.pk}/"
        assert [str(line.quantity) for line in queries.package(package.pk).lines] == [
            "1.000",
            "1.000",
            "1.500",
        ]
        assert "FL-2001 1" in page(manager, answer["Location"])
        for wrong in ({"parts": "FL-2001 viele"}, {"at_km": "oft"}, {"operations": "ZZ"}):
            assert post(manager, "/pricebook/packages/new/", **fields | wrong).status_code == 422
        post(manager, f"/pricebook/packages/{package.pk}/close/")
        post(manager, f"/pricebook/packages/{package.pk}/reopen/")
        assert Package.objects.get(code="P1").is_active
        assert post(signed_in(world.adviser), "/pricebook/packages/new/", **fields).status_code == 403
