"""The other door of this room: the plan of the day as JSON, through the same use-cases."""

from ninja import Router

router = Router(tags=["planning"])
