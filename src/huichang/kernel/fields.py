"""Field types that say what a number means."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.db.models import DecimalField
else:

    class DecimalField(models.DecimalField):
        """Takes the type arguments that only the type checker reads."""

        def __class_getitem__(cls, _: object) -> type:
            return cls


Set = TypeVar("Set", contravariant=True)
Get = TypeVar("Get", covariant=True)


class MoneyField(DecimalField[Set, Get]):
    """Yuan, two places (`numeric(14,2)`)."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 2, **kw})


class QuantityField(DecimalField[Set, Get]):
    """Pieces, litres, metres (`numeric(12,3)`); the unit belongs to the part, not to the row."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **{"max_digits": 12, "decimal_places": 3, **kw})


class UnitPriceField(DecimalField[Set, Get]):
    """Yuan per unit without tax, four places: what an invoice of the tax office may show (RULES A9)."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **{"max_digits": 14, "decimal_places": 4, **kw})
