"""What stocking hears: a calculation that somebody asked for is handed to the worker."""

from functools import partial

from django.db import transaction

from huichang.kernel.facts import on
from huichang.stocking import jobs
from huichang.stocking.facts import CalculationAsked


@on(CalculationAsked)
def calculate_soon(fact: CalculationAsked) -> None:
    """Once it is certain that somebody asked: after the commit."""
    transaction.on_commit(partial(jobs.wake, fact.store_id), robust=True)
