"""When the demo's stores are open: every day as stores are, and today for as long as somebody may look at them.

The day of today is told as of the moment at which the demo is loaded. Whoever loads it in the evening or before dawn sees
stores that have stayed open for it, with cars that wait for minutes, and not a workshop that was left alone hours ago.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from huichang.site.demo.chance import clock

BEFORE, AFTER = 3, 4
"""Hours that today's stores were open already at the moment of loading, and will be open still."""
FULL_SWING = (9.75, 16.5)
"""Between these hours stores are full as they are."""
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Hours:
    """Opening and closing of one day, in hours: 8.5 is half past eight; 24 is the night's twelve."""

    opens: float = 8.5
    closes: float = 18.0

    @property
    def opens_at(self) -> time:
        """As a store keeps it."""
        return time(int(self.opens), round(self.opens % 1 * 60))

    @property
    def closes_at(self) -> time:
        """As a store keeps it; a store closes before midnight."""
        return LAST_MINUTE if self.closes >= 24 else time(int(self.closes), round(self.closes % 1 * 60))

    def shift(self, day: date) -> tuple[datetime, datetime]:
        """The moments between which people are there."""
        return clock(day, self.opens), clock(day, self.closes)


USUAL = Hours()


def on(day: date, now: datetime) -> Hours:
    """The hours of a day for a demo that is loaded at `now` (store time): usual, but for the day of loading.

    After midnight the evening before has lasted until then.
    """
    hour = now.hour + now.minute / 60
    if FULL_SWING[0] <= hour <= FULL_SWING[1]:
        return USUAL
    if day == now.date():
        return Hours(
            min(USUAL.opens, max(0, now.hour - BEFORE)), max(USUAL.closes, min(24, now.hour + AFTER))
        )
    if day == now.date() - timedelta(days=1) and hour < BEFORE:
        return Hours(USUAL.opens, 24)
    return USUAL
