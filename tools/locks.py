"""Says whether the lock files are complete and name no address: whoever installs chooses where from."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON_LOCKS = ("bootstrap.lock", "requirements.lock", "requirements-dev.lock", "requirements-camera.lock")
PACKAGE_LOCK = "package-lock.json"
_FUNDING = re.compile(r'"funding":\s*(\{[^{}]*\}|"[^"]*"|\[[^\[\]]*\])')
_PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==", re.MULTILINE)


def complaints() -> list[str]:
    """What is wrong, a sentence each."""
    wrong = []
    for name in PYTHON_LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        if "://" in text:
            wrong.append(f"{name} names an address")
        if len(_PIN.findall(text)) == 0 or text.count("--hash=") < len(_PIN.findall(text)):
            wrong.append(f"{name} has a package without a hash")
    text = _FUNDING.sub("", (ROOT / PACKAGE_LOCK).read_text(encoding="utf-8"))
    if "://" in text:
        wrong.append(f"{PACKAGE_LOCK} names an address")
    return wrong


if __name__ == "__main__":
    found = complaints()
    print("\n".join(found) or "lock files: pinned, hashed, no addresses")
    sys.exit(bool(found))
