"""What the parts store hands to an order, on the order's own lines."""

from collections.abc import Mapping
from decimal import Decimal

from huichang.workshop.models import Line


def note_issued(issued: Mapping[int, Decimal]) -> None:
    """Keep on each line how much of its part is out by now (net of returns). Two statements.

    The database refuses a part that goes to a line which the customer has not agreed to.
    """
    lines = list(Line.objects.select_for_update(of=("self",)).filter(pk__in=issued).order_by("pk"))
    for line in lines:
        line.issued = issued[line.pk]
    Line.objects.bulk_update(lines, ["issued"])
