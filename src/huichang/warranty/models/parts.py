"""Claimed parts: tagged, stored, called back, shipped, audited, scrapped (WARR-15, RULES D15). Every move has its document."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.warranty.models.claims import Claim, ClaimLine
from huichang.warranty.states import GONE, Deduction, PartState, ShipmentKind, ShipmentState


class Shipment(StoreOwned):
    """Claimed parts in boxes on their way to the manufacturer (回运清单)."""

    number = models.CharField("回运单号", max_length=20)
    kind = models.CharField("回运类型", max_length=8, choices=ShipmentKind, default=ShipmentKind.NORMAL)
    state = models.CharField("状态", max_length=10, choices=ShipmentState, default=ShipmentState.PACKING)
    opened_at = models.DateTimeField("开单时间")
    opened_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="开单人"
    )
    sent_at = models.DateTimeField("发运时间", null=True)
    carrier = models.CharField("承运人和运单号", max_length=60, blank=True)
    audited_at = models.DateTimeField("审核时间", null=True)
    audit_words = models.CharField("签收情况", max_length=200, blank=True)

    class Meta:
        verbose_name = "旧件回运单"
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="shipment_number")]
        indexes = [
            models.Index(fields=["store"], condition=Q(state__in=["packing", "sent"]), name="shipments_open")
        ]

    def __str__(self) -> str:
        return f"回运单 {self.number}"


class CallBack(StoreOwned):
    """The manufacturer wants parts (旧件召回指令): which claims, until when. `is_theirs`: its own desk opened it here, nobody
    at the store registered it from a letter; withdrawn, it has no parts any more."""

    their_number = models.CharField("指令号", max_length=40)
    is_urgent = models.BooleanField("紧急", default=False)
    received_on = models.DateField("收到日期")
    due_on = models.DateField("回运期限")
    words = models.CharField("要求", max_length=200, blank=True)
    is_theirs = models.BooleanField("厂家直接下达", default=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_words = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "旧件召回指令"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "their_number"],
                name="call_back_once",
                violation_error_message="这个召回指令已经登记过了，请打开原来的那条。",
            )
        ]

    def __str__(self) -> str:
        return f"召回指令 {self.their_number}"


class Scrap(StoreOwned):
    """Claimed parts destroyed on the manufacturer's instruction, before a witness (报废记录)."""

    number = models.CharField("报废单号", max_length=20)
    instruction = models.CharField("厂家指令", max_length=60)
    witness = models.CharField("见证人", max_length=40)
    how = models.CharField("销毁方式", max_length=80)
    at = models.DateTimeField("报废时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经手人"
    )
    pictures = models.JSONField("照片", default=list)

    class Meta:
        verbose_name = "旧件报废记录"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="part_scrap_number"),
            models.CheckConstraint(
                condition=~Q(witness="") & ~Q(instruction=""),
                name="scrap_has_witness_and_instruction",
                violation_error_message="报废要有厂家指令和见证人。",
            ),
        ]

    def __str__(self) -> str:
        return f"报废记录 {self.number}"


class ClaimedPart(StoreOwned):
    """A part that came off a car under a claim, with the tag that hangs on it."""

    tag = models.CharField("标签号", max_length=20)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="parts", verbose_name="索赔单")
    claim_line = models.OneToOneField(
        ClaimLine, models.PROTECT, related_name="old_part", verbose_name="索赔明细"
    )
    code = models.CharField("配件编码", max_length=40)
    name = models.CharField("配件名称", max_length=80)
    quantity = QuantityField("数量", default=1)
    supplier_code = models.CharField("供应商代码", max_length=30, blank=True)
    state = models.CharField("状态", max_length=10, choices=PartState, default=PartState.TAGGED)
    tagged_at = models.DateTimeField("挂签时间")
    stored_at = models.DateTimeField("入库时间", null=True)
    place = models.CharField("货位", max_length=20, blank=True)
    keep_until = models.DateField("保管期限")
    call_back = models.ForeignKey(
        CallBack, models.PROTECT, null=True, related_name="parts", verbose_name="召回指令"
    )
    shipment = models.ForeignKey(
        Shipment, models.PROTECT, null=True, related_name="parts", verbose_name="回运单"
    )
    box = models.PositiveSmallIntegerField("箱号", null=True)
    scrap = models.ForeignKey(Scrap, models.PROTECT, null=True, related_name="parts", verbose_name="报废记录")
    gone_at = models.DateTimeField("离库时间", null=True)
    gone_document = models.CharField("离库凭证", max_length=60, blank=True)
    deduction = models.CharField("扣件原因", max_length=18, choices=Deduction, blank=True)
    deduction_words = models.CharField("扣件说明", max_length=200, blank=True)
    deducted = MoneyField("扣款", default=0)
    pictures = models.JSONField("照片", default=list)

    class Meta:
        verbose_name = "索赔旧件"
        constraints = [
            models.UniqueConstraint(fields=["store", "tag"], name="tag_once"),
            models.CheckConstraint(condition=Q(state__in=PartState.values), name="claimed_part_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[str(each) for each in GONE]) | ~Q(gone_document=""),
                name="no_part_leaves_without_document",
                violation_error_message="索赔旧件离库必须有凭证（回运单、报废记录或退还单）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="stored") | ~Q(place=""),
                name="stored_part_has_a_place",
                violation_error_message="旧件入库要写明货位。",
            ),
            models.CheckConstraint(
                condition=~Q(state="deducted") | ~Q(deduction=""), name="deduction_has_its_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "state"],
                condition=Q(state__in=["tagged", "stored", "boxed", "shipped"]),
                name="claimed_parts_here",
            ),
        ]

    def __str__(self) -> str:
        return f"旧件 {self.tag}"


class PartMove(StoreOwned):
    """A claimed part came, went, or changed its place: by which document, by whom. Nobody rewrites it."""

    append_only = True
    journaled = False
    part = models.ForeignKey(ClaimedPart, models.PROTECT, related_name="moves", verbose_name="旧件")
    what = models.CharField("动作", max_length=20)
    document = models.CharField("凭证", max_length=60)
    place = models.CharField("货位", max_length=20, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经手人"
    )

    class Meta:
        verbose_name = "旧件流水"
        constraints = [
            models.CheckConstraint(condition=~Q(document=""), name="no_part_moves_without_document")
        ]


class Inventory(StoreOwned):
    """A count of the claimed-parts store: how many should lie there, which were found, missing, strange."""

    number = models.CharField("盘点单号", max_length=20)
    place = models.CharField("货位", max_length=20, blank=True)
    at = models.DateTimeField("盘点时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="盘点人"
    )
    expected = models.PositiveIntegerField("应有")
    found = models.PositiveIntegerField("实有")
    missing = models.JSONField("未找到", default=list)
    strange = models.JSONField("不应在此", default=list)
    words = models.CharField("差异说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "旧件盘点"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="part_inventory_number"),
            models.CheckConstraint(
                condition=Q(found__lte=F("expected")), name="inventory_found_within_expected"
            ),
        ]

    def __str__(self) -> str:
        return f"旧件盘点 {self.number}"
