"""Sales of parts and their lines (PARTS-50). Amounts in yuan, tax included."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.parts.askers import FIRST_SALE
from huichang.trade.states import Pays, SaleKind, SaleState


class Sale(StoreOwned):
    """Parts for somebody, from the first price to the last piece. The store room knows it by its key, which lies above all
    keys of repair orders (`parts.askers.FIRST_SALE`)."""

    number = models.CharField("销售单号", max_length=20)
    kind = models.CharField("类型", max_length=8, choices=SaleKind, default=SaleKind.ORDER)
    state = models.CharField("状态", max_length=10, choices=SaleState, default=SaleState.DRAFT)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name="客户"
    )
    buyer = models.CharField("购买人", max_length=80, default="散客")
    phone = models.CharField("电话", max_length=20, blank=True)
    vehicle = models.CharField("车辆", max_length=40, blank=True)
    pays = models.CharField("结算方式", max_length=8, choices=Pays, default=Pays.AT_ONCE)
    valid_until = models.DateField("报价有效期", null=True)
    needed_on = models.DateField("需要日期", null=True)
    ship_to = models.CharField("送货地址", max_length=120, blank=True)
    receiver = models.CharField("收货人", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    total = MoneyField("金额", default=0)
    written_at = models.DateTimeField("开单时间")
    written_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="开单人"
    )
    quoted_at = models.DateTimeField("报价时间", null=True)
    answered_at = models.DateTimeField("客户答复时间", null=True)
    answered_via = models.CharField("答复方式", max_length=20, blank=True)
    answer_words = models.CharField("客户的话", max_length=120, blank=True)
    confirmed_at = models.DateTimeField("下单时间", null=True)
    over_limit = MoneyField("超出额度", default=0)
    credit_why = models.CharField("超额原因", max_length=120, blank=True)
    credit_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="超额批准人"
    )
    ended_at = models.DateTimeField("结束时间", null=True)
    end_why = models.CharField("取消原因", max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "销售单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="sale_number"),
            models.CheckConstraint(condition=Q(pk__gte=FIRST_SALE), name="sale_key_above_orders"),
            models.CheckConstraint(condition=Q(total__gte=0), name="sale_total_not_negative"),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(pays="at_once"),
                name="credit_sale_has_customer",
                violation_error_message="散客只能现结，挂账请先选择客户。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "state"],
                condition=~Q(state__in=["done", "declined", "cancelled"]),
                name="sales_open",
            ),
            models.Index(fields=["store", "-written_at"], name="sales_by_day"),
            models.Index(fields=["customer", "-written_at"], name="sales_of_customer"),
        ]

    def __str__(self) -> str:
        return f"销售单 {self.number}"


class SaleLine(StoreOwned):
    """So many of a part at a price with the rule that gave it. `picked` left its bin, `sent` left the house, `delivered`
    was signed for, `returned` came back; none may be more than the one before."""

    sale = models.ForeignKey(Sale, models.CASCADE, related_name="lines", verbose_name="销售单")
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    name = models.CharField("名称", max_length=80)
    quality = models.CharField("质量属性", max_length=16)
    quantity = QuantityField("数量")
    published = MoneyField("公布售价")
    price = MoneyField("单价")
    price_why = models.CharField("价格依据", max_length=160, blank=True)
    by_hand = models.BooleanField("手工改价", default=False)
    amount = MoneyField("金额")
    picked = QuantityField("已拣", default=0)
    sent = QuantityField("已发", default=0)
    delivered = QuantityField("已签收", default=0)
    returned = QuantityField("已退", default=0)
    told_on = models.DateField("已告知到货日", null=True)

    class Meta:
        verbose_name = "销售行"
        constraints = [
            models.UniqueConstraint(
                fields=["sale", "part"],
                name="part_once_per_sale",
                violation_error_message="这个配件已经在单上，请改那一行的数量。",
            ),
            models.CheckConstraint(condition=Q(pk__gte=FIRST_SALE), name="sale_line_key_above_orders"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(price__gte=0) & Q(amount__gte=0), name="sale_line_positive"
            ),
            models.CheckConstraint(
                condition=Q(picked__gte=F("sent")) & Q(picked__lte=F("quantity")),
                name="sent_within_picked",
                violation_error_message="发出的数量超过了拣出的数量：已发走的货请按销售退货办理。",
            ),
            models.CheckConstraint(
                condition=Q(delivered__lte=F("sent")) & Q(delivered__gte=0),
                name="delivered_within_sent",
                violation_error_message="签收的数量超过了发出的数量，请核对送货单。",
            ),
            models.CheckConstraint(
                condition=Q(returned__lte=F("delivered")) & Q(returned__gte=0),
                name="returned_within_delivered",
                violation_error_message="退货数量超过了客户收到的数量，可能已经退过，请核对退货单。",
            ),
        ]
        indexes = [models.Index(fields=["part"], name="sale_lines_of_part")]

    def __str__(self) -> str:
        return "这一行"
