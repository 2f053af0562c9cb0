"""What booked cars will need of the store room: told to whoever plans the stock (PARTS-30)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.timezone import localdate

from huichang.booking.models import PartNeed
from huichang.booking.states import OPEN_STATES
from huichang.kernel.days import begin_of
from huichang.parts import queries as parts
from huichang.stocking import certain
from huichang.stocking.certain import Known
from huichang.vehicles import campaign_cards as campaigns


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


@certain.source
def recalled(store_id: int, today: date, until: date) -> Iterator[Known]:
    """The parts of open recalls and service campaigns for cars whose next service falls until then: the past had nothing
    of the kind. Three statements, and one for each campaign that takes parts."""
    wanted = campaigns.parts_wanted(store_id, on=today, until=until)
    known = parts.by_number(each.number for each in wanted) if wanted else {}
    for each in wanted:
        if each.number in known:
            yield Known(
                part_id=known[each.number].id,
                quantity=each.quantity,
                on=until,
                says=f"{each.campaign} 的 {each.cars} 台车",
                is_usual=False,
            )
