"""The store of the simulated month: built through the use-cases in an empty house, with everybody who works there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from huichang.company import first_start, floor, people, shifts
from huichang.company import queries as company
from huichang.company.roles import BayKind, Role, Skill
from huichang.kernel.actor import Actor
from huichang.kernel.money import money
from huichang.parts import catalogue, places, receiving
from huichang.parts.states import Place
from huichang.planning.jobs import GRANTED, PLANNER
from huichang.planning.permissions import LEARN_DURATIONS
from huichang.pricebook import loading as pricebook_loading
from huichang.pricebook import queries as pricebook
from huichang.site.bench.databases import ZONE
from huichang.site.bench.month_truth import MIX

BEGIN = date(2026, 3, 2)
"""A Monday. The days are those of a calendar, so that the same seed is the same month whenever it is run."""
OPENS, RESTS, BACK, CLOSES = time(8, 30), time(12), time(13), time(18)
CARS_A_TECHNICIAN = 3.4
"""Cars a day for which a store of this kind keeps one technician: the workshop is then busy, but not drowned."""
LEVELS = (4, 3, 3, 2, 5, 3, 2, 4)
PASSWORD = "a month of cars"
PLENTY = 100_000
TEST = 15
"""Minutes of a road test, as the store plans them."""
RARE = 12
"""Part numbers that are not on the shelf, so that few cars wait for the same delivery."""


@dataclass
class Hand:
    """Somebody of the floor. `number` counts technicians (for their true speed); `rest`: the weekday off."""

    actor: Actor
    id: int
    number: int
    skills: dict[str, int]
    rest: int


@dataclass
class House:
    """The store, its people as actors, its bays and lists."""

    store_id: int
    greeter: Actor
    agent: Actor
    advisers: list[Actor]
    manager: Actor
    clerk: Actor
    buyer: Actor
    cashier: Actor
    leader: Actor
    planner: Actor
    learner: Actor
    technicians: list[Hand]
    inspectors: list[Hand]
    washers: list[Hand]
    bays: dict[int, str]
    wash_bays: list[int]
    part: int
    rare: list[int]
    operations: dict[str, pricebook.OperationCard] = field(default_factory=dict)


def moment(day: int, minute: int) -> datetime:
    """A minute of a day of the month, store time."""
    return datetime.combine(BEGIN + timedelta(days=day), time(), ZONE) + timedelta(minutes=minute)


def technicians_for(cars_a_day: int) -> int:
    """How many technicians a store has for so many cars a day (one in seven has the day off)."""
    return max(2, round(cars_a_day / CARS_A_TECHNICIAN))


def build(*, days: int, cars_a_day: int) -> House:
    """A new store with people, shifts for the month and some days more, bays, prices and parts."""
    store_id, first = first_start.open_house(
        code="M",
        store="月度店",
        legal_name="月度汽车服务有限公司",
        phone="028-60000000",
        login="guanli",
        name="管理员",
        password=PASSWORD,
    )
    hiring = _Hiring(store_id, _actor(first, store_id))
    team = floor.add_team(hiring.admin, store_id, name="机电一组").pk
    many, bays = technicians_for(cars_a_day), _bays(hiring.admin, store_id, cars_a_day)
    leader = hiring.person(Role.TEAM_LEADER, "组长", team=team)
    technicians = [hiring.technician(number, team) for number in range(many)]
    washers = [hiring.washer(number, team) for number in range(max(2, -(-cars_a_day // 8)))]
    inspectors = [
        hiring.hand(Role.INSPECTOR, f"质检{number}", number, {})
        for number in range(max(2, -(-cars_a_day // 10)))
    ]
    posts = {
        role: hiring.person(role, str(role.label))
        for role in (
            Role.GREETER,
            Role.CARE_AGENT,
            Role.SERVICE_MANAGER,
            Role.PARTS_CLERK,
            Role.PARTS_MANAGER,
            Role.CASHIER,
            Role.DISPATCHER,
        )
    }
    advisers = [hiring.person(Role.ADVISER, f"顾问{number}") for number in range(max(2, -(-cars_a_day // 6)))]
    hiring.plan_shifts([*technicians, *washers, *inspectors], days + 4)
    pricebook_loading.load_starting_content(packages=False)
    part, rare = _parts(posts[Role.PARTS_MANAGER], posts[Role.PARTS_CLERK], store_id)
    return House(
        store_id,
        posts[Role.GREETER],
        posts[Role.CARE_AGENT],
        advisers,
        posts[Role.SERVICE_MANAGER],
        posts[Role.PARTS_CLERK],
        posts[Role.PARTS_MANAGER],
        posts[Role.CASHIER],
        leader,
        Actor(None, PLANNER, {store_id: GRANTED}, store_id=store_id, door="job"),
        Actor(None, PLANNER, {store_id: frozenset({LEARN_DURATIONS})}, store_id=store_id, door="job"),
        technicians,
        inspectors,
        washers,
        {bay: kind for bay, kind in bays.items() if kind != BayKind.WASH},
        [bay for bay, kind in bays.items() if kind == BayKind.WASH],
        part,
        rare,
        pricebook.operations_by_code(sorted({code for codes, _ in MIX for code in codes})),
    )


def _actor(staff_id: int, store_id: int) -> Actor:
    found = company.actor_of(staff_id, store_id=store_id)
    assert found is not None
    return found


def _bays(admin: Actor, store_id: int, cars_a_day: int) -> dict[int, str]:
    """One lift for each technician, one of them for wheel alignment, and what washing needs."""
    kinds = {
        BayKind.GENERAL: technicians_for(cars_a_day),
        BayKind.ALIGNMENT: 1,
        BayKind.WASH: max(1, -(-cars_a_day // 16)),
    }
    return {
        floor.add_bay(admin, store_id, name=f"{kind.label[:2]}{number + 1}", kind=kind).pk: kind
        for kind, many in kinds.items()
        for number in range(many)
    }


def _parts(buyer: Actor, clerk: Actor, store_id: int) -> tuple[int, list[int]]:
    """A part that every car needs and that is always there, and some that never are."""
    at = moment(-3, 10 * 60)

    def made(number: str, name: str) -> int:
        return catalogue.register_part(
            buyer, number=number, words=catalogue.Particulars(name=name), at=at, price=money(Decimal(60))
        ).pk

    main = places.add_warehouse(buyer, store_id=store_id, name="主库", place=Place.MAIN)
    places.add_bin(buyer, main.pk, code="A-01-1")
    plenty, rare = (
        made("MON-0001", "常用件"),
        [made(f"MON-{n:04d}", f"少用件{n}") for n in range(2, 2 + RARE)],
    )
    receiving.receive_parts(
        clerk,
        store_id=store_id,
        document="MONTH",
        supplier="月度",
        lines=[receiving.Received(plenty, Decimal(PLENTY), Decimal("30.00"))],
        at=at,
    )
    return plenty, rare


class _Hiring:
    def __init__(self, store_id: int, admin: Actor) -> None:
        self.store_id, self.admin, self.hired = store_id, admin, 0

    def person(self, role: Role, name: str, *, team: int | None = None) -> Actor:
        """Somebody with one post."""
        self.hired += 1
        person = people.take_on(
            self.admin,
            self.store_id,
            login=f"month{self.hired}",
            name=name,
            phone="",
            roles=[role],
            password=PASSWORD,
            team_id=team,
        )
        return _actor(person.pk, self.store_id)

    def hand(
        self, role: Role, name: str, number: int, skills: dict[str, int], *, team: int | None = None
    ) -> Hand:
        """Somebody of the floor, with skills and a weekday off; of one post no two are off on the same day."""
        actor = self.person(role, name, team=team)
        assert actor.staff_id is not None
        for skill, level in skills.items():
            people.set_skill(self.admin, actor.staff_id, store_id=self.store_id, skill=skill, level=level)
        return Hand(actor, actor.staff_id, number, skills, (number * 2 + len(skills)) % 7)

    def technician(self, number: int, team: int) -> Hand:
        """One who can do mechanical and electrical work, and perhaps more."""
        level = LEVELS[number % len(LEVELS)]
        skills: dict[str, int] = {Skill.MECHANICAL: level, Skill.ELECTRICAL: max(2, level - 1)}
        if number % 2 == 0:
            skills[Skill.AIRCON] = level
        if number % 3 < 2:
            skills[Skill.ALIGNMENT] = max(2, level - 1)
        found = self.hand(Role.TECHNICIAN, f"技师{number}", number, skills, team=team)
        found.rest = number * 2 % 7
        return found

    def washer(self, number: int, team: int) -> Hand:
        """One who washes cars and does nothing else."""
        return self.hand(Role.TECHNICIAN, f"洗车{number}", number, {Skill.WASH: 3}, team=team)

    def plan_shifts(self, hands: Sequence[Hand], days: int) -> None:
        """Everybody works from opening to closing but on the day off; the desks are there every day."""
        whole = [BEGIN + timedelta(days=day) for day in range(days)]
        others = [
            each.id for each in company.people(self.store_id) if each.id not in {hand.id for hand in hands}
        ]
        for ids, rest in [([hand.id], hand.rest) for hand in hands] + [(others, -1)]:
            shifts.plan_shifts(
                self.admin,
                self.store_id,
                staff_ids=ids,
                days=[day for day in whole if day.weekday() != rest],
                starts_at=OPENS,
                ends_at=CLOSES,
            )
