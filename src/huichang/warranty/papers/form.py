"""索赔申请单, 故障报告, 旧件回运清单, 旧件报废记录: particulars, words, a table, signatures."""

from dataclasses import dataclass, field
from typing import ClassVar

from huichang.kernel.papers import Paper


@dataclass(frozen=True, kw_only=True)
class FormLine:
    """A particular: its label and what it says."""

    label: str
    says: str


@dataclass(frozen=True, kw_only=True)
class FormTable:
    """A table: the words of its head, widths in millimetres (0: what is left), rows of words, columns set to the right."""

    title: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    closing: str = ""


@dataclass(frozen=True, kw_only=True)
class Form(Paper):
    """A document of the warranty desk."""

    template: ClassVar[str] = "warranty/papers/form.typ"

    title: str
    plate: str = ""
    particulars: tuple[FormLine, ...]
    words: tuple[FormLine, ...] = ()
    tables: tuple[FormTable, ...] = ()
    photos: tuple[bytes, ...] = ()
    signers: tuple[str, ...] = field(default=())
