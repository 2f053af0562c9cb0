"""The other door of this room: its acts as JSON, through the same use-cases."""

from ninja import Router

router = Router(tags=["warranty"])
