"""What may be asked of the price book."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from huichang.kernel.refusals import Missing
from huichang.pricebook import loading, queries, tax
from huichang.pricebook.models import LabourRate
from tests.world import TODAY, World


class TestQuoted:
    def test_prices_operations_for_several_repair_types_in_one_statement(
        self, world: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        LabourRate.objects.create(
            store=world.north,
            repair_type="rework",
            rate_class="standard",
            per_hour=120,
            from_on=date(2026, 1, 1),
        )
        wanted = [
            (world.operation.pk, "repair"),
            (world.operation.pk, "rework"),
            (world.oil_change.pk, "paint"),
        ]
        with django_assert_num_queries(1):
            found = queries.quoted(wanted, store_id=world.north.pk, rate_class="standard", on=TODAY)

        assert found[world.operation.pk, "repair"].amount == Decimal("200.00")
        assert found[world.operation.pk, "rework"].amount == Decimal("120.00")
        assert found[world.oil_change.pk, "paint"].amount is None

    def test_asks_nothing_for_nothing(
        self, world: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            assert queries.quoted([], store_id=world.north.pk, rate_class="standard", on=TODAY) == {}


class TestSearchOperations:
    def test_puts_the_nearest_first(self, world: World) -> None:
        loading.load_starting_content()

        assert queries.search_operations("MT0101RR")[0].id == world.oil_change.pk
        assert queries.search_operations("ghjyjl")[0].id == world.oil_change.pk

    def test_narrows_to_a_system_and_to_what_fits_the_car(self, world: World) -> None:
        loading.load_starting_content()

        assert {each.system for each in queries.search_operations("", system="brake", limit=99)} == {"brake"}
        assert all(
            not each.energies or "bev" in each.energies
            for each in queries.search_operations("更换", energy="bev", limit=99)
        )


class TestRates:
    def test_shows_what_applies_on_the_day(self, world: World) -> None:
        LabourRate.objects.create(
            store=world.north,
            repair_type="repair",
            rate_class="standard",
            per_hour=250,
            from_on=date(2026, 3, 2),
        )
        found = {rate.repair_type: rate.per_hour for rate in queries.rates(world.north.pk, on=TODAY)}

        assert found["repair"] == 250
        assert found["first"] == 200


class TestOperation:
    def test_is_missing_when_unknown(self, world: World) -> None:
        assert queries.operation(world.operation.pk).name == "更换前制动片"
        with pytest.raises(Missing):
            queries.operation(10**9)
        with pytest.raises(Missing):
            queries.package(10**9)


class TestTax:
    def test_is_thirteen_per_cent_unless_the_store_says_otherwise(self, world: World) -> None:
        assert tax.rate(world.north.pk, "labour") == Decimal("0.130")
        assert tax.rate(world.north.pk, "towing") == Decimal("0.130")
