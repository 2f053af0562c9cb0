"""Parts claims (PARTS-21), the monthly look at suppliers (PARTS-20), asking another store for a part (PARTS-51)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.supply.models.receipts import ReceiptLine
from huichang.supply.models.suppliers import Supplier
from huichang.supply.states import AskState, ClaimState, Fault, FoundWhen, Restores


class PartsClaim(StoreOwned):
    """What is asked of a supplier for a faulty part: the piece that restores the function, not the assembly it sits in.

    `in_stock`: the goods lie in `bin` and are in the ledger; a part that was fitted and came off a car is not.
    """

    number = models.CharField("索赔单号", max_length=20)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="claims", verbose_name="供应商")
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="索赔配件")
    sits_in = models.ForeignKey(
        "parts.Part", models.PROTECT, null=True, related_name="+", verbose_name="所在总成"
    )
    quantity = QuantityField("数量")
    found = models.CharField("发现时机", max_length=14, choices=FoundWhen)
    found_on = models.DateField("发现日期")
    fault = models.CharField("问题", max_length=10, choices=Fault, blank=True)
    words = models.CharField("故障描述", max_length=200)
    restores = models.CharField("恢复方式", max_length=8, choices=Restores)
    why_whole = models.CharField("为何必须换本件", max_length=120, blank=True)
    receipt_line = models.ForeignKey(
        ReceiptLine, models.PROTECT, null=True, related_name="claims", verbose_name="收货行"
    )
    for_order = models.BigIntegerField("工单", null=True)
    order_number = models.CharField("工单号", max_length=20, blank=True)
    plate = models.CharField("车牌", max_length=10, blank=True)
    deadline_on = models.DateField("索赔期限")
    asked = MoneyField("索赔金额（不含税）")
    state = models.CharField("状态", max_length=10, choices=ClaimState, default=ClaimState.DRAFT)
    opened_at = models.DateTimeField("开单时间")
    opened_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="开单人"
    )
    sent_at = models.DateTimeField("提交时间", null=True)
    their_number = models.CharField("供应商受理号", max_length=40, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answer_words = models.CharField("答复说明", max_length=200, blank=True)
    credited = MoneyField("赔付金额（不含税）", null=True)
    credited_at = models.DateTimeField("赔付时间", null=True)
    in_stock = models.BooleanField("在库件", default=False)
    bin = models.ForeignKey("parts.Bin", models.PROTECT, null=True, related_name="+", verbose_name="存放货位")
    batch_number = models.CharField("批次", max_length=40, blank=True)
    value = MoneyField("出库金额", default=0)
    gone_at = models.DateTimeField("旧件发出", null=True)
    gone_document = models.CharField("发出单号", max_length=20, blank=True)
    carrier = models.CharField("承运和运单号", max_length=60, blank=True)

    class Meta:
        verbose_name = "配件索赔单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="parts_claim_number"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="claim_quantity_positive"),
            models.CheckConstraint(
                condition=~Q(restores="repair"),
                name="no_claim_where_repair_restores",
                violation_error_message="不换件就能修复的，不能索赔配件，请按修复处理。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "state"],
                condition=Q(state__in=["draft", "sent", "accepted"]),
                name="parts_claims_open",
            ),
            models.Index(fields=["supplier", "-opened_at"], name="parts_claims_of_supplier"),
        ]

    def __str__(self) -> str:
        return f"配件索赔单 {self.number}"


class ClaimPhoto(StoreOwned):
    """A photo of the fault."""

    claim = models.ForeignKey(PartsClaim, models.CASCADE, related_name="photos", verbose_name="索赔单")
    picture = models.ForeignKey("kernel.Picture", models.PROTECT, related_name="+", verbose_name="照片")

    class Meta:
        verbose_name = "索赔照片"


class Evaluation(StoreOwned):
    """How a supplier did in a month: each figure as so many of so many."""

    journaled = False
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="evaluations", verbose_name="供应商")
    month = models.DateField("月份")
    on_time = models.PositiveIntegerField("按时行数")
    on_time_of = models.PositiveIntegerField("应到行数")
    filled = QuantityField("足量行数")
    filled_of = QuantityField("订货行数")
    sound = QuantityField("合格数")
    sound_of = QuantityField("到货数")
    agreed = models.PositiveIntegerField("价格一致行数")
    agreed_of = models.PositiveIntegerField("开票行数")
    answered = models.PositiveIntegerField("及时答复索赔")
    answered_of = models.PositiveIntegerField("索赔数")
    points = models.DecimalField("综合得分", max_digits=4, decimal_places=1, null=True)
    grade = models.CharField("等级", max_length=1, blank=True)
    computed_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "供应商评价"
        constraints = [
            models.UniqueConstraint(fields=["store", "supplier", "month"], name="one_evaluation_a_month")
        ]


class TransferAsk(StoreOwned):
    """Another store of the group (`for_store`) asks this one for a part: the row is the asked store's."""

    for_store = models.ForeignKey("company.Store", models.PROTECT, related_name="+", verbose_name="申请门店")
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    quantity = QuantityField("数量")
    why = models.CharField("原因", max_length=120)
    plate = models.CharField("车牌", max_length=10, blank=True)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="申请人"
    )
    state = models.CharField("状态", max_length=10, choices=AskState, default=AskState.OPEN)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answer_words = models.CharField("答复说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "调拨申请"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="transfer_ask_positive"),
            models.UniqueConstraint(
                fields=["store", "for_store", "part"],
                condition=Q(state="open"),
                name="one_open_transfer_ask",
                violation_error_message="已经向这家店申请过这个配件，请等对方答复。",
            ),
        ]
        indexes = [
            models.Index(fields=["store"], condition=Q(state="open"), name="transfer_asks_open"),
            models.Index(fields=["for_store", "-asked_at"], name="transfer_asks_of_store"),
        ]

    def __str__(self) -> str:
        return "调拨申请"
