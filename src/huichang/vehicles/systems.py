"""The systems of a car: one list for operations, parts, promises and findings."""

import json
from functools import cache
from pathlib import Path


@cache
def systems() -> dict[str, str]:
    """Codes with their Chinese names, in the order of the workshop's book."""
    content = json.loads((Path(__file__).parent / "systems.json").read_text(encoding="utf-8"))
    return {each["code"]: each["name"] for each in content["systems"]}


def system_says(code: str) -> str:
    """A system in Chinese; the code itself where it is none of ours."""
    return systems().get(code, code)
