"""A month of claims at the manufacturer's desk, timed; the seconds are printed as JSON.

Run in a process of its own on a copy of the demo (`python -m huichang.site.bench.claims_run CLAIMS`). Its claims are copied
by SQL; what is measured goes through the use-cases.
"""

import json
import resource
import sys
import time
from collections.abc import Mapping
from typing import Any

import django

APART = 10_000_000
"""Keys of a copy lie so far behind those of its model."""
_COPY = {
    "workshop_job": {"position": "position + 100 * {n}", "extra_work_id": "NULL"},
    "warranty_claim": {
        "job_id": "job_id + {off}",
        "number": "number || 'B' || {n}",
        "state": "'sent'",
        "round": "1",
        "paid": "0",
        "lost": "0",
        "opened_at": "opened_at - {n} * interval '400 days'",
    },
    "warranty_claimline": {"claim_id": "claim_id + {off}", "live": "false"},
    "warranty_submission": {"claim_id": "claim_id + {off}", "number": "number || 'B' || {n}"},
}
_WHERE = {
    "workshop_job": "id IN (SELECT job_id FROM base)",
    "warranty_claim": "id IN (SELECT id FROM base)",
    "warranty_claimline": "claim_id IN (SELECT id FROM base)",
    "warranty_submission": "round = 1 AND claim_id IN (SELECT id FROM base)",
}


def run(claims: int) -> dict[str, object]:
    """Judge so many claims by the rules in force, try a book on them, publish them, take the list over."""
    from django.utils.timezone import localdate, now

    from huichang.company import queries as company
    from huichang.company.roles import Role
    from huichang.kernel.months import first_of
    from huichang.verdicts import judging, publishing, risks, rulebooks
    from huichang.verdicts.models import PublishedList, Verdict
    from huichang.verdicts.states import VerdictState

    store_id = next(iter(company.store_ids()))
    officer = _person(store_id, Role.NETWORK_OFFICER)
    clerk = _person(store_id, Role.WARRANTY_CLERK)
    _copies(store_id, claims)
    at = now()
    took: dict[str, float] = {}
    book = rulebooks.begin_book(officer, store_id, at=at)
    began = time.monotonic()
    tried = rulebooks.try_book(officer, book.pk, months=12, at=at).tried
    took["try"] = time.monotonic() - began
    rulebooks.drop_book(officer, book.pk)
    before = Verdict.objects.count()
    began = time.monotonic()
    while judging.judge_batch(officer, store_id, at=at):
        pass
    took["judge"] = time.monotonic() - began
    judged = Verdict.objects.count() - before
    rows = Verdict.objects.filter(store_id=store_id)
    clear = rows.filter(state=VerdictState.DECIDED).count()
    began = time.monotonic()
    risks.score_stores(officer, store_id, at=at, again=True)
    took["risk"] = time.monotonic() - began
    month = first_of(localdate(at))
    if PublishedList.objects.filter(store_id=store_id, month=month).exists():
        raise SystemExit("the month is published already")
    began = time.monotonic()
    made = publishing.publish_month(officer, store_id, month=month, carry_over=True, at=at)
    took["publish"] = time.monotonic() - began
    began = time.monotonic()
    publishing.take_over_list(clerk, made.pk, at=at)
    took["take"] = time.monotonic() - began
    return {
        **took,
        "tried": tried["submissions"],
        "judged": judged,
        "clear": clear,
        "lines": made.count,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _person(store_id: int, role: str) -> Any:
    from huichang.company import queries as company

    found = company.actor_of(company.people(store_id, role)[0].id, store_id=store_id)
    assert found is not None
    return found


def _copies(store_id: int, claims: int) -> None:
    """So many claims that were sent and wait, copied from those of the demo that were sent once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no journal of rows that nobody wrote
        cursor.execute(
            "CREATE TEMP TABLE base AS SELECT c.id, c.job_id FROM warranty_claim c WHERE c.store_id = %s AND c.round >= 1"
            " AND c.state NOT IN ('own', 'void') AND EXISTS"
            " (SELECT 1 FROM warranty_submission s WHERE s.claim_id = c.id AND s.round = 1)",
            [store_id],
        )
        cursor.execute("SELECT count(*) FROM base")
        (models,) = cursor.fetchone()
        left, n = claims, 0
        while left > 0:
            n += 1
            if left < models:
                cursor.execute(
                    "DELETE FROM base WHERE id NOT IN (SELECT id FROM base ORDER BY id LIMIT %s)", [left]
                )
            for table, changes in _COPY.items():
                cursor.execute(_copy_sql(cursor, table, changes, n))
            left -= models
        for table in _COPY:
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET session_replication_role = origin")


def _copy_sql(cursor: Any, table: str, changes: Mapping[str, str], n: int) -> str:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
        [table],
    )
    columns = [name for (name,) in cursor.fetchall()]
    off = n * APART
    values = [
        f"id + {off}"
        if name == "id"
        else changes[name].format(n=n, off=off)
        if name in changes
        else f'"{name}"'
        for name in columns
    ]
    named = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({named}) SELECT {', '.join(values)} FROM {table} WHERE {_WHERE[table]}"


if __name__ == "__main__":
    django.setup()
    print(json.dumps(run(int(sys.argv[1]))))
