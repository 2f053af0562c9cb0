"""What claims do when the visit announces something."""

from huichang.kernel.facts import on
from huichang.warranty import finishing
from huichang.warranty.models import Claim
from huichang.warranty.states import ClaimState
from huichang.workshop.facts import OrderCancelled, OrderDone
from huichang.workshop.queries import claimed_work


@on(OrderDone)
def the_work_is_done(fact: OrderDone) -> None:
    """Claims of the order take its lines as they are, and their parts get tags (steps 4 and 5 of WARR-10)."""
    if not fact.has_claims:
        return
    rows = list(
        Claim.objects.select_for_update(of=("self",))
        .filter(order_id=fact.order_id, state__in=[ClaimState.REPAIR, ClaimState.READY])
        .order_by("pk")
    )
    if rows:
        work = claimed_work.work([fact.order_id])[fact.order_id]
        for claim in rows:
            finishing.finish(claim, work, at=fact.at)


@on(OrderCancelled)
def the_order_is_off(fact: OrderCancelled) -> None:
    """Nothing was done, nothing is claimed."""
    rows = Claim.objects.select_for_update(of=("self",)).filter(order_id=fact.order_id).order_by("pk")
    for claim in rows:
        finishing.fall(claim, at=fact.at)
