"""Short ways to a count for its tests."""

from datetime import datetime
from decimal import Decimal

from huichang.company.models import Grant, Member, Staff
from huichang.company.queries import actor_of
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.parts import counting, counting_plans, counting_review
from huichang.parts.models import Bin, Count, CountLine, Part
from huichang.parts.states import CountKind, CountReason
from tests.parts.storeroom import LATER
from tests.world import NOON, World


def plan(world: World, *bins: Bin, at: datetime = NOON) -> Count:
    """The manager has some bins counted (all of the main store when none is named)."""
    return counting_plans.plan_count(
        world.parts_manager,
        store_id=world.north.pk,
        kind=CountKind.BINS,
        bin_ids=[bin.pk for bin in bins or (world.bin, world.second_bin)],
        at=at,
    )


def second_clerk(world: World) -> Actor:
    """Another clerk of the north."""
    person = Staff.objects.create(login="n.clerk2", name="北备件二号", pinyin="beibeijianerhao")
    Grant.objects.create(store=world.north, staff=person, role=Role.PARTS_CLERK)
    Member.objects.create(store=world.north, staff=person)
    actor = actor_of(person.pk)
    assert actor is not None
    return actor


def say(
    actor: Actor,
    count: Count,
    bin: Bin,
    part: Part,
    quantity: int | str,
    *,
    at: datetime = LATER,
    found: bool = False,
) -> counting.Said:
    """Somebody says how much lies there."""
    return counting.count_part(
        actor, count.pk, bin_id=bin.pk, part_id=part.pk, counted=Decimal(quantity), at=at, found=found
    )


def say_all(world: World, count: Count, *, at: datetime = LATER, **differences: int) -> None:
    """The clerk counts every line; `differences` by part number without marks (BR1001=-1), the rest agrees."""
    for line in CountLine.objects.filter(count=count).select_related("part", "bin"):
        book = counting.book_of(line, line.part)
        say(
            world.parts_clerk,
            count,
            line.bin,
            line.part,
            str(book + differences.get(line.part.key, 0)),
            at=at,
        )


def line_of(count: Count, part: Part) -> CountLine:
    """The line of a part."""
    line: CountLine = CountLine.objects.get(count=count, part=part)
    return line


def explain(world: World, count: Count, reason: CountReason = CountReason.LOST) -> None:
    """Every difference has the same reason."""
    lines = CountLine.objects.filter(count=count, state="counted").exclude(difference=0)
    counting_review.explain_differences(
        world.parts_manager, count.pk, reasons={line.pk: (reason, "") for line in lines}
    )
