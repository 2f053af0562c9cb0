"""The other door of this room: its acts as JSON, through the same use-cases.

`counter`: what orders and bookings ask, issuing, the shelf, requests. `store`: catalogue, stock, receipts, places.
`counts`: stock counts, gain and loss. `goods`: batches, transfers, write-offs, loans, corrections.
`putting_away`: from the receiving place to the shelves. `pricing`: matrix, rounds of prices, classes, campaigns, floors.
"""

from ninja import Router

from huichang.parts.api import counter, counts, goods, pricing, putting_away, store

router = Router(tags=["parts"])
router.add_router("", counter.router)
router.add_router("", store.router)
router.add_router("", counts.router)
router.add_router("", goods.router)
router.add_router("", pricing.router)
router.add_router("", putting_away.router)
