"""Where an invoice's differences and freight go: to the goods as far as they are still here, else to cost (PARTS-20)."""

from decimal import Decimal

import pytest

from huichang.company import house_rules
from huichang.kernel.refusals import Refused
from huichang.parts.models import Move
from huichang.supply import contracts, invoices, queries
from huichang.supply.models import Contract, Invoice, InvoiceLine, ReceiptLine, Supplier, Variance
from huichang.supply.states import InvoiceState
from tests.supply import buying
from tests.supply.test_invoices import gone
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-20")
D = Decimal


def received(world: World) -> tuple[Supplier, ReceiptLine, ReceiptLine]:
    """Four pads at 280 and ten filters at 20 came."""
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 4, world.filter: 10})
    buying.received(world, order, buying.came(order, world.pads, 4), buying.came(order, world.filter, 10))
    pads, filters = ReceiptLine.objects.order_by("pk")
    return of, pads, filters


def billed(
    world: World, of: Supplier, *lines: tuple[ReceiptLine, str, str], freight: str = "60.00"
) -> Invoice:
    """An invoice of what came."""
    return buying.billed(world, of, list(lines), freight=freight)


class TestFreight:
    def test_belongs_to_the_goods_by_their_amounts_to_the_cent(self, world: World) -> None:
        of, pads, filters = received(world)
        before = {part.pk: buying.stock(world, part).value for part in (world.pads, world.filter)}
        invoice = billed(world, of, (pads, "4", "1120.00"), (filters, "10", "200.00"))
        assert (invoice.state, invoice.freight_in_stock) == (InvoiceState.MATCHED, True)
        shares = list(InvoiceLine.objects.order_by("pk").values_list("freight", "to_stock", "to_cost"))
        assert shares == [(D("50.91"), D("50.91"), 0), (D("9.09"), D("9.09"), 0)]
        assert buying.stock(world, world.pads).value - before[world.pads.pk] == D("50.91")
        assert buying.stock(world, world.filter).value - before[world.filter.pk] == D("9.09")
        assert not Variance.objects.exists()
        assert {move.note for move in Move.objects.filter(kind="reprice")} == {f"发票 {invoice.number} 运费"}
        buying.assert_proved(world)

    def test_of_goods_that_have_left_is_cost(self, world: World) -> None:
        of, pads, _ = received(world)
        gone(world, 6)
        billed(world, of, (pads, "4", "1120.00"))
        line = InvoiceLine.objects.get()
        assert (line.freight, line.to_stock, line.to_cost) == (60, 0, 60)
        assert [(each.why, each.amount, each.part_id) for each in Variance.objects.all()] == [
            ("采购运费", 60, world.pads.pk)
        ]
        buying.assert_proved(world)

    def test_is_an_expense_where_the_store_says_so(self, world: World) -> None:
        house_rules.change_setting(
            world.service_manager, world.north.pk, key="supply.freight", value="expense"
        )
        of, pads, _ = received(world)
        value = buying.stock(world, world.pads).value
        invoice = billed(world, of, (pads, "4", "1120.00"))
        assert invoice.freight_in_stock is False
        assert buying.stock(world, world.pads).value == value
        assert [(each.why, each.amount, each.part_id) for each in Variance.objects.all()] == [
            ("采购运费", 60, None)
        ]

    def test_without_freight_nothing_is_shared(self, world: World) -> None:
        of, pads, _ = received(world)
        Supplier.objects.filter(pk=of.pk).update(note="自提")
        pads.receipt.order.freight = 0
        pads.receipt.order.save(update_fields=["freight"])
        invoice = billed(world, of, (pads, "4", "1120.00"), freight="0")
        assert (invoice.freight_in_stock, InvoiceLine.objects.get().freight) == (False, 0)

    @pytest.mark.parametrize("how", ["stock", "expense"])
    @pytest.mark.parametrize("left", [0, 3, 6])
    def test_comes_back_whole_when_the_invoice_is_cancelled(self, world: World, how: str, left: int) -> None:
        house_rules.change_setting(world.service_manager, world.north.pk, key="supply.freight", value=how)
        of, pads, filters = received(world)
        invoice = billed(world, of, (pads, "4", "1123.00"), (filters, "10", "200.00"))
        house_rules.change_setting(world.service_manager, world.north.pk, key="supply.freight", value="stock")
        if left:
            gone(world, left)
        before = sum(Move.objects.filter(kind="reprice").values_list("value", flat=True))
        invoices.cancel_invoice(world.parts_manager, invoice.pk, why="开错抬头", at=NOON)
        stays = sum(Move.objects.filter(kind="reprice").values_list("value", flat=True))
        assert abs(stays) <= abs(before)
        assert stays + sum(each.amount for each in Variance.objects.all()) == 0
        buying.assert_proved(world)

    def test_is_shown_line_by_line(self, world: World) -> None:
        of, pads, _ = received(world)
        invoice = billed(world, of, (pads, "4", "1120.00"))
        page = queries.invoice_page(world.cashier, invoice.pk, on=TODAY)
        assert (page.freight_in_stock, page.lines[0].freight, page.freight_difference) == (True, 60, 0)


class TestTaxOfASupplier:
    def test_is_the_contracts(self, world: World) -> None:
        of, pads, _ = received(world)
        Contract.objects.update(tax_percent=D(1))
        assert queries.tax_percent(world.north.pk, of.pk, on=TODAY) == 1
        with pytest.raises(Refused, match="按税率 1% 税额应是 11.80"):
            billed(world, of, (pads, "4", "1120.00"))
        invoice = invoices.record_invoice(
            world.cashier,
            of.pk,
            store_id=world.north.pk,
            number="25512000000012345678",
            invoiced_on=TODAY,
            tax=D("11.80"),
            gross=D("1191.80"),
            freight=D(60),
            lines=[invoices.Billed(receipt_line_id=pads.pk, quantity=D(4), net=D("1120.00"))],
            at=NOON,
        )
        assert (invoice.rate, invoice.state) == (D("0.01"), InvoiceState.MATCHED)
        page = queries.order_page(world.parts_manager, pads.receipt.order_id, on=TODAY)
        assert (page.rate, page.tax) == (D("0.01"), (page.net / 100).quantize(D("0.01")))

    def test_is_the_stores_without_one(self, world: World) -> None:
        of = buying.usual(world)
        assert queries.tax_percent(world.north.pk, of.pk, on=TODAY) == 13
        house_rules.change_setting(world.service_manager, world.north.pk, key="supply.tax_percent", value="9")
        assert queries.tax_percent(world.north.pk, of.pk, on=TODAY) == 9

    @pytest.mark.parametrize("percent", ["-1", "30.1"])
    def test_is_a_possible_one(self, world: World, percent: str) -> None:
        of = buying.usual(world)
        agreed = contracts.Agreed(number="HT-9", from_on=TODAY, tax_percent=D(percent))
        with pytest.raises(Refused, match="税率请填 0 到 30"):
            contracts.sign_contract(world.parts_manager, of.pk, store_id=world.north.pk, agreed=agreed)
