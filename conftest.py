"""What every test of the house stands on: a database of its own run, and the cast."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tools import test_database

if TYPE_CHECKING:
    from tests.clock import Clock
    from tests.world import World


def pytest_configure(config: pytest.Config) -> None:
    """One server for the run and all its workers; started here unless developers keep one."""
    # Names of static files need no collecting in tests, and passwords of tests need no strength.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    stack = ExitStack()
    config.add_cleanup(stack.close)
    os.environ[test_database.ADDRESS] = stack.enter_context(test_database.server_for_run())


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A copy of the migrated template for this run (HUICHANG_TEST_DB names it) and this worker."""
    run = os.environ.get("HUICHANG_TEST_DB", "run")
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with (
        django_db_blocker.unblock(),
        test_database.database_for_run(os.environ[test_database.ADDRESS], f"{run}_{worker}_{os.getpid()}"),
    ):
        yield


@pytest.fixture(autouse=True)
def queue_emptied(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django empties its own tables after a test with real transactions, but not those of the job queue."""
    yield
    mark = request.node.get_closest_marker("django_db")
    real = {"transactional_db", "live_server"} & set(request.fixturenames)
    if real or (mark and mark.kwargs.get("transaction")):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,"
                " procrastinate_workers RESTART IDENTITY CASCADE"
            )


@pytest.fixture
def world(db: None) -> World:
    """The fixed cast: two stores, one person per role, a stranger."""
    from tests.world import World

    return World()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at noon of the cast's day (tests/world.py); a test moves it as it needs."""
    from tests.clock import at_noon

    return at_noon(monkeypatch)
