"""What booked cars will need of the store room: told to whoever plans the stock (PARTS-30)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.timezone import localdate

from huichang.booking.models import PartNeed
from huichang.booking.states import OPEN_STATES
from huichang.kernel.days import begin_of
from huichang.stocking import certain
from huichang.stocking.certain import Known


@certain.source
def booked(store_id: int, today: date, until: date) -> Iterator[Known]:
    """The parts of every booking that stands, on the day of the booking. One statement."""
    rows = (
        PartNeed.objects.filter(
            store_id=store_id,
            appointment__state__in=OPEN_STATES,
            appointment__slot__startswith__gte=begin_of(today),
            appointment__slot__startswith__lt=begin_of(until + timedelta(days=1)),
        )
        .order_by("appointment__slot", "pk")
        .values_list("part_id", "quantity", "appointment__slot", "appointment__vehicle__plate")
    )
    for part_id, quantity, slot, plate in rows:
        yield Known(part_id=part_id, quantity=quantity, on=localdate(slot.lower), says=f"{plate} 的预约")
