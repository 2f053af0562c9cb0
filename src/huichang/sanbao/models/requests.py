"""What an owner got for the time without a car, and what an owner asks for."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import StoreOwned
from huichang.sanbao.models.repairs import Repair
from huichang.sanbao.states import RequestKind, RequestState, SpareKind


class SpareCar(StoreOwned):
    """A spare car, transport money, or the owner's word that none is wanted (第二十一条), with its evidence."""

    repair = models.ForeignKey(Repair, models.PROTECT, related_name="spares", verbose_name="修理")
    kind = models.CharField("方式", max_length=10, choices=SpareKind)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", null=True)
    plate = models.CharField("备用车车牌", max_length=10, blank=True)
    km_out = models.PositiveIntegerField("出车里程", null=True)
    km_in = models.PositiveIntegerField("还车里程", null=True)
    amount = MoneyField("补偿金额", null=True)
    words = models.CharField("凭据", max_length=200, blank=True)
    pictures = models.JSONField("照片", default=list)
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "备用车"
        constraints = [
            models.UniqueConstraint(
                fields=["repair"],
                condition=Q(kind="car", until__isnull=True),
                name="one_spare_car_at_a_time",
                violation_error_message="这次修理已经有一辆备用车在外，请先登记还车。",
            ),
            models.UniqueConstraint(
                fields=["store", "plate"],
                condition=Q(kind="car", until__isnull=True),
                name="spare_car_out_once",
                violation_error_message="这辆备用车正借给另一位客户，请换一辆或先登记还车。",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="spare_runs_forward"
            ),
            models.CheckConstraint(condition=~Q(kind="car") | ~Q(plate=""), name="spare_car_has_plate"),
            models.CheckConstraint(
                condition=~Q(kind="money") | Q(amount__gt=0), name="spare_money_has_amount"
            ),
        ]
        indexes = [models.Index(fields=["store", "-at"], name="spares_by_day")]

    def __str__(self) -> str:
        return "这条备用车记录"


class Request(StoreOwned):
    """An owner's request to exchange or return the car (第二十二 to 第二十八条), from the word to the certificate.

    `rule`: the engine's rule by which it is asked. Amounts in yuan; `sums` the arithmetic as it was told.
    """

    number = models.CharField("编号", max_length=20)
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    kind = models.CharField("要求", max_length=10, choices=RequestKind)
    rule = models.CharField("依据", max_length=120)
    article = models.CharField("条款", max_length=40)
    words = models.CharField("客户的要求", max_length=500)
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.ASKED)
    asked_at = models.DateTimeField("提出时间")
    answer_by_on = models.DateField("答复期限")
    done_by_on = models.DateField("办结期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    answer_words = models.CharField("答复理由", max_length=500, blank=True)
    price = MoneyField("车价款", null=True)
    km = models.PositiveIntegerField("行驶里程", null=True)
    factor = models.DecimalField("使用补偿系数 n", max_digits=6, decimal_places=5, null=True)
    compensation = MoneyField("使用补偿费", null=True)
    registration = MoneyField("车辆登记费", default=0)
    fittings = MoneyField("加装装饰费", default=0)
    services = MoneyField("相关服务费", default=0)
    refund = MoneyField("应退还", null=True)
    sums = models.JSONField("计算", default=list)
    new_vin = models.CharField("新车车架号", max_length=17, blank=True)
    done_at = models.DateTimeField("办结时间", null=True)
    proof = models.CharField("换车退车证明号", max_length=20, blank=True)
    taken_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="受理人"
    )
    answered_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "换退车要求"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="sanbao_request_number"),
            models.UniqueConstraint(
                fields=["vehicle"],
                condition=Q(state__in=["asked", "agreed"]),
                name="one_open_request_per_car",
                violation_error_message="这辆车已经有一个换退车要求在办理，请打开原来的那个。",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer_words=""), name="refusal_has_reasons"
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") & ~Q(state="done") | Q(compensation__isnull=False),
                name="agreement_has_its_sums",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False) & ~Q(proof=""),
                name="done_has_its_proof",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "answer_by_on"],
                condition=Q(state__in=["asked", "agreed"]),
                name="sanbao_requests_open",
            ),
            models.Index(fields=["store", "-asked_at"], name="sanbao_requests_by_day"),
        ]

    def __str__(self) -> str:
        return f"换退车要求 {self.number}"
