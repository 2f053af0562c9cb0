"""What the codes on our own labels say, and how a scanned text is read (PARTS-13). Pure.

Our QR codes are `HC1|<kind>|<text>` with, for a part, `|B|<batch or serial number>` behind it. Everything else that a
scanner reads (a maker's barcode, a part number, a plate, the address on a printed pick list) is a text to be looked up.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MARK = "HC1"
_PICK_LIST = re.compile(r"/parts/counter/(\d+)/")


class Code(StrEnum):
    """What a label of ours is on."""

    PART = "P"
    BIN = "S"
    ORDER = "O"
    PURCHASE = "R"
    TEXT = ""


@dataclass(frozen=True)
class Scanned:
    """A code as it was read. `order_id`: of the printed pick list whose address it is."""

    kind: Code
    text: str
    batch: str = ""
    order_id: int | None = None


def label_of_part(number: str, batch: str = "") -> str:
    """The QR of a part's label, with its batch or serial number where it has one."""
    return f"{MARK}|{Code.PART}|{number}" + (f"|B|{batch}" if batch else "")


def label_of_bin(code: str) -> str:
    """The QR of a bin's label."""
    return f"{MARK}|{Code.BIN}|{code}"


def label_of_order(number: str) -> str:
    """The QR of an order's papers."""
    return f"{MARK}|{Code.ORDER}|{number}"


def label_of_purchase(number: str) -> str:
    """The QR of a purchase order's papers."""
    return f"{MARK}|{Code.PURCHASE}|{number}"


def read(code: str) -> Scanned:
    """What a scanned text says; full-width characters of an input method are made narrow.

    >>> read("ＨＣ１｜P｜BR-1001｜B｜L7")
    Scanned(kind=<Code.PART: 'P'>, text='BR-1001', batch='L7', order_id=None)
    >>> read("6901234567892").kind
    <Code.TEXT: ''>
    """
    text = unicodedata.normalize("NFKC", code).strip()
    if printed := _PICK_LIST.search(text):
        return Scanned(Code.ORDER, text, order_id=int(printed[1]))
    mark, *rest = text.split("|")
    if mark.upper() != MARK or len(rest) < 2 or rest[0].upper() not in list(Code):
        return Scanned(Code.TEXT, text)
    kind, said = Code(rest[0].upper()), rest[1].strip()
    batch = rest[3].strip() if len(rest) > 3 and rest[2].upper() == "B" else ""
    return Scanned(kind, said, batch)


def numbers(text: str) -> tuple[str, ...]:
    """Batch or serial numbers as people write or scan them one after another; of our own labels the number behind the part.

    >>> numbers("A1，A2\\nHC1|P|BR-1001|B|A3")
    ('A1', 'A2', 'A3')
    """
    for mark in ",，、;；\n\r\t":
        text = text.replace(mark, " ")
    return tuple(read(each).batch or each for each in text.split())
