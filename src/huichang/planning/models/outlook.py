"""The plan as the booking desk asks it: packed whole, read in one statement."""

from django.db import models

from huichang.kernel.rows import StoreOwned


class Outlook(StoreOwned):
    """The problem and the accepted plan, pushed to `at`. Written anew with every replan; nobody's word, so not journaled."""

    journaled = False
    at = models.DateTimeField("时间")
    origin = models.DateTimeField("起点")
    problem = models.JSONField("问题")
    placed = models.JSONField("步骤")
    words = models.JSONField("叫法", default=dict)

    class Meta:
        verbose_name = "排程展望"
        constraints = [models.UniqueConstraint(fields=["store"], name="one_outlook_per_store")]
