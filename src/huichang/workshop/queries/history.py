"""Everything that happened on a visit, read out of the journal (PLAT-11): the order with all that hangs on it."""

from collections import defaultdict
from typing import Any

from django.db.models import Value

from huichang.kernel import journal
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.workshop import permissions
from huichang.workshop.models import (
    Answer,
    Assignment,
    CheckIn,
    Clock,
    Comeback,
    ExtraWork,
    Finding,
    GatePass,
    Handover,
    InsurerCase,
    Job,
    Line,
    Order,
    QualityCheck,
)

PIECES: tuple[tuple[Any, str], ...] = (
    (Job, "order_id"),
    (Line, "order_id"),
    (Answer, "order_id"),
    (ExtraWork, "order_id"),
    (CheckIn, "order_id"),
    (Finding, "order_id"),
    (Assignment, "order_id"),
    (Clock, "order_id"),
    (QualityCheck, "order_id"),
    (Comeback, "job__order_id"),
    (InsurerCase, "order_id"),
    (Handover, "order_id"),
    (GatePass, "order_id"),
)
MOST_CHANGES = 600


def history(actor: Actor, order_id: int) -> list[journal.Event]:
    """What was done to an order, its jobs and lines, in the workshop, at the checks and at the gate, newest first.

    Four statements. Raises Missing for another store's order, NotAllowed without the right to see orders.
    """
    keys = Order.objects.seen_by(actor).filter(pk=order_id).values_list("store_id", "visit_id").first()
    if keys is None:
        raise Missing("没有找到这张工单，请检查单号或重新搜索。")
    store_id, visit_id = keys
    if not actor.may(permissions.SEE_ORDERS, store_id):
        raise NotAllowed("您的岗位不能查看委托书，请找服务顾问。")
    rows: dict[str, list[int]] = defaultdict(list)
    rows["workshop.order"], rows["workshop.visit"] = [order_id], [visit_id]
    found = [
        model.objects.filter(**{field: order_id}).order_by().values_list(Value(model._meta.label_lower), "pk")
        for model, field in PIECES
    ]
    for label, pk in found[0].union(*found[1:], all=True):
        rows[label].append(pk)
    return journal.history_of(rows, limit=MOST_CHANGES)
