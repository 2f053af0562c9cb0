"""The other door of this room: its acts as JSON, through the same use-cases.

`claims`: inspection, claims, fault reports, approvals, goodwill. `keeping`: claimed parts, shipments, scrap, settlements, checks.
"""

from ninja import Router

from huichang.warranty.api import claims, keeping

router = Router(tags=["warranty"])
router.add_router("", claims.router)
router.add_router("", keeping.router)
