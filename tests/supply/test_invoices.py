"""Order, receipt and invoice: matched, settled, paid, taken back; the ledger adds up throughout (PARTS-20)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import ledger
from huichang.parts.states import MoveKind
from huichang.supply import invoices, queries
from huichang.supply.models import Invoice, InvoiceLine, ReceiptLine, Supplier, Variance
from huichang.supply.states import InvoiceState, Settlement
from tests.supply import buying
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-20")


def received(world: World) -> tuple[Supplier, ReceiptLine]:
    """Four pads at 280 came; two were there at 288."""
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 4})
    buying.received(world, order, buying.came(order, world.pads, 4))
    return of, ReceiptLine.objects.get()


def gone(world: World, count: int) -> None:
    """So many pads were issued."""
    out = ledger.Movement(
        part_id=world.pads.pk,
        bin_id=world.bin.pk,
        kind=MoveKind.ISSUE,
        quantity=Decimal(-count),
        document="RO2603020001",
    )
    ledger.post(world.north.pk, [out], at=NOON, by_id=None)


class TestRecordInvoice:
    def test_is_matched_when_all_three_agree(self, world: World) -> None:
        of, line = received(world)
        invoice = buying.billed(world, of, [(line, "4", "1120.00")])
        assert (invoice.state, invoice.payable) == (InvoiceState.MATCHED, Decimal("1333.40"))
        assert invoice.due_on == TODAY + timedelta(days=30)
        assert not Variance.objects.exists()
        assert buying.stock(world, world.pads).value == Decimal("576.00") + 1120 + 60
        line.refresh_from_db()
        assert line.invoiced == 4
        assert queries.to_match(world.cashier, of.pk) == []
        buying.assert_proved(world)

    def test_posts_small_differences_to_the_stock(self, world: World) -> None:
        of, line = received(world)
        invoice = buying.billed(world, of, [(line, "4", "1124.00")])
        assert invoice.state == InvoiceState.MATCHED
        assert buying.stock(world, world.pads).value == Decimal("576.00") + 1124 + 60
        buying.assert_proved(world)

    @pytest.mark.parametrize(("net", "freight"), [("1140.00", "60.00"), ("1120.00", "90.00")])
    def test_waits_for_somebody_when_it_differs(self, world: World, net: str, freight: str) -> None:
        of, line = received(world)
        invoice = buying.billed(world, of, [(line, "4", net)], freight=freight)
        assert invoice.state == InvoiceState.DIFFERS
        assert buying.stock(world, world.pads).value == Decimal("576.00") + 1120
        assert not Variance.objects.exists()

    def test_may_bill_a_part_and_later_the_rest(self, world: World) -> None:
        of, line = received(world)
        buying.billed(world, of, [(line, "1", "280.00")])
        second = buying.billed(world, of, [(line, "3", "840.00")], number="25512000000012345679", freight="0")
        assert second.state == InvoiceState.MATCHED
        with pytest.raises(Refused, match="未开票的只有 0"):
            buying.billed(world, of, [(line, "1", "280.00")], number="25512000000012345670", freight="0")

    def test_refuses_the_same_number_twice(self, world: World) -> None:
        of, line = received(world)
        buying.billed(world, of, [(line, "1", "280.00")])
        with pytest.raises(Refused, match="已在 2026-03-02 登记过"):
            buying.billed(world, of, [(line, "1", "280.00")])

    def test_refuses_what_does_not_add_up(self, world: World) -> None:
        of, line = received(world)
        right = {
            "store_id": world.north.pk,
            "number": "25512000000012345678",
            "invoiced_on": TODAY,
            "tax": Decimal("145.60"),
            "gross": Decimal("1265.60"),
            "lines": [invoices.Billed(receipt_line_id=line.pk, quantity=Decimal(4), net=Decimal("1120.00"))],
            "at": NOON,
        }
        wrong: dict[str, dict[str, object]] = {
            "数电票": {"number": "12"},
            "今天以后": {"invoiced_on": TODAY + timedelta(days=1)},
            "至少选择": {"lines": []},
            "不等于价税合计": {"gross": Decimal("1265.61")},
            "税率 13%": {"tax": Decimal("100.00"), "gross": Decimal("1220.00")},
            "不能小于零": {"freight": Decimal(-1)},
            "合并数量": {"lines": [*right["lines"], *right["lines"]]},  # type: ignore[misc]
        }
        for words, change in wrong.items():
            said = {**right, **change}
            if words == "合并数量":
                said |= {"tax": Decimal("291.20"), "gross": Decimal("2531.20")}
            with pytest.raises(Refused, match=words):
                invoices.record_invoice(world.cashier, of.pk, **said)  # type: ignore[arg-type]
        other = buying.supplier("G002", "别家")
        with pytest.raises(Refused, match="不是这个供应商的"):
            invoices.record_invoice(world.cashier, other.pk, **right)  # type: ignore[arg-type]
        with pytest.raises(Missing):
            invoices.record_invoice(world.cashier, 0, **right)  # type: ignore[arg-type]
        for actor in (world.parts_clerk, world.stranger):
            with pytest.raises(NotAllowed):
                invoices.record_invoice(actor, of.pk, **right)  # type: ignore[arg-type]


class TestSettleDifferences:
    def differing(self, world: World) -> tuple[Invoice, InvoiceLine]:
        of, line = received(world)
        invoice = buying.billed(world, of, [(line, "4", "1200.00")])
        return invoice, InvoiceLine.objects.get()

    def settle(
        self, world: World, invoice: Invoice, how: dict[int, str], words: str = "涨价通知 3 号"
    ) -> Invoice:
        return invoices.settle_differences(
            world.parts_manager, invoice.pk, settlements=how, words=words, at=NOON
        )

    def test_shares_it_between_what_is_here_and_what_has_left(self, world: World) -> None:
        invoice, line = self.differing(world)
        gone(world, 4)
        self.settle(world, invoice, {line.pk: Settlement.AS_INVOICED})
        line.refresh_from_db()
        assert (line.to_stock, line.to_cost) == (40 + 30, 40 + 30)
        assert Variance.objects.get(why="发票差价").amount == 40
        buying.assert_proved(world)

    def test_pays_only_what_came_when_the_supplier_credits_the_rest(self, world: World) -> None:
        invoice, line = self.differing(world)
        settled = self.settle(world, invoice, {line.pk: Settlement.AS_RECEIVED})
        assert settled.payable == Decimal("1423.80") - Decimal("90.40")
        assert buying.stock(world, world.pads).value == Decimal("576.00") + 1120 + 60
        buying.assert_proved(world)

    def test_wants_an_answer_for_every_line_and_words(self, world: World) -> None:
        invoice, line = self.differing(world)
        with pytest.raises(Refused, match="每一行"):
            self.settle(world, invoice, {})
        with pytest.raises(Refused, match="原因"):
            self.settle(world, invoice, {line.pk: Settlement.AS_INVOICED}, words="")
        with pytest.raises(NotAllowed):
            invoices.settle_differences(world.cashier, invoice.pk, settlements={}, words="x", at=NOON)
        with pytest.raises(Missing):
            invoices.settle_differences(
                world.southern_manager, invoice.pk, settlements={}, words="x", at=NOON
            )
        self.settle(world, invoice, {line.pk: Settlement.AS_INVOICED})
        with pytest.raises(OutOfTurn):
            self.settle(world, invoice, {line.pk: Settlement.AS_INVOICED})


class TestPayInvoice:
    def test_is_paid_once_with_the_banks_number(self, world: World) -> None:
        of, line = received(world)
        invoice = buying.billed(world, of, [(line, "4", "1120.00")])
        with pytest.raises(Refused, match="付款凭证"):
            invoices.pay_invoice(world.cashier, invoice.pk, paid_on=TODAY, reference="", at=NOON)
        with pytest.raises(Refused, match="今天以后"):
            invoices.pay_invoice(
                world.cashier, invoice.pk, paid_on=TODAY + timedelta(days=1), reference="YH1", at=NOON
            )
        with pytest.raises(NotAllowed):
            invoices.pay_invoice(world.parts_manager, invoice.pk, paid_on=TODAY, reference="YH1", at=NOON)
        with pytest.raises(Missing):
            invoices.pay_invoice(world.stranger, invoice.pk, paid_on=TODAY, reference="YH1", at=NOON)
        invoices.pay_invoice(world.cashier, invoice.pk, paid_on=TODAY, reference="YH1", at=NOON)
        with pytest.raises(OutOfTurn):
            invoices.pay_invoice(world.cashier, invoice.pk, paid_on=TODAY, reference="YH1", at=NOON)
        rows = queries.invoice_list(world.cashier, on=TODAY, only="paid")
        assert [row.paid_on for row in rows] == [TODAY]

    def test_not_while_it_differs(self, world: World) -> None:
        of, line = received(world)
        invoice = buying.billed(world, of, [(line, "4", "1200.00")])
        with pytest.raises(OutOfTurn):
            invoices.pay_invoice(world.cashier, invoice.pk, paid_on=TODAY, reference="YH1", at=NOON)


class TestCancelInvoice:
    def test_posts_everything_back(self, world: World) -> None:
        of, line = received(world)
        invoice = buying.billed(world, of, [(line, "4", "1124.00")])
        invoices.cancel_invoice(world.parts_manager, invoice.pk, why="开错抬头", at=NOON)
        assert buying.stock(world, world.pads).value == Decimal("576.00") + 1120
        assert sum(each.amount for each in Variance.objects.all()) == 0
        assert queries.to_match(world.cashier, of.pk)[0].quantity == 4
        buying.assert_proved(world)
        again = buying.billed(world, of, [(line, "4", "1120.00")])
        assert again.state == InvoiceState.MATCHED

    def test_asks_why_and_not_once_it_is_paid(self, world: World) -> None:
        of, line = received(world)
        invoice = buying.billed(world, of, [(line, "4", "1120.00")])
        with pytest.raises(Refused, match="为什么作废"):
            invoices.cancel_invoice(world.parts_manager, invoice.pk, why="", at=NOON)
        with pytest.raises(NotAllowed):
            invoices.cancel_invoice(world.cashier, invoice.pk, why="错", at=NOON)
        with pytest.raises(Missing):
            invoices.cancel_invoice(world.southern_manager, invoice.pk, why="错", at=NOON)
        invoices.pay_invoice(world.cashier, invoice.pk, paid_on=TODAY, reference="YH1", at=NOON)
        with pytest.raises(OutOfTurn):
            invoices.cancel_invoice(world.parts_manager, invoice.pk, why="错", at=NOON)
