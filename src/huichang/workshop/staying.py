"""Whether the customer waits in the house: said at the gate, and people change their minds (LANE-10, LANE-33, LANE-40).

Who waits gets word every hour and goes first in the plan; who has left needs neither.
"""

from datetime import datetime

from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import OutOfTurn
from huichang.kernel.use_case import use_case
from huichang.workshop import facts, permissions
from huichang.workshop.models import Order, Visit


@use_case(permissions.GREET_CARS, "登记客户在店或离店")
def note_stay(warrant: Warrant, visit_id: int, *, waits: bool, at: datetime) -> Visit:
    """The customer leaves the car here, or stays after all. Said twice, it is said once.

    Raises OutOfTurn when the car has left.
    """
    visit: Visit = Visit.objects.select_related("vehicle").locked(visit_id, warrant)
    if visit.left_at is not None:
        raise OutOfTurn(f"{visit.vehicle}已经离店，不用再登记客户在不在店。")
    if visit.waits == waits:
        return visit
    visit.waits = waits
    visit.save(update_fields=["waits"])
    warrant.note = "客户在店等候" if waits else "客户离店，车留店"
    order_id = Order.objects.filter(visit=visit).values_list("pk", flat=True).first()
    announce(facts.StayChanged(visit.store_id, visit.pk, order_id, waits, at))
    return visit
