"""Labels of parts and bins: on a roll of 60 by 40 mm, or 24 on an A4 sheet; each with a code that our scanner reads."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from huichang.kernel.papers import Paper, code_picture


@dataclass(frozen=True, kw_only=True)
class Label:
    """One label. `code` is what its QR says (`scanning.label_of_part`, `label_of_bin`); `big` the line read from afar."""

    code: str
    big: str
    name: str
    lines: tuple[str, ...] = ()
    mark: str = ""
    """A word in a frame: 危险品, 安全件, 待检."""

    @property
    def picture(self) -> bytes:
        """Its QR."""
        return code_picture(self.code)


@dataclass(frozen=True, kw_only=True)
class Labels(Paper):
    """Labels one after another."""

    template: ClassVar[str] = "parts/papers/labels.typ"

    paper: Literal["roll", "a4"] = "roll"
    labels: tuple[Label, ...]
