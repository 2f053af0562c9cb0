"""What 三包 does when the workshop announces something rare: the order is read again and its car counted, soon after.

Signatures and ends of work are many, and nobody at the counter shall wait for the clock: every few minutes the open
orders are read instead (`clockwork.by_day`).
"""

from datetime import datetime

from django.db import transaction

from huichang.kernel.actor import Actor
from huichang.kernel.facts import on
from huichang.sanbao import clockwork, reading, turns
from huichang.sanbao.facts import CountAsked
from huichang.sanbao.models import Standing
from huichang.sanbao.permissions import KEEP_CLOCK
from huichang.vehicles.facts import SaleTold
from huichang.workshop import facts


@on(facts.ExtraAnswered, later=True)
def more_is_agreed(fact: facts.ExtraAnswered) -> None:
    """More work: perhaps another fault, perhaps a longer repair."""
    read_again(fact.order_id, at=fact.at)


@on(facts.CheckFailed, later=True)
def it_goes_back_to_work(fact: facts.CheckFailed) -> None:
    """It was not done after all: the clock goes on from the same beginning."""
    read_again(fact.order_id, at=fact.at)


@on(facts.JobsGivenUp, later=True)
def jobs_are_given_up(fact: facts.JobsGivenUp) -> None:
    """What is not repaired does not count."""
    read_again(fact.order_id, at=fact.at)


@on(facts.OrderCancelled, later=True)
def the_order_is_off(fact: facts.OrderCancelled) -> None:
    """Nothing of it counts."""
    read_again(fact.order_id, at=fact.at)


@on(CountAsked, later=True)
def all_cars_are_counted(fact: CountAsked) -> None:
    """By day, as by night; what was counted since then is not counted again."""
    if not Standing.objects.filter(store_id=fact.store_id, computed_at__gte=fact.at).exists():
        machine = Actor(
            None, "三包时钟", {fact.store_id: frozenset({KEEP_CLOCK})}, store_id=fact.store_id, door="job"
        )
        for turn in clockwork.by_night(fact.store_id, at=fact.at):
            clockwork.count_cars(machine, fact.store_id, turn=turn, at=fact.at)


@on(SaleTold, later=True)
def the_periods_begin_elsewhere(fact: SaleTold) -> None:
    """Somebody wrote the invoice's or the delivery's day into the car's file: what may count changes with it."""
    count_again(fact.vehicle_id, at=fact.at)


@transaction.atomic
def count_again(vehicle_id: int, *, at: datetime) -> None:
    """All orders of a car and its count. May run twice."""
    turns.of_car(vehicle_id)
    reading.take_car(vehicle_id)
    clockwork.count([vehicle_id], at=at)


@transaction.atomic
def read_again(order_id: int, *, at: datetime) -> None:
    """An order as it stands now, and the count of its car. May run twice."""
    if touched := reading.take_orders([order_id]):
        clockwork.count(sorted(touched), at=at)
