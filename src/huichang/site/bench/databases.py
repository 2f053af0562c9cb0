"""The databases that the parts measure on: made once a day, kept for reruns, renewed when what made them has changed."""

import hashlib
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import sql

from huichang.site.bench.place import Place

ZONE = ZoneInfo("Asia/Shanghai")
DEMO, VISITS = "demo", "visits"
SITE = Path(__file__).resolve().parents[1]
BYTES_AN_ORDER = 16_000
"""What an order of the archive and all that hangs on it take on disk, while its indexes are made anew."""


class NoRoom(RuntimeError):
    """The disk is too full for the archive; the message is for the person at the terminal."""


def demo(place: Place) -> str:
    """The demo of today: half a year of two stores. Raises CalledProcessError when it cannot be loaded."""

    def make() -> None:
        place.make(DEMO)
        place.manage(DEMO, "prepare")

    if not _unless_kept(place, DEMO, _mark("demo"), make):
        place.manage(DEMO, "prepare")
    return DEMO


def visits(place: Place, most: int) -> tuple[str, dict[str, Any]]:
    """A fresh copy of the demo with the stage for at most so many visits: (its name, what they stand on)."""
    demo(place)
    place.drop(VISITS)
    place.make(VISITS, like=DEMO)
    return VISITS, place.part("stage", VISITS, str(most))


def archive(place: Place, orders: int) -> tuple[str, bool]:
    """The demo with a past of so many orders: (its name, whether it was made just now). Raises NoRoom."""
    name, mark = f"orders_{orders}", _mark("demo", "bench/archive.py", "bench/names.py")
    demo(place)

    def make() -> None:
        free = shutil.disk_usage(place.folder).free
        if free < orders * BYTES_AN_ORDER:
            raise NoRoom(
                f"磁盘空间不够：{orders:,} 张委托书需要约 {orders * BYTES_AN_ORDER / 2**30:.0f} GB，"
                f"{place.folder} 只剩 {free / 2**30:.0f} GB。"
            )
        place.make(name, like=DEMO)
        place.part("archive", name, str(orders))

    made = _unless_kept(place, name, mark, make)
    place.manage(name, "prepare", "--no-demo")
    return name, made


def _unless_kept(place: Place, database: str, mark: str, make: Callable[[], None]) -> bool:
    """Make a database, unless it carries this mark already; a half-made one never does."""
    with place.admin() as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
    if found == (mark,):
        return False
    place.drop(database)
    make()
    with place.admin() as connection:
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), sql.Literal(mark))
        )
    return True


def _mark(*sources: str) -> str:
    """Today's date and a digest of the files that decide what is in a database: boards show the day of today."""
    digest = hashlib.sha256()
    for source in sources:
        for file in sorted((SITE / source).rglob("*.*") if (SITE / source).is_dir() else [SITE / source]):
            if file.suffix in (".py", ".json"):
                digest.update(file.read_bytes())
    return f"{datetime.now(ZONE):%Y-%m-%d} {digest.hexdigest()[:16]}"
