"""Links under which a customer sees a sale or a bill on the phone (PARTS-50)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import StoreOwned
from huichang.trade.models.bills import Bill
from huichang.trade.models.sales import Sale


class Link(StoreOwned):
    """One link; only the digest of its secret is kept."""

    sale = models.ForeignKey(Sale, models.CASCADE, null=True, related_name="links", verbose_name="销售单")
    bill = models.ForeignKey(Bill, models.CASCADE, null=True, related_name="links", verbose_name="账单")
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("有效期至")
    opened_at = models.DateTimeField("首次打开", null=True)

    class Meta:
        verbose_name = "客户链接"
        constraints = [
            models.CheckConstraint(
                condition=Q(sale__isnull=False, bill__isnull=True) | Q(sale__isnull=True, bill__isnull=False),
                name="link_leads_somewhere",
            ),
        ]
