"""What the part `ledger` does inside its database: orders to be issued, one client that issues them, many moves, proofs.

`python -m huichang.site.bench.ledger_run WORD …`; what was found is the last line printed. A move is written by SQL
where a million are wanted; what is measured goes through the use-cases.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import django

PARTS, LINES, ENOUGH = 50, 5, 0.97
"""So many parts are asked for, so many lines by an order; so much of what is asked is there."""
FIRST_ORDER, FIRST_LINE = 900_000_000, 900_000_000
LOADED = "BENCH"
_MOVES = """
WITH places AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY c.id) - 1 AS turn, c.part_id, c.bin_id, l.batch_id
  FROM parts_binstock c JOIN parts_part q ON q.id = c.part_id
  LEFT JOIN LATERAL (
    SELECT batch_id FROM parts_batchstock s WHERE s.part_id = c.part_id AND s.bin_id = c.bin_id ORDER BY s.id LIMIT 1
  ) l ON true
  WHERE c.store_id = %(store)s AND (q.tracking = 'none' OR l.batch_id IS NOT NULL)
    AND (%(only)s::bigint IS NULL OR c.part_id = %(only)s)
)
INSERT INTO parts_move (store_id, part_id, bin_id, kind, quantity, value, on_hand_after, document, at, note, batch_id)
SELECT %(store)s, p.part_id, p.bin_id, CASE WHEN n %% 2 = 0 THEN 'receipt' ELSE 'internal' END,
       CASE WHEN n %% 2 = 0 THEN 1 ELSE -1 END, CASE WHEN n %% 2 = 0 THEN 10 ELSE -10 END, 1, 'BENCH',
       now() - interval '2 years' + n * interval '10 seconds', '', p.batch_id
FROM generate_series(0, %(many)s - 1) n
JOIN places p ON p.turn = (n / 2) %% (SELECT count(*) FROM places)
"""


def stage(orders: int) -> dict[str, Any]:
    """Pick lists of so many orders on the same parts; a little less is there than is asked, so that some go without."""
    from django.db import transaction
    from django.utils.timezone import now

    from huichang.company import queries as company
    from huichang.parts import ledger, picking
    from huichang.parts.models import Stock
    from huichang.parts.states import MoveKind

    store_id, at, chance = next(iter(company.store_ids())), now(), random.Random(7)
    stocks = list(
        Stock.objects.filter(store_id=store_id, part__tracking="none", part__is_whole=True)
        .exclude(part__is_hazardous=True)
        .exclude(home_bin=None)
        .order_by("-on_hand", "pk")[:PARTS]
    )
    wanted = [chance.sample(stocks, LINES) for _ in range(orders)]
    asked: dict[int, int] = {}
    for chosen in wanted:
        for stock in chosen:
            asked[stock.part_id] = asked.get(stock.part_id, 0) + 1
    with transaction.atomic():
        ledger.post(
            store_id,
            [
                ledger.Movement(
                    part_id=stock.part_id,
                    bin_id=stock.home_bin_id or 0,
                    kind=MoveKind.RECEIPT,
                    quantity=Decimal(int(asked[stock.part_id] * ENOUGH)),
                    value=Decimal(10 * int(asked[stock.part_id] * ENOUGH)),
                    document=LOADED,
                )
                for stock in stocks
                if int(asked.get(stock.part_id, 0) * ENOUGH)
            ],
            at=at,
            by_id=None,
        )
    for number, chosen in enumerate(wanted):
        with transaction.atomic():
            picking.ask(
                store_id=store_id,
                order_id=FIRST_ORDER + number,
                order_number=f"BENCH{number:06d}",
                plate="",
                promised_at=at + timedelta(hours=4),
                lines=[
                    picking.Asked(FIRST_LINE + number * LINES + place, stock.part_id, Decimal(1))
                    for place, stock in enumerate(chosen)
                ],
                at=at,
            )
    return {"store": store_id}


def client(number: int, clients: int, orders: int) -> dict[str, Any]:
    """Issue every order whose turn is mine, all that is ready of it; every tenth brings a part back."""
    from django.utils.timezone import now

    from huichang.company import queries as company
    from huichang.company.roles import Role
    from huichang.kernel.refusals import Refused
    from huichang.parts import issuing
    from huichang.parts.states import ReturnReason

    store_id = next(iter(company.store_ids()))
    clerk = company.actor_of(company.people(store_id, Role.PARTS_CLERK)[0].id, store_id=store_id)
    taker = company.people(store_id, Role.TECHNICIAN)[0].id
    assert clerk is not None
    lines, refused, took = 0, 0, []
    began = time.time()
    for order in range(number, orders, clients):
        at = time.perf_counter()
        try:
            done = issuing.issue(clerk, FIRST_ORDER + order, quantities=None, taken_by_id=taker, at=now())
            lines += len(done.quantities)
            if order % 10 == 0:
                line = min(done.quantities)
                issuing.take_back(
                    clerk,
                    FIRST_ORDER + order,
                    quantities={line: Decimal(1)},
                    reason=ReturnReason.UNUSED,
                    at=now(),
                )
        except Refused:
            refused += 1
        took.append((time.perf_counter() - at) * 1000)
    return {"lines": lines, "refused": refused, "took": took, "began": began, "ended": time.time()}


def fill(many: int, part_id: int) -> dict[str, Any]:
    """So many moves more that leave every total as it is, of one part or (0) of all that lies there."""
    from django.db import connection

    from huichang.company import queries as company

    values = {"store": next(iter(company.store_ids())), "many": many, "only": part_id or None}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_MOVES, values)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM (ANALYZE) parts_move")
        cursor.execute("SELECT count(*) FROM parts_move")
        (whole,) = cursor.fetchone()
    return {"moves": whole}


def prove(_: int = 0) -> dict[str, Any]:
    """Every store's totals against its ledger: seconds, how many were compared, what is wrong, what is negative."""
    from huichang.company import queries as company
    from huichang.parts import proving
    from huichang.parts.models import BinStock, Stock

    began = time.perf_counter()
    checked, wrong = 0, []
    for store_id in company.store_ids():
        compared, found = proving.prove(store_id)
        checked += compared
        wrong += [each.says for each in found]
    took = time.perf_counter() - began
    below = Stock.objects.filter(on_hand__lt=0).count() + BinStock.objects.filter(quantity__lt=0).count()
    return {"seconds": took, "checked": checked, "wrong": wrong, "below": below}


WORDS: dict[str, Callable[..., dict[str, Any]]] = {
    "stage": stage,
    "client": client,
    "fill": fill,
    "prove": prove,
}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(WORDS[sys.argv[1]](*(int(word) for word in sys.argv[2:]))))
