"""Two acts at the same moment, at every moment: one stops after so many statements, the other goes as far as it can.

A race that is left to chance fails once in thirty runs. Here each of its moments is a case of its own.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

from django.db import connection

from huichang.kernel.refusals import Refused

Act = Callable[[], object]
PATIENCE = 20.0
"""Seconds after which a test gives up waiting for a thread."""


def interleaved(first: Act, second: Act, *, after: int | str) -> tuple[object, object] | None:
    """Run `first` until it has done `after` statements, then `second` until it ends or waits for a lock, then the rest of both.

    With a text `first` stops before its first statement in which that text stands. Answers or refusals of both; None when
    `first` was done before: there is no such moment. The commit counts as a statement (`COMMIT`).
    """
    reached, go = Event(), Event()
    pid: list[int] = []
    seen = 0

    def count(sql: str) -> None:
        nonlocal seen
        if seen == after or (isinstance(after, str) and after in sql and not reached.is_set()):
            reached.set()
            assert go.wait(PATIENCE), "nobody let the first act go on"
        seen += 1

    def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        count(sql)
        return execute(sql, params, many, context)

    def stopping() -> object:
        connection.ensure_connection()
        commit = connection.commit

        def counted_commit() -> None:
            count("COMMIT")
            commit()

        connection.commit = counted_commit  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(counted):
                return _answer(first)
        finally:
            connection.commit = commit  # type: ignore[method-assign]
            connection.close()

    def other() -> object:
        connection.ensure_connection()
        assert connection.connection is not None
        pid.append(connection.connection.info.backend_pid)
        try:
            return _answer(second)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        stopped = pool.submit(stopping)
        while not reached.is_set() and not stopped.done():
            time.sleep(0.002)
        if not reached.is_set():
            stopped.result()
            return None
        running = pool.submit(other)
        try:
            _until_it_waits(running, pid)
        finally:
            go.set()
        return stopped.result(PATIENCE), running.result(PATIENCE)


def _answer(act: Act) -> object:
    try:
        return act()
    except Refused as refusal:
        return refusal


def _until_it_waits(running: Future[object], pid: list[int]) -> None:
    until = time.monotonic() + PATIENCE
    while not running.done():
        assert time.monotonic() < until, "the second act neither ends nor waits for a lock"
        if pid:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'", [pid[0]]
                )
                if cursor.fetchone():
                    return
        time.sleep(0.002)
