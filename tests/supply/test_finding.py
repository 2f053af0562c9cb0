"""Papers of buying in the search for anything (PARTS-20, PLAT-30)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.kernel import finder
from tests.supply import buying
from tests.world import World

pytestmark = pytest.mark.req("PARTS-20", "PLAT-30")


def test_receipts_and_invoices_are_found_by_number(world: World) -> None:
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 4})
    receipt = buying.received(world, order, buying.came(order, world.pads, 4))
    invoice = buying.billed(world, of, [(receipt.lines.get(), "4", "1120.00")])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        hits = finder.find(world.parts_manager, receipt.number)
    assert ("收货单", f"/supply/orders/{order.pk}/") in [(hit.kind, hit.url) for hit in hits]
    assert len(asked) <= 12
    hits = finder.find(world.parts_manager, invoice.number)
    assert ("供应商发票", f"/supply/invoices/{invoice.pk}/") in [(hit.kind, hit.url) for hit in hits]
    assert not finder.find(world.stranger, receipt.number)
    assert not finder.find(world.technician, receipt.number)
