"""What came against purchase orders, and what goes back (PARTS-20)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import MoneyField, QuantityField, UnitPriceField
from huichang.kernel.rows import StoreOwned
from huichang.supply.models.orders import PurchaseLine, PurchaseOrder
from huichang.supply.models.suppliers import Supplier
from huichang.supply.states import Fault, ReturnReason, ReturnState


class Receipt(StoreOwned):
    """One delivery of an order, received. `number` is the document of the stock ledger."""

    order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="receipts", verbose_name="采购单")
    number = models.CharField("入库单号", max_length=20)
    document = models.CharField("送货单号", max_length=40)
    note = models.CharField("备注", max_length=120, blank=True)
    received_at = models.DateTimeField("收货时间")
    received_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="收货人"
    )
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_why = models.CharField("撤销原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "收货单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="receipt_number"),
            models.UniqueConstraint(
                fields=["order", "document"],
                condition=Q(undone_at__isnull=True),
                name="delivery_note_once_per_order",
                violation_error_message="这张送货单已经收过货，请核对送货单号，避免重复入库。",
            ),
        ]
        indexes = [models.Index(fields=["store", "-received_at"], name="receipts_by_day")]

    def __str__(self) -> str:
        return f"收货单 {self.number}"


class ReceiptLine(StoreOwned):
    """What came of one purchase line: `good` went into stock, `damaged` into quarantine for a claim, `refused` was not taken.

    `announced` is what the delivery note says; what it says more than came is short.
    """

    receipt = models.ForeignKey(Receipt, models.CASCADE, related_name="lines", verbose_name="收货单")
    line = models.ForeignKey(PurchaseLine, models.PROTECT, related_name="receipts", verbose_name="采购行")
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    announced = QuantityField("送货单数")
    good = QuantityField("合格数", default=0)
    damaged = QuantityField("破损数", default=0)
    refused = QuantityField("拒收数", default=0)
    fault = models.CharField("问题", max_length=10, choices=Fault, blank=True)
    fault_words = models.CharField("问题说明", max_length=120, blank=True)
    over_why = models.CharField("超订收货原因", max_length=120, blank=True)
    certificate = models.CharField("合格证号", max_length=60, blank=True)
    price = UnitPriceField("进价（不含税）")
    value = MoneyField("入库金额", default=0)
    invoiced = QuantityField("已开票数", default=0)

    class Meta:
        verbose_name = "收货行"
        constraints = [
            models.CheckConstraint(
                condition=Q(good__gte=0) & Q(damaged__gte=0) & Q(refused__gte=0) & Q(announced__gte=0),
                name="receipt_quantities_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(invoiced__gte=0) & Q(invoiced__lte=models.F("good") + models.F("damaged")),
                name="invoiced_within_received",
                violation_error_message="开票数量超过了收货数量，请核对发票。",
            ),
        ]
        indexes = [models.Index(fields=["store", "part"], name="receipt_lines_of_part")]


class ReceiptPhoto(StoreOwned):
    """A photo taken at receipt."""

    line = models.ForeignKey(ReceiptLine, models.CASCADE, related_name="photos", verbose_name="收货行")
    picture = models.ForeignKey("kernel.Picture", models.PROTECT, related_name="+", verbose_name="照片")

    class Meta:
        verbose_name = "收货照片"


class SupplierReturn(StoreOwned):
    """Goods that go back to a supplier with a document, for credit."""

    number = models.CharField("退货单号", max_length=20)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="returns", verbose_name="供应商")
    reason = models.CharField("原因", max_length=10, choices=ReturnReason)
    reason_words = models.CharField("说明", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReturnState, default=ReturnState.DRAFT)
    written_at = models.DateTimeField("制单时间")
    written_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="制单人"
    )
    gone_at = models.DateTimeField("退出时间", null=True)
    carrier = models.CharField("承运和运单号", max_length=60, blank=True)
    credited = MoneyField("红字金额（不含税）", null=True)
    credit_number = models.CharField("红字发票号", max_length=20, blank=True)
    credited_at = models.DateTimeField("红字时间", null=True)

    class Meta:
        verbose_name = "采购退货单"
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="supplier_return_number")]
        indexes = [
            models.Index(
                fields=["store"], condition=Q(state__in=["draft", "gone"]), name="supplier_returns_open"
            )
        ]

    def __str__(self) -> str:
        return f"退货单 {self.number}"


class ReturnLine(StoreOwned):
    """So many of a part, from a bin; `value` is what they left the stock at."""

    supplier_return = models.ForeignKey(
        SupplierReturn, models.CASCADE, related_name="lines", verbose_name="退货单"
    )
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    bin = models.ForeignKey("parts.Bin", models.PROTECT, related_name="+", verbose_name="货位")
    batch_number = models.CharField("批次", max_length=40, blank=True)
    quantity = QuantityField("数量")
    price = UnitPriceField("退货价（不含税）")
    value = MoneyField("出库金额", default=0)

    class Meta:
        verbose_name = "退货行"
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="return_quantity_positive")]
