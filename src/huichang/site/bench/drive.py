"""Many visits one after another and beside each other: CPU, statements and visits per second."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

import psutil

from huichang.site.bench.client import Client
from huichang.site.bench.place import Place, cpu_of
from huichang.site.bench.visit import Stage, Visit
from huichang.site.supervisor import APP_ROLE

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "DEALLOCATE", "SHOW")
"""What is no work for the database's tables."""


@dataclass(frozen=True)
class Cost:
    """What a visit costs: CPU milliseconds, statements, requests, and how many are done in a second."""

    visits: int
    clients: int
    requests: float
    web_ms: float
    database_ms: float
    statements: float
    control: float
    per_second: float

    @property
    def cpu_ms(self) -> float:
        """Web and database together."""
        return self.web_ms + self.database_ms

    def as_json(self) -> dict[str, float]:
        """For the report."""
        return {**asdict(self), "cpu_ms": self.cpu_ms}


@dataclass
class Driver:
    """Drives visits against a running house, each with a number of its own."""

    place: Place
    database: str
    port: int
    web: psutil.Process
    stage: Stage
    next_number: int = 1

    def run(self, visit: Visit, visits: int, *, clients: int = 1) -> Cost:
        """So many visits by so many clients at once."""
        numbers = range(self.next_number, self.next_number + visits)
        self.next_number += visits
        shares = [numbers[each::clients] for each in range(clients)]
        connections = [Client(self.port, self.stage.token) for _ in shares]
        forget_statements(self.place, self.database)
        postmaster = self.place.postmaster()
        web, database, began = cpu_of(self.web), cpu_of(postmaster), time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            for done in [
                pool.submit(_share, visit, c, self.stage, s) for c, s in zip(connections, shares, strict=True)
            ]:
                done.result()
        took = time.perf_counter() - began
        web, database = cpu_of(self.web) - web, cpu_of(postmaster) - database
        work, control = statements(self.place, self.database)
        for connection in connections:
            connection.close()
        return Cost(
            visits,
            clients,
            sum(connection.requests for connection in connections) / visits,
            web * 1000 / visits,
            database * 1000 / visits,
            work / visits,
            control / visits,
            visits / took,
        )


def forget_statements(place: Place, database: str) -> None:
    """Begin to count anew."""
    with place.admin(database) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        connection.execute("SELECT pg_stat_statements_reset()")


def statements(place: Place, database: str) -> tuple[int, int]:
    """Statements that the web sent to a database since then: (work, transaction control)."""
    with place.admin(database) as connection:
        rows = connection.execute(
            "SELECT s.query, s.calls FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid"
            " JOIN pg_database d ON d.oid = s.dbid"
            " WHERE s.toplevel AND r.rolname = %s AND d.datname = current_database()",
            [APP_ROLE],
        ).fetchall()
    control = sum(calls for query, calls in rows if query.lstrip().upper().startswith(CONTROL))
    return sum(calls for _, calls in rows) - control, control


def _share(visit: Visit, client: Client, stage: Stage, numbers: Iterable[int]) -> None:
    for number in numbers:
        visit(client, stage, number)
