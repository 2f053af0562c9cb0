"""The parts master that ships with the product (PARTS-01)."""

from datetime import date

import pytest

from huichang.parts import loading, queries
from huichang.parts.models import Fit, Part, PartPrice, Substitute
from tests.parts import storeroom

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-01")]


class TestLoadStartingContent:
    def test_fills_an_empty_catalogue_once(self) -> None:
        ids = loading.load_starting_content(on=date(2026, 1, 1))
        assert len(ids) == Part.objects.count() == PartPrice.objects.count() > 400
        assert Fit.objects.count() > len(ids)
        assert Substitute.objects.exists()
        assert loading.load_starting_content(on=date(2026, 2, 1)) == ids
        assert PartPrice.objects.filter(from_on=date(2026, 2, 1)).count() == 0

    def test_keeps_chains_of_old_and_new_numbers(self) -> None:
        loading.load_starting_content(on=date(2026, 1, 1))
        old = Part.objects.filter(replaced_by__replaced_by__isnull=False).first()
        assert old is not None
        chain = queries.chain_of(old.pk)
        assert len(chain) >= 3
        assert chain[0].is_this
        assert chain[-1].is_newest

    def test_costs_the_same_however_many_parts(self) -> None:
        with storeroom.at_most(14):
            loading.load_starting_content(on=date(2026, 1, 1))
