"""Half a year of two stores, made day by day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from huichang.site.demo import content, people, stores
from huichang.site.demo.aftercare import Aftercare
from huichang.site.demo.bookings import Bookings
from huichang.site.demo.chance import Chance, clock
from huichang.site.demo.checking import Checks
from huichang.site.demo.content import Content
from huichang.site.demo.course import Planner
from huichang.site.demo.days import Calendar
from huichang.site.demo.floor import Floor
from huichang.site.demo.future import Future
from huichang.site.demo.looking import Inspection
from huichang.site.demo.money import Till
from huichang.site.demo.numbers import Numbers
from huichang.site.demo.orders import Orders
from huichang.site.demo.owners import Car, Names, Register
from huichang.site.demo.people import Crew
from huichang.site.demo.rows import Rows, Told
from huichang.site.demo.store_room import StoreRoom
from huichang.site.demo.visits import Desk
from huichang.site.demo.wishes import Workbook

NOON = 12.5
"""Before this hour the cars that are in the house today were partly here yesterday."""


@dataclass(frozen=True)
class Size:
    """How much demo: customers, and days of past."""

    customers: int = 3000
    days: int = 182


@dataclass
class Past:
    """What the past leaves behind for the day of today."""

    desks: list[Desk]
    cars: list[Car]
    seed: int
    until: datetime

    @property
    def visits(self) -> int:
        """How many cars came and went."""
        return sum(desk.visits for desk in self.desks)


Step = Callable[[str], None]


def write(seed: int, size: Size, until: datetime, *, says: Step, told: Told) -> Past:
    """Everything that has happened by `until`: written, and proved to hold together.

    Of the last day only what is over; whoever is in the house then comes by another way (`today.py`).
    """
    today = until.date()
    names = Names(content.read("site/demo/names.json"))
    says("门店与人员")
    first = Rows()
    sites = stores.build(first, until)
    crews = people.employ(first, sites, names, seed, until, settings.DEMO_PASSWORD)
    first.write(lambda done, whole: None)
    says("价目、配件目录、故障知识")
    known = content.load()
    says(f"{size.customers:,} 位客户的半年")
    rows, numbers = Rows(), Numbers()
    cars = Register(rows, known, names, seed, today, size.days).fill(size.customers, sites)
    desks = [_desk(crew, rows, numbers, known, cars, seed, size, until) for crew in crews]
    for desk in desks:
        desk.planner.floor.keep(today)
        if until < clock(today, NOON):
            desk.planner.floor.keep(today - timedelta(days=1))
    for ahead in range(-size.days, 1):
        for desk in desks:
            _day(desk, today + timedelta(days=ahead))
    for desk in desks:
        desk.till.close_days()
        desk.store_room.keep(rows, known.parts)
        Future(
            rows,
            desk.crew,
            Chance(seed, f"{desk.crew.site.plan.code} future"),
            desk.calendar,
            desk.bookings,
            desk.book,
            desk.store_room,
            until,
        ).fill()
    numbers.keep(rows)
    says("写入数据库")
    rows.write(told)
    return Past(desks, cars, seed, until)


def _desk(
    crew: Crew,
    rows: Rows,
    numbers: Numbers,
    known: Content,
    cars: list[Car],
    seed: int,
    size: Size,
    until: datetime,
) -> Desk:
    def chance(what: str) -> Chance:
        return Chance(seed, f"{crew.site.plan.code} {what}")

    first = until.date() - timedelta(days=size.days)
    book = Workbook(known, seed)
    store_room = StoreRoom(crew, chance("parts"), numbers, first, until)
    return Desk(
        crew,
        rows,
        numbers,
        chance("visits"),
        known,
        Calendar(crew.site, cars, size.customers, chance("days")),
        Planner(crew, Floor(crew), book, chance("course")),
        book,
        Orders(rows, crew, chance("orders"), numbers, store_room),
        Inspection(rows, crew, chance("inspection"), clock(first, 9)),
        Checks(rows, crew, chance("checks")),
        Till(rows, crew, chance("money"), numbers, until),
        Bookings(rows, crew, chance("bookings"), numbers, book),
        Aftercare(rows, crew, chance("care"), until),
        store_room,
        until,
    )


def _day(desk: Desk, day: date) -> None:
    came = [desk.visit(coming) for coming in desk.calendar.day(day)]
    mine = desk.calendar.mine
    if clock(day, 18) < desk.until:
        desk.bookings.others(day, mine, round(len(came) * 0.5))
    desk.bookings.calls(day, desk.until, mine)
