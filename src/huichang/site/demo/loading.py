"""The whole demo: the past, then the day of today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from huichang.company import settings
from huichang.company.queries import store_ids
from huichang.site.demo import (
    claim_day,
    claim_desk,
    field_cars,
    field_desk,
    figures,
    history,
    price_desk,
    promises,
    purchase_desk,
    sanbao_desk,
    stock_plan,
    today,
    trade_desk,
    verdict_desk,
)
from huichang.site.demo.rows import Told

SEED = 20260101


@dataclass(frozen=True)
class Loaded:
    """What the demo holds: customers, visits of the past, and what of today could not be shown."""

    customers: int
    visits: int
    missing: tuple[str, ...]


def load(seed: int, size: history.Size, now: datetime, *, says: Callable[[str], None], told: Told) -> Loaded:
    """Load the demo into an empty database, as of `now` (store time)."""
    settings.forget()
    past = history.write(seed, size, now.replace(second=0, microsecond=0), says=says, told=told)
    stores = list(store_ids())
    purchase_desk.evaluate(stores, past.until)
    says("今天的门店")
    with connection.cursor() as cursor:
        # Nothing is lost that could not be loaded again; each act waiting for the disk would take as long as the act.
        cursor.execute("SET synchronous_commit = off")
        missing = today.play(past, told)
        price_desk.fill(stores, now)
        field_cars.fill(stores, now)
        claim_desk.fill(stores, now)
        claim_day.fill(stores, now)
        promises.fill(stores, now)
        stock_plan.fill(past.desks, now)
        trade_desk.fill(stores, now)
        figures.fill(stores, now)
        sanbao_desk.fill(stores, now)
        verdict_desk.fill(stores, now)
        field_desk.fill(stores, now)
        cursor.execute("RESET synchronous_commit")
    return Loaded(size.customers, past.visits, tuple(missing))
