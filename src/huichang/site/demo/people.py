"""The people of the demo's stores: posts, teams, skills, working days."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from huichang.company.models import Grant, Member, Shift, Staff, StaffSkill, Team
from huichang.company.roles import Role, Skill
from huichang.kernel import pinyin
from huichang.site.demo import hours
from huichang.site.demo.chance import Chance
from huichang.site.demo.owners import Names
from huichang.site.demo.rows import Rows
from huichang.site.demo.stores import Site

SALT = "huichangdemo"
FIRST_SHIFT, LAST_SHIFT = -30, 14
M, E, H, A, L, B, P, W = (
    Skill.MECHANICAL,
    Skill.ELECTRICAL,
    Skill.HIGH_VOLTAGE,
    Skill.AIRCON,
    Skill.ALIGNMENT,
    Skill.BODY,
    Skill.PAINT,
    Skill.WASH,
)
POSTS: tuple[tuple[str, tuple[Role, ...], int, int], ...] = (
    ("yindao", (Role.GREETER,), 2, 1),
    ("kefu", (Role.CARE_AGENT,), 2, 1),
    ("guwen", (Role.ADVISER,), 4, 2),
    ("diaodu", (Role.DISPATCHER,), 1, 1),
    ("zhijian", (Role.INSPECTOR,), 2, 1),
    ("jishujingli", (Role.TECHNICAL_MANAGER,), 1, 0),
    ("beijian", (Role.PARTS_CLERK,), 2, 1),
    ("beijianjingli", (Role.PARTS_MANAGER,), 1, 1),
    ("suopei", (Role.WARRANTY_CLERK,), 1, 1),
    ("shouyin", (Role.CASHIER,), 2, 1),
    ("baoxian", (Role.INSURANCE_AGENT,), 1, 0),
    ("shichang", (Role.MARKETING_OFFICER,), 1, 0),
    ("fuwujingli", (Role.SERVICE_MANAGER,), 1, 1),
)
"""Login name, posts, how many in the first and in the second store; the first of a post has the bare name."""
GROUP_POSTS = (
    ("zongjingli", Role.GENERAL_MANAGER),
    ("dudao", Role.NETWORK_OFFICER),
    ("guanli", Role.ADMINISTRATOR),
)
"""People of the group: they hold their post in both stores."""
TEAMS: tuple[tuple[str, tuple[tuple[Skill, ...], ...]], ...] = (
    ("机电一组", ((M, E, H, A, L), (M, E, A), (M, E, L), (M, E))),
    ("机电二组", ((M, E, H, A, L), (M, E, H), (M, A, E))),
    ("快修组", ((M, E, L, A), (M, E, L))),
    ("钣喷组", ((B, P, W), (B, W), (P, W))),
)
"""The first of each team leads it. The third is led by an adviser; the second store has a part of them."""
SECOND_TEAMS = ((0, 4), (1, 1), (3, 3))
LED_BY_ADVISER = "快修组"


@dataclass(frozen=True)
class Person:
    """Somebody who works in a store; `rest` is the weekday off (0 is Monday)."""

    id: int
    name: str
    rest: int
    skills: frozenset[str] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether they have a shift that day."""
        return day.weekday() != self.rest


@dataclass
class Crew:
    """The people of a store by post."""

    site: Site
    by_role: dict[Role, list[Person]] = field(default_factory=dict)

    @property
    def manager(self) -> Person:
        """The service manager."""
        return self.by_role[Role.SERVICE_MANAGER][0]

    @property
    def dispatcher(self) -> Person:
        """The dispatcher."""
        return self.by_role[Role.DISPATCHER][0]

    @property
    def greeter(self) -> Person:
        """The first greeter."""
        return self.by_role[Role.GREETER][0]

    def on(self, role: Role, day: date) -> list[Person]:
        """Those of a post who work that day; somebody always does."""
        people = self.by_role[role]
        return [person for person in people if person.works_on(day)] or people[:1]


