"""What this room does when the parts store below announces something about a booking."""

from huichang.booking import jobs
from huichang.kernel.facts import on
from huichang.parts.facts import BookingShelved, PartExpected, PartsArrived, PartShort


@on(PartShort)
def a_part_is_short(fact: PartShort) -> None:
    """The checklist of the booking says so, in time to call the customer."""
    _look_again(fact.store_id, fact.appointment_id)


@on(PartExpected)
def a_part_has_a_day(fact: PartExpected) -> None:
    """It may come in time, or not any more."""
    _look_again(fact.store_id, fact.appointment_id)


@on(PartsArrived)
def a_part_is_there(fact: PartsArrived) -> None:
    """What was missing is kept for the booking now."""
    _look_again(fact.store_id, fact.appointment_id)


def _look_again(store_id: int, appointment_id: int | None) -> None:
    if appointment_id is not None:
        jobs.review_parts(store_id=store_id, appointment_id=appointment_id)


@on(BookingShelved)
def tick_the_shelf(fact: BookingShelved) -> None:
    """All parts lie on the booking shelf: that point of the preparation is done."""
    if fact.complete:
        jobs.review_parts(store_id=fact.store_id, appointment_id=fact.appointment_id, shelved=True)
