"""What a journey of several days needs beside the cast: everybody is there all week, and a package is on the price list."""

from datetime import timedelta
from decimal import Decimal

from huichang.company.models import Shift
from huichang.company.roles import Role, Skill
from huichang.kernel import pinyin
from huichang.pricebook import packages
from huichang.pricebook.models import Operation
from huichang.pricebook.packages import PackagePart
from tests.world import NOON, TODAY, World

POSTS = (
    Role.GREETER,
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.INSPECTOR,
    Role.PARTS_CLERK,
    Role.CASHIER,
    Role.SERVICE_MANAGER,
)


def on_shift(world: World, days: int = 5) -> None:
    """The posts work from half past eight to six on the days after today too; the team leader is not given jobs then."""
    for post in POSTS:
        person = world.staff(post)
        for ahead in range(1, days):
            Shift.objects.create(
                store=world.north,
                staff=person,
                on=TODAY + timedelta(days=ahead),
                starts_at=NOON + timedelta(days=ahead, hours=-3, minutes=-30),
                ends_at=NOON + timedelta(days=ahead, hours=6),
            )


def with_package(world: World) -> None:
    """The small service: oil and filter, in one touch."""
    packages.save_package(
        world.service_manager,
        code="BY-10K",
        name="1 万公里保养",
        operations=["MT0101RR"],
        parts=[PackagePart("FL-2001"), PackagePart("OL-3001")],
        series=["R5"],
        every_km=10_000,
        at_km=[50_000],
    )


def with_damper(world: World) -> None:
    """A damper to find leaking: its operation, and two of them in the store room."""
    operation("SU0101RR", "更换右前减振器", 90)
    world.part("SU-4001", "减振器总成", Decimal("620.00"), on_hand=2)


def operation(code: str, name: str, minutes: int) -> Operation:
    """Something that can be done to the chassis."""
    return Operation.objects.create(
        code=code,
        name=name,
        initials=pinyin.initials(name),
        system="suspension",
        skill=Skill.MECHANICAL,
        minutes=minutes,
    )
