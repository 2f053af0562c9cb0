"""Plate and VIN out of a photo, when the optional camera extra is installed. Always a proposal that a person corrects.

The recogniser takes hundreds of megabytes and a second to wake, so it runs in a process of its own (`camera.py`) that
ends by itself when nobody needs it; a photo that takes too long is given up, and typing goes on.
"""

import itertools
import json
import os
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from huichang.engines import plates, vin

TIME_LIMIT = 12.0
"""Seconds for one photo, the start of the recogniser included."""


@dataclass(frozen=True)
class Proposal:
    """What the photo seems to say; `sure` when plate pattern or check digit agree. Empty text: nothing was found."""

    text: str
    sure: bool
    why: str = ""


@cache
def available() -> bool:
    """Whether photos can be read here (the extra “camera” is installed)."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def plate_in(photo: bytes) -> Proposal:
    """The plate on a photo. Never raises for a bad photo: the proposal is then empty."""
    return best_plate(_read(photo))


def vin_in(photo: bytes) -> Proposal:
    """The VIN on a photo. Never raises for a bad photo: the proposal is then empty."""
    return best_vin(_read(photo))


def best_plate(texts: Sequence[str]) -> Proposal:
    """The plate among the texts of a photo: the first of known form, mending what the recogniser often confuses."""
    for text in _joined(texts):
        for tried in _plate_variants(plates.normalise(text)):
            if plates.problem(tried) is None:
                return Proposal(tried, True)
    like = [plates.normalise(text) for text in texts]
    nearest = next((text for text in like if text[:1] in plates.PROVINCES and 5 <= len(text) <= 9), "")
    return Proposal(
        nearest, False, plates.problem(nearest) or "" if nearest else "没有认出车牌，请手工输入。"
    )


def best_vin(texts: Sequence[str]) -> Proposal:
    """The VIN among the texts of a photo: one whose check digit agrees first, then one of right length."""
    mended = [vin.normalise(text).translate(str.maketrans("IOQ", "100")) for text in _joined(texts)]
    whole = [text for text in mended if vin.problem(text) is None]
    for text in whole:
        if vin.Vin(text).check_digit_matches:
            return Proposal(text, True)
    if whole:
        return Proposal(whole[0], False, vin.Vin(whole[0]).doubts()[0])
    return Proposal("", False, "没有认出车架号，请手工输入。")


def _joined(texts: Sequence[str]) -> list[str]:
    """Each text, then neighbours together: a plate or VIN may come in two pieces."""
    return [*texts, *(first + second for first, second in itertools.pairwise(texts))]


def _plate_variants(text: str) -> list[str]:
    """What may have been meant: 川I… read for 川…, letters O and I for digits behind the second place."""
    head, rest = text[:2], text[2:].replace("O", "0").replace("I", "1")
    found = [text, head + rest]
    if len(text) > 7 and text[1:2] in "I1|":
        found.append(text[0] + text[2:])
    return found


class _Recogniser:
    """The process that reads photos, one at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def read(self, photo: bytes) -> list[str]:
        """Texts on a photo, top to bottom; empty when it took too long or the process died."""
        if not self.lock.acquire(timeout=TIME_LIMIT):
            return []
        try:
            return self._ask(photo)
        except (OSError, ValueError):
            self._end()
            return []
        finally:
            self.lock.release()

    def _ask(self, photo: bytes) -> list[str]:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "huichang.vehicles.camera"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
        asked, answered = self.process.stdin, self.process.stdout
        if asked is None or answered is None:
            return []
        asked.write(struct.pack(">I", len(photo)) + photo)
        asked.flush()
        ready, _, _ = select.select([answered], [], [], TIME_LIMIT)
        if not ready:
            self._end()
            return []
        said = json.loads(answered.readline() or b"[]")
        return [str(text) for text in said]

    def _end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=5)
            self.process = None


_recogniser = _Recogniser()


def _read(photo: bytes) -> list[str]:
    return _recogniser.read(photo) if available() else []
