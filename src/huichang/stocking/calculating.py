"""A calculation that somebody asks for by day: done by the worker, told on the page (PARTS-30)."""

from datetime import datetime

from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.use_case import use_case
from huichang.stocking import permissions
from huichang.stocking.facts import CalculationAsked
from huichang.stocking.models import Calculation


@use_case(permissions.MAKE_SUGGESTIONS, "要求重新计算备货")
def ask_calculation(warrant: Warrant, store_id: int, *, at: datetime) -> Calculation:
    """Have the levels and suggestions of a store calculated now, by the worker; asked again before it begins it is the same."""
    warrant.show_at(store_id)
    row: Calculation
    row, _ = Calculation.objects.update_or_create(store_id=store_id, defaults={"asked_at": at})
    announce(CalculationAsked(store_id, at))
    warrant.about(row)
    return row


def began(store_id: int, *, at: datetime) -> None:
    """A calculation has begun, by night or because somebody asked."""
    Calculation.objects.update_or_create(
        store_id=store_id, defaults={"begun_at": at, "ended_at": None, "failed_at": None}
    )


def ended(store_id: int, *, seconds: float, count: int, at: datetime) -> None:
    """It has ended: how long it took, how many suggestions are open."""
    Calculation.objects.filter(store_id=store_id).update(ended_at=at, seconds=seconds, count=count)


def failed(store_id: int, *, at: datetime) -> None:
    """It could not be done; the worker tries again."""
    Calculation.objects.filter(store_id=store_id).update(failed_at=at)
