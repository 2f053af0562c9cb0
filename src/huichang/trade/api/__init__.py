"""The other door of this room: its acts as JSON, through the same use-cases.

`sales`: writing, quoting, ordering, the counter. `deliveries`: what goes out. `settling`: accounts, bills, returns, advice.
"""

from ninja import Router

from huichang.trade.api import deliveries, sales, settling

router = Router(tags=["trade"])
router.add_router("", sales.router)
router.add_router("", deliveries.router)
router.add_router("", settling.router)
