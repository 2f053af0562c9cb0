"""The lines of a published list, as the store matches them: plain functions over rows."""

from collections.abc import Sequence

from huichang.verdicts.models import PublishedList, Verdict
from huichang.verdicts.states import Ruling
from huichang.warranty.matching import ListLine
from huichang.warranty.queries import auditing


def lines_of(published: PublishedList) -> list[ListLine]:
    """The lines of a list, in the order in which the claims were sent. Two statements."""
    rows: Sequence[Verdict] = list(Verdict.objects.filter(published_list=published).order_by("sent_at", "pk"))
    vins = auditing.vins({row.claim_id for row in rows})
    return [
        ListLine(
            row.number,
            vins.get(row.claim_id, ""),
            row.paid_labour,
            row.paid_parts,
            row.paid_other,
            row.paid,
            _why(row),
        )
        for row in rows
    ]


def _why(row: Verdict) -> str:
    """The reason of a line that is cut or rejected."""
    if row.ruling == Ruling.ACCEPT:
        return ""
    return "：".join(filter(None, (str(row.get_reason_display()), row.words)))[:120]
