"""One row's INSERT and UPDATE by a sentence that is made once."""

import pytest
from django.db import DatabaseError, connection
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from huichang.customers.models import Customer, Phone


def somebody(**more: object) -> Customer:
    fields = {
        "name": "张三",
        "pinyin": "zhangsan",
        "initials": "zs",
        "first_dealing_on": "2026-01-01",
        **more,
    }
    return Customer(**fields)


@pytest.mark.django_db
class TestSave:
    def test_a_new_row_gets_its_key(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        owner = _kept()
        with django_assert_num_queries(1):
            phone = Phone.objects.create(customer=owner, number="13800138000")
        assert Phone.objects.get(pk=phone.pk).number == "13800138000"

    def test_a_changed_row_writes_only_what_is_named(self) -> None:
        row = _kept()
        row.name, row.pinyin = "李四", "lisi"
        with CaptureQueriesContext(connection) as seen:
            row.save(update_fields=["name"])
        assert "pinyin" not in seen[0]["sql"]
        row.refresh_from_db()
        assert (row.name, row.pinyin) == ("李四", "zhangsan")

    def test_an_expression_still_goes_the_long_way(self) -> None:
        row = _kept()
        row.version = F("version") + Value(4)
        row.save(update_fields=["version"])
        row.refresh_from_db()
        assert row.version == 5

    def test_an_array_still_goes_the_long_way(self) -> None:
        assert Customer.objects.get(pk=_kept(known_at=[1, 2]).pk).known_at == [1, 2]

    def test_a_row_that_is_gone_is_an_error(self) -> None:
        row = _kept()
        Customer.objects.filter(pk=row.pk).delete()
        with pytest.raises(DatabaseError):
            row.save(update_fields=["name"])


def _kept(**more: object) -> Customer:
    row = somebody(**more)
    row.save()
    return row
