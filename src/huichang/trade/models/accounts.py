"""Trade customers: who they are to the parts store, and where goods go (PARTS-50)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import StoreOwned
from huichang.trade.states import BuyerKind, Pays


class Account(StoreOwned):
    """A customer of the parts store. Limit and pay term are billing's credit account, the price class is the parts store's:
    one of each for everything the customer buys here."""

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    kind = models.CharField("客户类型", max_length=8, choices=BuyerKind, default=BuyerKind.SHOP)
    pays = models.CharField("结算方式", max_length=8, choices=Pays, default=Pays.AT_ONCE)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    route = models.CharField("送货线路", max_length=30, blank=True)
    driver = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="送货员"
    )
    invoice_title = models.CharField("开票抬头", max_length=80, blank=True)
    tax_number = models.CharField("税号", max_length=20, blank=True)
    invoice_address = models.CharField("开票地址电话", max_length=120, blank=True)
    bank = models.CharField("开户行及账号", max_length=120, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    is_open = models.BooleanField("合作中", default=True)
    opened_at = models.DateTimeField("建立时间")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "配件客户"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "customer"],
                name="one_trade_account_per_customer",
                violation_error_message="这位客户已经是配件客户，请直接打开原来的账户。",
            ),
        ]

    def __str__(self) -> str:
        return "这个配件客户"


class Address(StoreOwned):
    """Where goods of a customer go."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="addresses", verbose_name="配件客户")
    name = models.CharField("收货点", max_length=40)
    address = models.CharField("地址", max_length=120)
    receiver = models.CharField("收货人", max_length=40, blank=True)
    phone = models.CharField("收货电话", max_length=20, blank=True)
    is_first = models.BooleanField("常用", default=False)
    is_active = models.BooleanField("可用", default=True)

    class Meta:
        verbose_name = "收货地址"
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(is_first=True, is_active=True),
                name="one_first_address",
            ),
            models.UniqueConstraint(
                fields=["account", "name"],
                condition=Q(is_active=True),
                name="address_name_once",
                violation_error_message="这个收货点名称已经有了，请换一个名称，或修改原来的。",
            ),
        ]

    def __str__(self) -> str:
        return "这个收货地址"
