"""Whether a data folder is already prepared for exactly this code, so that a start need not look again."""

import hashlib
import os

import psycopg

from huichang.site import whereabouts

SETTINGS = ("HUICHANG_DEBUG", "HUICHANG_PLAIN_STATIC")


def state(address: str, *, demo: bool) -> str:
    """A mark of code, packages and applied migrations; empty for a database that has never been migrated.

    `address`: the database as its owner sees it. `demo`: is demo data wanted in a new database? Raises
    psycopg.Error when the database cannot be reached.
    """
    with psycopg.connect(address) as connection:
        migrated = connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
        if migrated != (True,):
            return ""
        applied = connection.execute(
            "SELECT count(*), max(id), max(applied) FROM django_migrations"
        ).fetchone()
    mark = hashlib.sha256(whereabouts.release())
    for file in sorted(whereabouts.PACKAGE.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            known = file.stat()
            mark.update(
                f"{file.relative_to(whereabouts.PACKAGE)}\0{known.st_size}\0{known.st_mtime_ns}\n".encode()
            )
    mark.update(repr((applied, demo, [os.environ.get(name) for name in SETTINGS])).encode())
    return mark.hexdigest()
