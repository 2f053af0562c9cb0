"""The other door of this room: its acts as JSON, through the same use-cases.

One module per part of the visit: lane (gate, reception, check-in, alarms), order (quoting), signing (the customer's
word, extra work), work (dispatch, clock, checks), leaving (word to the customer, delivery, gate pass, comebacks), bearing
(who bears lines, campaigns).
"""

from ninja import Router

from huichang.workshop.api import bearing, lane, leaving, order, signing, work

router = Router(tags=["workshop"])
router.add_router("", lane.router)
router.add_router("", order.router)
router.add_router("", signing.router)
router.add_router("", work.router)
router.add_router("", leaving.router)
router.add_router("", bearing.router)
