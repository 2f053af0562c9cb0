"""The process that reads photos: `python -m huichang.vehicles.camera`. Photos come in on standard input (four bytes of
length, then the picture), texts go out as one line of JSON each. It ends when its parent does, or after two idle minutes.
"""

import io
import json
import select
import struct
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from PIL import Image, ImageOps

LONGEST = 960
"""Pixels of the longest side: larger, noisy photos are recognised worse, not better."""
IDLE_SECONDS = 120


def texts_in(engine: Any, photo: bytes) -> list[str]:
    """The texts on a photo, top to bottom; empty for what is not a picture."""
    try:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(photo))).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return []
    image.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    image.save(out, "PNG")
    found = engine(out.getvalue())
    texts: Iterable[str] = getattr(found, "txts", None) or ()
    return [str(text) for text in texts]


def main() -> None:
    """Answer photos until the parent closes the line or nobody asks for two minutes."""
    engine = import_module("rapidocr").RapidOCR()
    asked, answer = sys.stdin.buffer, sys.stdout.buffer
    while select.select([asked], [], [], IDLE_SECONDS)[0]:
        head = asked.read(4)
        if len(head) < 4:
            return
        photo = asked.read(struct.unpack(">I", head)[0])
        answer.write(json.dumps(texts_in(engine, photo), ensure_ascii=False).encode() + b"\n")
        answer.flush()


if __name__ == "__main__":
    main()
