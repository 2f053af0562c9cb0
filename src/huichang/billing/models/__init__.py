"""Tables of settlement."""

from huichang.billing.models.money import CreditAccount, DayClose, Payment, Statement

__all__ = ["CreditAccount", "DayClose", "Payment", "Statement"]
