"""The other door of this room: its acts as JSON, through the same use-cases.

`diary`: what is free, appointments, preparation. `calls`: the log of calls and those to make.
"""

from ninja import Router

from huichang.booking.api import calls, diary

router = Router(tags=["booking"])
router.add_router("", diary.router)
router.add_router("", calls.router)
