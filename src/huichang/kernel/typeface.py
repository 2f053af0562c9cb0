"""The typeface inside our documents: where it lies, and which characters it can draw."""

import re
import struct
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

import manimgx_fonts_cjk  # type: ignore[import-untyped]

FAMILY = "Noto Sans CJK SC"
FOLDER = Path(manimgx_fonts_cjk.__file__).parent
_FILE = FOLDER / "NotoSansCJK-VF.otf.ttc"

_CERTAIN = "\n\x20-\x7e·×—…“”、。《》「」【】一-龥，：；？！（）￥¥"
_DOUBTFUL = re.compile(f"[^{_CERTAIN}]")
_STAND_IN = {"✔": "✓", "☑": "✓", "✗": "×", "✘": "×", "☒": "×", "☐": "□", "\t": " ", "\xa0": " ", "\r": ""}
_GETA = "〓"


def drawable(text: str) -> str:
    """`text` with nothing in it that would print as an empty box.

    Emoji and other signs without a glyph are left out, ticks and crosses get a near relation, and a letter
    that the typeface lacks (a very rare name) becomes the printer's 〓, so that the gap is seen.
    """
    return _DOUBTFUL.sub(lambda found: _drawn(found.group()), text)


@cache
def _drawn(char: str) -> str:
    if char in _STAND_IN:
        return _STAND_IN[char]
    starts, ends = _coverage()
    index = bisect_right(starts, ord(char)) - 1
    letter = unicodedata.category(char)[0] in "LN"
    if index >= 0 and ord(char) <= ends[index] and (letter or unicodedata.category(char)[0] in "PSZ"):
        return char
    return _GETA if letter else ""


@cache
def _coverage() -> tuple[list[int], list[int]]:
    """First and last code points of the runs in the typeface's character map (OpenType `cmap`, format 12)."""
    with _FILE.open("rb") as file:

        def numbers(at: int, form: str) -> tuple[int, ...]:
            file.seek(at)
            return struct.unpack(form, file.read(struct.calcsize(form)))

        face = numbers(12, ">I")[0]
        records = (numbers(face + 12 + 16 * i, ">IIII") for i in range(numbers(face + 4, ">H")[0]))
        cmap = next(offset for tag, _, offset, _ in records if tag == int.from_bytes(b"cmap"))
        subtables = (numbers(cmap + 4 + 8 * i, ">HHI") for i in range(numbers(cmap + 2, ">H")[0]))
        full = cmap + next(offset for platform, coding, offset in subtables if (platform, coding) == (3, 10))
        runs = numbers(full + 16, f">{3 * numbers(full + 12, '>I')[0]}I")
    return list(runs[0::3]), list(runs[1::3])
