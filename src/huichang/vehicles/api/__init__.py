"""The other door of this room: its acts as JSON, through the same use-cases.

files (the car's file), promises (policies, contracts, who bears a repair), campaigns (recalls and service campaigns).
"""

from ninja import Router

from huichang.vehicles.api import campaigns, files, promises

router = Router(tags=["vehicles"])
router.add_router("", promises.router)
router.add_router("", campaigns.router)
router.add_router("", files.router)
