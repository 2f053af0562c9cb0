"""Dispatch, clock, checks, delivery and the gate pass as JSON."""

from ninja import Router

router = Router(tags=["workshop"])
