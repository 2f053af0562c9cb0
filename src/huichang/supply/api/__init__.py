"""The other door of this room: its acts as JSON, through the same use-cases.

`orders`: purchase orders and receipts. `suppliers`: suppliers, contracts, evaluation. `settling`: invoices, returns, claims,
emergencies.
"""

from ninja import Router

from huichang.supply.api import orders, settling, suppliers

router = Router(tags=["supply"])
router.add_router("", orders.router)
router.add_router("", suppliers.router)
router.add_router("", settling.router)
