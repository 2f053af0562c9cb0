"""What screens and other rooms may ask about customers. Plain values come out."""

from collections.abc import Iterable
from dataclasses import dataclass

from huichang.customers.models import Customer
from huichang.customers.rules import addressed


@dataclass(frozen=True)
class CustomerBrief:
    """A customer as other rooms need them; `addressed` is the form of address (王先生, 欧阳女士)."""

    id: int
    name: str
    kind: str
    sex: str
    phone: str
    channel: str
    board_name: str
    addressed: str


def cards(customer_ids: Iterable[int | None]) -> dict[int, CustomerBrief]:
    """Briefs by id. One statement. No store is checked: the caller holds a record of its store that names them."""
    fields = ("pk", "name", "kind", "sex", "phone", "channel", "board_name")
    found = Customer.objects.filter(pk__in={pk for pk in customer_ids if pk}).values_list(*fields)
    return {row[0]: CustomerBrief(*row, addressed(row[1], row[2], row[3])) for row in found}
