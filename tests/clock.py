"""The house's clock in tests: stands where a test sets it, whatever the hour at which the test runs."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.world import NOON


class _AnyInstant(type):
    """Every point in time counts as one of the moved clock's, as Django asks when it shows one."""

    def __instancecheck__(cls, other: object) -> bool:
        return isinstance(other, datetime)


class Clock:
    """The house's clock: runs on from where a journey sets it, for the server and by it for every page."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    @property
    def now(self) -> datetime:
        """What `timezone.now()` says."""
        return timezone.now()

    def set(self, moment: datetime) -> datetime:
        """From now on it is `moment`."""
        self.ahead += moment - self.now
        return moment

    def goes(self, **span: float) -> datetime:
        """Time passes: `minutes=20`, `days=3`."""
        return self.set(self.now + timedelta(**span))


def at_noon(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock at noon of the cast's day, until the test ends."""
    clock = Clock()

    class Moved(datetime, metaclass=_AnyInstant):
        """What `django.utils.timezone` takes the present from."""

        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + clock.ahead

    monkeypatch.setattr(timezone, "datetime", Moved)
    clock.set(NOON)
    return clock
