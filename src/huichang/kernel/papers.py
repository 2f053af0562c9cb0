"""Printed documents: plain data in, a print-ready PDF with its font inside out.

A document is a Typst template in its room's `papers/` folder and a frozen dataclass of the same name beside it
that says what the template needs. What all documents share (head, foot, tables, signatures) is in
`kernel/papers/`.
"""

import base64
import io
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import ClassVar

import segno
import typst
from django.utils import timezone
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from huichang.kernel import typeface

ROOT = Path(__file__).resolve().parents[1]
PICTURE_SIDE = 600
_SVG_STARTS = (b"<svg", b"<?xml")


class PaperError(RuntimeError):
    """A document could not be made: the message names the template and what is wrong with its data."""


@dataclass(frozen=True, kw_only=True)
class StoreHead:
    """The store as its documents show it."""

    name: str
    address: str
    phone: str
    credit_code: str
    """统一社会信用代码."""
    filing_no: str = ""
    """机动车维修经营备案编号."""
    contact: str = ""
    rescue_phone: str = ""
    logo: bytes | None = None
    """PNG, JPEG or SVG; without one the first character of the name stands in the mark."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A signature: by whom, when, by which way, and the stroke itself where it was given on a screen."""

    name: str = ""
    at: datetime | None = None
    way: str = ""
    image: bytes | None = None


UNSIGNED = Signed()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What every document carries. `qr` is the text of its code: the address that opens the record."""

    template: ClassVar[str]

    store: StoreHead
    no: str
    qr: str
    printed_at: datetime
    printed_by: str = ""

    def pdf(self) -> bytes:
        """The document as PDF. Raises PaperError."""
        return render(self.template, self)


def render(template: str, data: Mapping[str, object] | Paper) -> bytes:
    """The PDF of `template` (a path such as `workshop/papers/repair_order.typ`) filled with `data`.

    Decimals, dates and aware datetimes go in as they are (datetimes are shown in the current time zone); bytes
    are pictures (PNG, JPEG, WebP, SVG). `data["qr"]` is the text of the code in the head, empty for none;
    `data["printed_at"]` is also the PDF's own date, so that the same data gives the same file. Raises PaperError
    when the template is unknown, a field is missing or a value cannot be printed.
    """
    plain = _fields_of(data) if isinstance(data, Paper) else dict(data)
    try:
        ready = {key: _printable(value, key) for key, value in plain.items()}
        printed_at = plain["printed_at"]
        if not isinstance(printed_at, datetime):
            raise PaperError("“printed_at” must be a datetime")
        ready["qr"] = _code(str(plain["qr"])) if plain["qr"] else None
    except KeyError as error:
        raise PaperError(f"{template}: the data has no {error}") from error
    except PaperError as error:
        raise PaperError(f"{template}: {error}") from error
    ready["font"] = typeface.FAMILY
    return _press(template).print(ready, int(printed_at.timestamp()))


class _Press:
    """One template, ready to print. Two threads must not enter a typst.Compiler at once, so it has a lock."""

    def __init__(self, template: str) -> None:
        path = ROOT / template
        if path.suffix != ".typ" or not path.is_file():
            raise PaperError(f"{template}: there is no such template")
        self.template = template
        self.lock = threading.Lock()
        self.compiler = typst.Compiler(
            str(path), root=str(ROOT), font_paths=_fonts(), ignore_system_fonts=True
        )

    def print(self, ready: Mapping[str, object], printed_at: int) -> bytes:
        """Fill and set the template; `printed_at` in seconds of the Unix epoch."""
        inputs = {"data": json.dumps(ready, ensure_ascii=False)}
        try:
            with self.lock:
                pdf = self.compiler.compile(format="pdf", sys_inputs=inputs, timestamp=printed_at)
        except typst.TypstError as error:
            raise PaperError(f"{self.template}: {error.message}\n{error.diagnostic}") from error
        assert isinstance(pdf, bytes)
        return pdf


@cache
def _press(template: str) -> _Press:
    return _Press(template)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(typeface.FOLDER)]
    )


def _fields_of(value: object) -> dict[str, object]:
    """A dataclass's fields and properties: what can be worked out from fields is a property, not a field."""
    assert is_dataclass(value)
    names = [field.name for field in fields(value)]
    names += [name for name in dir(type(value)) if isinstance(getattr(type(value), name), property)]
    return {name: getattr(value, name) for name in names}


def _printable(value: object, where: str) -> object:
    """`value` as JSON can carry it to the template; `where` names it in the error."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return typeface.drawable(str(value))
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    if isinstance(value, datetime):
        if timezone.is_naive(value):
            raise PaperError(f"“{where}” has no time zone: {value}")
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, bytes):
        return _picture(value, where)
    if isinstance(value, Mapping):
        return {str(key): _printable(each, f"{where}.{key}") for key, each in value.items()}
    if isinstance(value, Iterable):
        return [_printable(each, f"{where}[{index}]") for index, each in enumerate(value)]
    if is_dataclass(value):
        return {key: _printable(each, f"{where}.{key}") for key, each in _fields_of(value).items()}
    raise PaperError(f"“{where}” cannot be printed: {value!r} ({type(value).__name__})")


def _code(text: str) -> str:
    """A QR code as SVG, error correction M, without its own quiet zone (the page leaves one)."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def code_picture(text: str) -> bytes:
    """A QR code as a picture for a field of a document (a label has one of its own)."""
    return _code(text).encode()


def _picture(content: bytes, where: str) -> str:
    """A picture as SVG text: the one form in which bytes reach a template through JSON without a file.

    Photos come out upright and 600 to 900 px long, which is 350 dpi or more in the size they are printed in; what is
    small already stays as it is.
    """
    if content.lstrip().startswith(_SVG_STARTS):
        return content.decode()
    try:
        image: Image.Image = Image.open(io.BytesIO(content))
        kind = (image.format or "").lower()
        shrink = max(1, max(image.size) / PICTURE_SIDE)
        image.draft("RGB", (int(image.width / shrink), int(image.height / shrink)))
        image.load()
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1
        if shrink > 1 or turned or kind not in ("jpeg", "png"):
            image = ImageOps.exif_transpose(image)
            if max(image.size) > 1.5 * PICTURE_SIDE:
                image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
            kind, content = _encoded(image)
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise PaperError(f"“{where}” is not a picture that can be read") from error
    width, height = image.size
    inside = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'href="data:image/{kind};base64,{inside}"/></svg>'
    )


def _encoded(image: Image.Image) -> tuple[str, bytes]:
    """The picture as JPEG, or as PNG where it can be seen through."""
    out = io.BytesIO()
    if image.mode in ("RGBA", "LA", "P"):
        image.convert("RGBA").save(out, "PNG")
        return "png", out.getvalue()
    image.convert("RGB").save(out, "JPEG", quality=80)
    return "jpeg", out.getvalue()
