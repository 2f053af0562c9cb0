"""How complete customers' files are, by the adviser who last served them (CARE-01)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from huichang.company import queries as company
from huichang.customers import queries as customers
from huichang.insights import permissions
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.workshop import queries as workshop

DAYS = 90
"""Customers of this many days are looked at: the adviser still remembers whom to ask."""
THIN = 70
"""Points below which a file is thin: something that the next call needs is missing."""
SHOWN = 60


@dataclass(frozen=True)
class AdviserFiles:
    """One adviser's customers: how many, how complete on average, how many thin files, what is missing most often."""

    adviser_id: int
    adviser: str
    many: int
    score: int
    thin: int
    missing: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ThinFile:
    """A file that wants completing."""

    customer_id: int
    name: str
    score: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class FileQuality:
    """The store's files: by adviser, and the thinnest of one adviser (or of all)."""

    many: int
    score: int
    thin: int
    advisers: tuple[AdviserFiles, ...]
    thinnest: tuple[ThinFile, ...]


def file_quality(actor: Actor, *, at: datetime, adviser_id: int | None = None) -> FileQuality:
    """How complete the files of the last `DAYS` days' customers are, the adviser with the least complete ones first.

    Raises NotAllowed without the right. Three statements.
    """
    if not actor.may(permissions.SEE_FILE_QUALITY):
        raise NotAllowed("您的岗位不能查看档案完整度，请找服务经理。")
    served = workshop.last_served(actor.here, since=at - timedelta(days=DAYS))
    scored = customers.scores(served)
    names = company.names(served.values())
    by_adviser: dict[int, list[int]] = {}
    for customer_id, adviser in served.items():
        if customer_id in scored:
            by_adviser.setdefault(adviser, []).append(customer_id)
    rows = [_row(adviser, names.get(adviser, ""), mine, scored) for adviser, mine in by_adviser.items()]
    wanted = by_adviser.get(adviser_id, []) if adviser_id is not None else list(scored)
    thin = sorted((pk for pk in wanted if scored[pk].score < THIN), key=lambda pk: (scored[pk].score, pk))
    total = sum(file.score for file in scored.values())
    return FileQuality(
        len(scored),
        round(total / len(scored)) if scored else 0,
        sum(row.thin for row in rows),
        tuple(sorted(rows, key=lambda row: (row.score, -row.many))),
        tuple(ThinFile(pk, scored[pk].name, scored[pk].score, scored[pk].missing) for pk in thin[:SHOWN]),
    )


def _row(adviser_id: int, name: str, mine: list[int], scored: dict[int, customers.FileScore]) -> AdviserFiles:
    missing = Counter(word for pk in mine for word in scored[pk].missing)
    return AdviserFiles(
        adviser_id,
        name,
        len(mine),
        round(sum(scored[pk].score for pk in mine) / len(mine)),
        sum(scored[pk].score < THIN for pk in mine),
        tuple(missing.most_common(3)),
    )
