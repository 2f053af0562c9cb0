"""The customer's file (CARE-01)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Reverse

from huichang.customers.states import BoardName, Channel, Kind, Sex
from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import Shared, StoreOwned


class Customer(Shared):
    """A person or firm. `known_at` lists the stores that have dealt with them: only those see the file, others of the
    group see it when the customer agreed (`share_in_group`)."""

    kind = models.CharField("类型", max_length=8, choices=Kind, default=Kind.PERSON)
    name = models.CharField("姓名/名称", max_length=80)
    pinyin = models.CharField(max_length=240)
    initials = models.CharField(max_length=80)
    sex = models.CharField("性别", max_length=8, choices=Sex, default=Sex.UNKNOWN)
    birthday = models.DateField("生日", null=True, blank=True)
    phone = models.CharField("手机", max_length=20, blank=True)
    wechat = models.CharField("微信", max_length=40, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    postcode = models.CharField("邮编", max_length=10, blank=True)
    identity_number = models.CharField("证件号", max_length=20, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=40, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    registered_capital = MoneyField("注册资本", null=True, blank=True)
    business_scope = models.CharField("经营范围", max_length=200, blank=True)
    business_state = models.CharField("经营状况", max_length=40, blank=True)
    credit_state = models.CharField("信用状况", max_length=40, blank=True)
    bank = models.CharField("开户行", max_length=60, blank=True)
    bank_account = models.CharField("账号", max_length=40, blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    first_dealing_on = models.DateField("首次往来")
    board_name = models.CharField("欢迎看板显示", max_length=8, choices=BoardName, default=BoardName.PLATE)
    channel = models.CharField("联系方式偏好", max_length=8, choices=Channel, default=Channel.SMS)
    known_at = ArrayField(models.BigIntegerField(), verbose_name="往来门店", default=list)
    share_in_group = models.BooleanField("同意集团内共享", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "客户"
        indexes = [
            models.Index(fields=["initials"], name="customer_initials", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["pinyin"], name="customer_pinyin", opclasses=["varchar_pattern_ops"]),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="customer_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name


class Phone(Shared):
    """A number of a customer; found by its tail."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="phones", verbose_name="客户")
    number = models.CharField("号码", max_length=20)
    label = models.CharField("说明", max_length=20, blank=True)

    class Meta:
        verbose_name = "电话"
        constraints = [models.UniqueConstraint(fields=["customer", "number"], name="phone_once")]
        indexes = [
            models.Index(fields=["number"], name="phone_number"),
            models.Index(OpClass(Reverse("number"), "text_pattern_ops"), name="phone_tail"),
        ]


class Consent(Shared):
    """What the customer agreed to, in which words, and when it was withdrawn (PIPL 13–16, 23, 29)."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents", verbose_name="客户")
    purpose = models.CharField("目的", max_length=20)
    wording = models.CharField("告知内容", max_length=300)
    source = models.CharField("来源", max_length=40)
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "同意"


class Note(StoreOwned):
    """A dealing with a customer that no other record holds: a call, a wish, a visit to them."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="notes", verbose_name="客户")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )
    text = models.CharField("内容", max_length=500)

    class Meta:
        verbose_name = "往来记录"
        indexes = [models.Index(fields=["customer", "-at"], name="note_by_customer")]
