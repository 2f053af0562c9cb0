"""Whom we buy from, on what terms, at what prices (PARTS-20)."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField, QuantityField, UnitPriceField
from huichang.kernel.rows import Shared, StoreOwned
from huichang.supply.states import CertificateKind, Standing, SupplierKind, Terms


class Supplier(Shared):
    """A firm that parts are bought from; all stores of the company know it, each on terms of its own."""

    code = models.CharField("供应商编码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    pinyin = models.CharField(max_length=240)
    initials = models.CharField(max_length=60)
    kind = models.CharField("类型", max_length=12, choices=SupplierKind, default=SupplierKind.TRADER)
    standing = models.CharField("准入", max_length=10, choices=Standing, default=Standing.TRIAL)
    standing_why = models.CharField("准入说明", max_length=120, blank=True)
    tax_number = models.CharField("统一社会信用代码", max_length=18, blank=True)
    bank = models.CharField("开户行和账号", max_length=80, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = "供应商"
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="supplier_name_once",
                violation_error_message="已经有这个名称的供应商，请直接使用。",
            ),
        ]
        indexes = [
            models.Index(fields=["initials"], name="supplier_initials", opclasses=["varchar_pattern_ops"]),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="supplier_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(Shared):
    """A person at a supplier; `is_urgent`: who is called when a car stands."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="contacts", verbose_name="供应商")
    name = models.CharField("联系人", max_length=20)
    job = models.CharField("职务", max_length=20, blank=True)
    phone = models.CharField("电话", max_length=20)
    mail = models.CharField("邮箱", max_length=80, blank=True)
    is_urgent = models.BooleanField("急件联系人", default=False)

    class Meta:
        verbose_name = "供应商联系人"
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "phone"],
                name="contact_once",
                violation_error_message="这个电话已经登记在该供应商名下。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Certificate(Shared):
    """A paper that a supplier has shown, and until when it holds (None: without end)."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="certificates", verbose_name="供应商")
    kind = models.CharField("证件", max_length=14, choices=CertificateKind)
    number = models.CharField("证号", max_length=60)
    until_on = models.DateField("有效期至", null=True)
    picture = models.ForeignKey(
        "kernel.Picture", models.PROTECT, null=True, related_name="+", verbose_name="照片"
    )

    class Meta:
        verbose_name = "供应商证件"
        constraints = [
            models.UniqueConstraint(fields=["supplier", "kind", "number"], name="certificate_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Contract(StoreOwned):
    """On what terms a store buys from a supplier, from a day until a day (采购合同). `tax_percent`: the rate that its invoices
    bear (a small taxpayer's is lower); None: the store's usual one."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contracts", verbose_name="供应商")
    number = models.CharField("合同号", max_length=30)
    from_on = models.DateField("生效")
    until_on = models.DateField("到期", null=True)
    terms = models.CharField("结算方式", max_length=12, choices=Terms, default=Terms.MONTHLY)
    pay_days = models.PositiveSmallIntegerField("账期（天）", default=30)
    min_order = MoneyField("起订金额（不含税）", default=0)
    freight = MoneyField("每单运费（不含税）", default=0)
    free_from = MoneyField("免运费金额", null=True)
    lead_days = models.PositiveSmallIntegerField("约定交货（天）", default=7)
    urgent_days = models.PositiveSmallIntegerField("急件交货（天）", default=2)
    urgent_freight = MoneyField("急件运费（不含税）", default=0)
    urgent_percent = models.DecimalField("急件加价（%）", max_digits=5, decimal_places=2, default=0)
    claim_days = models.PositiveSmallIntegerField("到货索赔期限（天）", default=3)
    quality_days = models.PositiveSmallIntegerField("质量索赔期限（天）", default=180)
    return_days = models.PositiveSmallIntegerField("退货期限（天）", default=30)
    tax_percent = models.DecimalField("税率（%）", max_digits=4, decimal_places=1, null=True)

    class Meta:
        verbose_name = "采购合同"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "number"],
                name="contract_number_in_store",
                violation_error_message="本店已经有这个合同号，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="contract_runs_forward",
                violation_error_message="到期日不能早于生效日。",
            ),
            models.CheckConstraint(
                condition=Q(min_order__gte=0) & Q(freight__gte=0) & Q(urgent_freight__gte=0),
                name="contract_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(tax_percent__isnull=True) | Q(tax_percent__gte=0, tax_percent__lte=30),
                name="contract_tax_within_bounds",
                violation_error_message="税率请填 0 到 30 之间的数。",
            ),
        ]
        indexes = [models.Index(fields=["store", "supplier", "-from_on"], name="contracts_of_supplier")]

    def __str__(self) -> str:
        return f"合同 {self.number}"


class ContractPrice(StoreOwned):
    """A supplier's price of a part for a store from a day on, per unit without tax, with its pack and lead time."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="prices", verbose_name="合同")
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    price = UnitPriceField("进价（不含税）")
    from_on = models.DateField("自")
    pack = QuantityField("包装数", default=1)
    lead_days = models.PositiveSmallIntegerField("交货（天）", null=True)
    their_number = models.CharField("供应商编码", max_length=40, blank=True)

    class Meta:
        verbose_name = "合同价"
        constraints = [
            models.UniqueConstraint(fields=["contract", "part", "from_on"], name="contract_price_once"),
            models.CheckConstraint(
                condition=Q(price__gt=0) & Q(pack__gt=0),
                name="contract_price_positive",
                violation_error_message="进价和包装数必须大于零。",
            ),
        ]
        indexes = [models.Index(fields=["store", "part"], name="contract_prices_of_part")]
