"""The pick list (领料单) as a printed document."""

from datetime import datetime

from django.utils.timezone import localdate

from huichang.company import letterhead
from huichang.company import queries as company
from huichang.kernel import wording
from huichang.kernel.actor import Actor
from huichang.kernel.papers import UNSIGNED, Signed
from huichang.parts import papers, queries
from huichang.parts.models import Move
from huichang.parts.queries.to_take import ToTake
from huichang.parts.states import MoveKind


def pick_paper(actor: Actor, order_id: int, *, at: datetime, url: str) -> papers.PickList:
    """What an order asks and has had, in walking order, with the batches and serial numbers to take (RULES D6). `url` is
    what its QR opens; at most eight statements.

    Raises what `queries.pick_list` does.
    """
    today = localdate(at)
    found = queries.pick_list(actor, order_id, on=today)
    asker = found.asker
    ids = [line.part_id for line in found.lines]
    prices, masters = queries.prices(ids, today, store_id=actor.here), queries.parts(ids)
    last = (
        Move.objects.filter(
            for_line__in=[line.line_id for line in found.lines], kind__in=[MoveKind.ISSUE, MoveKind.SALE]
        )
        .select_related("taken_by", "by")
        .order_by("-pk")
        .first()
    )
    taker = last.taken_by if last else None
    return papers.PickList(
        store=letterhead.head(actor.here),
        no=f"LL-{found.order_number}",
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        order_no=found.order_number,
        asked_at=found.asked_at,
        needed_by=found.promised_at,
        plate=found.plate,
        model=asker.model,
        vin=asker.vin,
        customer=asker.customer,
        adviser=asker.adviser,
        technician=asker.technician or (taker.name if taker else ""),
        team=asker.team,
        warehouse=company.store_card(actor.here).name,
        lines=tuple(
            papers.PickLine(
                bin=line.bin,
                code=line.number,
                name=line.name,
                category=str(masters[line.part_id].quality_says),
                asked=line.asked,
                issued=line.issued,
                unit=line.unit,
                price=prices.get(line.part_id),
                note=_note(line),
            )
            for line in found.lines
        ),
        made_by=actor.name,
        picked_by=Signed(name=taker.name, at=last.at) if last and taker else UNSIGNED,
        issued_by=Signed(name=last.by.name, at=last.at) if last and last.by else UNSIGNED,
    )


def _note(line: queries.PickCard) -> str:
    """What whoever picks has to know of a line: the batches to take, dangerous goods, what is short."""
    said = ["、".join(_batch(each, line.unit) for each in line.take)]
    if line.is_hazardous:
        said.append("危险品")
    if line.short > 0:
        short = f"缺 {wording.quantity(line.short)}"
        on = line.expected_on
        said.append(short if on is None else f"{short}，{on.month}月{on.day}日到")
    return "；".join(filter(None, said))


def _batch(each: ToTake, unit: str) -> str:
    if each.is_serial:
        return f"序列号 {each.number}"
    until = f"，有效期至 {each.expires_on}" if each.expires_on else ""
    return f"批次 {each.number}（{wording.quantity(each.quantity, unit)}{until}）"