def employ(
    rows: Rows, sites: list[Site], names: Names, seed: int, now: datetime, password: str
) -> list[Crew]:
    """Everybody, with posts, teams, skills, and shifts from 30 days ago until in a fortnight."""
    hiring = _Hiring(rows, Chance(seed, "people"), names, make_password(password, salt=SALT), now)
    crews = [hiring.store(site, number) for number, site in enumerate(sites)]
    for login, role in GROUP_POSTS:
        person = hiring.person(login, rest=6)
        for crew in crews:
            hiring.place(crew, person, (role,))
    return crews


@dataclass
class _Hiring:
    rows: Rows
    chance: Chance
    names: Names
    password: str
    now: datetime
    hired: int = 0

    def store(self, site: Site, number: int) -> Crew:
        """The people of one store, and its teams."""
        crew = Crew(site)
        for login, roles, first, second in POSTS:
            many = (first, second)[number]
            for each in range(1, many + 1):
                # Two of one post are not off on the same day; nobody is off at the week's end, when most cars come.
                person = self.person(self._login(login, each, site), rest=(each * 2 + len(login)) % 5)
                self.place(crew, person, roles)
        for index, (name, members) in enumerate(TEAMS):
            wanted = dict(SECOND_TEAMS).get(index, 0) if number else len(members)
            if wanted:
                self._team(crew, name, members[:wanted], first=not number and index == 0)
        return crew

    @staticmethod
    def _login(login: str, each: int, site: Site) -> str:
        return f"{login}{each if each > 1 else ''}{site.plan.suffix}"

    def _team(self, crew: Crew, name: str, members: tuple[tuple[Skill, ...], ...], *, first: bool) -> None:
        site = crew.site
        advisers = crew.by_role[Role.ADVISER]
        led = name == LED_BY_ADVISER and len(advisers) > 1
        team = self.rows.add(
            Team,
            store_id=site.id,
            name=name,
            led_by_adviser=led,
            adviser_id=advisers[1].id if led else None,
        )
        for place, skills in enumerate(members):
            leads = place == 0
            role = Role.TEAM_LEADER if leads else Role.TECHNICIAN
            known = len(crew.by_role.get(role, [])) + 1
            login = self._login("zuzhang" if leads else "jishi", known, site)
            person = self.person(login, rest=self.hired % 5, skills=skills)
            grade = 4 if leads else self.chance.randint(1, 3)
            self.place(crew, person, (role,), team=team, grade=grade)
            for skill in skills:
                level = 5 if leads else self.chance.randint(2, 4)
                self.rows.add(StaffSkill, store_id=site.id, staff_id=person.id, skill=skill, level=level)
            if leads:
                self.rows.change(Team, team, leader_id=person.id)
                crew.by_role.setdefault(Role.TECHNICIAN, [])

    def person(self, login: str, *, rest: int, skills: tuple[Skill, ...] = ()) -> Person:
        """A new member of staff."""
        self.hired += 1
        name, row = self.names.person(self.chance)
        while skills and row["sex"] == "female" and self.chance.maybe(0.9):
            name, row = self.names.person(self.chance)
        staff_id = self.rows.add(
            Staff,
            login=login,
            name=name,
            pinyin=pinyin.full(name),
            phone=f"1380000{self.hired:04d}",
            password=self.password,
        )
        return Person(staff_id, name, rest, frozenset(str(skill) for skill in skills))

    def place(
        self, crew: Crew, person: Person, roles: tuple[Role, ...], *, team: int | None = None, grade: int = 1
    ) -> None:
        """A person gets posts in a store, and shifts there."""
        store = crew.site.id
        for role in roles:
            self.rows.add(Grant, store_id=store, staff_id=person.id, role=role)
            crew.by_role.setdefault(role, []).append(person)
        self.rows.add(Member, store_id=store, staff_id=person.id, team_id=team, grade=grade)
        for ahead in range(FIRST_SHIFT, LAST_SHIFT + 1):
            day = self.now.date() + timedelta(days=ahead)
            if person.works_on(day):
                starts_at, ends_at = hours.on(day, self.now).shift(day)
                self.rows.add(
                    Shift,
                    store_id=store,
                    staff_id=person.id,
                    on=day,
                    starts_at=starts_at,
                    ends_at=ends_at,
                )
