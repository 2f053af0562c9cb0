"""What an address names, and refusals that become answers."""

from datetime import date

import pytest
from django.db import DataError
from django.test import RequestFactory

from huichang.kernel import web


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


def test_what_the_database_cannot_read_is_answered_with_a_sentence() -> None:
    asked = RequestFactory().get("/api/customers/")
    answer = web.RefusalsBecomeAnswers(lambda _: None).process_exception(asked, DataError("NUL"))  # type: ignore[arg-type, return-value]

    assert answer is not None
    assert answer.status_code == 422
