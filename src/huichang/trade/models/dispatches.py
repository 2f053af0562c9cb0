"""Deliveries to customers, with proof (PARTS-50)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.trade.models.sales import Sale, SaleLine
from huichang.trade.states import DispatchState, Way


class Dispatch(StoreOwned):
    """Goods of a sale on their way to the customer: by whom, under which tracking number, who signed."""

    number = models.CharField("送货单号", max_length=20)
    sale = models.ForeignKey(Sale, models.PROTECT, related_name="dispatches", verbose_name="销售单")
    state = models.CharField("状态", max_length=14, choices=DispatchState, default=DispatchState.ON_WAY)
    way = models.CharField("送货方式", max_length=8, choices=Way)
    carrier = models.CharField("承运商", max_length=40, blank=True)
    tracking = models.CharField("运单号", max_length=40, blank=True)
    driver = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="送货员"
    )
    ship_to = models.CharField("送货地址", max_length=120, blank=True)
    receiver = models.CharField("收货人", max_length=40, blank=True)
    phone = models.CharField("收货电话", max_length=20, blank=True)
    sent_at = models.DateTimeField("发出时间")
    sent_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发货人"
    )
    ended_at = models.DateTimeField("签收时间", null=True)
    ended_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    signed_by = models.CharField("签收人", max_length=40, blank=True)
    signature = models.ForeignKey(
        "kernel.Picture", models.PROTECT, null=True, related_name="+", verbose_name="签名"
    )
    photo = models.ForeignKey(
        "kernel.Picture", models.PROTECT, null=True, related_name="+", verbose_name="照片"
    )
    words = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "送货单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="dispatch_number"),
            models.CheckConstraint(
                condition=~Q(way="carrier") | ~Q(carrier=""),
                name="carrier_is_named",
                violation_error_message="走物流请填写承运商。",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | (~Q(signed_by="") & Q(ended_at__isnull=False)),
                name="delivery_is_proved",
                violation_error_message="签收要写明签收人。",
            ),
        ]
        indexes = [
            models.Index(fields=["store"], condition=Q(state="on_way"), name="dispatches_on_way"),
            models.Index(fields=["store", "tracking"], condition=~Q(tracking=""), name="dispatch_tracking"),
        ]

    def __str__(self) -> str:
        return f"送货单 {self.number}"


class DispatchLine(StoreOwned):
    """So many of a sale's line in one delivery."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="lines", verbose_name="送货单")
    line = models.ForeignKey(SaleLine, models.PROTECT, related_name="sendings", verbose_name="销售行")
    quantity = QuantityField("数量")

    class Meta:
        verbose_name = "送货行"
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "line"], name="line_once_per_dispatch"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="dispatch_quantity_positive"),
        ]
