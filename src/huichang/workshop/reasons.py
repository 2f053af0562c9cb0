"""The reasons that people choose by a touch (`reasons.json`): pause, waiting, failed check, late promise, …"""

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("reasons.json")


@cache
def _all() -> dict[str, dict[str, str]]:
    read = json.loads(_FILE.read_text(encoding="utf-8"))
    return {kind: {row["code"]: row["text"] for row in rows} for kind, rows in read.items()}


def of(kind: str) -> list[tuple[str, str]]:
    """(code, words) of a kind, in the order in which they are offered. Raises KeyError for an unknown kind."""
    return list(_all()[kind].items())


def words(kind: str, said: str) -> str:
    """The words of a code; what is no code is taken as the person's own words."""
    return _all()[kind].get(said, said.strip())
