"""What other rooms and screens may ask about ourselves. Plain values come out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject

from huichang.company import access, settings
from huichang.company.models import ApiToken, Bay, Grant, Member, Shift, Staff, StaffSkill, Store, Team
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.jobs import stores_are
from huichang.kernel.refusals import Missing

_STAFF = Staff._meta.db_table
_MARK = "left(encode(sha256(convert_to(s.password, 'UTF8')), 'hex'), 16)"


@dataclass(frozen=True)
class StoreCard:
    """A store as documents and pages show it."""

    id: int
    code: str
    name: str
    legal_name: str
    credit_code: str
    licence: str
    address: str
    phone: str
    opens_at: time
    closes_at: time


@dataclass(frozen=True)
class PersonCard:
    """A person of a store: posts, team, grade, skills with level."""

    id: int
    name: str
    phone: str
    roles: tuple[str, ...]
    team_id: int | None
    team: str
    grade: int
    skills: dict[str, int]

    @property
    def key(self) -> str:
        """The id as text, for names on a page."""
        return str(self.id)


@dataclass(frozen=True)
class SignInCard:
    """A person who can sign in, with one post."""

    role: Role
    login: str
    name: str
    store: str


@dataclass(frozen=True)
class TeamCard:
    """A team of technicians, its leader, and the adviser who dispatches for it (or nobody: the dispatcher does)."""

    id: int
    name: str
    leader_id: int | None
    led_by_adviser: bool
    adviser_id: int | None
    adviser: str

    @property
    def key(self) -> str:
        """The id as text, for names on a page."""
        return str(self.id)


@dataclass(frozen=True)
class BayCard:
    """A bay."""

    id: int
    name: str
    kind: str
    kind_says: str


@dataclass(frozen=True)
class BayLine(BayCard):
    """A bay, also one that is closed; `key` names it on a page."""

    is_open: bool

    @property
    def key(self) -> str:
        """The id as text, for names on a page."""
        return str(self.id)


@dataclass(frozen=True)
class TokenCard:
    """A machine user's token: what for, with which posts, until when."""

    id: int
    says: str
    roles: tuple[str, ...]
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class ShiftCard:
    """A person's working time on one day."""

    staff_id: int
    starts_at: datetime
    ends_at: datetime
    break_minutes: int

    @property
    def minutes(self) -> int:
        """Working minutes without the break."""
        return max(0, int((self.ends_at - self.starts_at).total_seconds() // 60) - self.break_minutes)


@dataclass(frozen=True)
class OnShift:
    """Somebody's working time on one day, with posts and skills. `minutes` are without the break."""

    staff_id: int
    name: str
    roles: frozenset[str]
    skills: frozenset[str]
    on: date
    starts_at: datetime
    ends_at: datetime
    minutes: int


def _actor(
    staff_id: int, name: str, posts: list[tuple[int, str]], store_id: int | None, door: str, address: str
) -> Actor:
    by_store: dict[int, set[str]] = {}
    for store, role in posts:
        by_store.setdefault(store, set()).add(role)
    here = store_id if store_id in by_store else min(by_store, default=None)
    roles = tuple(role for role in Role.values if here is not None and role in by_store[here])
    return Actor(staff_id, name, access.grants_of(by_store), here, roles, door, address)


def actor_of(
    staff_id: int,
    *,
    store_id: int | None = None,
    door: str = "screen",
    address: str = "",
    mark: str | None = None,
) -> Actor | None:
    """The actor for a signed-in person, working in `store_id` (or their first store). None when no longer employed, and
    when the password is another than at sign-in: `mark` is what `mark_of` said then."""
    which, values = (
        ("s.id = %s", [staff_id]) if mark is None else (f"s.id = %s AND {_MARK} = %s", [staff_id, mark])
    )
    found = _posts(f"{_STAFF} AS s", which, values, "NULL")
    if found is None:
        return None
    _, name, _, posts = found
    return _actor(staff_id, name, posts, store_id, door, address)


def mark_of(staff_id: int) -> str:
    """A digest by which a session recognises the person's present password; it says nothing about it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_MARK} FROM {_STAFF} AS s WHERE s.id = %s", [staff_id])
        return str(cursor.fetchone()[0])


def actor_of_token(digest: str, *, at: datetime, address: str = "") -> Actor | None:
    """The actor behind a machine token (its SHA-256 digest); None when unknown, revoked or expired."""
    token = f"{ApiToken._meta.db_table} AS t JOIN {_STAFF} AS s ON s.id = t.staff_id"
    valid = "t.digest = %s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %s)"
    found = _posts(token, valid, [digest, at], "t.store_id")
    if found is None:
        return None
    staff_id, name, store_id, posts = found
    return _actor(staff_id, name, posts, store_id, "api", address)


def _posts(
    source: str, which: str, values: Sequence[Any], store: str
) -> tuple[int, str, int | None, list[tuple[int, str]]] | None:
    """(id, name, store, posts) of the employed `s` of a FROM clause. In SQL, because every request asks it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.id, s.name, {store}, array_agg(g.store_id), array_agg(g.role)"
            f" FROM {source} LEFT JOIN {Grant._meta.db_table} AS g ON g.staff_id = s.id"
            f" WHERE {which} AND s.is_active GROUP BY 1, 2, 3",
            values,
        )
        found = cursor.fetchone()
    if found is None:
        return None
    staff_id, name, store_id, stores, roles = found
    return staff_id, name, store_id, [post for post in zip(stores, roles, strict=True) if post[0] is not None]


@stores_are
def store_ids() -> list[int]:
    """All stores."""
    return list(Store.objects.order_by("pk").values_list("pk", flat=True))


def store_card(store_id: int) -> StoreCard:
    """A store's card, at most ten seconds old. Raises Missing for an unknown one."""
    try:
        store = settings.store_row(store_id)
    except Store.DoesNotExist as error:
        raise Missing("没有找到这家门店。") from error
    return StoreCard(
        store.pk,
        store.code,
        store.name,
        store.legal_name,
        store.credit_code,
        store.licence,
        store.address,
        store.phone,
        store.opens_at,
        store.closes_at,
    )


def stores_of(actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the stores in which the actor works."""
    return [(store_id, settings.store_row(store_id).name) for store_id in sorted(actor.stores)]


def people(store_id: int, *roles: str) -> list[PersonCard]:
    """Active people of a store, by name in pinyin order; only those with one of `roles` when any are given.

    One statement.
    """
    posts = Grant.objects.filter(store_id=store_id, staff=OuterRef("pk"))
    wanted = posts.filter(role__in=roles) if roles else posts
    place = Member.objects.filter(store_id=store_id, staff=OuterRef("pk"))
    able = StaffSkill.objects.filter(store_id=store_id, staff=OuterRef("pk")).order_by("pk")
    found = Staff.objects.filter(Exists(wanted), is_active=True, is_machine=False).annotate(
        held=ArraySubquery(posts.order_by("pk").values("role")),
        place=Subquery(place.values(it=JSONObject(team="team_id", name="team__name", grade="grade"))[:1]),
        able=ArraySubquery(able.values(it=JSONObject(skill="skill", level="level"))),
    )
    fields = ("pk", "name", "phone", "held", "place", "able")
    cards = []
    for pk, name, phone, held, where, skills in found.order_by("pinyin", "pk").values_list(*fields):
        at = where or {"team": None, "name": None, "grade": 1}
        able_to = {each["skill"]: each["level"] for each in skills}
        cards.append(
            PersonCard(pk, name, phone, tuple(held), at["team"], at["name"] or "", at["grade"], able_to)
        )
    return cards


def names(staff_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of people by id. One statement."""
    return dict(Staff.objects.filter(pk__in={pk for pk in staff_ids if pk}).values_list("pk", "name"))


def works_at(staff_id: int, store_id: int) -> bool:
    """Whether somebody is employed and has a post in a store. One statement."""
    return Grant.objects.filter(store_id=store_id, staff_id=staff_id, staff__is_active=True).exists()


def bays(store_id: int, *kinds: str) -> list[BayCard]:
    """Open bays of a store in their order; only of `kinds` when any are given."""
    found = Bay.objects.filter(store_id=store_id, is_open=True).order_by("place", "pk")
    if kinds:
        found = found.filter(kind__in=kinds)
    return [BayCard(bay.pk, bay.name, bay.kind, bay.get_kind_display()) for bay in found]


def all_bays(store_id: int) -> list[BayLine]:
    """Every bay of a store in its order, closed ones too. One statement."""
    found = Bay.objects.filter(store_id=store_id).order_by("place", "pk")
    return [BayLine(bay.pk, bay.name, bay.kind, bay.get_kind_display(), bay.is_open) for bay in found]


def tokens(store_id: int) -> list[TokenCard]:
    """The machine tokens of a store, newest first, revoked ones too. One statement."""
    found = ApiToken.objects.filter(store_id=store_id).annotate(posts=ArrayAgg("staff__grants__role"))
    return [
        TokenCard(
            token.pk,
            token.says,
            tuple(Role(role).label for role in token.posts if role),
            token.expires_at,
            token.revoked_at,
        )
        for token in found.order_by("-pk")
    ]


def shifts(store_id: int, *, since: date, until: date) -> dict[date, list[ShiftCard]]:
    """Shifts of a store by day, `since` and `until` included."""
    by_day: dict[date, list[ShiftCard]] = {}
    for on, staff_id, starts_at, ends_at, rest in Shift.objects.filter(
        store_id=store_id, on__gte=since, on__lte=until
    ).values_list("on", "staff_id", "starts_at", "ends_at", "break_minutes"):
        by_day.setdefault(on, []).append(ShiftCard(staff_id, starts_at, ends_at, rest))
    return by_day


def on_shift(store_id: int, *, since: date, until: date) -> list[OnShift]:
    """Who works on which days (`since` and `until` included), with posts and skills, by name. One statement."""
    posts = Grant.objects.filter(store_id=store_id, staff_id=OuterRef("staff_id")).values("role")
    skills = StaffSkill.objects.filter(store_id=store_id, staff_id=OuterRef("staff_id")).values("skill")
    found = (
        Shift.objects.filter(store_id=store_id, on__gte=since, on__lte=until, staff__is_active=True)
        .annotate(posts=ArraySubquery(posts), can=ArraySubquery(skills))
        .order_by("on", "staff__pinyin", "staff_id")
        .values_list("staff_id", "staff__name", "posts", "can", "on", "starts_at", "ends_at", "break_minutes")
    )
    return [
        OnShift(
            staff_id,
            name,
            frozenset(roles),
            frozenset(can),
            on,
            starts_at,
            ends_at,
            ShiftCard(staff_id, starts_at, ends_at, rest).minutes,
        )
        for staff_id, name, roles, can, on, starts_at, ends_at, rest in found
    ]


def teams(store_id: int) -> dict[int, TeamCard]:
    """The teams of a store by id, with who dispatches for them (LANE-30). One statement."""
    found = Team.objects.filter(store_id=store_id).select_related("adviser").order_by("pk")
    return {
        team.pk: TeamCard(
            team.pk,
            team.name,
            team.leader_id,
            team.led_by_adviser,
            team.adviser_id,
            team.adviser.name if team.adviser else "",
        )
        for team in found
    }


def led_teams(store_id: int, adviser_id: int) -> list[int]:
    """Ids of the teams that this adviser dispatches for (LANE-30)."""
    return list(
        Team.objects.filter(store_id=store_id, led_by_adviser=True, adviser_id=adviser_id).values_list(
            "pk", flat=True
        )
    )


def sign_ins() -> list[SignInCard]:
    """For each post that is filled, the person who has held it longest in the oldest store; in the order of the posts."""
    held = Grant.objects.filter(staff__is_active=True, staff__is_machine=False).order_by("store_id", "pk")
    first: dict[str, SignInCard] = {}
    for role, login, name, store in held.values_list("role", "staff__login", "staff__name", "store__name"):
        first.setdefault(role, SignInCard(Role(role), login, name, store))
    return [first[role] for role in Role.values if role in first]
