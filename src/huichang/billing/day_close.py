"""A cashier's day end (LANE-64)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.billing import permissions, queries
from huichang.billing.models import DayClose
from huichang.billing.states import Method
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, money
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case


@use_case(permissions.CLOSE_DAY, "日结")
def close_day(
    warrant: Warrant,
    store_id: int,
    *,
    on: date,
    counted: Mapping[str, Decimal],
    explanation: str,
    at: datetime,
) -> DayClose:
    """Hold what the cashier counted against what the system took, by method; a difference must be explained.

    `counted` maps methods to yuan; a method that is not counted is taken as the system's. Raises Refused for a day to
    come, a negative count or an unexplained difference; a second close of the day is refused by the database.
    """
    warrant.show_at(store_id)
    if warrant.actor.staff_id is None:
        raise Refused("只有收银员本人可以日结。")
    if on > localdate(at):
        raise Refused("不能给将来的日子做日结。")
    if any(amount < 0 for amount in counted.values()):
        raise Refused("清点金额不能是负数。")
    expected = queries.taken_by(store_id, warrant.actor.staff_id, on)
    told = {method: money(amount) for method, amount in counted.items() if method in Method.values}
    difference = sum((amount - expected.get(method, ZERO) for method, amount in told.items()), ZERO)
    uneven = any(amount != expected.get(method, ZERO) for method, amount in told.items())
    if uneven and not explanation.strip():
        raise Refused(f"清点与系统相差 ¥{difference:,.2f}，请写明原因再日结。")
    close = DayClose.objects.create(
        store_id=store_id,
        cashier_id=warrant.actor.staff_id,
        on=on,
        expected={method: str(amount) for method, amount in expected.items()},
        counted={method: str(told.get(method, amount)) for method, amount in {**expected, **told}.items()},
        difference=difference,
        explanation=explanation.strip()[:200],
        closed_at=at,
    )
    warrant.about(close)
    return close
