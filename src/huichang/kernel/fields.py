"""Field types that say what a number means."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Decimals = models.DecimalField[Decimal | int | str, Decimal]
else:
    Decimals = models.DecimalField


class MoneyField(Decimals):
    """Yuan, two places (`numeric(14,2)`)."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 2, **kw})


class QuantityField(Decimals):
    """Pieces, litres, metres (`numeric(12,3)`); the unit belongs to the part, not to the row."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **{"max_digits": 12, "decimal_places": 3, **kw})
