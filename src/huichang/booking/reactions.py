"""What this room does when the parts store below announces something about a booking."""

from huichang.booking import jobs
from huichang.kernel.facts import on
from huichang.parts.facts import BookingShelved, PartExpected, PartsArrived, PartShort


@on(PartShort)
@on(PartExpected)
@on(PartsArrived)
def look_at_the_parts(fact: PartShort | PartExpected | PartsArrived) -> None:
    """The checklist of a booking follows what the parts store knows."""
    if fact.appointment_id is not None:
        jobs.review_parts(store_id=fact.store_id, appointment_id=fact.appointment_id)


@on(BookingShelved)
def tick_the_shelf(fact: BookingShelved) -> None:
    """All parts lie on the booking shelf: that point of the preparation is done."""
    if fact.complete:
        jobs.review_parts(store_id=fact.store_id, appointment_id=fact.appointment_id, shelved=True)
