"""Everybody and every place of a store for some days, in one statement: what a plan of the day is made from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date, parse_datetime

from huichang.company.models import Bay, Grant, Member, Shift, Staff, StaffSkill, Store, Team
from huichang.company.queries import BayCard, PersonCard, ShiftCard, TeamCard
from huichang.company.roles import BayKind


@dataclass(frozen=True)
class Everybody:
    """People, open bays, teams, and shifts by day."""

    people: dict[int, PersonCard]
    bays: dict[int, BayCard]
    teams: dict[int, TeamCard]
    shifts: dict[date, list[ShiftCard]]


def everybody(
    store_id: int, *, roles: Collection[str], bay_kinds: Collection[str], since: date, days: int
) -> Everybody:
    """People with one of `roles` by name, bays of `bay_kinds` in their order, and shifts of everybody for `days` days from
    `since`. One statement."""
    row = (
        Store.objects.filter(pk=store_id)
        .values_list(
            ArraySubquery(_people(roles)),
            ArraySubquery(_bays(bay_kinds)),
            ArraySubquery(_teams()),
            ArraySubquery(_shifts(since, days)),
        )
        .get()
    )
    people, bays, teams, shifts = row
    by_day: dict[date, list[ShiftCard]] = {}
    for each in shifts:
        on = parse_date(each["on"])
        assert on is not None
        card = ShiftCard(each["staff"], _moment(each["since"]), _moment(each["until"]), each["rest"])
        by_day.setdefault(on, []).append(card)
    return Everybody(
        {
            each["id"]: PersonCard(
                each["id"],
                each["name"],
                each["phone"],
                tuple(each["roles"]),
                (each["places"] or [{}])[0].get("team"),
                (each["places"] or [{}])[0].get("name") or "",
                (each["places"] or [{}])[0].get("grade", 1),
                {skill["skill"]: skill["level"] for skill in each["skills"]},
            )
            for each in people
        },
        {
            each["id"]: BayCard(each["id"], each["name"], each["kind"], BayKind(each["kind"]).label)
            for each in bays or ()
        },
        {
            each["id"]: TeamCard(
                each["id"], each["name"], each["leader"], each["led"], each["adviser"], each["says"] or ""
            )
            for each in teams
        },
        by_day,
    )


def _moment(said: str) -> datetime:
    moment = parse_datetime(said)
    assert moment is not None
    return moment


def _people(roles: Collection[str]) -> QuerySet[Any, Any]:
    posts = Grant.objects.filter(store_id=OuterRef(OuterRef("pk")), staff=OuterRef("pk"))
    place = Member.objects.filter(store_id=OuterRef(OuterRef("pk")), staff=OuterRef("pk"))
    able = StaffSkill.objects.filter(store_id=OuterRef(OuterRef("pk")), staff=OuterRef("pk"))
    card = JSONObject(
        id="pk",
        name="name",
        phone="phone",
        roles=ArraySubquery(posts.order_by("pk").values("role")),
        places=ArraySubquery(place.values(it=JSONObject(team="team_id", name="team__name", grade="grade"))),
        skills=ArraySubquery(able.order_by("pk").values(it=JSONObject(skill="skill", level="level"))),
    )
    here = Staff.objects.filter(Exists(posts.filter(role__in=roles)), is_active=True, is_machine=False)
    found: QuerySet[Any, Any] = here.order_by("pinyin", "pk").values(card=card)
    return found


def _bays(kinds: Collection[str]) -> QuerySet[Any, Any]:
    rows = Bay.objects.filter(store_id=OuterRef("pk"), is_open=True, kind__in=kinds).order_by("place", "pk")
    return rows.values(card=JSONObject(id="pk", name="name", kind="kind"))


def _teams() -> QuerySet[Any, Any]:
    rows = Team.objects.filter(store_id=OuterRef("pk")).order_by("pk")
    card = JSONObject(
        id="pk",
        name="name",
        leader="leader_id",
        led="led_by_adviser",
        adviser="adviser_id",
        says=F("adviser__name"),
    )
    return rows.values(card=card)


def _shifts(since: date, days: int) -> QuerySet[Any, Any]:
    rows = Shift.objects.filter(
        store_id=OuterRef("pk"), on__gte=since, on__lte=since + timedelta(days=days - 1)
    )
    card = JSONObject(staff="staff_id", on="on", since="starts_at", until="ends_at", rest="break_minutes")
    return rows.order_by("on", "pk").values(card=card)
