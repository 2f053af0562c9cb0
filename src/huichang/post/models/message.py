"""A message to a customer."""

from django.db import models

from huichang.kernel.rows import StoreOwned
from huichang.post.states import MessageState


class Message(StoreOwned):
    """One message, written in the transaction of what it tells; sent by the worker when it is due."""

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    about = models.CharField("关于", max_length=60)
    template = models.CharField("模板", max_length=40)
    channel = models.CharField("渠道", max_length=8)
    address = models.CharField("号码", max_length=60)
    text = models.CharField("内容", max_length=500)
    link = models.CharField("链接", max_length=300, blank=True)
    state = models.CharField("状态", max_length=8, choices=MessageState, default=MessageState.WAITING)
    due_at = models.DateTimeField("应发时间")
    sent_at = models.DateTimeField("发出时间", null=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    problem = models.CharField("问题", max_length=200, blank=True)
    once = models.CharField(max_length=80, null=True)

    class Meta:
        verbose_name = "消息"
        constraints = [models.UniqueConstraint(fields=["store", "once"], name="message_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="message_to_send"),
            models.Index(fields=["about"], name="message_about"),
            models.Index(fields=["store", "-id"], name="message_by_store"),
        ]
