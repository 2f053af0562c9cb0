"""One line of the ledger."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.parts import permissions
from huichang.parts.models import Move
from huichang.parts.queries import catalogue, reading, stock
from huichang.parts.queries.catalogue import PartBrief
from huichang.parts.queries.stock import MoveCard


@dataclass(frozen=True)
class MoveLine:
    """One line of the ledger with its part, and what later lines already put right of its quantity."""

    card: MoveCard
    part: PartBrief
    corrected: Decimal


def move_line(actor: Actor, move_id: int) -> MoveLine:
    """A line of the actor's store. Two statements. Raises Missing for another store's."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    row = (
        Move.objects.filter(store_id=store_id, pk=move_id)
        .select_related("part", "bin", "by", "taken_by", "batch")
        .first()
    )
    if row is None:
        raise Missing("没有找到这一笔出入库，请检查链接或重新搜索。")
    more = Move.objects.filter(corrects=row).aggregate(pieces=Sum("quantity"))["pieces"]
    worth = actor.may(permissions.SEE_COSTS, store_id)
    return MoveLine(stock.move_card(row, worth=worth), catalogue.brief(row.part), more or Decimal(0))
