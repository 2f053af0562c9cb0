"""Count sheets (盘点表) and difference reports (盘点差异表) as printed documents."""

from datetime import datetime

from huichang.company import letterhead
from huichang.kernel.actor import Actor
from huichang.kernel.papers import UNSIGNED, Signed
from huichang.parts import papers, permissions
from huichang.parts.models import Count, CountLine
from huichang.parts.queries import counts, reading
from huichang.parts.states import LineState

CountPaper = papers.CountSheet | papers.CountReport


def count_sheet(actor: Actor, count_id: int, *, at: datetime, url: str) -> papers.CountSheet:
    """The blind list of a count, in walking order; at most six statements. Raises what `counts.count_card` does."""
    card = counts.count_card(actor, count_id)
    lines = (
        CountLine.objects.filter(count_id=count_id)
        .exclude(state=LineState.LEFT_OUT)
        .select_related("bin", "part", "batch")
        .order_by("bin__walk", "bin__code", "part__number", "pk")
    )
    walk = counts.walk(actor, count_id)
    empty = [each for each in walk if not each.lines]
    listed = [
        papers.SheetLine(
            bin=line.bin.code,
            code=line.part.number,
            name=line.part.name,
            batch=line.batch.number if line.batch else "",
            unit=line.part.unit,
        )
        for line in lines
    ]
    listed += [papers.SheetLine(bin=each.code, code="", name="（看一眼是否空）", unit="") for each in empty]
    return papers.CountSheet(
        store=letterhead.head(actor.here),
        no=card.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        kind=card.kind_says,
        what=card.what,
        on=card.on,
        lines=tuple(listed),
        people="、".join(dict.fromkeys(each.given_to for each in walk if each.given_to)),
    )


def count_report(actor: Actor, count_id: int, *, at: datetime, url: str) -> papers.CountReport:
    """What a count found; at most six statements. Raises NotAllowed for those who only count."""
    reading.store_for(actor, permissions.SEE_DIFFERENCES)
    card = counts.count_card(actor, count_id)
    found = [line for line in counts.differences(actor, count_id) if line.counted is not None]
    ended = Count.objects.select_related("ended_by").get(pk=count_id)
    return papers.CountReport(
        store=letterhead.head(actor.here),
        no=card.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        kind=card.kind_says,
        what=card.what,
        on=card.on,
        state=card.state_says,
        counted_lines=card.lines - card.left,
        lines=tuple(
            papers.DifferenceLine(
                bin=line.bin,
                code=line.number,
                name=line.name,
                batch=line.batch,
                unit=line.unit,
                book=line.book or counts.ZERO,
                counted=line.counted or counts.ZERO,
                difference=line.difference or counts.ZERO,
                worth=line.worth or counts.ZERO,
                reason="：".join(filter(None, [line.reason_says, line.words])),
                by="、".join(dict.fromkeys(take.by for take in line.takes if take.counts)),
            )
            for line in found
        ),
        ended_at=ended.ended_at,
        approved_by=Signed(name=ended.ended_by.name, at=ended.ended_at)
        if ended.ended_by and ended.ended_at
        else UNSIGNED,
    )
