"""A store with a day to plan: where the tests of the plan begin. Cars signed, people on shift, nothing given out yet."""

from datetime import datetime, timedelta

from huichang.company.models import StaffSkill
from huichang.company.roles import BayKind, Role, Skill
from huichang.kernel.actor import Actor
from huichang.planning import permissions
from huichang.workshop.models import Order
from tests.workshop.floor import BRAKES, OIL, Work, another_technician, signed
from tests.world import NOON, World

AFTER_REST = NOON + timedelta(hours=1)
"""13:00, when the break is over."""
PAINT = Work(
    title="前保险杠喷漆",
    repair_type="paint",
    system="paint",
    skill=Skill.PAINT,
    bay_kind=BayKind.PAINT,
    minutes=90,
)


def machine(world: World) -> Actor:
    """The worker that replans."""
    granted = frozenset({permissions.PROPOSE_PLANS, permissions.ARRANGE_PLAN, permissions.LEARN_DURATIONS})
    return Actor(None, "排程", {world.north.pk: granted}, store_id=world.north.pk, door="job")


def crew(world: World) -> tuple[Actor, Actor]:
    """Two technicians on shift until 18:00, an inspector, and whoever dispatches."""
    first = world.technician
    for role in (Role.INSPECTOR, Role.DISPATCHER, Role.ADVISER):
        world.staff(role)
    return first, another_technician(world)


def painter(world: World) -> Actor:
    """A technician who paints."""
    actor = another_technician(world, "n.qi", "漆师傅", Skill.PAINT)
    StaffSkill.objects.filter(staff_id=actor.staff_id).update(level=3)
    return actor


def three_cars(world: World, *, at: datetime = NOON) -> list[Order]:
    """An oil change, brakes with an oil change, and brakes, promised one after the other."""
    second = world.another_car()
    third = world.another_car("川A12345", "1HGCM82633A004353")
    return [
        signed(world, OIL, promised_at=at + timedelta(hours=3)),
        signed(world, BRAKES, OIL, vehicle=second, promised_at=at + timedelta(hours=5)),
        signed(world, BRAKES, vehicle=third, promised_at=at + timedelta(hours=6), waits=False),
    ]
