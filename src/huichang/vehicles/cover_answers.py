"""Who bears a repair (WARR-02): asked at check-in, at the estimate and at the claim; what is acted on is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime

from huichang.engines.coverage import answering, listing
from huichang.engines.coverage.listing import Cover
from huichang.engines.coverage.values import Answer, Asked, Known
from huichang.kernel.refusals import Missing
from huichang.vehicles import cover_sources, policies_in_force
from huichang.vehicles.models import KeptAnswer, Vehicle


def answers(
    vehicle_id: int, *, on: date, km: int, asked: Sequence[Asked], store_id: int | None = None
) -> list[Answer]:
    """An answer for each line, in order: the car on a day at so many kilometres, by the policies in force on that day.

    A store's own guarantees are those of `store_id`; of all stores when it is None. Three statements and one for each
    source, whatever the number of lines. Raises Missing for an unknown car.
    """
    known = known_of(vehicle_id, on=on, store_id=store_id)
    return answering.answers(known, asked, on=on, km=km)


def covers(vehicle_id: int, *, on: date, km: int, store_id: int | None = None) -> list[Cover]:
    """Every promise about a car with what is left of it, running ones first. As many statements as `answers`."""
    return listing.covers(known_of(vehicle_id, on=on, store_id=store_id), on=on, km=km)


def known_of(vehicle_id: int, *, on: date, store_id: int | None = None) -> Known:
    """All that an answer about a car hangs on. Raises Missing for an unknown car."""
    row = Vehicle.objects.filter(pk=vehicle_id).first()
    if row is None:
        raise Missing("没有找到这辆车的档案。")
    terms = policies_in_force.in_force(row.brand, on=on)
    fitted, repaired = cover_sources.of(vehicle_id, store_id=store_id, on=on)
    return Known(
        policies_in_force.car_of(row),
        tuple(terms),
        fitted,
        repaired,
        policies_in_force.contracts_of(vehicle_id, terms, on=on),
    )


def keep(
    vehicle_id: int,
    acted_on: Iterable[tuple[Asked, Answer]],
    *,
    store_id: int,
    order_id: int | None,
    on: date,
    km: int,
    by: int | None,
    at: datetime,
) -> list[int]:
    """Keep answers that somebody acts on, each with what was asked and the policy version that said it; ids in order.

    A plain function: whoever decides calls it inside the use-case that decides. One statement.
    """
    rows = [
        KeptAnswer(
            store_id=store_id,
            vehicle_id=vehicle_id,
            order_id=order_id,
            key=asked.key[:40],
            asked=asdict(asked),
            on=on,
            km=km,
            verdict=answer.verdict,
            kind=answer.kind,
            policy_id=answer.policy_id,
            policy_version=answer.policy_version,
            clause=answer.clause[:200],
            says=answer.says[:500],
            until_on=answer.until_on,
            until_km=answer.until_km,
            share_percent=answer.share_percent,
            by_id=by,
            at=at,
        )
        for asked, answer in acted_on
    ]
    return [int(row.pk) for row in KeptAnswer.objects.bulk_create(rows)]


def circumstances_kept(order_id: int) -> dict[str, tuple[str, ...]]:
    """What somebody found about the lines of an order when they acted, by the line's key; the last word counts. One
    statement."""
    rows = (
        KeptAnswer.objects.filter(order_id=order_id).order_by("pk").values_list("key", "asked__circumstance")
    )
    return {key: tuple(found or ()) for key, found in rows}
