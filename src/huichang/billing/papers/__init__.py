"""What the cashier prints. Amounts are yuan with tax, labour times minutes; `paper.pdf()` prints."""

from huichang.billing.papers.statement import (
    DeclinedPoint,
    Statement,
    StatementLabour,
    StatementMaterial,
    StatementOther,
    StatementPayment,
    StatementShare,
)

__all__ = [
    "DeclinedPoint",
    "Statement",
    "StatementLabour",
    "StatementMaterial",
    "StatementOther",
    "StatementPayment",
    "StatementShare",
]
