"""Claims and cars of one model, laid out for the engine."""

import pytest

from huichang.network import gathering

pytestmark = pytest.mark.req("WARR-31")
KNOWN = {"远岚 T3 1.5T", "远岚 T3", "远岚 T3 1.5T 旗舰型"}


@pytest.mark.parametrize(
    ("told", "counted_as"),
    [
        ("远岚 T3 1.5T 旗舰型", "远岚 T3 1.5T 旗舰型"),
        ("远岚 T3 1.5T 豪华型", "远岚 T3 1.5T"),
        ("远岚 T3 2.0T 豪华型", "远岚 T3"),
        ("远岚 T3", "远岚 T3"),
        ("远岚 T30 1.5T", None),
        ("远岚", None),
        ("", None),
    ],
)
def test_a_car_is_counted_under_the_longest_beginning_of_its_model(told: str, counted_as: str | None) -> None:
    assert gathering.model_of(told, KNOWN) == counted_as
