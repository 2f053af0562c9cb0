"""What the visit knows of promises about a car, and taking the proposal of who bears an order's lines (WARR-02)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import F
from django.utils.timezone import localdate

from huichang.engines.coverage.values import Fitted, Repaired
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.vehicles import cover_answers, cover_sources
from huichang.workshop import drafting, guarantees, paying, permissions, settling
from huichang.workshop.models import Guarantee, Line
from huichang.workshop.queries import covers
from huichang.workshop.states import BEFORE_SETTLEMENT, OPEN_LINES, LineKind, LineState, OrderState, Payer


@cover_sources.source
def parts_fitted(vehicle_id: int, store_id: int | None, on: date) -> Iterable[Fitted]:
    """Parts that left with the car on finished orders of any store; the customer's own parts are not ours to promise."""
    rows = Line.objects.filter(
        order__vehicle_id=vehicle_id,
        order__delivered_at__isnull=False,
        kind=LineKind.PART,
        state=LineState.DONE,
        own_part=False,
        part__isnull=False,
    ).values_list(
        "part__number",
        "part__name",
        "part__use_class",
        "part__system",
        "order__delivered_at",
        "order__odometer",
        "order__number",
    )
    for number, name, part_class, system, delivered_at, km, order in rows:
        yield Fitted(number, name, part_class, system, localdate(delivered_at), km, order)


@cover_sources.source
def repairs_guaranteed(vehicle_id: int, store_id: int | None, on: date) -> Iterable[Repaired]:
    """Guarantees of finished work that have not been used up by another repair of the same system being decided."""
    rows = Guarantee.objects.filter(
        vehicle_id=vehicle_id, until_on__gte=on, from_on__lte=on, order__delivered_at__isnull=False
    ).exclude(system__in=guarantees.RECURRING)
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    found = rows.order_by(F("from_on").desc()).values_list(
        "system", "job__title", "from_on", "until_on", "until_km", "order__number"
    )
    for system, what, from_on, until_on, until_km, order in found:
        yield Repaired(system, what, from_on, until_on, until_km, order)


@use_case(permissions.QUOTE_ORDERS, "采纳承担建议")
def take_cover(
    warrant: Warrant,
    order_id: int,
    *,
    line_ids: Iterable[int] = (),
    found: Mapping[int, Sequence[str]] | None = None,
    seen: int | None = None,
    at: datetime,
) -> list[Line]:
    """The adviser takes the proposal: lines go to whoever bears them, each answer is kept with its policy version.

    Only `line_ids`, or all that would change. `found`: circumstances by job. Lines under our own guarantee are not among
    them: those are taken up as comebacks. Raises Refused when nothing would change, OutOfTurn after settlement.
    """
    order = drafting.order_locked(order_id, warrant, seen=seen)
    if order.state not in BEFORE_SETTLEMENT:
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，不能再更改付费方。")
    if order.state == OrderState.CHECKED:
        settling.refuse_billed(order)
    lines = list(
        Line.objects.select_for_update(of=("self",))
        .filter(order_id=order_id, state__in=OPEN_LINES)
        .select_related("job", "part", "operation")
        .order_by("pk")
    )
    wanted = set(line_ids)
    made = covers.proposals(order, lines, found=found or {})
    taken = [each for each in made if each[2].takes and (not wanted or each[0].pk in wanted)]
    if not taken:
        raise Refused("没有可以采纳的建议：选中的项目已由这一方付费，或要先判定、算返修。")
    by_payer: dict[str, list[Line]] = defaultdict(list)
    for line, _, proposal in taken:
        by_payer[proposal.payer].append(line)
    for payer, group in by_payer.items():
        paying.may_shift(warrant, order, group, payer)
    percents = {line.pk: proposal.share_percent for line, _, proposal in taken}
    paying.shift(order, by_payer, percents=percents, at=at)
    cover_answers.keep(
        order.vehicle_id,
        [pair for _, pair, _ in taken if pair is not None],
        store_id=order.store_id,
        order_id=order.pk,
        on=localdate(order.opened_at),
        km=order.odometer,
        by=warrant.actor.staff_id,
        at=at,
    )
    warrant.note = "；".join(
        f"{'、'.join(line.name for line in group)} → {Payer(payer).label}"
        for payer, group in by_payer.items()
    )[:200]
    drafting.changed(order)
    return [line for line, _, _ in taken]
