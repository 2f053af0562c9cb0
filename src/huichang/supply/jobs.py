"""What happens by itself in buying."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from huichang.kernel.actor import Actor
from huichang.kernel.jobs import every
from huichang.supply import evaluating, permissions


@every(
    "40 5 1 * *",
    says="评价上个月的供应商",
    as_whom="系统·供应商评价",
    permissions=[permissions.EVALUATE_SUPPLIERS],
)
def evaluate_suppliers(actor: Actor, store_id: int, *, at: datetime) -> None:
    """On the first of a month, the month before."""
    last = localdate(at).replace(day=1) - timedelta(days=1)
    evaluating.evaluate_suppliers(actor, store_id, month=last, at=at)
