"""Short words for the repair report (`report_phrases.json`), by the system that was worked on."""

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("report_phrases.json")


@cache
def _all() -> dict[str, dict[str, list[str]]]:
    read = json.loads(_FILE.read_text(encoding="utf-8"))
    return {"cause": read["cause"], "correction": read["correction"]}


def of(part: str, system: str) -> list[str]:
    """What is often said as `cause` or `correction` for a system, then what is said for any; no phrase twice."""
    by_system = _all()[part]
    return list(dict.fromkeys([*by_system.get(system, []), *by_system["any"]]))
