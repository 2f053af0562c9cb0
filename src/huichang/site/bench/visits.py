"""The part `visit`: what a visit costs through the JSON API, and the limit that plain SQL sets."""

from datetime import datetime
from functools import partial

from huichang.site.bench import databases, limit
from huichang.site.bench.drive import Cost, Driver
from huichang.site.bench.place import Place, timed
from huichang.site.bench.report import Figure, Section, figures, table
from huichang.site.bench.visit import Stage, Visit, core, whole

TITLE = "A visit"
WARM, CORE, WHOLE = 24, 120, 40
"""Visits before the first count, of the core, of the whole: for each number of clients."""
PLAIN = 200
"""Visits by plain SQL."""
MOST = 1000
"""Visits that the stage has parts for."""
CLIENTS = 4
STATEMENTS, CPU_MS, AIM_MS, REQUESTS = 120, 100, 50, 15
NAMES = {"core": "core of a repair", "whole": "whole visit"}
Run = tuple[str, int]


def measure(place: Place, _: list[str]) -> Section:
    """Drive visits against a fresh copy of the demo, then write the same rows by plain SQL."""
    database, ground = timed("性能测试的数据", lambda: databases.visits(place, MOST))
    stage = Stage(began=datetime.now(databases.ZONE), **ground)
    with place.web(database) as (port, web):
        driver = Driver(place, database, port, web, stage)
        driver.run(core, WARM // 2, clients=CLIENTS)
        driver.run(whole, WARM // 2, clients=CLIENTS)
        found = {
            (name, clients): timed(
                f"{says}，{clients} 个客户端", partial(driver.run, visit, count, clients=clients)
            )
            for name, says, visit, count in (
                ("core", "维修主干", core, CORE),
                ("whole", "整个到店", whole, WHOLE),
            )
            for clients in (1, CLIENTS)
        }
        rows = {name: _rows(driver, visit) for name, visit in (("core", core), ("whole", whole))}
    plain, since = {}, 1
    for name, each in rows.items():
        for clients in (1, CLIENTS):
            plain[name, clients] = timed(
                f"同样的行直接写 SQL，{clients} 个连接",
                partial(limit.write, place, database, each, PLAIN, clients=clients, since=since),
            )
            since += PLAIN
    return Section(TITLE, _said(found, plain, rows))


def _rows(driver: Driver, visit: Visit) -> limit.Rows:
    """What one visit leaves. The worker does not run here, so nobody else writes meanwhile."""
    before = limit.marks(driver.place, driver.database)
    driver.run(visit, 1)
    return limit.rows_since(driver.place, driver.database, before)


def _said(found: dict[Run, Cost], plain: dict[Run, Cost], rows: dict[str, limit.Rows]) -> str:
    one = found["core", 1]
    return f"""The part that a repair has in any system (customer, car, order with 2 labour and 3 part lines, sign, issue,
finish, final check, settle) over HTTP through the JSON API, one client:

{
        figures(
            [
                Figure("CPU, web and database", one.cpu_ms, "ms", CPU_MS, 1),
                Figure("of it web", one.web_ms, "ms", places=1),
                Figure("of it database", one.database_ms, "ms", places=1),
                Figure("statements", one.statements, "", STATEMENTS, 1),
                Figure("BEGIN, COMMIT, SAVEPOINT and the like", one.control, places=1),
                Figure("requests", one.requests, "", REQUESTS),
            ]
        )
    }

The aim is {
        AIM_MS
    } ms. That part and the whole visit from the booking call to the gate, and beside each the rows that it
leaves, written by plain SQL with the database's triggers and constraints on, one transaction per visit: the limit.

{
        table(
            ("", "clients", "visits/s", "CPU ms", "web", "database", "statements", "requests", "rows"),
            [
                row
                for (name, clients), cost in found.items()
                for row in (
                    _row(NAMES[name], cost, ""),
                    _row("its rows by plain SQL", plain[name, clients], f"{rows[name].count}"),
                )
            ],
        )
    }

{WHOLE} to {CORE} visits each, after {
        WARM
    } to warm up; CPU is user and system time of all processes of the web server
and of PostgreSQL (beside plain SQL: of the writing process), statements are what pg_stat_statements counts for the web's
role, without transaction control.
"""


def _row(says: str, cost: Cost, rows: str) -> tuple[str, ...]:
    return (
        says,
        str(cost.clients),
        f"{cost.per_second:.1f}",
        f"{cost.cpu_ms:.1f}",
        f"{cost.web_ms:.1f}",
        f"{cost.database_ms:.1f}",
        f"{cost.statements:.0f}",
        f"{cost.requests:.0f}" if cost.requests else "",
        rows,
    )
