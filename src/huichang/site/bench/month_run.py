"""One way of working through the month, in a process of its own on an empty database: what it came to, as JSON.

`python -m huichang.site.bench.month_run planner '{"seed": 1, "days": 22, …}'`; progress goes to the error output.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import django


@dataclass(frozen=True)
class Asked:
    """What month: its seed, days, cars a day, spread, and how long the solver may think (seconds)."""

    seed: int = 1
    days: int = 22
    cars: int = 20
    spread: str = "usual"
    seconds: float = 0.2
    morning_seconds: float = 1.0


def run(way: str, asked: Asked, says: Callable[[int], None]) -> dict[str, Any]:
    """Live through the month one way; the database must be empty but for its tables."""
    from django.db import connection

    from huichang.company import settings
    from huichang.site.bench import month_found, month_house, month_truth
    from huichang.site.bench.month_floor import Floor
    from huichang.site.bench.month_ways import Foreman, Planned

    settings.forget()
    truth = month_truth.month(
        asked.seed,
        days=asked.days,
        cars_a_day=asked.cars,
        spread=asked.spread,
        people=month_house.technicians_for(asked.cars),
    )
    counter = month_found.Counter()
    with connection.cursor() as cursor:
        # Nothing is lost that could not be simulated again; each act waiting for the disk would take as long as the act.
        cursor.execute("SET synchronous_commit = off")
    house = month_house.build(days=asked.days, cars_a_day=asked.cars)
    floor = Floor(truth, house)
    chosen: Planned | Foreman = Foreman(floor)
    if way == Planned.name:
        chosen = Planned(floor, seconds=asked.seconds, morning_seconds=asked.morning_seconds)
    began = time.monotonic()
    with connection.execute_wrapper(counter):
        floor.run(chosen, says)
    return {
        **asdict(month_found.found(floor, chosen)),
        "statements": counter.statements,
        "seconds": time.monotonic() - began,
    }


def main(arguments: list[str]) -> None:
    """Print what was found."""
    django.setup()
    from django.conf import settings

    # Nobody signs in here, and two dozen strong passwords would take as long as a day of the month.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    way, asked = arguments[0], Asked(**json.loads(arguments[1]))

    def says(day: int) -> None:
        print(f"  {way} {day + 1}/{asked.days}", file=sys.stderr, flush=True)

    print(json.dumps(run(way, asked, says)))


if __name__ == "__main__":
    main(sys.argv[1:])
