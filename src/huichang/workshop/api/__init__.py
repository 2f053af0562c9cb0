"""The other door of this room: its acts as JSON, through the same use-cases.

One module per part of the visit: lane (gate, reception, check-in, alarms), work (dispatch, clock, checks, leaving).
"""

from ninja import Router

from huichang.workshop.api import lane, work

router = Router(tags=["workshop"])
router.add_router("", lane.router)
router.add_router("", work.router)
