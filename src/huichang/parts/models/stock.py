"""Stock as a ledger (PARTS-10), its places (PARTS-11), and what is promised to whom (PARTS-12)."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.parts.states import Answer, HoldState, MoveKind, Place, Size


class Warehouse(StoreOwned):
    """A part of the store room with its own rule. `most` bounds what may lie in it altogether (hazardous goods)."""

    name = models.CharField("库区", max_length=20)
    place = models.CharField("性质", max_length=10, choices=Place, default=Place.MAIN)
    most = QuantityField("限量", null=True, blank=True)

    class Meta:
        verbose_name = "库区"
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="warehouse_name_in_store")]

    def __str__(self) -> str:
        return self.name


class Bin(StoreOwned):
    """A shelf place (货位), in walking order. `size`: the largest pieces that it takes (empty: any); `is_full`: somebody saw
    that nothing more goes in, and nothing has left it since."""

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="bins", verbose_name="库区")
    code = models.CharField("货位", max_length=12)
    walk = models.PositiveIntegerField("行走顺序", default=0)
    size = models.CharField("放多大的件", max_length=6, choices=Size, blank=True, default="", db_default="")
    is_full = models.BooleanField("已放满", default=False, db_default=False)

    class Meta:
        verbose_name = "货位"
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="bin_code_in_store")]

    def __str__(self) -> str:
        return self.code


class PlaceLimit(StoreOwned):
    """So much of one part, and not more, may lie in a part of the store room."""

    warehouse = models.ForeignKey(Warehouse, models.CASCADE, related_name="limits", verbose_name="库区")
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    most = QuantityField("限量")

    class Meta:
        verbose_name = "配件限量"
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "part"], name="one_limit_per_part_and_warehouse"),
            models.CheckConstraint(condition=Q(most__gte=0), name="limit_not_negative"),
        ]


class Stock(StoreOwned):
    """The running totals of one part in one store, kept in the transaction of every move and re-proved nightly.

    `value` is the moving-average value of what is on hand; `held` is the part of it that is promised, `blocked` the
    part that lies where nothing is issued from (quarantine, claimed parts) or belongs to a batch that is not good. `abc`
    and `xyz` are computed by night.
    """

    journaled = False
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    on_hand = QuantityField("现存", default=0)
    held = QuantityField("预留", default=0)
    blocked = QuantityField("冻结", default=0)
    in_transit = QuantityField("在途", default=0)
    value = MoneyField("库存金额", default=0)
    home_bin = models.ForeignKey(Bin, models.PROTECT, null=True, related_name="+", verbose_name="固定货位")
    abc = models.CharField("ABC 分类", max_length=1, blank=True)
    xyz = models.CharField("XYZ 分类", max_length=1, blank=True)

    class Meta:
        verbose_name = "库存"
        constraints = [
            models.UniqueConstraint(fields=["store", "part"], name="one_stock_per_part"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=0),
                name="stock_never_negative",
                violation_error_message="库存不足，可能刚被别人领走，请刷新后重试。",
            ),
            models.CheckConstraint(
                condition=Q(held__gte=0) & Q(blocked__gte=0) & Q(on_hand__gte=F("held") + F("blocked")),
                name="never_promise_more_than_on_hand",
                violation_error_message="可用库存不足，其余已预留给别的车，请查看占用情况。",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="stock_value_never_negative"),
            models.CheckConstraint(condition=~Q(on_hand=0) | Q(value=0), name="nothing_is_worth_nothing"),
            models.CheckConstraint(condition=Q(in_transit__gte=0), name="in_transit_not_negative"),
        ]


class BinStock(StoreOwned):
    """What lies in one bin."""

    journaled = False
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    bin = models.ForeignKey(Bin, models.PROTECT, related_name="contents", verbose_name="货位")
    quantity = QuantityField("数量", default=0)

    class Meta:
        verbose_name = "货位库存"
        constraints = [
            models.UniqueConstraint(fields=["bin", "part"], name="one_row_per_bin_and_part"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="bin_never_negative",
                violation_error_message="这个货位的数量不够，请核对货位或从另一货位领取。",
            ),
        ]
        indexes = [models.Index(fields=["store", "part"], name="bins_of_part")]


class Move(StoreOwned):
    """One line of the ledger: never edited, corrected only by another line, which names it (`corrects`).

    `at` is when it was written. A correction belongs to the time of what it corrects (`belongs_at`), so that the stock
    of a past day can be asked as it was known then, or as it is known now.
    """

    append_only = True
    journaled = False
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    bin = models.ForeignKey(Bin, models.PROTECT, related_name="+", verbose_name="货位")
    kind = models.CharField("类型", max_length=12, choices=MoveKind)
    quantity = QuantityField("数量（入正出负）")
    value = MoneyField("金额（入正出负）")
    on_hand_after = QuantityField("结存")
    for_line = models.BigIntegerField("工单行", null=True)
    document = models.CharField("单据号", max_length=20)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经手人"
    )
    taken_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="领料人"
    )
    note = models.CharField("说明", max_length=120, blank=True)
    batch = models.ForeignKey("parts.Batch", models.PROTECT, null=True, related_name="+", verbose_name="批次")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="更正")
    belongs_at = models.DateTimeField("归属时间", null=True)

    class Meta:
        verbose_name = "出入库"
        indexes = [
            models.Index(fields=["batch"], name="moves_of_batch", condition=Q(batch__isnull=False)),
            models.Index(fields=["store", "document"], name="moves_of_document"),
            models.Index(fields=["store", "part", "-id"], name="stock_card"),
            models.Index(fields=["for_line"], name="moves_of_line", condition=Q(for_line__isnull=False)),
            models.Index(fields=["store", "-at"], name="moves_by_day"),
        ]


class Hold(StoreOwned):
    """A promise: this many of this part are kept for a line of an order or for a booking.

    The quantity of a hold never changes once it has ended, and a hold that ends in part is split: what was held at any
    moment in the past is the sum of the holds that ran then.
    """

    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    quantity = QuantityField("数量")
    for_line = models.BigIntegerField("工单行", null=True)
    for_appointment = models.BigIntegerField("预约", null=True)
    plate = models.CharField("车牌", max_length=10, blank=True)
    priority = models.PositiveSmallIntegerField("优先级", default=5)
    state = models.CharField("状态", max_length=10, choices=HoldState, default=HoldState.HELD)
    held_at = models.DateTimeField("预留时间")
    expires_at = models.DateTimeField("到期时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    shelf = models.ForeignKey(Bin, models.PROTECT, null=True, related_name="+", verbose_name="预约货架")

    class Meta:
        verbose_name = "预留"
        constraints = [
            models.CheckConstraint(
                condition=Q(for_line__isnull=False) | Q(for_appointment__isnull=False),
                name="hold_is_for_something",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="hold_positive"),
            models.CheckConstraint(
                condition=Q(state="held", ended_at__isnull=True)
                | (~Q(state="held") & Q(ended_at__isnull=False)),
                name="hold_ends_once",
            ),
        ]
        indexes = [
            models.Index(fields=["for_line"], condition=Q(state="held"), name="holds_of_line"),
            models.Index(fields=["store", "part"], condition=Q(state="held"), name="holds_of_part"),
            models.Index(fields=["for_appointment"], condition=Q(state="held"), name="holds_of_appointment"),
        ]

    def __str__(self) -> str:
        return "这份预留"


class HoldRequest(StoreOwned):
    """Somebody asks for a part that is held for another car."""

    hold = models.ForeignKey(Hold, models.CASCADE, related_name="requests", verbose_name="预留")
    asked_by = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    why = models.CharField("原因", max_length=120)
    quantity = QuantityField("申请数量")
    for_line = models.BigIntegerField("给工单行", null=True)
    for_appointment = models.BigIntegerField("给预约", null=True)
    state = models.CharField("答复", max_length=8, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "调用申请"
        constraints = [
            models.UniqueConstraint(
                fields=["hold"],
                condition=Q(state="open"),
                name="one_open_request_per_hold",
                violation_error_message="已经有人在申请这份预留，请等对方顾问答复。",
            )
        ]
        indexes = [models.Index(fields=["store"], condition=Q(state="open"), name="requests_open")]

    def __str__(self) -> str:
        return "这份调用申请"


class BackOrder(StoreOwned):
    """A part that was asked for and is not there (lost or delayed): what is short, for whom, expected when."""

    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    quantity = QuantityField("缺数")
    for_line = models.BigIntegerField("工单行", null=True)
    for_appointment = models.BigIntegerField("预约", null=True)
    plate = models.CharField("车牌", max_length=10, blank=True)
    priority = models.PositiveSmallIntegerField("优先级", default=5)
    needed_at = models.DateTimeField("需要时间", null=True)
    asked_at = models.DateTimeField("提出时间")
    expected_on = models.DateField("预计到货", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "缺件"
        indexes = [
            models.Index(
                fields=["store", "part"], condition=Q(closed_at__isnull=True), name="open_back_orders"
            ),
            models.Index(
                fields=["for_appointment"], condition=Q(closed_at__isnull=True), name="shorts_of_appointment"
            ),
            models.Index(fields=["for_line"], condition=Q(for_line__isnull=False), name="shorts_of_line"),
            models.Index(fields=["store", "-asked_at"], name="shorts_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(for_line__isnull=False) | Q(for_appointment__isnull=False),
                name="short_for_something",
            ),
            models.UniqueConstraint(
                fields=["for_line"],
                condition=Q(closed_at__isnull=True, for_line__isnull=False),
                name="one_back_order_per_line",
            ),
        ]


class Delivery(StoreOwned):
    """Goods on their way to us: so many of a part, expected on a day. A delivery that comes in parts is split."""

    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    quantity = QuantityField("数量")
    supplier = models.CharField("供应商", max_length=60, blank=True)
    document = models.CharField("订单号", max_length=20, blank=True)
    expected_on = models.DateField("预计到货")
    told_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    came = models.BooleanField("已到货", default=False)
    for_purchase = models.BigIntegerField("采购行", null=True)

    class Meta:
        verbose_name = "在途"
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_positive")]
        indexes = [
            models.Index(
                fields=["store", "part"], condition=Q(ended_at__isnull=True), name="deliveries_open"
            ),
            models.Index(
                fields=["for_purchase"],
                condition=Q(ended_at__isnull=True, for_purchase__isnull=False),
                name="deliveries_of_purchase",
            ),
        ]


class Proof(StoreOwned):
    """One proof of the ledger: running totals against the sums of moves, holds and deliveries (PARTS-10)."""

    append_only = True
    journaled = False
    at = models.DateTimeField("时间")
    checked = models.PositiveIntegerField("核对项数")
    wrong = models.JSONField("不符", default=list)

    class Meta:
        verbose_name = "台账核对"
        indexes = [models.Index(fields=["store", "-at"], name="proofs_by_day")]
