"""PDF files that people bring in: looked at by content, kept as they are beside the photos, read on any phone."""

import re
from dataclasses import dataclass
from datetime import datetime

from huichang.kernel import pictures
from huichang.kernel.models import Picture
from huichang.kernel.refusals import Refused

MAX_BYTES = 12 * 1024 * 1024
MEDIA_TYPE = "application/pdf"
MOST_NAME = 80
_HEAD = re.compile(rb"%PDF-[12]\.\d")
_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_CROSS_REFERENCE = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")
_ACTS = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?)\b")
"""Names of ISO 32000-1 (12.6.4, 7.11.4) by which a PDF runs a script, starts a program or carries another file."""
_LOCKED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R\b")
_UNWANTED = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\ud800-\udfff]+')


@dataclass(frozen=True)
class Brought:
    """A file as it came: its name and its bytes."""

    name: str
    content: bytes


def keep(brought: Brought, *, store_id: int, at: datetime, staff_id: int | None = None) -> Picture:
    """Keep a PDF as it is. Raises Refused for what is none by its content, is too large (12 MB), asks for a password, or
    carries scripts, programs or other files."""
    if len(brought.content) > MAX_BYTES:
        raise Refused("PDF 超过 12 MB，请压缩或拆成几份再传。", fields=("papers",))
    if not is_pdf(brought.content):
        raise Refused(
            f"“{name_of(brought)}”不是 PDF 文件，附件只能传 PDF，图片请加在附图里。", fields=("papers",)
        )
    if _LOCKED.search(brought.content):
        raise Refused("PDF 加了密码，门店打不开，请另存为没有密码的 PDF。", fields=("papers",))
    if _ACTS.search(brought.content):
        raise Refused("PDF 里有脚本或夹带的文件，请打印成普通 PDF 再传。", fields=("papers",))
    return pictures.store(
        brought.content,
        MEDIA_TYPE,
        (0, 0),
        store_id=store_id,
        kind="paper",
        at=at,
        staff_id=staff_id,
    )


def is_pdf(content: bytes) -> bool:
    """Whether a file is a PDF: its head, its end, and the cross-reference that the end points to (ISO 32000-1, 7.5)."""
    head = _HEAD.search(content[:1024])
    ends = _END.findall(content[-2048:])
    if head is None or not ends:
        return False
    place = head.start() + int(ends[-1])
    return _CROSS_REFERENCE.match(content[place : place + 64]) is not None


def name_of(brought: Brought) -> str:
    """The file's name as pages show it: without a path or marks that no name holds."""
    last = brought.name.replace("\\", "/").rpartition("/")[2]
    text = _UNWANTED.sub("", last).strip()[-MOST_NAME:]
    return text or "附件.pdf"
