"""The end of a day of somebody who took money (LANE-64)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.billing import permissions, queries
from huichang.billing.models import DayClose
from huichang.billing.states import Method
from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, money
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case

PAPERS = ("DJ", "SK", "TK")
"""Kinds of numbers under which money moves: deposits, payments, refunds."""
MOST = Decimal(10) ** 9
"""More yuan than anybody counts on one day."""


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
    """Hold what somebody counted against what the system took by their hand, by method; a difference must be explained.

    `counted` maps methods to yuan; a method that is not counted is taken as the system's. What moves after a close is
    counted by closing once more, by itself. Raises Refused for a day to come, a negative count or an unexplained
    difference, OutOfTurn when the day is closed and nothing has moved since; of two at once the database refuses one.
    """
    warrant.show_at(store_id)
    if warrant.actor.staff_id is None:
        raise Refused("只有收款人本人可以日结。")
    if on > localdate(at):
        raise Refused("不能给将来的日子做日结。")
    if not all(amount.is_finite() and amount < MOST for amount in counted.values()):
        raise Refused("清点金额要填数字，例如 1280.50。")
    if any(amount < 0 for amount in counted.values()):
        raise Refused("清点金额不能是负数。")
    # What is being booked at this moment is waited for, and what begins now gets a later key: nothing falls between rounds.
    numbering.hold(store_id, PAPERS, on=on)
    last = queries.last_close(store_id, warrant.actor.staff_id, on)
    expected = queries.taken_by(
        store_id, warrant.actor.staff_id, on, after=last.counted_up_to if last else None
    )
    if last is not None and not expected:
        raise OutOfTurn("今天已经日结过了，之后没有新的收退款；如需更正请联系服务经理。")
    told = {method: money(amount) for method, amount in counted.items() if method in Method.values}
    difference = sum((amount - expected.get(method, ZERO) for method, amount in told.items()), ZERO)
    uneven = any(amount != expected.get(method, ZERO) for method, amount in told.items())
    if uneven and not explanation.strip():
        raise Refused(f"清点与系统相差 ¥{difference:,.2f}，请写明原因再日结。")
    close = DayClose.objects.create(
        store_id=store_id,
        cashier_id=warrant.actor.staff_id,
        on=on,
        round=last.round + 1 if last else 1,
        expected={method: str(amount) for method, amount in expected.items()},
        counted={method: str(told.get(method, amount)) for method, amount in {**expected, **told}.items()},
        difference=difference,
        explanation=explanation.strip()[:200],
        closed_at=at,
        counted_up_to=queries.last_payment(store_id),
    )
    warrant.about(close)
    return close
