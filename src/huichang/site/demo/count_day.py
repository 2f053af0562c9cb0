"""Today's cycle count, half done."""

from decimal import Decimal

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.parts import catalogue, counting, counting_plans, permissions
from huichang.parts.models import CountLine
from huichang.site.demo.cast import House
from huichang.site.demo.chance import minutes

NOTHING = Decimal(0)


def cycle_of_today(house: House) -> None:
    """Classes are computed, the day's cycle count is proposed, and a clerk has counted half of it: one line differs, one
    waits for a second person."""
    grants = {house.store: frozenset({permissions.KEEP_CATALOGUE, permissions.PLAN_COUNTS})}
    night = Actor(None, "夜间核对", grants, house.store, door="job")
    at = house.as_of - minutes(50)
    catalogue.classify_parts(night, house.store, at=at)
    made = counting_plans.propose_count(night, house.store, at=at)
    if made is None:
        return
    clerk = house.one(Role.PARTS_CLERK)
    lines = list(CountLine.objects.filter(count=made).select_related("part").order_by("bin__walk", "pk"))
    for place, line in enumerate(lines[: max(1, len(lines) // 2)]):
        book = counting.book_of(line, line.part)
        off = {2: Decimal(-1), 4: Decimal(1)}.get(place, NOTHING) if line.part.is_whole else NOTHING
        counting.count_part(
            clerk,
            made.pk,
            bin_id=line.bin_id,
            part_id=line.part_id,
            counted=max(NOTHING, book + off),
            batch=line.batch.number if line.batch else "",
            at=at + minutes(6 + place * 2),
        )
