"""Guidelines for talking to a customer: ask, listen, check, sum up (CARE-03), and manners of the telephone."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


def guidelines(store: str, speaker: str) -> Mapping[str, Any]:
    """`steps` (name, title, say, avoid) and `manners`, with the words that this person of this store says."""
    read = _read()
    steps = [
        {**step, "say": step["say"].replace("{店名}", store).replace("{姓名}", speaker)}
        for step in read["steps"]
    ]
    return {"steps": steps, "manners": read["manners"]}


@cache
def _read() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(Path(__file__).with_name("talking.json").read_text("utf-8"))
    return read
