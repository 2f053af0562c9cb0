"""Who knows parts answers for this room."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from huichang.knowledge import remedies
from huichang.knowledge.remedies import RemedyPart
from tests.world import TODAY


@pytest.fixture(autouse=True)
def provider_unchanged() -> Iterator[None]:
    before = list(remedies._PROVIDER)
    yield
    remedies._PROVIDER[:] = before


class TestPartsOf:
    def test_asks_who_registered(self) -> None:
        @remedies.parts_are
        def known(numbers: Sequence[str], series: str, store_id: int, on: date) -> list[RemedyPart]:
            return [RemedyPart(number, f"{series} {number}") for number in numbers]

        assert remedies.parts_of(["A", "A", "B"], series="R5", store_id=1, on=TODAY) == [
            RemedyPart("A", "R5 A"),
            RemedyPart("B", "R5 B"),
        ]

    def test_gives_bare_numbers_when_nobody_knows(self) -> None:
        remedies._PROVIDER.clear()
        assert remedies.parts_of(["A"], series="", store_id=1, on=TODAY) == [RemedyPart("A", "")]
        assert remedies.parts_of([], series="", store_id=1, on=TODAY) == []
