"""The API of buying."""

from ninja import Router

router = Router(tags=["采购"])
