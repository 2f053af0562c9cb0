"""What an address names, and refusals that become answers."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import RequestFactory

from huichang.kernel import web
from huichang.kernel.refusals import Refused, WrongWay
from tests.web import signed_in
from tests.world import World


@pytest.mark.parametrize(
    ("said", "means"), [("17", 17), ("", None), ("²", None), ("-1", None), ("9" * 25, None)]
)
def test_number_takes_only_what_a_column_could_hold(said: str, means: int | None) -> None:
    assert web.number_of(said) == means


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("2026-03-03", date(2026, 3, 3)),
        ("", None),
        ("2026-13-45", None),
        ("0000-00-00", None),
        ("9999-12-31", None),
    ],
)
def test_day_takes_only_days_that_a_calendar_reaches(said: str, means: date | None) -> None:
    assert web.day_of(said) == means


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("12", "12"),
        (" 1,234.5 ", "1234.5"),
        ("1，000", "1000"),
        ("-3", "-3"),
        ("0.125", "0.125"),
        ("１２", "12"),
        ("1.500", "1.5"),
    ],
)
def test_amount_takes_numbers_as_people_write_them(said: str, means: str) -> None:
    assert web.amount_of(said, places=3, says="数量") == Decimal(means)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        *((odd, "不是数字") for odd in ("", "x", "1.2.3", "6件", "0x10", "--1")),
        *((odd, "不是能用的数字") for odd in ("NaN", "sNaN", "Infinity", "-inf", "1e999", "1234567890")),
        *((odd, "最多填 3 位小数") for odd in ("0.0001", "1e-9")),
    ],
)
def test_amount_refuses_in_words_what_is_none(said: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        web.amount_of(said, places=3, says="数量", field="quantity")
    assert refused.value.fields == ("quantity",)


def test_what_the_database_cannot_read_is_answered_with_a_sentence() -> None:
    asked = RequestFactory().get("/api/customers/")
    answer = web.RefusalsBecomeAnswers(lambda _: None).process_exception(asked, DataError("NUL"))  # type: ignore[arg-type, return-value]

    assert answer is not None
    assert answer.status_code == 422


class TestWrongMethod:
    def test_is_answered_with_a_page_in_words(self, world: World) -> None:
        answer = signed_in(world.service_manager).get("/company/settings/change/")
        assert answer.status_code == WrongWay.status
        assert answer["Allow"] == "POST"
        assert "不能这样打开" in answer.content.decode()

    def test_in_a_fragment_too(self, world: World) -> None:
        answer = signed_in(world.service_manager).get("/company/settings/change/", HTTP_HX_REQUEST="true")
        assert (answer.status_code, answer["HX-Retarget"]) == (405, "#refusal")

    def test_and_in_json_for_machines(self) -> None:
        answer = web.RefusalsBecomeAnswers(lambda _: HttpResponseNotAllowed(["GET"]))(
            RequestFactory().delete("/api/care/calls")
        )
        assert isinstance(answer, HttpResponse)
        assert (answer.status_code, answer["Allow"]) == (405, "GET")
        assert "不能这样打开" in json.loads(answer.content)["why"]
