"""Labels of parts, of what a receipt brought, and of bins."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import Literal

from huichang.company import letterhead
from huichang.kernel import wording
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, Refused
from huichang.parts import papers, permissions, scanning
from huichang.parts.models import Batch, Bin, Move, Part, Stock
from huichang.parts.queries import reading, to_put_away
from huichang.parts.states import LOCKED_AWAY, Place

MOST = 240
Kind = Literal["roll", "a4"]


def part_labels(
    actor: Actor,
    part_id: int,
    *,
    copies: int,
    at: datetime,
    paper: Kind = "roll",
    batch_id: int | None = None,
) -> papers.Labels:
    """So many labels of a part, with its batch when one is named. Four statements. Raises Missing, Refused for too many."""
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    part = Part.objects.filter(pk=part_id).first()
    if part is None:
        raise Missing("没有找到这个配件，请重新搜索。")
    batch = Batch.objects.filter(store_id=store_id, part=part, pk=batch_id).first() if batch_id else None
    home = Stock.objects.filter(store_id=store_id, part=part).values_list("home_bin__code", flat=True).first()
    return _paper(actor, f"BQ-{part.number}", [_of_part(part, batch, home or "")] * copies, at, paper)


def receipt_labels(actor: Actor, document: str, *, at: datetime, paper: Kind = "roll") -> papers.Labels:
    """A label for each piece (each line of goods by measure) of what a document brought in, with the bin where it lies or,
    of what came to the receiving place, where it is to be put or was put since. Three statements, thirteen with such a place.

    Raises Missing for a document that brought nothing into the actor's store.
    """
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    moves = list(
        Move.objects.filter(store_id=store_id, document=document, quantity__gt=0)
        .select_related("part", "batch", "bin__warehouse")
        .order_by("pk")
    )
    shelves: dict[int, str] = {}
    if any(move.bin.warehouse.place == Place.RECEIVING for move in moves):
        # What was put away since lies in its own place; what still waits, where it is to be put.
        shelves = dict(
            Stock.objects.filter(
                store_id=store_id, part_id__in={move.part_id for move in moves}, home_bin__isnull=False
            ).values_list("part_id", "home_bin__code")
        ) | {
            line.part.id: line.shelf.code for line in to_put_away.to_put_away(actor) if line.shelf is not None
        }
    labels = []
    for move in moves:
        copies = ceil(move.quantity / move.part.pack) if move.part.pack > 1 else ceil(move.quantity)
        waits = move.bin.warehouse.place == Place.RECEIVING
        code = shelves.get(move.part_id, "") if waits else move.bin.code
        labels += [_of_part(move.part, move.batch, code)] * (copies if move.part.is_whole else 1)
    if not labels:
        raise Missing(f"没有找到单据 {document} 的入库，请核对单号。")
    return _paper(actor, document, labels, at, paper)


def bin_labels(
    actor: Actor, warehouse_id: int, *, at: datetime, paper: Kind = "a4", bin_id: int | None = None
) -> papers.Labels:
    """A label for every bin of a part of the store room, or for one. Three statements. Raises Missing."""
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    bins = Bin.objects.filter(store_id=store_id, warehouse_id=warehouse_id).select_related("warehouse")
    if bin_id is not None:
        bins = bins.filter(pk=bin_id)
    labels = [
        papers.Label(
            code=scanning.label_of_bin(bin.code),
            big=bin.code,
            name=bin.warehouse.name,
            mark="危险品" if bin.warehouse.place == Place.HAZARD else "",
        )
        for bin in bins.order_by("walk", "code")
    ]
    if not labels:
        raise Missing("没有找到这个库区的货位。")
    return _paper(actor, "BQ-HW", labels, at, paper)


def _of_part(part: Part, batch: Batch | None, bin: str) -> papers.Label:
    lines = [" · ".join(filter(None, [str(part.get_quality_display()), part.maker]))]
    if batch is not None:
        until = f" 有效期至 {batch.expires_on}" if batch.expires_on else ""
        lines.append(f"{'序列号' if batch.is_serial else '批次'} {batch.number}{until}")
    lines.append(" · ".join(filter(None, [f"货位 {bin}" if bin else "", _pack(part)])))
    mark = "待检" if batch is not None and batch.state in LOCKED_AWAY else ""
    mark = mark or ("危险品" if part.is_hazardous else "安全件" if part.is_safety else "")
    return papers.Label(
        code=scanning.label_of_part(part.number, batch.number if batch else ""),
        big=part.number,
        name=part.name,
        lines=tuple(line for line in lines if line),
        mark=mark,
    )


def _pack(part: Part) -> str:
    return f"每包 {wording.quantity(part.pack, part.unit)}" if part.pack > Decimal(1) else ""


def _paper(actor: Actor, no: str, labels: Iterable[papers.Label], at: datetime, paper: Kind) -> papers.Labels:
    made = tuple(labels)
    if not 1 <= len(made) <= MOST:
        raise Refused(f"一次打印 1 到 {MOST} 张标签，现在是 {len(made)} 张，请分几次打印。")
    return papers.Labels(
        store=letterhead.head(actor.here),
        no=no,
        qr="",
        printed_at=at,
        printed_by=actor.name,
        paper=paper,
        labels=made,
    )
