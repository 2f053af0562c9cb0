"""What the figures of stocking are made of (PARTS-31): who left without a part, what became of suggestions. One definition
gives sums and lines (`kernel.figures`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from huichang.kernel.figures import Entry, Measure, Sum, entries, sums
from huichang.stocking.models import Asked, Suggestion
from huichang.stocking.states import AskedAt, Outcome, State

_AT_THE_COUNTER = ", ".join(f"'{where}'" for where in (AskedAt.COUNTER, AskedAt.PHONE, AskedAt.TRADE))
_SAYS = "CASE s.state " + " ".join(f"WHEN '{state.value}' THEN '{state.label}'" for state in State) + " END"
_CAME = "CASE s.outcome " + " ".join(f"WHEN '{each.value}' THEN '{each.label}'" for each in Outcome) + " END"
_GOOD = ", ".join(f"'{each}'" for each in (Outcome.AVOIDED, Outcome.EXPECTED, Outcome.FREED))

LOST = Measure(
    "fill_counter",
    f"""
    SELECT a.store_id, a.at, a.part_id, '' AS slice, 0 AS top, 1 AS under,
           a.need AS document, '/stocking/lost/' AS opens, '要 ' || trim_scale(a.quantity) || '，没有货' AS words
    FROM {Asked._meta.db_table} a
    WHERE a.store_id = ANY(%(stores)s) AND a.at >= %(since)s AND a.at < %(until)s
      AND a.counts AND a.asked_at IN ({_AT_THE_COUNTER})
    """,
)
"""Lines asked for at the counter, by telephone or by the trade that could not be served; the same need counts once."""
ADOPTED = Measure(
    "adopted",
    f"""
    SELECT s.store_id, s.decided_at AS at, s.part_id, s.kind AS slice,
           CASE WHEN s.state IN ('{State.ACCEPTED}', '{State.CHANGED}') THEN 1 ELSE 0 END AS top, 1 AS under,
           s.document, '/stocking/part/' || s.part_id || '/' AS opens,
           {_SAYS} || '：建议 ' || trim_scale(s.quantity)
             || coalesce('，实际 ' || trim_scale(s.decided_quantity), '') AS words
    FROM {Suggestion._meta.db_table} s
    WHERE s.store_id = ANY(%(stores)s) AND s.decided_at >= %(since)s AND s.decided_at < %(until)s
      AND s.state IN ('{State.ACCEPTED}', '{State.CHANGED}', '{State.DROPPED}')
    """,
)
"""Suggestions that somebody decided on: how many were followed, as they were or with another quantity."""
WORKED = Measure(
    "worked",
    f"""
    SELECT s.store_id, s.judged_at AS at, s.part_id, s.outcome AS slice,
           CASE WHEN s.outcome IN ({_GOOD}) THEN 1 ELSE 0 END AS top, 1 AS under,
           s.document, '/stocking/part/' || s.part_id || '/' AS opens,
           {_CAME} || '：' || {_SAYS} AS words
    FROM {Suggestion._meta.db_table} s
    WHERE s.store_id = ANY(%(stores)s) AND s.judged_at >= %(since)s AND s.judged_at < %(until)s
      AND s.state IN ('{State.ACCEPTED}', '{State.CHANGED}')
    """,
)
"""Suggestions that were followed and whose time is over: how many did what they were to do."""
FLOWS = (LOST, ADOPTED, WORKED)


def flows(stores: Sequence[int], *, since: datetime, until: datetime) -> list[Sum]:
    """What is summed over the days of months, by store, month and slice. One statement."""
    return sums(FLOWS, _between(stores, since, until))


def flow_entries(
    measure: Measure, stores: Sequence[int], *, since: datetime, until: datetime, limit: int, skip: int = 0
) -> tuple[list[Entry], int]:
    """The lines of one of `FLOWS` and how many there are. One statement."""
    return entries(measure, _between(stores, since, until), limit=limit, skip=skip)


def _between(stores: Sequence[int], since: datetime, until: datetime) -> Mapping[str, Any]:
    return {"stores": list(stores), "since": since, "until": until}
