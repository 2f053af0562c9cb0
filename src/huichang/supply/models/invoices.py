"""What suppliers bill, and where it differs from what came (PARTS-20)."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.supply.models.receipts import ReceiptLine
from huichang.supply.models.suppliers import Supplier
from huichang.supply.states import InvoiceState, Settlement


class Invoice(StoreOwned):
    """A supplier's invoice. `freight` and the lines' amounts make `net`; tax and gross are as printed on it."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="invoices", verbose_name="供应商")
    number = models.CharField("发票号码", max_length=20)
    invoiced_on = models.DateField("开票日期")
    due_on = models.DateField("付款到期")
    rate = models.DecimalField("税率", max_digits=4, decimal_places=3)
    freight = MoneyField("运费（不含税）", default=0)
    freight_expected = MoneyField("应付运费（不含税）", default=0)
    freight_in_stock = models.BooleanField("运费计入库存成本", default=False, db_default=False)
    net = MoneyField("金额")
    tax = MoneyField("税额")
    gross = MoneyField("价税合计")
    state = models.CharField("状态", max_length=10, choices=InvoiceState, default=InvoiceState.DIFFERS)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    settled_at = models.DateTimeField("核对时间", null=True)
    settled_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="核对人"
    )
    settled_words = models.CharField("处理说明", max_length=120, blank=True)
    payable = MoneyField("应付（含税）", default=0)
    paid_on = models.DateField("付款日期", null=True)
    paid_reference = models.CharField("付款凭证", max_length=40, blank=True)
    cancelled_why = models.CharField("作废原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "采购发票"
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "number"],
                condition=~Q(state="cancelled"),
                name="invoice_number_once",
                violation_error_message="这张发票已经登记过，不能重复登记，请核对发票号码。",
            ),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("tax")),
                name="invoice_adds_up",
                violation_error_message="金额加税额不等于价税合计，请核对发票。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "due_on"],
                condition=Q(state__in=["differs", "matched"]),
                name="payables",
            ),
            models.Index(fields=["supplier", "-invoiced_on"], name="invoices_of_supplier"),
        ]

    def __str__(self) -> str:
        return f"发票 {self.number}"


class InvoiceLine(StoreOwned):
    """What an invoice bills of one receipt line: `net` billed, `expected` at the order's price.

    A settled difference, and the line's share of the freight (`freight`) where that belongs to the goods, go to the stock's
    value (`to_stock`) as far as the goods are still there, the rest to cost.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", verbose_name="发票")
    receipt_line = models.ForeignKey(
        ReceiptLine, models.PROTECT, related_name="invoice_lines", verbose_name="收货行"
    )
    quantity = QuantityField("开票数")
    net = MoneyField("开票金额")
    expected = MoneyField("应开金额")
    settlement = models.CharField("处理", max_length=12, choices=Settlement, blank=True)
    freight = MoneyField("分摊运费", default=0, db_default=0)
    to_stock = MoneyField("计入库存", default=0)
    to_cost = MoneyField("计入成本差异", default=0)

    class Meta:
        verbose_name = "发票行"
        constraints = [
            models.UniqueConstraint(fields=["invoice", "receipt_line"], name="receipt_line_once_per_invoice"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="invoiced_quantity_positive"),
        ]


class Variance(StoreOwned):
    """A difference in cost that no stock carries any more: positive costs us, negative saves."""

    append_only = True
    journaled = False
    part = models.ForeignKey("parts.Part", models.PROTECT, null=True, related_name="+", verbose_name="备件")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+", verbose_name="供应商")
    amount = MoneyField("金额（不含税）")
    document = models.CharField("单据", max_length=20)
    why = models.CharField("原因", max_length=60)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经手人"
    )

    class Meta:
        verbose_name = "成本差异"
        indexes = [models.Index(fields=["store", "-at"], name="variances_by_day")]
